// The folder of one kept session in; its heads and chunks, each checked against the digest in its name, out.
import { brotliDecompressSync } from 'node:zlib'
import { obedientHeads, type KeptTombstone } from '../../archive/session-redacted.ts'
import { decodeTombstone, digestOfTombstone, longestTombstone } from '../../archive/tombstone.ts'
import { currentHeads, type ChunkBytes } from '../../archive/session-versions.ts'
import { decodeHead, headDigest } from '../../archive/session-encode.ts'
import { longestChunk } from '../../archive/session-chunks.ts'
import {
  digestOfChunk,
  digestOfHead,
  headName,
  isSessionKey,
  keyFolder,
  sessionFolder,
} from '../../archive/session-paths.ts'
import type { KeptHead, SessionKey } from '../../archive/session.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import { digestBytes, type Digest } from '../../digest/digest.ts'
import { decodeText } from '../../digest/text.ts'
import { ConfinedReader } from '../confined.ts'
import { listFiles } from '../listing.ts'

/** Heads name a chunk of half a megabyte in a line: more than this is none. */
const longestHead = 64 * 1024 * 1024

export interface SessionFiles {
  readonly key: SessionKey
  /** Sound heads, in order of digest. */
  readonly heads: readonly KeptHead[]
  /** Digest of what is in it → names of files, the first of which is read. */
  readonly chunks: ReadonlyMap<Digest, readonly string[]>
  /** Sound ones, in order of digest. */
  readonly tombstones: readonly KeptTombstone[]
  /** Damaged heads, and names that stand for nothing. */
  readonly diagnostics: readonly Diagnostic[]
}

/** What of the kept sessions cannot be looked into: folders, and links in the place of folders. */
export function unreadableSessions(root: string): readonly Diagnostic[] {
  const { paths, diagnostics } = listFiles(root, sessionFolder, '')
  const strays = paths.filter((path) => path.slice(sessionFolder.length + 1).split('/').length < 3)
  return [...diagnostics, ...strays.map(stray)]
}

/** What is kept, by key, in order; names alone are read. */
export function sessionNames(root: string): ReadonlyMap<SessionKey, readonly string[]> {
  const names = new Map<SessionKey, string[]>()
  for (const file of listFiles(root, sessionFolder, '').paths) {
    const [agent = '', session = '', name = '', ...more] = file.slice(sessionFolder.length + 1).split('/')
    const key = `${agent}/${session}`
    if (name === '' || more.length > 0 || !isSessionKey(key)) continue
    const known = names.get(key)
    if (known) known.push(name)
    else names.set(key, [name])
  }
  return names
}

export function sessionFiles(root: string, key: SessionKey, names: readonly string[]): SessionFiles {
  const reader = new ConfinedReader(root)
  const heads: KeptHead[] = []
  const chunks = new Map<Digest, string[]>()
  const tombstones: KeptTombstone[] = []
  const diagnostics: Diagnostic[] = []
  for (const name of [...names].sort()) {
    const chunk = digestOfChunk(name)
    const digest = digestOfHead(name)
    if (chunk !== null) chunks.set(chunk, [...(chunks.get(chunk) ?? []), name])
    else if (digest !== null) {
      const head = readHead(reader, key, digest)
      if ('head' in head) heads.push(head)
      else diagnostics.push(...head.diagnostics)
    } else if (digestOfTombstone(name) !== null) {
      const tombstone = readTombstone(reader, key, name)
      if (tombstone.ok) tombstones.push(tombstone.value)
      else diagnostics.push(...tombstone.diagnostics)
    } else diagnostics.push(stray(`${keyFolder(key)}/${name}`))
  }
  return { key, heads, chunks, tombstones, diagnostics }
}

/** Versions of the session that no other one continues, without those that hold what was taken out since. */
export function currentOf(root: string, files: SessionFiles): readonly KeptHead[] {
  const heads = obedientHeads(files.heads, files.tombstones)
  return heads.length < 2 ? heads : currentHeads(heads, chunkReader(root, files))
}

export function chunkReader(root: string, files: Pick<SessionFiles, 'key' | 'chunks'>): ChunkBytes {
  const reader = new ConfinedReader(root)
  return (digest) => {
    for (const name of files.chunks.get(digest) ?? []) {
      const bytes = readChunk(reader, `${keyFolder(files.key)}/${name}`)
      if (bytes !== null && digestBytes(bytes) === digest) return bytes
    }
    return null
  }
}

/** Uncompressed; null where it cannot be read. Never more than a chunk may hold: a few bytes may claim to be gigabytes. */
export function readChunk(reader: ConfinedReader, file: string): Uint8Array | null {
  const reading = reader.read(file)
  if (reading.kind !== 'file') return null
  try {
    return brotliDecompressSync(reading.bytes, { maxOutputLength: longestChunk })
  } catch {
    return null
  }
}

function readHead(
  reader: ConfinedReader,
  key: SessionKey,
  digest: Digest,
): KeptHead | { readonly diagnostics: readonly Diagnostic[] } {
  const path = `${keyFolder(key)}/${headName(digest)}`
  const reading = reader.read(path, longestHead)
  const text = reading.kind === 'file' ? decodeText(reading.bytes) : null
  if (text === null) return { diagnostics: [damaged(path, 'cannot be read')] }
  const head = decodeHead(text, path)
  if (!head.ok) return head
  if (headDigest(head.value) === digest) return { key, path, digest, head: head.value }
  return { diagnostics: [damaged(path, 'does not have the digest of its name')] }
}

function readTombstone(reader: ConfinedReader, key: SessionKey, name: string): Result<KeptTombstone> {
  const path = `${keyFolder(key)}/${name}`
  const digest = digestOfTombstone(name)
  const reading = reader.read(path, longestTombstone)
  const text = reading.kind === 'file' ? decodeText(reading.bytes) : null
  if (text === null || digest === null) return fail(damaged(path, 'cannot be read'))
  const tombstone = decodeTombstone(text, digest, path)
  if (!tombstone.ok) return tombstone
  if (tombstone.value.session !== key) return fail(damaged(path, 'is the tombstone of another session'))
  return ok({ path, digest, tombstone: tombstone.value })
}

export function damaged(path: string, what: string): Diagnostic {
  return diagnostic('record-damaged', `${path} ${what}`, {
    place: { path },
    hint: `take it back from git, for instance: git checkout HEAD -- ${path}`,
  })
}

export function stray(path: string): Diagnostic {
  return diagnostic('record-damaged', `${path} is among the kept sessions, and its name stands for nothing`, {
    place: { path },
    hint: 'remove it, or give it the name back that it had in git',
  })
}
