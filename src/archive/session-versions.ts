// Heads of one session in; which of them says all that the others say out.
import type { Digest } from '../digest/digest.ts'
import { moreRedacted } from './session-same.ts'
import type { SessionHead } from './session.ts'

/** `same`: both hold the same; `begins`: the other one goes on where it ends; `continues`: the reverse. */
export type Relation = 'same' | 'begins' | 'continues' | 'apart'

/** Uncompressed bytes of a chunk; null where it is missing or damaged. */
export type ChunkBytes = (digest: Digest) => Uint8Array | null

type Compared = Pick<SessionHead, 'chunks' | 'bytes' | 'trail'>

export function relationOf(one: Compared, other: Compared, bytesOf: ChunkBytes): Relation {
  if (sameChunks(one, other)) return 'same'
  if (begins(one, other, bytesOf)) return 'begins'
  if (begins(other, one, bytesOf)) return 'continues'
  return one.trail !== null && other.trail !== null
    ? trailRelation(one, other, one.trail, other.trail)
    : 'apart'
}

/**
 * Those that no other one continues, in order of digest; of equal ones the first. Versions that differ in nothing but what was
 * redacted are the same session: the next import makes one of them.
 */
export function currentHeads<T extends { readonly digest: Digest; readonly head: SessionHead }>(
  heads: readonly T[],
  bytesOf: ChunkBytes,
): readonly T[] {
  const ordered = [...heads].sort((a, b) => (a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : 0))
  return ordered.filter((one, at) =>
    ordered.every((other, place) => {
      if (one === other) return true
      const relation = relationOfTalks(one.head, other.head, bytesOf)
      return relation !== 'begins' && (relation !== 'same' || at < place)
    }),
  )
}

function relationOfTalks(one: Compared, other: Compared, bytesOf: ChunkBytes): Relation {
  const relation = relationOf(one, other, bytesOf)
  if (relation !== 'apart') return relation
  const [lines, others] = [linesOf(one, bytesOf), linesOf(other, bytesOf)]
  for (;;) {
    const [line, same] = [lines.next(), others.next()]
    if (line.done || same.done)
      return line.done !== true ? 'continues' : same.done !== true ? 'begins' : 'same'
    if (line.value === null || same.value === null || moreRedacted(line.value, same.value) === null)
      return 'apart'
  }
}

/** Null where a chunk cannot be read. */
function* linesOf({ chunks }: Compared, bytesOf: ChunkBytes): Generator<string | null> {
  let rest = ''
  for (const digest of chunks) {
    const bytes = bytesOf(digest)
    if (bytes === null) {
      yield null
      return
    }
    const lines = (rest + Buffer.from(bytes).toString('utf8')).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

function sameChunks(one: Compared, other: Compared): boolean {
  return (
    one.chunks.length === other.chunks.length && one.chunks.every((digest, at) => digest === other.chunks[at])
  )
}

/** All but the last chunk are full, and equal where one begins the other; the last one is the beginning of a chunk. */
function begins(short: Compared, long: Compared, bytesOf: ChunkBytes): boolean {
  const last = short.chunks.length - 1
  if (last < 0) return true
  if (short.chunks.length > long.chunks.length || short.bytes > long.bytes) return false
  if (!short.chunks.every((digest, at) => at === last || digest === long.chunks[at])) return false
  const [tail, whole] = [short.chunks[last], long.chunks[last]]
  if (tail === undefined || whole === undefined) return false
  return tail === whole || isBeginning(bytesOf(tail), bytesOf(whole))
}

/** The line end after the last record counts for nothing: its rest may have been written later. */
function isBeginning(tail: Uint8Array | null, whole: Uint8Array | null): boolean {
  if (tail === null || whole === null) return false
  const length = tail.at(-1) === 0x0a ? tail.length - 1 : tail.length
  return Buffer.compare(tail.subarray(0, length), whole.subarray(0, length)) === 0
}

/** What is written anew each time is compared by its messages. The last of several may have been half said. */
function trailRelation(
  one: Compared,
  other: Compared,
  own: readonly string[],
  others: readonly string[],
): Relation {
  const [short, long] = own.length <= others.length ? [own, others] : [others, own]
  const settled = short.length > 1 && own.length !== others.length ? short.slice(0, -1) : short
  if (!settled.every((message, at) => message === long[at])) return 'apart'
  if (own.length !== others.length) return own.length < others.length ? 'begins' : 'continues'
  return one.bytes < other.bytes ? 'begins' : one.bytes > other.bytes ? 'continues' : 'apart'
}
