// Bytes as the archive has them in, bytes as this checkout has them out, and back (rule 25).
import { decodeText, lineEndOf, normalText } from '../../digest/text.ts'
import type { Standing } from './disk.ts'

/**
 * New text for a file that has CRLF throughout gets CRLF too: the checkout was made so (`core.autocrlf`, `.gitattributes`),
 * and other line ends would show every line as changed in git. Drift does not see it: the lock's digest of a target is
 * over text with LF (rule 28).
 */
export function asCheckedOut(after: Uint8Array, standing: Standing): Uint8Array {
  const now = standing.kind === 'file' ? decodeText(standing.bytes) : null
  if (now === null || lineEndOf(now) === '\n') return after
  const text = decodeText(after)
  return text === null || text.includes('\r') ? after : withCrlf(text)
}

/** The same text with LF, where it has CRLF throughout; else the bytes themselves. From either the other can be made. */
export function asStored(bytes: Uint8Array): Uint8Array {
  const text = decodeText(bytes)
  return text === null || lineEndOf(text) === '\n' || text.startsWith('\ufeff')
    ? bytes
    : new TextEncoder().encode(normalText(text))
}

/** LF as CRLF. */
export function withCrlf(text: string): Uint8Array {
  return new TextEncoder().encode(text.replaceAll('\n', '\r\n'))
}
