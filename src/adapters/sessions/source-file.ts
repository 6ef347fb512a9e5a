// The path of a transcript in, its bytes out, piece by piece; zstd is taken off. A file that grows meanwhile ends where it
// ended when it was found.
import fs from 'node:fs'
import type { FileHandle } from 'node:fs/promises'

/** What is read in one go. Bytes. */
const piece = 256 * 1024
/** A compressed transcript may claim to hold more than any disk does. Bytes. */
export const mostUnpacked = 4 * 1024 * 1024 * 1024

const zstdMagic = [0x28, 0xb5, 0x2f, 0xfd] // RFC 8878, 3.1.1

/** Each piece is overwritten by the next. @throws what the system says; `RangeError` where too much is packed in it. */
export async function* bytesOfFile(path: string, size: number): AsyncGenerator<Uint8Array> {
  // A pipe would wait for ever for somebody to write.
  const file = await fs.promises.open(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0))
  try {
    const pieces = plainBytes(file, size)
    const first = await pieces.next()
    if (first.done) return
    const packed = zstdMagic.every((byte, at) => first.value[at] === byte)
    if (packed) yield* unpacked(first.value, pieces)
    else {
      yield first.value
      yield* pieces
    }
  } finally {
    await file.close()
  }
}

/** Files after one another, a line end behind each, as they are when they are read. @throws what the system says. */
export async function* bytesOfFiles(files: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const file of files) {
    yield fs.readFileSync(file)
    yield Buffer.from('\n')
  }
}

async function* plainBytes(file: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  const room = Buffer.allocUnsafe(Math.max(1, Math.min(piece, size)))
  for (let at = 0; at < size;) {
    const count = fs.readSync(file.fd, room, 0, Math.min(room.length, size - at), at)
    if (count === 0) return
    at += count
    yield room.subarray(0, count)
  }
}

/** Node has zstd from 22.15 on; a small decoder in JavaScript does for older ones what is done seldom. */
async function* unpacked(first: Uint8Array, more: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd')
  let ready: Uint8Array[] = []
  let size = 0
  const decoder = new Decompress((bytes) => {
    size += bytes.length
    if (size > mostUnpacked) throw new RangeError('it holds more than 4 GB')
    ready.push(bytes)
  })
  const push = (bytes: Uint8Array, last: boolean): Uint8Array[] => {
    ready = []
    // The decoder keeps what it is given until a block is whole.
    decoder.push(Uint8Array.from(bytes), last)
    return ready
  }
  yield* push(first, false)
  for await (const bytes of more) yield* push(bytes, false)
  yield* push(new Uint8Array(0), true)
}
