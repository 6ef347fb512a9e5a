// A transcript in, the conversations in it out, as they are: not redacted, so for looking at only, and never for keeping.
import type { SessionSource } from '../../ports.ts'
import type { Conversation, TranscriptReading, TranscriptRecord } from '../../session/conversation.ts'
import { recogniseTranscript, recordsToRecognise } from '../../session/recognise.ts'
import { recordSplitter } from '../../session/records.ts'

/** None where no agent that is known writes like this. Throws what the system says. */
export async function conversationsOf(source: SessionSource): Promise<readonly Conversation[]> {
  const splitter = recordSplitter()
  let first: TranscriptRecord[] = []
  let reading: TranscriptReading | null = null
  const begin = async (): Promise<boolean> => {
    const reader = await recogniseTranscript(first.slice(0, recordsToRecognise))
    reading = reader?.begin() ?? null
    for (const record of first) reading?.take(record)
    first = []
    return reading !== null
  }
  const take = async (records: Iterable<TranscriptRecord>): Promise<boolean> => {
    for (const record of records) {
      if (reading === null) first.push(record)
      else reading.take(record)
    }
    return reading !== null || first.length < recordsToRecognise || begin()
  }
  for await (const piece of source.bytes()) if (!(await take(splitter.push(piece)))) return []
  await take(splitter.end())
  if (reading === null && !(await begin())) return []
  // Set by `begin`, which the compiler does not see.
  return (reading as TranscriptReading | null)?.end().conversations ?? []
}
