// The use case `archive gc`: what nothing needs any more, with its size. It proposes; deleting is another step.
import { linksOfRecord, type NamingLock } from '../archive/links.ts'
import { blobPath, recordPath } from '../archive/paths.ts'
import type { StoredRecord } from '../archive/record.ts'
import { unsettled } from '../archive/said.ts'
import { overlaid } from '../archive/session-overlay.ts'
import { isObedient, type KeptTombstone } from '../archive/session-redacted.ts'
import { unnamed } from '../archive/unnamed.ts'
import type { ChunkBytes } from '../archive/session-versions.ts'
import type { KeptHead, SessionKey } from '../archive/session.ts'
import { recordDigest } from '../archive/encode.ts'
import { diagnostic, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Digest } from '../digest/digest.ts'
import { recordsInChunks } from '../session/kept-text.ts'
import { batches } from './import-redacted.ts'
import { continuation } from './session-continuation.ts'

/**
 * `head`: another version goes on where it ends; `redacted`: a version that holds what was taken out, and nothing else that is
 * not kept; `chunk`: no head names it; `record`, `blob`: no lock of any branch leads to it; `answer`: it waited here, and is
 * settled or old; `search`: an index that nobody used for long.
 */
export type GarbageKind = 'head' | 'redacted' | 'chunk' | 'record' | 'blob' | 'answer' | 'search'

export interface Garbage {
  readonly kind: GarbageKind
  /** Relative to the root, or to that of the sessions. */
  readonly path: string
  readonly bytes: number
}

/** A session's folder. */
export interface GcSession {
  readonly key: SessionKey
  readonly heads: readonly KeptHead[]
  /** Those that count, of those that obey the tombstones. */
  readonly current: readonly KeptHead[]
  readonly tombstones: readonly KeptTombstone[]
  /** Digest → paths of its files, the first of which is read. */
  readonly chunks: ReadonlyMap<Digest, readonly string[]>
  readonly bytesOf: ChunkBytes
  /** Something in it is damaged: any chunk may be named by it. */
  readonly damaged: boolean
}

export interface GcPorts {
  readonly sessions: Iterable<GcSession>
  /** Null: some of them cannot be read, so that nobody knows what they name. */
  readonly records: ReadonlyMap<Digest, StoredRecord> | null
  readonly blobs: readonly Digest[]
  /** Of this tree and of every ref. Null: git cannot tell all of them. */
  readonly locks: readonly NamingLock[] | null
  readonly answers: readonly StoredRecord[]
  readonly answerPath: (digest: Digest) => string
  /** Blobs that wait on this machine with answers → their files. */
  readonly answerBlobs: ReadonlyMap<Digest, string>
  readonly search: readonly Garbage[]
  /** ISO 8601 in UTC: answers before it are old. */
  readonly old: string
  readonly sizeOf: (kind: GarbageKind, path: string) => number
}

export interface GcReport {
  readonly garbage: readonly Garbage[]
  /** Why something was not looked at, or stays. */
  readonly diagnostics: readonly Diagnostic[]
}

export async function findGarbage(ports: GcPorts): Promise<Result<GcReport>> {
  const garbage: Garbage[] = []
  const diagnostics: Diagnostic[] = []
  const add = (kind: GarbageKind, path: string): void => {
    garbage.push({ kind, path, bytes: ports.sizeOf(kind, path) })
  }
  for (const session of ports.sessions) {
    const told = await ofSession(session, add)
    if (!told.ok) return told
    diagnostics.push(...told.value)
  }
  diagnostics.push(...ofRecords(ports, add))
  ofAnswers(ports, add)
  garbage.push(...ports.search)
  return ok({ garbage, diagnostics })
}

type Add = (kind: GarbageKind, path: string) => void

async function ofSession(session: GcSession, add: Add): Promise<Result<readonly Diagnostic[]>> {
  const { key, heads, current, tombstones, chunks, damaged } = session
  if (damaged)
    return ok([
      unsure(`${key} is damaged, so all of its files are kept`, 'spec archive verify says what is wrong'),
    ])
  const told: Diagnostic[] = []
  const gone = new Set<KeptHead>()
  for (const one of heads) {
    if (current.some(({ digest }) => digest === one.digest)) continue
    const obeys = isObedient(one.head, tombstones)
    if (!obeys && !tombstones.some(({ tombstone }) => tombstone.whole)) {
      const covered = await isCovered(one, session)
      if (!covered.ok) return covered
      if (!covered.value) {
        told.push(holdsMore(one))
        continue
      }
    }
    gone.add(one)
    add(obeys ? 'head' : 'redacted', one.path)
  }
  const named = new Set(heads.filter((one) => !gone.has(one)).flatMap(({ head }) => head.chunks))
  const also = new Set(
    [...gone].filter(({ head }) => !isObedient(head, tombstones)).flatMap(({ head }) => head.chunks),
  )
  for (const [digest, paths] of chunks)
    if (!named.has(digest)) for (const path of paths) add(also.has(digest) ? 'redacted' : 'chunk', path)
  return ok(told)
}

/** Does a version that counts hold all of it, but for what was taken out? */
async function isCovered(
  one: KeptHead,
  { current, tombstones, bytesOf }: GcSession,
): Promise<Result<boolean>> {
  for (const { head } of current) {
    if (!isObedient(head, tombstones)) continue
    const gone = await continuation(
      recordsInChunks(head.chunks, bytesOf),
      batches(recordsInChunks(one.head.chunks, bytesOf)),
      { record: () => null },
      overlaid,
    )
    if (!gone.ok) return gone
    if (gone.value.kind === 'same' || gone.value.kind === 'shorter' || gone.value.kind === 'redacted')
      return ok(true)
  }
  return ok(false)
}

function holdsMore({ key, path }: KeptHead): Diagnostic {
  return diagnostic(
    'archive-unredacted',
    `${path} still holds what was taken out of ${key}, and more than the version that counts, so it is kept`,
    {
      place: { path },
      hint: 'take the same out again with spec archive redact: what is new in it is then kept without it',
    },
  )
}

function ofRecords({ records, blobs, locks }: GcPorts, add: Add): readonly Diagnostic[] {
  if (blobs.length === 0 && records?.size === 0) return []
  if (locks === null)
    return [
      unsure(
        'git cannot tell what locks of other branches name, so all records and blobs are kept',
        'it takes a repository, with all objects of its branches (git fetch --refetch in a partial clone)',
      ),
    ]
  if (records === null)
    return [
      unsure('a record is damaged, so all records and blobs are kept', 'spec archive verify says which'),
    ]
  const found = unnamed(records, blobs, locks)
  for (const digest of found.records) add('record', recordPath(digest))
  for (const digest of found.blobs) add('blob', blobPath(digest))
  return []
}

/** Those that landed or were turned down, and waited long enough; what still waits is kept, however old. */
function ofAnswers({ answers, records, old, answerPath, answerBlobs }: GcPorts, add: Add): void {
  const waiting = new Set<StoredRecord>(unsettled(answers, [...(records?.values() ?? [])]))
  const kept = answers.filter((one) => waiting.has(one) || one.at >= old)
  const named = new Set(kept.flatMap(linksOfRecord).map(({ digest }) => digest))
  for (const one of answers) if (!kept.includes(one)) add('answer', answerPath(recordDigest(one)))
  for (const [digest, path] of answerBlobs) if (!named.has(digest)) add('answer', path)
}

function unsure(message: string, hint: string): Diagnostic {
  return diagnostic('gc-unsure', message, { hint })
}
