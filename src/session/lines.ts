// Chunks of bytes in, lines of text out, as they become whole: LF or CRLF, a BOM at the start left out.
import { isUtf8 } from 'node:buffer'

export interface TextLine {
  /** Without its line end; U+FFFD where the bytes are no UTF-8; empty where it was too long to be kept. */
  readonly text: string
  /** From 1. */
  readonly line: number
  /** What is wrong with its bytes. */
  readonly fault: string | null
}

export interface LineSplitter {
  /** Lines that ended in this chunk. The chunk may be overwritten afterwards. */
  push(chunk: Uint8Array): TextLine[]
  /** The last line, where no line end follows it. */
  end(): TextLine[]
}

/** Lines longer than `longest` bytes are dropped, and told. */
export function lineSplitter(longest: number): LineSplitter {
  let pending: Uint8Array[] = []
  let size = 0
  let line = 0

  const take = (part: Uint8Array, last: boolean): void => {
    size += part.length
    if (size > longest) pending = []
    // What waits for the next chunk is copied: a reader of files fills the same buffer again.
    else if (part.length > 0) pending.push(last ? part : Uint8Array.from(part))
  }
  const finish = (): TextLine => {
    line++
    const bytes = pending.length === 1 && pending[0] ? pending[0] : Buffer.concat(pending)
    const found = size > longest ? tooLong(size, longest, line) : decode(bytes, line)
    pending = []
    size = 0
    return found
  }
  return {
    push(chunk) {
      const lines: TextLine[] = []
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      let from = 0
      for (;;) {
        const at = bytes.indexOf(0x0a, from)
        if (at < 0) break
        take(bytes.subarray(from, at), true)
        lines.push(finish())
        from = at + 1
      }
      take(bytes.subarray(from), false)
      return lines
    },
    end: () => (size > 0 ? [finish()] : []),
  }
}

function tooLong(size: number, longest: number, line: number): TextLine {
  return { text: '', line, fault: `a line of ${size} bytes; at most ${longest} are read` }
}

function decode(bytes: Uint8Array, line: number): TextLine {
  let text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  if (line === 1 && text.startsWith('\uFEFF')) text = text.slice(1)
  if (text.endsWith('\r')) text = text.slice(0, -1)
  return { text, line, fault: isUtf8(bytes) ? null : 'bytes that are no UTF-8' }
}
