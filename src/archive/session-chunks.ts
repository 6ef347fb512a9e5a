// Texts of records in, chunks of bytes out. Where a chunk ends depends on nothing but the bytes before: of two versions of a
// transcript, one of which grew, all full chunks are the same.

/** A chunk ends with the first record that brings it to this many bytes. */
export const fullChunk = 512 * 1024
/** A record that would make it longer is cut in two. */
export const longestChunk = 15 * 1024 * 1024

export interface Chunk {
  readonly bytes: Uint8Array
  /** The same, a record each, without the line ends after them; of a record that was cut, the ends may be no whole characters. */
  readonly records: () => readonly string[]
}

export interface ChunkCutter {
  /** Text of one record, without a line end; may hold some. `bytes`: its length in UTF-8. */
  push(text: string, bytes: number): Chunk[]
  end(): Chunk[]
}

export function chunkCutter(full = fullChunk, longest = longestChunk): ChunkCutter {
  let texts: string[] = []
  /** Bytes of each of them. */
  let lengths: number[] = []
  let size = 0
  /** What was left of a record that was cut. */
  let rest: Uint8Array | null = null

  const cut = (): Chunk => {
    const records = texts
    const bytes = written(records, lengths, rest)
    const whole = rest === null
    texts = []
    lengths = []
    size = 0
    rest = null
    return { bytes, records: () => (whole ? records : [bytes.toString('utf8')]) }
  }
  return {
    push(text, length) {
      texts.push(text)
      lengths.push(length)
      size += length + 1
      const chunks: Chunk[] = []
      while (size > longest) {
        const { bytes } = cut()
        const first = bytes.subarray(0, longest)
        chunks.push({ bytes: first, records: () => [Buffer.from(first).toString('utf8')] })
        rest = bytes.subarray(longest)
        size = rest.length
      }
      if (size >= full) chunks.push(cut())
      return chunks
    },
    end: () => (size > 0 ? [cut()] : []),
  }
}

/** Each text behind the rest, and a line end after each. Text of ASCII alone is copied, which is several times as fast. */
function written(texts: readonly string[], lengths: readonly number[], rest: Uint8Array | null): Buffer {
  const before = rest?.length ?? 0
  const bytes = Buffer.allocUnsafeSlow(lengths.reduce((sum, length) => sum + length + 1, before))
  if (rest !== null) bytes.set(rest)
  let at = before
  for (const [index, text] of texts.entries()) {
    const length = lengths[index] ?? 0
    bytes.write(text, at, length, length === text.length ? 'latin1' : 'utf8')
    bytes[at + length] = 0x0a
    at += length + 1
  }
  return bytes
}
