// Records of a kept transcript in; which message each record belongs to, as `spec show` counts them, out.
import type { SessionMessage, TranscriptRecord } from '../session/conversation.ts'
import { lightened } from '../session/kept-text.ts'
import { readTranscript } from '../session/read.ts'

export interface NumberedMessage {
  /** From 1, in its conversation. */
  readonly number: number
  /** Of the conversation: a transcript may hold several. */
  readonly sessionId: string
}

/** Gives the message that begins with a record, or with the last one before it; null where none does. */
export async function messagesByRecord(
  records: Iterable<TranscriptRecord>,
): Promise<(record: number) => NumberedMessage | null> {
  const read = await readTranscript(light(records))
  const starts = (read?.conversations ?? [])
    .flatMap(({ sessionId, messages }) =>
      messages.map(({ record }: SessionMessage, at) => ({ record, number: at + 1, sessionId })),
    )
    .sort((a, b) => a.record - b.record)
  return (record) => {
    let [low, high] = [0, starts.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((starts[middle]?.record ?? 0) <= record) low = middle + 1
      else high = middle
    }
    const found = starts[low - 1]
    return found === undefined ? null : { number: found.number, sessionId: found.sessionId }
  }
}

function* light(records: Iterable<TranscriptRecord>): Generator<TranscriptRecord> {
  for (const record of records) yield lightened(record)
}
