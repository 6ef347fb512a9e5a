// A kept session and the redacted records of its transcript in; the same session with the records that are new at its end
// out, for transcripts that were redacted by other rules when they were kept.
import { moreRedacted } from '../archive/session-same.ts'
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import type { TranscriptRecord } from '../session/conversation.ts'
import { keptText } from '../session/kept-text.ts'
import type { RecordSink } from './session-transcript.ts'

export interface Continuation {
  /** `apart`: a record differs in more than what was redacted. `redacted`: as long, and more was taken out. */
  readonly kind: 'same' | 'redacted' | 'shorter' | 'grown' | 'apart'
  readonly records: number
  readonly bytes: number
}

/**
 * Of each record, the text from which more was taken out: what one machine's rules took out comes back by no other machine's,
 * and a secret that today's rules know is not written again.
 *
 * @param same the text to keep of two that are the same record; null where they are not.
 */
export async function continuation(
  kept: Iterable<TranscriptRecord>,
  batches: AsyncIterable<readonly TranscriptRecord[]>,
  sink: RecordSink,
  same: (kept: string, fresh: string) => string | null = moreRedacted,
): Promise<Result<Continuation>> {
  const before = kept[Symbol.iterator]()
  let next = before.next()
  let [records, bytes, added, cleaned] = [0, 0, 0, 0]
  for await (const batch of batches) {
    for (const record of batch) {
      const fresh = keptText(record)
      let text = fresh
      if (!next.done) {
        const known = next.value
        const old = keptText(known)
        next = before.next()
        // It had been written to half when it was kept.
        const half = next.done === true && known.kind === 'damaged' && fresh.startsWith(old)
        const both = half ? fresh : same(old, fresh)
        if (both === null) return ok({ kind: 'apart', records, bytes })
        text = both
        if (half) added++
        else if (text !== old) cleaned++
      } else added++
      records++
      const length = Buffer.byteLength(text)
      bytes += length + 1
      const taken = await sink.record(text, length)
      if (taken !== null && !taken.ok) return taken
    }
  }
  const kind = !next.done ? 'shorter' : added > 0 ? 'grown' : cleaned > 0 ? 'redacted' : 'same'
  return ok({ kind, records, bytes })
}
