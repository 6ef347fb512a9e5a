// Names of files below `.spec/archive` in, what they stand for out. The names at a target are the same, and whatever is
// called otherwise there is none of ours: nothing is asked for, read or written under a name that is not understood here.
import { digestOfShard } from '../archive/paths.ts'
import { digestOfChunk, digestOfHead, isSessionKey, sessionKey } from '../archive/session-paths.ts'
import type { SessionKey } from '../archive/session.ts'
import { digestOfTombstone, longestTombstone } from '../archive/tombstone.ts'
import { digestText, type Digest } from '../digest/digest.ts'

/** What a target holds, relative to the root. */
export const archiveFolder = '.spec/archive'

export type SyncName =
  | { readonly kind: 'chunk' | 'head' | 'tombstone'; readonly key: SessionKey; readonly digest: Digest }
  | { readonly kind: 'record' | 'blob'; readonly digest: Digest }

const mb = 1024 * 1024
/** What is larger is not fetched. In bytes. */
const most: Readonly<Record<SyncName['kind'], number>> = {
  chunk: 16 * mb,
  head: 64 * mb,
  tombstone: longestTombstone,
  record: 16 * mb,
  blob: 16 * mb,
}

/** `sessions/<agent>/<session>/<file>`, `records/ab/cdef….json`, `blobs/ab/cdef…`; null for everything else. */
export function parseName(name: string): SyncName | null {
  const [folder = '', ...rest] = name.split('/')
  if (folder === 'sessions') return parseSessionFile(rest)
  const digest = digestOfShard(rest.join('/'))
  if (digest === null) return null
  if (folder === 'records') return name.endsWith('.json') ? { kind: 'record', digest } : null
  return folder === 'blobs' && !name.endsWith('.json') ? { kind: 'blob', digest } : null
}

function parseSessionFile([
  agent = '',
  session = '',
  file = '',
  ...more
]: readonly string[]): SyncName | null {
  const key = `${agent}/${session}`
  // A session is not called so where a system cannot have such a file (`con`).
  if (more.length > 0 || !isSessionKey(key) || sessionKey(agent, session, digestText) !== key) return null
  const chunk = digestOfChunk(file)
  if (chunk !== null) return { kind: 'chunk', key, digest: chunk }
  const head = digestOfHead(file)
  if (head !== null) return { kind: 'head', key, digest: head }
  const tombstone = digestOfTombstone(file)
  return tombstone === null ? null : { kind: 'tombstone', key, digest: tombstone }
}

/** Bytes that a file of this name may have. */
export function mostBytesOf({ kind }: SyncName): number {
  return most[kind]
}
