// Two texts of one record in; the one from which more was redacted out, if they differ in nothing else.

const token = /\[REDACTED:[^\]\s]{1,100}\]/

/**
 * Rules change: what is kept may have been redacted by others than today's. Gives the text from which more was taken out, or one
 * without what was taken out of either; null where they differ in something else, or where that is not sure.
 */
export function moreRedacted(kept: string, fresh: string): string | null {
  if (kept === fresh || fits(kept, fresh)) return kept
  if (fits(fresh, kept)) return fresh
  const both = withoutEither(kept, fresh)
  return both !== null && fits(both, kept) && fits(both, fresh) ? both : null
}

/** Characters by which the place behind a token is found in the other text; fewer where a token of its own follows soon. */
const behind = [32, 12, 3]

/** Each token of one text takes the place of what stands there in the other one. */
function withoutEither(one: string, other: string): string | null {
  const stands = new RegExp(token, 'y')
  const tokenAt = (text: string, at: number): string => {
    stands.lastIndex = at
    return text.charCodeAt(at) === 0x5b ? (stands.exec(text)?.[0] ?? '') : ''
  }
  /** Where `text` goes on behind a token of `redacted` that ends at `end`; negative where that is not sure. */
  const goesOn = (redacted: string, end: number, text: string, from: number): number => {
    if (end === redacted.length) return text.length
    for (const length of behind) {
      const mark = redacted.slice(end, end + length).split('[REDACTED:')[0] ?? ''
      const found = mark === '' ? -1 : text.indexOf(mark, from)
      if (found >= 0) return found
    }
    return -1
  }
  let both = ''
  let [at, place] = [0, 0]
  while (at < one.length || place < other.length) {
    const [own, others] = [tokenAt(one, at), tokenAt(other, place)]
    if (own !== '' && others !== '') {
      both += own
      at += own.length
      place += others.length
    } else if (own !== '') {
      both += own
      at += own.length
      place = goesOn(one, at, other, place)
    } else if (others !== '') {
      both += others
      place += others.length
      at = goesOn(other, place, one, at)
    } else {
      const from = at
      while (
        at < one.length &&
        one.charCodeAt(at) === other.charCodeAt(place) &&
        (at === from || one.charCodeAt(at) !== 0x5b)
      ) {
        at += 1
        place += 1
      }
      if (at === from) return null
      both += one.slice(from, at)
    }
    if (at < 0 || place < 0) return null
  }
  return both
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
