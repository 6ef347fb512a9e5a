// The first records of a transcript in, the reader of the agent that wrote it out: by content, never by a name.
import type { TranscriptReader, TranscriptRecord } from './conversation.ts'
import { loadReaders } from './readers.ts'

/** As many records are looked at; what an agent writes about a session comes before what is said. */
export const recordsToRecognise = 64

/** Null where no agent that is known writes like this. */
export async function recogniseTranscript(
  first: readonly TranscriptRecord[],
): Promise<TranscriptReader | null> {
  return bestOf(await loadReaders(), first.slice(0, recordsToRecognise))
}

function bestOf(
  readers: readonly TranscriptReader[],
  first: readonly TranscriptRecord[],
): TranscriptReader | null {
  let best: TranscriptReader | null = null
  let highest = 0
  for (const reader of readers) {
    const likeness = reader.recognises(first)
    if (likeness > highest) [best, highest] = [reader, likeness]
  }
  return best
}
