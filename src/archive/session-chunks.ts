// Texts of records in, chunks of bytes out. Where a chunk ends depends on nothing but the bytes before: of two versions of a
// transcript, one of which grew, all full chunks are the same.

/** A chunk ends with the first record that brings it to this many bytes. */
export const fullChunk = 512 * 1024
/** A record that would make it longer is cut in two. */
export const longestChunk = 15 * 1024 * 1024

export interface Chunk {
  readonly bytes: Uint8Array
  /** The same; of a record that was cut, its ends may be no whole characters. */
  readonly text: string
}

export interface ChunkCutter {
  /** Text of one record, without a line end; may hold some. `bytes`: its length in UTF-8. */
  push(text: string, bytes: number): Chunk[]
  end(): Chunk[]
}

export function chunkCutter(full = fullChunk, longest = longestChunk): ChunkCutter {
  let texts: string[] = []
  let size = 0
  /** What was left of a record that was cut. */
  let rest: Uint8Array | null = null

  const cut = (): Chunk => {
    const text = texts.join('')
    const written = Buffer.from(text)
    const bytes = rest === null ? written : Buffer.concat([rest, written])
    const chunk = { bytes, text: rest === null ? text : Buffer.from(bytes).toString('utf8') }
    texts = []
    size = 0
    rest = null
    return chunk
  }
  return {
    push(text, length) {
      texts.push(text, '\n')
      size += length + 1
      const chunks: Chunk[] = []
      while (size > longest) {
        const { bytes } = cut()
        const first = bytes.subarray(0, longest)
        chunks.push({ bytes: first, text: Buffer.from(first).toString('utf8') })
        rest = bytes.subarray(longest)
        size = rest.length
      }
      if (size >= full) chunks.push(cut())
      return chunks
    },
    end: () => (size > 0 ? [cut()] : []),
  }
}
