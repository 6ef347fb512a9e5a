// Records, blobs and locks in; the records and blobs that nothing names out. Pure.
import type { Digest } from '../digest/digest.ts'
import { linksOfLock, linksOfRecord, type Link, type NamingLock } from './links.ts'
import type { StoredRecord } from './record.ts'

export interface Unnamed {
  readonly records: readonly Digest[]
  readonly blobs: readonly Digest[]
}

/**
 * Named is what a lock names, and all that a named record names, the record before it included. Bytes that were overwritten
 * (`overwritten` records) are somebody's only copy: they count as named.
 *
 * @param records all that are there; a missing one ends a chain.
 */
export function unnamed(
  records: ReadonlyMap<Digest, StoredRecord>,
  blobs: readonly Digest[],
  locks: readonly NamingLock[],
): Unnamed {
  const named = new Set<Digest>()
  const waiting: Link[] = locks.flatMap(linksOfLock)
  for (const [digest, record] of records)
    if (record.kind === 'overwritten') waiting.push({ kind: 'record', digest, what: '' })
  for (let link = waiting.pop(); link !== undefined; link = waiting.pop()) {
    if (named.has(link.digest)) continue
    named.add(link.digest)
    const record = link.kind === 'record' ? records.get(link.digest) : undefined
    if (record !== undefined) waiting.push(...linksOfRecord(record))
  }
  return {
    records: [...records.keys()].filter((digest) => !named.has(digest)).sort(),
    blobs: blobs.filter((digest) => !named.has(digest)).sort(),
  }
}
