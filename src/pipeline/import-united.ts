// What is to be kept of a session, and the versions that are there, in; one version out of all that are the same talk redacted by
// different rules, as two machines leave them after a merge.
import { headDigest } from '../archive/session-encode.ts'
import type { ChunkBytes } from '../archive/session-versions.ts'
import type { KeptHead, SessionHead } from '../archive/session.ts'
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import type { Digest } from '../digest/digest.ts'
import type { SessionDraft } from '../ports.ts'
import type { TranscriptRecord } from '../session/conversation.ts'
import { recordsInChunks } from '../session/kept-text.ts'
import type { ImportedSession, ImportOutcome } from './import-sessions.ts'
import { continuation } from './session-continuation.ts'
import type { RecordSink } from './session-transcript.ts'

export interface Decision {
  readonly outcome: ImportOutcome
  /** What is kept in the end. */
  readonly head: SessionHead
  /** Null where nothing is to be written. */
  readonly draft: SessionDraft | null
  readonly superseded: readonly KeptHead[]
}

/** A place for chunks, and what brings them there. */
export interface DraftWithSink {
  readonly draft: SessionDraft
  readonly sink: RecordSink & { end(): Promise<Result<readonly Digest[]>> }
}

/** Of each record, the text from which more was taken out. Versions that went another way stay beside it. */
export async function united(
  decision: Decision,
  heads: readonly KeptHead[],
  kept: ChunkBytes,
  begin: () => DraftWithSink,
): Promise<Result<Decision>> {
  let current = decision
  for (const other of heads) {
    if (current.superseded.includes(other) || other.digest === headDigest(current.head)) continue
    const joined = await joinedWith(current, other, heads, kept, begin)
    if (!joined.ok) return joined
    current = joined.value ?? current
  }
  return ok(current)
}

/** Null where they went different ways. */
async function joinedWith(
  current: Decision,
  other: KeptHead,
  heads: readonly KeptHead[],
  kept: ChunkBytes,
  begin: () => DraftWithSink,
): Promise<Result<Decision | null>> {
  const waiting = (await current.draft?.chunks()) ?? (() => null)
  const bytesOf: ChunkBytes = (digest) => kept(digest) ?? waiting(digest)
  const [short, long] = [current.head, other.head].sort((a, b) => a.records - b.records)
  if (short === undefined || long === undefined) return ok(null)
  // Where a part is lost, nobody knows which way it went.
  if (!short.chunks.every((digest) => bytesOf(digest) !== null)) return ok(null)
  const { draft, sink } = begin()
  const gone = await continuation(
    recordsInChunks(short.chunks, bytesOf),
    inBatches(recordsInChunks(long.chunks, bytesOf)),
    sink,
  )
  if (!gone.ok) return gone
  if (gone.value.kind === 'apart' || gone.value.kind === 'shorter' || gone.value.records < long.records)
    return ok(null)
  const chunks = await sink.end()
  if (!chunks.ok) return chunks
  const { records, bytes } = gone.value
  const before = heads.filter(({ head }) => head === current.head)
  return ok({
    outcome: current.draft === null ? 'redacted' : current.outcome,
    head: { ...long, chunks: chunks.value, records, bytes },
    draft,
    superseded: [...current.superseded, ...before, other],
  })
}

async function* inBatches(records: Iterable<TranscriptRecord>): AsyncGenerator<readonly TranscriptRecord[]> {
  for (const record of records) yield [record]
}

/** Records and messages that were not kept before. */
export function addedBy({ outcome, head, superseded }: Decision): ImportedSession['added'] {
  if (outcome === 'unchanged' || outcome === 'longer') return { records: 0, messages: 0 }
  const most = (count: (one: SessionHead) => number): number =>
    Math.max(0, ...superseded.map((one) => count(one.head)))
  return {
    records: Math.max(0, head.records - most(({ records }) => records)),
    messages: Math.max(0, messagesOf(head) - most(messagesOf)),
  }
}

function messagesOf({ conversations }: SessionHead): number {
  return conversations.reduce((sum, { messages }) => sum + messages, 0)
}
