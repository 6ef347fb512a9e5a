// The opened folder and where its sessions lie → what `spec archive gc` looks at.
import fs from 'node:fs'
import path from 'node:path'
import type { NamingLock } from '../archive/links.ts'
import { recordDigest } from '../archive/encode.ts'
import { keyFolder } from '../archive/session-paths.ts'
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import { decodeLock } from '../lock/decode.ts'
import type { GcPorts, GcSession } from '../pipeline/archive-gc.ts'
import type { OpenedFolder } from './open.ts'

const month = 30 * 24 * 60 * 60 * 1000

export async function wireGc(
  { workspace, store }: Pick<OpenedFolder, 'workspace' | 'store'>,
  sessionsRoot: string,
): Promise<Result<GcPorts>> {
  const { root } = workspace
  const names = await import('../adapters/archive-names.ts')
  const folders = await import('../adapters/apply/folders.ts')
  const { shard } = await import('../archive/paths.ts')
  const { allRecords } = await import('../pipeline/log.ts')
  const { createClock } = await import('../adapters/clock.ts')
  const found = await allRecords(store)
  const records =
    found.ok && found.diagnostics.length === 0 ? found.value.filter(({ local }) => !local) : null
  const locks = await allLocks(workspace)
  if (!locks.ok) return locks
  const now = Date.parse(createClock().now())
  const inSessions = new Set(['head', 'redacted', 'chunk'])
  return ok({
    sessions: await sessionsOf(sessionsRoot),
    records: records === null ? null : new Map(records.map(({ record }) => [recordDigest(record), record])),
    blobs: names.blobsOfArchive(root).digests,
    locks: locks.value,
    answers: await store.localAnswers(),
    answerPath: (digest) => `${folders.answerFolder}/${shard(digest)}.json`,
    answerBlobs: new Map(
      names
        .namesBelow(root, folders.answerBlobFolder, '')
        .digests.map((digest) => [digest, `${folders.answerBlobFolder}/${shard(digest)}`]),
    ),
    search: await unusedIndex(root, now),
    old: new Date(now - month).toISOString(),
    sizeOf: (kind, file) => names.sizeAt(inSessions.has(kind) ? sessionsRoot : root, file),
  })
}

async function sessionsOf(root: string): Promise<Iterable<GcSession>> {
  const { chunkReader, currentOf, sessionFiles, sessionNames } =
    await import('../adapters/sessions/archive-files.ts')
  function* each(): Generator<GcSession> {
    for (const [key, names] of sessionNames(root)) {
      const files = sessionFiles(root, key, names)
      const { heads, tombstones, chunks, diagnostics } = files
      yield {
        key,
        heads,
        tombstones,
        current: currentOf(root, files),
        chunks: new Map(
          [...chunks].map(([digest, some]) => [digest, some.map((name) => `${keyFolder(key)}/${name}`)]),
        ),
        bytesOf: chunkReader(root, files),
        damaged: diagnostics.length > 0,
      }
    }
  }
  return each()
}

/** Null where a lock of any ref cannot be read: nobody knows what it names. */
async function allLocks(workspace: OpenedFolder['workspace']): Promise<Result<readonly NamingLock[] | null>> {
  const { locksOfRefs } = await import('../adapters/git-locks.ts')
  const here = await workspace.readLocks()
  if (!here.ok) return here
  const past = await locksOfRefs(workspace.root)
  if (past === null) return ok(null)
  const locks: NamingLock[] = []
  for (const { path: file, text } of [...here.value, ...past]) {
    const lock = decodeLock(text, file)
    if (!lock.ok) return ok(null)
    locks.push(lock.value)
  }
  return ok(locks)
}

/** All of it where the newest of its files is old; nothing of one that is in use. */
async function unusedIndex(root: string, now: number): Promise<GcPorts['search']> {
  const { searchFolder } = await import('../adapters/search-index.ts')
  const { listFiles } = await import('../adapters/listing.ts')
  const files = listFiles(root, searchFolder, '').paths.flatMap((file) => {
    const stats = fs.lstatSync(path.join(root, file), { throwIfNoEntry: false })
    return stats === undefined
      ? []
      : [{ kind: 'search' as const, path: file, bytes: stats.size, at: stats.mtimeMs }]
  })
  const used = Math.max(0, ...files.map(({ at }) => at))
  return now - used < month ? [] : files.map(({ kind, path: file, bytes }) => ({ kind, path: file, bytes }))
}
