// Records of generations in; which of them say again what others say, and which nothing came of yet, out. Pure.
import type { GenerationBody, StoredRecord } from './record.ts'

export type GenerationRecord = StoredRecord & { readonly kind: 'generation' }

/** What was asked and answered, up to each call: the same talk, up to the same call, gives the same text. */
export function said({ conversation }: Pick<GenerationBody, 'conversation'>): readonly string[] {
  const { system, messages, turns } = conversation
  const asked = [...system, ...messages].map(({ blob }) => blob)
  const first = messages.length - 2 * (turns.length - 1)
  return turns.map((_, at) => {
    const calls = turns.slice(0, at + 1).map(({ answer, requestId }) => [answer, requestId])
    return JSON.stringify([asked.slice(0, system.length + Math.max(1, first + 2 * at)), calls])
  })
}

/**
 * Answers that wait, each once: those that passed and were never applied, and those that a run which was killed or cut
 * off was still busy with. Without those that landed or were rejected since, be it after more was said: `--fresh` would
 * never ask again.
 */
export function unsettled(
  local: readonly StoredRecord[],
  landed: readonly StoredRecord[],
): readonly GenerationRecord[] {
  const waiting = local.filter(isPending)
  if (waiting.length === 0) return []
  const settled = new Set(
    [...landed, ...local]
      .filter(isGeneration)
      .filter(({ body }) => body.outcome === 'landed' || body.outcome === 'rejected')
      .flatMap(({ body }) => said(body)),
  )
  const open = waiting.filter(({ body }) => !settled.has(lastOf(body)))
  return open.filter((record) => !isRepeated(record, open))
}

/**
 * Without local answers that another record says as well: an answer is kept when it arrives, and again with what came
 * of it.
 */
export function withoutRepeats<T extends { readonly record: StoredRecord; readonly local: boolean }>(
  found: readonly T[],
): readonly T[] {
  const records = found.map(({ record }) => record)
  const generations = records.filter(isGeneration)
  const settled = new Set(records.filter(isSettledAmendment).map(({ body }) => said(body).at(-1)))
  return found.filter(({ record, local }) => {
    if (!local) return true
    if (record.kind === 'amendment')
      return record.body.outcome !== 'pending' || !settled.has(said(record.body).at(-1))
    return !(isPending(record) && isRepeated(record, generations))
  })
}

/** What came of an amendment is known: it landed, or was turned down. */
const isSettledAmendment = (record: StoredRecord): record is StoredRecord & { readonly kind: 'amendment' } =>
  record.kind === 'amendment' && record.body.outcome !== 'pending'

/** Does another say the same and more, or the same with more known of it? Of two that are alike, the later stays. */
function isRepeated(record: GenerationRecord, all: readonly GenerationRecord[]): boolean {
  const last = lastOf(record.body)
  return all.some((other) => {
    if (other === record || other.body.question !== record.body.question) return false
    const theirs = said(other.body)
    if (!theirs.includes(last)) return false
    if (theirs.at(-1) !== last || other.body.outcome !== 'pending') return true
    return isFuller(other, record, all)
  })
}

function isFuller(one: GenerationRecord, other: GenerationRecord, all: readonly GenerationRecord[]): boolean {
  const more = one.body.checks.length - other.body.checks.length
  if (more !== 0) return more > 0
  return one.at === other.at ? all.indexOf(one) > all.indexOf(other) : one.at > other.at
}

const isGeneration = (record: StoredRecord): record is GenerationRecord => record.kind === 'generation'

const isPending = (record: StoredRecord): record is GenerationRecord =>
  record.kind === 'generation' && record.body.outcome === 'pending'

const lastOf = (body: GenerationBody): string => said(body).at(-1) ?? ''
