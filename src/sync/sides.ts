// Names and sizes here and at the target in; what each side has of each session, and which records and blobs only one has, out.
import type { SessionKey } from '../archive/session.ts'
import type { Digest } from '../digest/digest.ts'
import { mostBytesOf, parseName } from './names.ts'

/** Name → size in bytes. */
export type Listing = ReadonlyMap<string, number>

/** What one side has of a session. */
export interface SessionSide {
  /** Digest → name. */
  readonly heads: Map<Digest, string>
  /** Digest of what is in it → names: compressors differ. */
  readonly chunks: Map<Digest, string[]>
  /** Digest → name. */
  readonly tombstones: Map<Digest, string>
}

export interface Sides {
  readonly here: ReadonlyMap<SessionKey, SessionSide>
  readonly there: ReadonlyMap<SessionKey, SessionSide>
  /** Names of records and blobs that are on this side only. */
  readonly onlyHere: readonly string[]
  readonly onlyThere: readonly string[]
  /** Records and blobs that are not the same on both sides: from one something was taken out, or it is damaged. */
  readonly differing: readonly string[]
  /** Files at the target whose names stand for nothing, or that are larger than such a file may be. */
  readonly strangers: readonly string[]
}

/**
 * Names hold digests: what has the same name on both sides is the same. At the target the size of a file of a session may
 * differ where somebody's sending was cut off by a program that writes in place: then it counts as not there.
 */
export function compareSides(here: Listing, there: Listing): Sides {
  const strangers: string[] = []
  const differing: string[] = []
  const usable = new Map<string, number>()
  for (const [name, size] of there) {
    const parsed = parseName(name)
    if (parsed === null || size > mostBytesOf(parsed)) strangers.push(name)
    else if (size === (here.get(name) ?? size)) usable.set(name, size)
    else if (!('key' in parsed)) {
      differing.push(name)
      usable.set(name, size)
    }
  }
  return {
    here: sessionsOf(here),
    there: sessionsOf(usable),
    onlyHere: othersOf(here, usable),
    onlyThere: othersOf(usable, here),
    differing: differing.sort(),
    strangers: strangers.sort(),
  }
}

function sessionsOf(names: Listing): Map<SessionKey, SessionSide> {
  const sessions = new Map<SessionKey, SessionSide>()
  for (const name of [...names.keys()].sort()) {
    const parsed = parseName(name)
    if (parsed === null || !('key' in parsed)) continue
    const side = sessions.get(parsed.key) ?? { heads: new Map(), chunks: new Map(), tombstones: new Map() }
    sessions.set(parsed.key, side)
    if (parsed.kind === 'head') side.heads.set(parsed.digest, name)
    else if (parsed.kind === 'tombstone') side.tombstones.set(parsed.digest, name)
    else side.chunks.set(parsed.digest, [...(side.chunks.get(parsed.digest) ?? []), name])
  }
  return sessions
}

function othersOf(one: Listing, other: Listing): readonly string[] {
  return [...one.keys()]
    .filter((name) => {
      const parsed = parseName(name)
      return parsed !== null && !('key' in parsed) && !other.has(name)
    })
    .sort()
}
