// Small transcripts of our own, for tests of the readers.
import type {
  Conversation,
  ReadTranscript,
  SessionMessage,
  TranscriptRecord,
} from '../../src/session/conversation.ts'
import type { TranscriptReader } from '../../src/session/conversation.ts'
import { recordsOf } from '../../src/session/records.ts'

export const jsonLines = (...records: readonly unknown[]): string =>
  records.map((record) => `${typeof record === 'string' ? record : JSON.stringify(record)}\n`).join('')

export function readWith(
  reader: TranscriptReader,
  transcript: string | Iterable<TranscriptRecord>,
): ReadTranscript {
  const reading = reader.begin()
  for (const record of typeof transcript === 'string' ? recordsOf(transcript) : transcript)
    reading.take(record)
  return reading.end()
}

/** A message as a line: `person: words`, `agent: [call Edit] [thinks: hm]`, with `(left)` where it was left behind. */
export function asLine(message: SessionMessage): string {
  const blocks = message.blocks.map((block) => {
    if (block.kind === 'text') return block.text
    if (block.kind === 'thinking') return `[thinks: ${block.text}]`
    if (block.kind === 'tool-call') return `[call ${block.name}]`
    if (block.kind === 'tool-result') return `[${block.isError ? 'error' : 'result'}: ${block.text}]`
    return `[image of ${block.bytes} bytes]`
  })
  return `${message.author}: ${blocks.join(' ')}${message.abandoned ? ' (left)' : ''}`
}

export const asLines = (conversation: Conversation | undefined): string[] =>
  (conversation?.messages ?? []).map(asLine)

/** What was done to files, as `edit path +added -removed` and `read path`. */
export const filesIn = (conversation: Conversation | undefined): string[] =>
  (conversation?.messages ?? []).flatMap(({ blocks }) =>
    blocks.flatMap((block) =>
      block.kind === 'tool-call'
        ? block.files.map((file) => {
            if (file.kind === 'read') return `read ${file.path}`
            const lines = file.hunks.flatMap((hunk) => [`@${hunk.oldStart},${hunk.newStart}`, ...hunk.lines])
            return [
              file.change,
              file.from === null ? file.path : `${file.from} → ${file.path}`,
              ...lines,
            ].join(' ')
          })
        : [],
    ),
  )
