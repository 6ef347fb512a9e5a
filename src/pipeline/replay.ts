// A prompt's question and the archive in, the generations that answered it before out, the most fitting first.
import type { GenerationBody, StoredRecord } from '../archive/record.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText } from '../digest/text.ts'
import type { Digest } from '../digest/digest.ts'
import type { Conversation } from '../model/conversation.ts'
import type { Generation } from '../generation/generation.ts'
import type { Store } from '../ports.ts'
import type { TargetPath } from '../spec/spec.ts'
import { recordDigest } from '../archive/encode.ts'
import { unsettled, type GenerationRecord } from '../archive/said.ts'
import type { AnswerFile } from '../answer/answer.ts'

export interface Replayed {
  readonly generation: Generation
  readonly record: StoredRecord & { readonly kind: 'generation' }
  readonly digest: Digest
  /** `landed`: it stands in the archive. The others are local. */
  readonly outcome: GenerationBody['outcome']
}

/** An answer that may serve; its texts are read only when its turn comes. */
export interface Candidate {
  readonly outcome: GenerationBody['outcome']
  readonly open: () => Result<Replayed>
}

export interface Wanted {
  readonly question: Digest
  readonly intent: Digest
  readonly asked: readonly TargetPath[]
  readonly reuseRejected: boolean
  /** Exports may go: an answer that was rejected for that alone may serve now. */
  readonly allowRemoval: boolean
  /** Only an answer to this very question that passed and was never applied. */
  readonly pendingOnly: boolean
  /**
   * May an answer to the same spec from another start serve? Not where a person's accepted edit is in the code: that
   * answer never saw it.
   */
  readonly otherStart: boolean
}

/**
 * Looks for answers to exactly this question; then for answers to the same spec from another start (an update replays
 * when a spec returns to older words). Landed ones come first, later before earlier; answers that passed and were never
 * applied come next; rejected ones only when told, or when what they were rejected for is allowed now.
 */
export async function findRecorded(store: Store, wanted: Wanted): Promise<Result<readonly Candidate[]>> {
  const records = await store.records('generation')
  if (!records.ok) return records
  const landed = records.value
  const local = await store.localAnswers()
  const same = (body: GenerationBody): boolean => body.question === wanted.question
  const alike = (body: GenerationBody): boolean =>
    wanted.otherStart && !same(body) && body.intent === wanted.intent
  const pending = unsettled(local, landed)
  const found = wanted.pendingOnly
    ? matching(pending, same)
    : [
        ...matching(landed, same),
        ...matching(pending, same),
        ...matching(pending, alike),
        ...matching(landed, alike),
      ]
  if (wanted.allowRemoval) {
    const onlyRemoved = (body: GenerationBody): boolean => body.outcome === 'rejected' && failedOnlyKept(body)
    found.push(
      ...matching(local, (body) => onlyRemoved(body) && same(body)),
      ...(wanted.pendingOnly ? [] : matching(local, (body) => onlyRemoved(body) && alike(body))),
    )
  }
  if (wanted.reuseRejected) found.push(...matching(local, same))
  const archived = new Set<StoredRecord>(landed)
  return ok(
    [...new Set(found)]
      .filter(({ body }) => wanted.asked.every((path) => Object.hasOwn(body.files, path)))
      .map((record) => candidate(store, record, wanted, archived.has(record))),
  )
}

/**
 * The conversation that a run began about this question and did not bring to an end: files are still missing, and what
 * had arrived whole is in it. Null where there is none.
 */
export async function findBegun(
  store: Store,
  question: Digest,
  asked: readonly TargetPath[],
): Promise<Result<Conversation | null>> {
  const records = await store.records('generation')
  if (!records.ok) return records
  const [begun] = matching(
    unsettled(await store.localAnswers(), records.value),
    (body) => body.question === question && !asked.every((path) => Object.hasOwn(body.files, path)),
  )
  return begun === undefined ? ok(null) : conversationOf(store, begun.body)
}

function candidate(store: Store, record: GenerationRecord, wanted: Wanted, landed: boolean): Candidate {
  // What a local record says of itself is why it did not land.
  const outcome = landed ? 'landed' : record.body.outcome
  const open = (): Result<Replayed> => {
    const generation = generationOf(store, record, wanted, landed)
    return generation.ok
      ? ok({ generation: generation.value, record, digest: recordDigest(record), outcome })
      : generation
  }
  return { outcome, open }
}

function failedOnlyKept({ checks }: GenerationBody): boolean {
  const failed = checks.filter(({ verdict }) => verdict === 'failed')
  return failed.length > 0 && failed.every(({ name }) => name === 'kept')
}

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
