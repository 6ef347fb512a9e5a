// A question and the archive in, the conversations that answered it before out: nothing is paid for twice.
import type { AmendmentBody, StoredRecord } from '../archive/record.ts'
import { said } from '../archive/said.ts'
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText } from '../digest/text.ts'
import type { Digest } from '../digest/digest.ts'
import type { Conversation } from '../model/conversation.ts'
import type { Store } from '../ports.ts'

type AmendmentRecord = StoredRecord & { readonly kind: 'amendment' }

/**
 * Answers that passed and were not turned down: landed ones, and local ones that wait (a dry run, nobody there to agree), later
 * before earlier. One whose texts are not all there is left out. Each is read and checked again by whoever uses it.
 */
export async function answersBefore(
  store: Store,
  question: Digest,
): Promise<Result<readonly Conversation[]>> {
  const landed = await store.records('amendment')
  if (!landed.ok) return landed
  const local = (await store.localAnswers()).filter(isAmendment)
  const turnedDown = new Set(local.filter(({ body }) => body.outcome === 'rejected').map(lastSaid))
  const waiting = local.filter((one) => one.body.outcome === 'pending' && !turnedDown.has(lastSaid(one)))
  const found = [...landed.value.filter(isAmendment), ...waiting]
    .filter(({ body }) => body.question === question)
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
  return ok(
    found.flatMap(({ body }) => conversationOf(store, body) ?? []),
    landed.diagnostics,
  )
}

const isAmendment = (record: StoredRecord): record is AmendmentRecord => record.kind === 'amendment'

const lastSaid = ({ body }: AmendmentRecord): string => said(body).at(-1) ?? ''

function conversationOf(store: Store, { question, conversation }: AmendmentBody): Conversation | null {
  let isWhole = true
  const textOf = (digest: Digest): string => {
    const blob = store.blob(digest)
    const text = blob.ok && blob.value !== null ? decodeText(blob.value) : null
    isWhole &&= text !== null
    return text ?? ''
  }
  const system = conversation.system.map(({ blob, cache }) => ({ text: textOf(blob), cache }))
  const messages = conversation.messages.map(({ role, blob }) => ({ role, text: textOf(blob) }))
  const turns = conversation.turns.map((turn) => ({
    ...turn,
    answer: turn.answer === null ? null : textOf(turn.answer),
  }))
  return isWhole ? { question, system, messages, turns } : null
}
