// A word and the words that exist in, the one that was probably meant out.

/**
 * The candidate closest to `word`, or null where none is close: at most one edit in three letters (at least one; an
 * insertion, deletion, replacement or swap of neighbours), case ignored. A word of three letters or more that begins
 * exactly one candidate is close too. Of equally close ones, the first.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const typed = word.toLowerCase()
  const all = [...candidates]
  const limit = Math.max(1, Math.floor(typed.length / 3))
  let best: string | null = null
  let bestDistance = limit + 1
  for (const candidate of all) {
    const name = candidate.toLowerCase()
    if (Math.abs(name.length - typed.length) >= bestDistance) continue
    const distance = editDistance(typed, name)
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  if (best !== null || typed.length < 3) return best
  const begun = all.filter((candidate) => candidate.toLowerCase().startsWith(typed))
  return begun.length === 1 ? (begun[0] ?? null) : null
}

/** Optimal string alignment distance (Damerau-Levenshtein without edits inside a swapped pair), in three rows. */
function editDistance(a: string, b: string): number {
  let twoAbove: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1
      let least = Math.min(at(above, column) + 1, at(current, column - 1) + 1, at(above, column - 1) + cost)
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) least = Math.min(least, at(twoAbove, column - 2) + 1)
      current.push(least)
    }
    twoAbove = above
    above = current
  }
  return at(above, b.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity
}
