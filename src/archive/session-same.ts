// Two texts of one record in; the one from which more was redacted out, if they differ in nothing else.

const token = /\[REDACTED:[^\]\s]{1,100}\]/

/**
 * Rules change: what is kept may have been redacted by others than today's. Gives the text from which more was taken out; null
 * where they differ in something else.
 */
export function moreRedacted(kept: string, fresh: string): string | null {
  if (kept === fresh || fits(kept, fresh)) return kept
  return fits(fresh, kept) ? fresh : null
}

/** What stands between the tokens of `redacted` stands in `text`, in the same order, from its beginning to its end. */
function fits(redacted: string, text: string): boolean {
  const pieces = redacted.split(token)
  const first = pieces[0] ?? ''
  const last = pieces.at(-1) ?? ''
  if (pieces.length < 2 || !text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return at <= text.length - last.length
}
