// A session of which parts were taken out, and its transcript once more, in; what is new at its end, kept without those parts,
// out. A transcript that cannot be laid over what is kept is not kept: nobody knows where in it the removed parts stand.
import { overlaid } from '../archive/session-overlay.ts'
import { isObedient, type KeptTombstone } from '../archive/session-redacted.ts'
import type { ChunkBytes } from '../archive/session-versions.ts'
import type { KeptHead, SessionHead } from '../archive/session.ts'
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import type { Digest } from '../digest/digest.ts'
import type { TranscriptRecord } from '../session/conversation.ts'
import { recordsInChunks } from '../session/kept-text.ts'
import { continuation } from './session-continuation.ts'
import { outlineOf, type Outline, type RecordSink } from './session-transcript.ts'

/** A place for the chunks of one try, and how its head is made of them. */
export interface Attempt {
  readonly sink: RecordSink & { end(): Promise<Result<readonly Digest[]>> }
  readonly chunks: () => Promise<ChunkBytes>
}

export interface RedactedPorts<T extends Attempt> {
  readonly heads: readonly KeptHead[]
  readonly tombstones: readonly KeptTombstone[]
  readonly chunks: ChunkBytes
  /** The transcript, by today's rules; from the beginning, each time. */
  readonly records: () => AsyncIterable<readonly TranscriptRecord[]>
  readonly attempt: () => T
  readonly headOf: (outline: Outline, chunks: readonly Digest[]) => SessionHead | null
}

/** `attempt`: where the chunks wait; null where there is nothing to write. */
export interface OverRedacted<T extends Attempt> {
  readonly outcome: 'grown' | 'redacted' | 'unchanged' | 'longer'
  readonly head: SessionHead
  readonly attempt: T | null
  readonly superseded: readonly KeptHead[]
}

/** Null where it fits none of the kept versions. */
export async function overRedacted<T extends Attempt>(
  ports: RedactedPorts<T>,
): Promise<Result<OverRedacted<T> | null>> {
  const kept = ports.heads
    .filter(({ head }) => isObedient(head, ports.tombstones))
    .sort((a, b) => b.head.records - a.head.records)
  for (const one of kept) {
    const attempt = ports.attempt()
    const before = recordsInChunks(one.head.chunks, ports.chunks)
    const gone = await continuation(before, ports.records(), attempt.sink, overlaid)
    if (!gone.ok) return gone
    const { kind } = gone.value
    if (kind === 'apart') continue
    if (kind === 'same' || kind === 'shorter')
      return ok({
        outcome: kind === 'same' ? 'unchanged' : 'longer',
        head: one.head,
        attempt: null,
        superseded: [],
      })
    const chunks = await attempt.sink.end()
    if (!chunks.ok) return chunks
    const head = await headOfChunks(chunks.value, await attempt.chunks(), ports.headOf)
    if (!head.ok) return head
    if (head.value === null) continue
    const next = { ...head.value, tombstones: one.head.tombstones ?? [] }
    // One value of JSON grows inside.
    const outcome = messagesOf(next) > messagesOf(one.head) ? 'grown' : kind
    return ok({ outcome, head: next, attempt, superseded: [one] })
  }
  return ok(null)
}

function messagesOf({ conversations }: SessionHead): number {
  return conversations.reduce((sum, { messages }) => sum + messages, 0)
}

/** Read again from what is kept: titles and trails of the transcript itself may hold what was taken out. */
export async function headOfChunks(
  chunks: readonly Digest[],
  bytesOf: ChunkBytes,
  headOf: RedactedPorts<Attempt>['headOf'],
): Promise<Result<SessionHead | null>> {
  const outline = await outlineOf(batches(recordsInChunks(chunks, bytesOf)), { record: () => null })
  if (!outline.ok) return outline
  return ok(outline.value === null ? null : headOf(outline.value, chunks))
}

/** A few records at a time. */
export async function* batches(
  records: Iterable<TranscriptRecord>,
): AsyncGenerator<readonly TranscriptRecord[]> {
  let batch: TranscriptRecord[] = []
  let size = 0
  for (const record of records) {
    batch.push(record)
    size += record.kind === 'json' ? (record.text?.length ?? 0) : record.text.length
    if (size < 256 * 1024 && batch.length < 256) continue
    yield batch
    batch = []
    size = 0
  }
  yield await Promise.resolve(batch)
}
