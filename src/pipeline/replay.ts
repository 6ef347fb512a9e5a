// A prompt's question and the archive in, the generation that answered it before out.
import type { GenerationBody, StoredRecord } from '../archive/record.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText } from '../digest/text.ts'
import type { Digest } from '../digest/digest.ts'
import type { Conversation } from '../model/conversation.ts'
import type { Generation } from '../generation/generation.ts'
import type { Store } from '../ports.ts'
import type { TargetPath } from '../spec/spec.ts'
import { recordDigest } from '../archive/encode.ts'
import type { AnswerFile } from '../answer/answer.ts'

export interface Replayed {
  readonly generation: Generation
  readonly record: StoredRecord & { readonly kind: 'generation' }
  readonly digest: Digest
  /** It landed before and stands in the archive; false for a local one. */
  readonly landed: boolean
}

export interface Wanted {
  readonly question: Digest
  readonly intent: Digest
  readonly asked: readonly TargetPath[]
  readonly reuseRejected: boolean
  /**
   * May an answer to the same spec from another start serve? Not where a person's accepted edit is in the code: that
   * answer never saw it.
   */
  readonly otherStart: boolean
}

/**
 * Looks for an answer to exactly this question; then for one to the same spec from another start (an update replays
 * when a spec returns to older words). Landed ones come first, later before earlier; answers that passed and were never
 * applied come next; rejected ones only when told.
 */
export async function findRecorded(store: Store, wanted: Wanted): Promise<Result<Replayed | null>> {
  const landed = await store.records('generation')
  if (!landed.ok) return landed
  const local = await store.localAnswers()
  const candidates = [
    ...matching(landed.value, (body) => body.question === wanted.question),
    ...matching(local, (body) => body.question === wanted.question && body.outcome === 'pending'),
    ...(wanted.otherStart ? matching(landed.value, (body) => body.intent === wanted.intent) : []),
    ...(wanted.reuseRejected ? matching(local, (body) => body.question === wanted.question) : []),
  ]
  for (const record of candidates) {
    if (!wanted.asked.every((path) => Object.hasOwn(record.body.files, path))) continue
    const isLanded = landed.value.includes(record)
    const generation = generationOf(store, record, wanted, isLanded)
    if (!generation.ok) return generation
    return ok({ generation: generation.value, record, digest: recordDigest(record), landed: isLanded })
  }
  return ok(null)
}

type GenerationRecord = StoredRecord & { readonly kind: 'generation' }

function matching(
  records: readonly StoredRecord[],
  wanted: (body: GenerationBody) => boolean,
): GenerationRecord[] {
  return records
    .filter((record): record is GenerationRecord => record.kind === 'generation')
    .filter((record) => wanted(record.body))
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
}

function generationOf(
  store: Store,
  record: GenerationRecord,
  wanted: Wanted,
  landed: boolean,
): Result<Generation> {
  const files: AnswerFile[] = []
  for (const path of wanted.asked) {
    const digest = record.body.files[path]
    const blob = digest === undefined ? ok(null) : store.blob(digest)
    if (!blob.ok) return blob
    const text = blob.value === null ? null : decodeText(blob.value)
    if (text === null) {
      return fail(notThere(`the bytes that a recorded generation names for ${path}`))
    }
    files.push({ path, text, place: { path } })
  }
  const { body } = record
  const conversation = landed ? ok(unread(body)) : conversationOf(store, body)
  if (!conversation.ok) return conversation
  return ok({
    spec: record.spec,
    question: wanted.question,
    files,
    decisions: body.decisions,
    trace: body.trace,
    identity: body.identity,
    conversation: conversation.value,
  })
}

/** The record stays where it is; nobody asks for its words. */
function unread({ question }: GenerationBody): Conversation {
  return { question, system: [], messages: [], turns: [] }
}

/** A local answer that lands now moves into the archive with the whole conversation. */
function conversationOf(store: Store, { question, conversation }: GenerationBody): Result<Conversation> {
  const missing: Diagnostic[] = []
  const textOf = (digest: Digest): string => {
    const blob = store.blob(digest)
    missing.push(...blob.diagnostics)
    if (blob.ok && blob.value === null) missing.push(notThere('a text of a recorded conversation'))
    return (blob.ok && blob.value !== null ? decodeText(blob.value) : null) ?? ''
  }
  const system = conversation.system.map(({ blob, cache }) => ({ text: textOf(blob), cache }))
  const messages = conversation.messages.map(({ role, blob }) => ({ role, text: textOf(blob) }))
  const turns = conversation.turns.map(({ answer, ...turn }) => ({
    ...turn,
    answer: answer === null ? null : textOf(answer),
  }))
  return missing.length > 0 ? fail(...missing) : ok({ question, system, messages, turns })
}

function notThere(what: string): Diagnostic {
  return diagnostic('record-missing', `the archive lacks ${what}`, {
    hint: 'run: spec archive verify; spec regen --fresh asks a model instead',
  })
}
