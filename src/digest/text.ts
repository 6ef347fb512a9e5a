// A text as any checkout may hold it in, its normal form out: LF line ends, no byte order mark.

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** LF instead of CRLF, no byte order mark. A lone CR is content and stays. */
export function normalText(text: string): string {
  const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  return bare.includes('\r') ? bare.replaceAll('\r\n', '\n') : bare
}

/** Bytes as text, or `null` where they are not UTF-8 or hold a NUL (so: not a text file). The BOM stays. */
export function decodeText(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null
  try {
    return decoder.decode(bytes)
  } catch {
    return null // The decoder throws only for bytes that are not UTF-8; that is the answer, not a fault.
  }
}

/** The line end that a text uses: CRLF only where every line end is CRLF. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  const crlf = text.split('\r\n').length - 1
  return crlf > 0 && crlf === text.split('\n').length - 1 ? '\r\n' : '\n'
}
