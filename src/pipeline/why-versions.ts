// The records that a lock names in; the versions of one file that they and those before them hold, newest first, out.
import { decodeText } from '../digest/text.ts'
import type { Digest } from '../digest/digest.ts'
import type { StoredRecord } from '../archive/record.ts'
import type { LockedTarget } from '../lock/lock.ts'
import type { Store } from '../ports.ts'
import type { Version } from '../why/origin.ts'
import { newestFirst, type FoundRecord } from './log.ts'

export type MakingRecord = StoredRecord & { readonly kind: 'generation' | 'acceptance' | 'amendment' }

export interface MadeBy {
  readonly digest: Digest
  readonly record: MakingRecord
}

interface FileVersions {
  /** Newest first. */
  readonly versions: readonly Version<MadeBy>[]
  /** False where the archive lacks a record or a text that the lock goes back to: what is in no version may be in that. */
  readonly whole: boolean
}

/** A file that was moved is known by its bytes in records that have another name for it. */
export function versionsOf(store: Store, path: string, locked: LockedTarget): FileVersions {
  const names = new Set([path])
  const bytes = new Set<Digest>([
    locked.written.blob,
    ...(locked.generated === null ? [] : [locked.generated.blob]),
  ])
  const behind = recordsBehind(store, locked)
  let { whole } = behind
  const versions = newestFirst(behind.records).flatMap(({ digest, record }): Version<MadeBy>[] => {
    if (record.kind === 'overwritten') return []
    const files = new Map(
      Object.entries(record.body.files).map(([name, file]) => [
        name,
        typeof file === 'string' ? file : file.after,
      ]),
    )
    const named =
      [...files].find(([name]) => names.has(name)) ?? [...files].find(([, blob]) => bytes.has(blob))
    if (named === undefined) return []
    names.add(named[0])
    const text = textOf(store, named[1])
    if (text === null) whole = false
    return text === null ? [] : [{ of: { digest, record }, text }]
  })
  return { versions, whole }
}

function recordsBehind(
  store: Store,
  { record, accepted }: LockedTarget,
): { readonly records: readonly FoundRecord[]; readonly whole: boolean } {
  let whole = true
  const found = new Map<Digest, FoundRecord>()
  const waiting = [record, ...(accepted === null ? [] : [accepted.record])]
  for (let digest = waiting.pop(); digest !== undefined; digest = waiting.pop()) {
    if (found.has(digest)) continue
    const read = store.record(digest)
    // What is damaged or missing is told by `spec archive verify`; the chain ends there.
    if (!read.ok || read.value === null) {
      whole = false
      continue
    }
    found.set(digest, { digest, record: read.value, local: false })
    if (read.value.previous !== null) waiting.push(read.value.previous)
  }
  return { records: [...found.values()], whole }
}

export function textOf(store: Store, blob: Digest): string | null {
  const bytes = store.blob(blob)
  return bytes.ok && bytes.value !== null ? decodeText(bytes.value) : null
}

/** Each is read once: the lines of a file are of few answers. */
export function textsOf(store: Store): (blob: Digest) => string | null {
  const texts = new Map<Digest, string | null>()
  return (blob) => {
    const known = texts.get(blob)
    if (known !== undefined) return known
    const text = textOf(store, blob)
    texts.set(blob, text)
    return text
  }
}
