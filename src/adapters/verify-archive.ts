// The archive and the locks in, every damaged or missing record and blob out.
import { linksOfLock, linksOfRecord, type Link, type NamingLock } from '../archive/links.ts'
import { blobFolder, blobPath, digestOfShard, recordFolder, recordPath } from '../archive/paths.ts'
import type { ArchiveReport, StoredRecord } from '../archive/record.ts'
import { markOf } from '../archive/removed.ts'
import { redactedNote, redactedThere } from '../archive/tombstone-notes.ts'
import { diagnostic, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Digest } from '../digest/digest.ts'

/** The archive's files, each checked against the digest in its name. */
export interface ArchiveReader {
  /** Null where nothing is there; `record-damaged` where something else is. */
  readonly blob: (file: string, digest: Digest) => Result<Uint8Array | null>
  readonly record: (file: string, digest: Digest) => Result<StoredRecord | null>
  /** `ab/cdef…`, below the folder of blobs. */
  readonly blobNames: () => readonly string[]
  /** `ab/cdef….json`, below the folder of records. */
  readonly recordNames: () => readonly string[]
}

/** Reads every file of the archive and derives its digest again, then follows every name in records and locks. */
export function verifyArchive(
  reader: ArchiveReader,
  locks: readonly { readonly path: string; readonly lock: NamingLock }[],
): ArchiveReport {
  const diagnostics: Diagnostic[] = []
  const there = new Set<string>()
  const named: { readonly link: Link; readonly by: string }[] = []
  const counts = { records: 0, blobs: 0 }

  for (const name of reader.recordNames()) {
    const digest = digestOfShard(name)
    if (digest === null || !name.endsWith('.json')) {
      diagnostics.push(stray(`${recordFolder}/${name}`))
      continue
    }
    counts.records++
    const file = recordPath(digest)
    there.add(file)
    const record = reader.record(file, digest)
    diagnostics.push(...record.diagnostics)
    if (!record.ok || record.value === null) continue
    const mark = markOf(record.value)
    if (mark !== null) diagnostics.push(redactedNote(`texts of the record ${file} were`, file, mark))
    for (const link of linksOfRecord(record.value)) named.push({ link, by: file })
  }
  for (const name of reader.blobNames()) {
    const digest = digestOfShard(name)
    if (digest === null || name.endsWith('.json')) {
      diagnostics.push(stray(`${blobFolder}/${name}`))
      continue
    }
    counts.blobs++
    there.add(blobPath(digest))
    diagnostics.push(...redactedThere(reader.blob(blobPath(digest), digest).diagnostics))
  }
  for (const { path, lock } of locks) for (const link of linksOfLock(lock)) named.push({ link, by: path })
  return { ...counts, diagnostics: [...diagnostics, ...missing(named, there)] }
}

/** One diagnostic for each missing file, however many name it. */
function missing(
  named: readonly { readonly link: Link; readonly by: string }[],
  there: ReadonlySet<string>,
): readonly Diagnostic[] {
  const namers = new Map<string, { readonly link: Link; readonly by: Set<string> }>()
  for (const { link, by } of named) {
    const file = link.kind === 'record' ? recordPath(link.digest) : blobPath(link.digest)
    if (there.has(file)) continue
    const known = namers.get(file)
    if (known === undefined) namers.set(file, { link, by: new Set([by]) })
    else known.by.add(by)
  }
  return [...namers].map(([file, { link, by }]) => {
    const [first, ...others] = by
    const also = others.length === 0 ? '' : ` and ${others.length} more`
    return diagnostic(
      'record-missing',
      `${file} is missing; ${String(first)}${also} names it as ${link.what}`,
      {
        place: { path: file },
        related: [...by].map((path) => ({ path })),
        hint: `take it back from git, for instance: git checkout HEAD -- ${file}`,
      },
    )
  })
}

function stray(file: string): Diagnostic {
  return diagnostic('record-damaged', `${file} is in the archive, and its name is no digest`, {
    place: { path: file },
    hint: 'remove it, or give it the name back that it had in git',
  })
}
