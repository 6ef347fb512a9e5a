// What was taken out of the archive, in short: its shape, text and digest. It says when, why and by which rules, and nothing of
// what was taken out. Of sessions no digest either, which would let everybody try out guesses; that of a blob is its name.
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Json } from '../digest/canonical.ts'
import { digestValue, hexOf, isDigest, type Digest } from '../digest/digest.ts'
import {
  boolean,
  digest,
  isObject,
  isTooDeep,
  list,
  object,
  oneOf,
  optional,
  string,
} from '../digest/shape.ts'
import { damagedRecord } from './encode.ts'
import { inWords, removedShape, type Removed } from './removed.ts'
import type { SessionKey } from './session.ts'

/** Stands beside the heads of a session. A head names those that it was made under; one that does not holds more. */
export interface SessionTombstone extends Removed {
  readonly tombstoneVersion: 1
  readonly session: SessionKey
  /** All of the session is gone, and is not imported again. */
  readonly whole: boolean
  /** Those that stood there before, in order. */
  readonly after: readonly Digest[]
  /** Anything: two clones that take out different things in the same second leave two tombstones, and not one. */
  readonly drawn?: string
}

/** Stands in the place of a blob. */
export interface BlobTombstone extends Removed {
  readonly tombstoneVersion: 1
  /** The blob's: locks and records go on naming it. */
  readonly blob: Digest
}

const sessionShape = object({
  tombstoneVersion: oneOf(1),
  session: string,
  whole: boolean,
  after: list(digest),
  drawn: optional(string),
  ...removedShape,
})
const blobShape = object({ tombstoneVersion: oneOf(1), blob: digest, ...removedShape })

/** A small file: more than this is none. */
export const longestTombstone = 64 * 1024

/** `tombstone-<64 hex digits>.json` */
export function tombstoneName(name: Digest): string {
  return `tombstone-${hexOf(name)}.json`
}

/** The digest in the name of a tombstone of a session; null where it is none. */
export function digestOfTombstone(name: string): Digest | null {
  const match = /^tombstone-([0-9a-f]{64})\.json$/.exec(name)
  const found = match === null ? null : `sha256:${match[1] ?? ''}`
  return isDigest(found) ? found : null
}

export function encodeTombstone(tombstone: SessionTombstone | BlobTombstone): string {
  return `${JSON.stringify(tombstone, null, 2)}\n`
}

export function tombstoneDigest(tombstone: SessionTombstone): Digest {
  // Through JSON, so that the digest of a value in memory is that of the file read back.
  return digestValue(JSON.parse(JSON.stringify(tombstone)) as Json)
}

/** @param path of the file, for the place of `record-damaged`. */
export function decodeTombstone(text: string, name: Digest, path: string): Result<SessionTombstone> {
  const parsed = parse(text)
  if (parsed === undefined) return damagedRecord(path, 'is not JSON')
  if (isObject(parsed) && typeof parsed.tombstoneVersion === 'number' && parsed.tombstoneVersion > 1)
    return fail(
      diagnostic('record-newer', `${path} was written by a newer version of spec`, {
        place: { path },
        hint: 'update spec to the version that the other people of this project use',
      }),
    )
  if (isTooDeep(parsed)) return damagedRecord(path, 'is no tombstone: it is nested too deep')
  const problem = sessionShape(parsed)
  if (problem !== null) return damagedRecord(path, `is no tombstone: ${problem.replace(/^[.:] ?/, '')}`)
  // The shape has just been checked member by member.
  const tombstone = parsed as SessionTombstone
  return tombstoneDigest(tombstone) === name
    ? ok(tombstone)
    : damagedRecord(path, 'does not have the digest of its name')
}

/** The tombstone that stands in the place of this blob; null where the bytes are none. */
export function blobTombstone(bytes: Uint8Array, blob: Digest): BlobTombstone | null {
  if (bytes.length > longestTombstone || bytes[0] !== 0x7b) return null
  const parsed = parse(new TextDecoder().decode(bytes))
  if (isTooDeep(parsed) || blobShape(parsed) !== null) return null
  // The shape has just been checked member by member.
  const tombstone = parsed as BlobTombstone
  return tombstone.blob === blob ? tombstone : null
}

/** For a reader who asks for what is gone. */
export function goneBecause(what: string, path: string, tombstone: Removed): Diagnostic {
  return diagnostic('record-redacted', `${what} was ${inWords(tombstone)}`, {
    place: { path },
    hint: 'it was taken out on purpose; who took it out may know more',
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
