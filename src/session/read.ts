// A transcript in, the conversations in it out, whichever agent wrote it.
import type { ReadTranscript, TranscriptRecord } from './conversation.ts'
import { recogniseTranscript, recordsToRecognise } from './recognise.ts'
import { recordsOf } from './records.ts'

/** Null where no agent that is known writes like this. */
export async function readTranscript(
  transcript: Iterable<TranscriptRecord> | Uint8Array | string,
): Promise<ReadTranscript | null> {
  const whole = typeof transcript === 'string' || transcript instanceof Uint8Array
  const records = (whole ? recordsOf(transcript) : transcript)[Symbol.iterator]()
  const first: TranscriptRecord[] = []
  let next = records.next()
  for (; !next.done && first.length < recordsToRecognise; next = records.next()) first.push(next.value)
  const reader = await recogniseTranscript(first)
  if (!reader) return null
  const reading = reader.begin()
  for (const record of first) reading.take(record)
  for (; !next.done; next = records.next()) reading.take(next.value)
  return reading.end()
}
