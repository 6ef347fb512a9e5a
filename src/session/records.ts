// Bytes or text of a transcript in, its records out; whether it is JSON or Markdown is told from how it begins.
import type { TranscriptRecord } from './conversation.ts'
import { jsonRecords, type JsonRecords } from './json-records.ts'
import { lineSplitter, type TextLine } from './lines.ts'

/** `json`: records a line, or one value in the whole file; `text`: lines of Markdown. */
export type RecordLayout = 'json' | 'text'

export interface RecordSplitter {
  /** Records that became whole. The chunk may be overwritten afterwards; parts of a few hundred KB are best. */
  push(chunk: Uint8Array): TranscriptRecord[]
  end(): TranscriptRecord[]
  /** Null while too little was read to tell. */
  layout(): RecordLayout | null
}

/** Bytes of a line, and characters of a value spread over lines, that are read at most. */
export const longestRecord = 64 * 1024 * 1024

/** Lines after a first one that is no JSON, which may have lost its beginning. */
const linesToJudge = 16

export function recordSplitter(longest: number = longestRecord): RecordSplitter {
  const lines = lineSplitter(longest)
  let layout: RecordLayout | null = null
  let json: JsonRecords | null = null
  let waiting: TextLine[] = []

  const toRecords = (line: TextLine): TranscriptRecord[] => {
    if (json) return json.push(line)
    if (line.fault !== null) return [{ kind: 'damaged', why: line.fault, text: line.text, line: line.line }]
    return [{ kind: 'text', text: line.text, line: line.line }]
  }
  const take = (more: readonly TextLine[], last: boolean): TranscriptRecord[] => {
    let ready = more
    if (layout === null) {
      waiting.push(...more)
      layout = layoutOf(waiting, last)
      if (layout === null) return []
      if (layout === 'json') json = jsonRecords(longest)
      ready = waiting
      waiting = []
    }
    return ready.flatMap(toRecords)
  }
  return {
    push: (chunk) => take(lines.push(chunk), false),
    end: () => [...take(lines.end(), true), ...(json?.end() ?? [])],
    layout: () => layout,
  }
}

/** All records of a transcript that is in memory, one after another. */
export function* recordsOf(transcript: Uint8Array | string): Generator<TranscriptRecord> {
  const bytes = typeof transcript === 'string' ? Buffer.from(transcript) : transcript
  const splitter = recordSplitter()
  const step = 256 * 1024
  for (let at = 0; at < bytes.length; at += step) yield* splitter.push(bytes.subarray(at, at + step))
  yield* splitter.end()
}

function layoutOf(lines: readonly TextLine[], last: boolean): RecordLayout | null {
  const written = lines.filter(({ text }) => bare(text) !== '')
  const [first, ...others] = written
  if (first === undefined) return last ? 'text' : null
  if (/^(\{\s*(["}]|$)|\[\s*([[{"\]]|$))/.test(bare(first.text).slice(0, 1000))) return 'json'
  if (others.length < linesToJudge && !last) return null
  const objects = others
    .slice(0, linesToJudge)
    .filter(({ text }) => /^\{"/.test(text) && /\}\s*$/.test(text.slice(-80)))
  return objects.length * 2 > Math.min(others.length, linesToJudge) ? 'json' : 'text'
}

function bare(text: string): string {
  return text.replace(/^[\0\uFEFF\s]+/, '')
}
