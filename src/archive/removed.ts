// What every tombstone says of what was taken out: when, why, by which rules. And a record that says so of itself: its mark.
import type { Json } from '../digest/canonical.ts'
import { digestValue, type Digest } from '../digest/digest.ts'
import { digest, isObject, map, number, object, string } from '../digest/shape.ts'

export interface Removed {
  /** ISO 8601 in UTC. */
  readonly at: string
  readonly because: string
  /** Rule → how often. */
  readonly removed: Readonly<Record<string, number>>
}

export const removedShape = { at: string, because: string, removed: map(number) }

/** A member of a record from which texts were taken out; the record stays where it was. */
export interface RecordMark extends Removed {
  /** That names the record. */
  readonly digest: Digest
  /** Of the record as it is now, without this member. */
  readonly holds: Digest
}

const markShape = object({ digest, holds: digest, ...removedShape })

/** The mark of a record from which texts were taken out, if it is as it was left then. */
export function markOf(record: unknown): RecordMark | null {
  if (!isObject(record) || record.redacted === undefined || markShape(record.redacted) !== null) return null
  // The shape has just been checked member by member.
  const mark = record.redacted as RecordMark
  return holdsOf(record) === mark.holds ? mark : null
}

/** The record with its mark. @param name digest that locks and records name it by. */
export function marked<T extends object>(record: T, name: Digest, { at, because, removed }: Removed): T {
  const mark: RecordMark = { digest: name, holds: holdsOf(record), at, because, removed }
  return { ...record, redacted: mark }
}

function holdsOf(record: object): Digest {
  // Through JSON, so that the digest of a record in memory is that of the file read back.
  const plain = JSON.parse(JSON.stringify({ ...record, redacted: undefined })) as Json
  return digestValue(plain)
}

/** `taken out on 2026-11-21 (customer data): removed 2` */
export function inWords({ at, because, removed: rules }: Removed): string {
  const counts = Object.entries(rules).map(([rule, count]) => `${rule} ${count}`)
  return `redacted on ${at.slice(0, 10)} because ${because}${counts.length === 0 ? '' : ` (${counts.join(', ')})`}`
}
