// A record from which texts were taken out, and the same record as its agent wrote it again, in; the new one without those
// texts out. Where they stood tells the old record: nothing else of them is kept, no digest either.
import { isObject, isTooDeep } from '../digest/shape.ts'
import { moreRedacted } from './session-same.ts'

const token = '[REDACTED:'

/** No agent writes a record as deep. */
const mostLevels = 1000

/**
 * Of transcripts that are one value of JSON, which grows inside: string by string at the same place. Null where a place from
 * which something was taken out is not found for sure.
 */
export function overlaid(kept: string, fresh: string): string | null {
  const same = moreRedacted(kept, fresh)
  if (same !== null) return same
  // Nothing was taken out of it: what the agent says now counts.
  if (!kept.includes(token)) return null
  const [old, now] = [parsed(kept), parsed(fresh)]
  if (old === undefined || now === undefined) return null
  // It is gone through level by level: of one that is deeper, where things stand is not sure either.
  if (isTooDeep(old, mostLevels) || isTooDeep(now, mostLevels)) return null
  const laid = lay(old, now)
  return laid === undefined ? null : JSON.stringify(laid)
}

/** Undefined: not for sure. */
function lay(old: unknown, now: unknown): unknown {
  if (!holdsToken(old)) return now
  if (typeof old === 'string')
    return typeof now === 'string' ? (moreRedacted(old, now) ?? undefined) : undefined
  if (Array.isArray(old)) return Array.isArray(now) ? layList(old, now) : undefined
  if (!isObject(old) || !isObject(now)) return undefined
  const members: [string, unknown][] = []
  for (const [name, value] of Object.entries(now)) {
    const laid = name in old ? lay(old[name], value) : value
    if (laid === undefined) return undefined
    members.push([name, laid])
  }
  const lost = Object.keys(old).some((name) => !(name in now) && holdsToken(old[name]))
  return lost ? undefined : Object.fromEntries(members)
}

/** What stands beside a place that texts were taken out of has to be as it was: else an element more shifts them all. */
function layList(old: readonly unknown[], now: readonly unknown[]): unknown {
  if (now.length < old.length) return undefined
  const laid: unknown[] = []
  for (const [at, value] of now.entries()) {
    const before = old[at]
    const one = at < old.length ? lay(before, value) : value
    if (one === undefined || (at < old.length && !fitsBeside(before, value))) return undefined
    laid.push(one)
  }
  return laid
}

/** Of an element with a token, all members without one are as they were; so are strings and numbers of the list itself. */
function fitsBeside(before: unknown, now: unknown): boolean {
  if (!isObject(before)) return Array.isArray(before) || holdsToken(before) || before === now
  if (!holdsToken(before)) return true
  return (
    isObject(now) &&
    Object.entries(before).every(
      ([name, value]) => holdsToken(value) || JSON.stringify(value) === JSON.stringify(now[name]),
    )
  )
}

function holdsToken(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(token)
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(holdsToken)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
