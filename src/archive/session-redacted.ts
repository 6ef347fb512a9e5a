// Heads of a session and its tombstones in; the heads that hold nothing of what was taken out, out.
import type { Digest } from '../digest/digest.ts'
import type { KeptHead, SessionHead } from './session.ts'
import type { SessionTombstone } from './tombstone.ts'

/** A tombstone and where it stands. */
export interface KeptTombstone {
  /** Relative to the root. */
  readonly path: string
  readonly digest: Digest
  readonly tombstone: SessionTombstone
}

/**
 * The heads that were made under all tombstones of the session. Where none was (two machines took out different things, or
 * a kill fell between), those made under the most. None where all of the session was taken out.
 */
export function obedientHeads<T extends Pick<KeptHead, 'head'>>(
  heads: readonly T[],
  tombstones: readonly Pick<KeptTombstone, 'digest' | 'tombstone'>[],
): readonly T[] {
  if (tombstones.length === 0) return heads
  if (tombstones.some(({ tombstone }) => tombstone.whole)) return []
  const counts = heads.map(({ head }) => obeyed(head, tombstones))
  const most = Math.max(0, ...counts)
  return heads.filter((_, at) => counts[at] === most)
}

/** Was the head made under all of them? */
export function isObedient(head: SessionHead, tombstones: readonly Pick<KeptTombstone, 'digest'>[]): boolean {
  return obeyed(head, tombstones) === tombstones.length
}

function obeyed(head: SessionHead, tombstones: readonly Pick<KeptTombstone, 'digest'>[]): number {
  const named = new Set(head.tombstones ?? [])
  return tombstones.filter(({ digest }) => named.has(digest)).length
}
