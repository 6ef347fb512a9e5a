// Texts of records in, chunks of bytes out. Where a chunk ends depends on nothing but the bytes before: of two versions of a
// transcript, one of which grew, all full chunks are the same.

/** A chunk ends with the first record that brings it to this many bytes. */
export const fullChunk = 512 * 1024
/** A record that would make it longer is cut in two. */
export const longestChunk = 15 * 1024 * 1024

export interface ChunkCutter {
  /** Text of one record, without a line end; may hold some. */
  push(text: string): Uint8Array[]
  end(): Uint8Array[]
}

export function chunkCutter(full = fullChunk, longest = longestChunk): ChunkCutter {
  let parts: Buffer[] = []
  let size = 0

  const cut = (): Uint8Array => {
    const [only] = parts
    const chunk = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts, size)
    parts = []
    size = 0
    return chunk
  }
  return {
    push(text) {
      const chunks: Uint8Array[] = []
      let bytes = Buffer.from(`${text}\n`)
      while (size + bytes.length > longest) {
        const room = longest - size
        parts.push(bytes.subarray(0, room))
        size = longest
        bytes = bytes.subarray(room)
        chunks.push(cut())
      }
      if (bytes.length > 0) {
        parts.push(bytes)
        size += bytes.length
      }
      if (size >= full) chunks.push(cut())
      return chunks
    },
    end: () => (size > 0 ? [cut()] : []),
  }
}
