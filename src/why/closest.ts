// Some lines of code and texts that may be about them in; how many telling words each text shares with them, out. A guess.

/**
 * Scores in the order of the texts; 0 where no telling word is shared. A word that few of the texts have counts for more
 * (inverse document frequency, as in BM25).
 */
export function closeness(code: readonly string[], texts: readonly string[]): readonly number[] {
  const [near, ...around] = code.map(wordsOf)
  const words = texts.map(wordsOf)
  return words.map((own) => {
    let score = 0
    for (const word of own) {
      const rarity = Math.log(1 + texts.length / words.filter((other) => other.has(word)).length)
      if (near?.has(word) === true) score += 2 * rarity
      else if (around.some((one) => one.has(word))) score += rarity
    }
    return Math.round(score * 100) / 100
  })
}

/** The line, and the lines that begin the blocks around it, the nearest first: by how far they stand in. */
export function blocksAround(
  lines: readonly string[],
  from: number,
  to: number,
  top: number,
): readonly string[] {
  const own = lines.slice(from - 1, to).join('\n')
  const found = [own]
  let inset = Math.min(
    ...lines
      .slice(from - 1, to)
      .filter((line) => line.trim() !== '')
      .map(insetOf),
  )
  for (let at = from - 2; at >= top - 1 && inset > 0; at--) {
    const line = lines[at] ?? ''
    if (line.trim() === '' || insetOf(line) >= inset) continue
    inset = insetOf(line)
    // The outermost is the symbol itself: it says the same of each of its requirements.
    if (at > top - 1) found.push(line)
  }
  return found
}

function insetOf(line: string): number {
  return line.length - line.trimStart().length
}

const stop = new Set(
  'the and for with that this from into not are was has have its const let var return function async await new if else true false null undefined string number boolean readonly value export import type interface class'.split(
    ' ',
  ),
)

/** `accountLocked`, `account_locked` and `account locked` share their words; endings of the plural are left out. */
export function wordsOf(text: string): ReadonlySet<string> {
  const words = text
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2 && !stop.has(word))
  return new Set(words.map((word) => (word.length > 3 ? word.replace(/(?<!s)s$/, '') : word)))
}
