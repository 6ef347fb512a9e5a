// A redacted record in, its text as the archive keeps it out; and a record with all that is long cut short.
import type { Digest } from '../digest/digest.ts'
import type { TranscriptRecord } from './conversation.ts'
import { recordSplitter } from './records.ts'

/** Without a line end after it. What was not redacted is kept character by character. */
export function keptText(record: TranscriptRecord): string {
  if (record.kind !== 'json') return record.text
  return record.text ?? JSON.stringify(record.value)
}

/** Longer strings are cut where a record is only read for an outline. UTF-16 units. */
const longest = 512
/** Records whose text is shorter stay as they are. */
const short = 4096
const deepest = 200

/**
 * For readers that keep what they are given, where only ids, times, titles and counts are wanted: a transcript of 100 MB is
 * then not held in memory.
 */
export function lightened(record: TranscriptRecord): TranscriptRecord {
  if (record.kind !== 'json') return { ...record, text: cut(record.text) }
  const { value, line, text } = record
  if (text !== undefined && text.length < short) return { kind: 'json', value, line }
  return { kind: 'json', value: light(value, 0), line }
}

function light(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cut(value)
  if (typeof value !== 'object' || value === null || depth > deepest) return value
  if (Array.isArray(value)) return value.map((one: unknown) => light(one, depth + 1))
  const fields: Record<string, unknown> = {}
  // A member called `__proto__` is a member like others.
  for (const [name, one] of Object.entries(value))
    if (name === '__proto__')
      Object.defineProperty(fields, name, { value: light(one, depth + 1), enumerable: true })
    else fields[name] = light(one, depth + 1)
  return fields
}

/** A copy: a part of a string would keep all of it in memory. */
function cut(text: string): string {
  return text.length <= longest ? text : Buffer.from(text.slice(0, longest)).toString('utf8')
}

/** Records of a kept transcript; they end where a chunk cannot be read. */
export function* recordsInChunks(
  chunks: readonly Digest[],
  bytesOf: (digest: Digest) => Uint8Array | null,
): Generator<TranscriptRecord> {
  const splitter = recordSplitter()
  for (const digest of chunks) {
    const bytes = bytesOf(digest)
    if (bytes === null) return
    yield* splitter.push(bytes)
  }
  yield* splitter.end()
}
