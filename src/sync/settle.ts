// Heads of one session, from here and from the target, in; which of them count, and which another one continues, out. The
// rules are those of a merge in git (see archive/session-versions.ts), and one more: a version from which less was redacted
// is no version beside the one that it became, or it would come back from every target.
import { moreRedacted } from '../archive/session-same.ts'
import { relationOf, type ChunkBytes, type Relation } from '../archive/session-versions.ts'
import type { SessionHead } from '../archive/session.ts'
import type { Digest } from '../digest/digest.ts'
import type { TranscriptRecord } from '../session/conversation.ts'
import { keptText, recordsInChunks } from '../session/kept-text.ts'

export interface Version {
  readonly digest: Digest
  readonly head: SessionHead
}

export interface Settled {
  /** In order of digest. */
  readonly current: readonly Version[]
  /** A head → one that continues it. */
  readonly superseded: ReadonlyMap<Digest, Digest>
  /** Chunks that were needed and not there: with them the answer may be another one. */
  readonly missing: ReadonlySet<Digest>
}

export interface Chunks {
  /** Uncompressed; asked for more than once. */
  readonly bytesOf: ChunkBytes
  readonly has: (digest: Digest) => boolean
}

export function settle(versions: readonly Version[], chunks: Chunks): Settled {
  const missing = new Set<Digest>()
  const asked: Chunks = {
    bytesOf(digest) {
      const bytes = chunks.bytesOf(digest)
      if (bytes === null) missing.add(digest)
      return bytes
    },
    has(digest) {
      const isThere = chunks.has(digest)
      if (!isThere) missing.add(digest)
      return isThere
    },
  }
  const superseded = new Map<Digest, Digest>()
  let current: Version[] = []
  const ordered = [...versions].sort((a, b) => b.head.bytes - a.head.bytes || compare(a.digest, b.digest))
  for (const one of ordered) {
    const relations = current.map((other) => [other, relationBetween(one, other, asked)] as const)
    const by = relations.find(([, relation]) => relation === 'begins')?.[0]
    if (by !== undefined) {
      superseded.set(one.digest, by.digest)
      continue
    }
    for (const [other, relation] of relations)
      if (relation === 'continues') superseded.set(other.digest, one.digest)
    current = [...current.filter(({ digest }) => !superseded.has(digest)), one]
  }
  return { current: current.sort((a, b) => compare(a.digest, b.digest)), superseded, missing }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Of two that hold the same, the first in order of digest counts. */
function relationBetween(one: Version, other: Version, chunks: Chunks): Relation {
  const relation = relationOf(one.head, other.head, chunks.bytesOf)
  if (relation === 'same') return one.digest < other.digest ? 'continues' : 'begins'
  return relation === 'apart' ? redactedRelation(one.head, other.head, chunks) : relation
}

/** Record by record: does one hold all that the other has, with more taken out of it? What is not all there shows nothing. */
function redactedRelation(one: SessionHead, other: SessionHead, { bytesOf, has }: Chunks): Relation {
  const absent = [...one.chunks, ...other.chunks].filter((digest) => !has(digest))
  if (absent.length > 0) return 'apart'
  let isWhole = true
  const records = ({ chunks }: SessionHead): Iterator<TranscriptRecord, unknown> =>
    recordsInChunks(chunks, (digest) => {
      const bytes = bytesOf(digest)
      isWhole &&= bytes !== null
      return bytes
    })
  const [ones, others] = [records(one), records(other)]
  let [isLess, isMore] = [true, true]
  let [a, b] = [ones.next(), others.next()]
  for (; a.done !== true && b.done !== true && (isLess || isMore); [a, b] = [ones.next(), others.next()]) {
    const [text, otherText] = [keptText(a.value), keptText(b.value)]
    const cleaner = moreRedacted(text, otherText)
    isLess &&= cleaner === otherText
    isMore &&= cleaner === text
  }
  if (!isWhole) return 'apart'
  if (isLess && a.done === true) return 'begins'
  return isMore && b.done === true ? 'continues' : 'apart'
}
