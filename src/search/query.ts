// What a person typed in; the terms to look for, out: words, phrases, names of code.
import { wordForm, wordsOf } from './words.ts'

export interface Term {
  /** As it was typed. */
  readonly typed: string
  /** Any of these is looked for in a line of words. A space at an end is the end of a word. */
  readonly needles: readonly string[]
  /** Any beginning of a word that is marked in a snippet; `whole` where the word has to end there. */
  readonly marks: readonly { readonly word: string; readonly whole: boolean }[]
}

/**
 * One term a word. What stands in quotes, or is one argument with spaces in it, is a phrase; so is a path, whose words
 * stand side by side.
 *
 * @param typed arguments, as the shell gave them.
 */
export function readQuery(typed: readonly string[]): readonly Term[] {
  const pieces = typed.flatMap((argument) => {
    if (!argument.includes('"')) return [argument]
    return [...argument.matchAll(/"([^"]*)"?|[^\s"]+/g)].map(([all, quoted]) => quoted ?? all)
  })
  const terms = new Map<string, Term>()
  for (const piece of pieces) {
    const term = termOf(piece)
    if (term !== null) terms.set(term.needles.join('\n'), term)
  }
  return [...terms.values()]
}

/** Null for what holds no word. */
function termOf(typed: string): Term | null {
  const words = [...wordsOf(typed)]
  if (words.length === 0) return null
  const needles = new Set([` ${words.map(({ word }) => word).join(' ')} `])
  const marks = new Set(words.map(({ word }) => word))
  const [only] = words
  if (words.length === 1 && only !== undefined && only.parts.length > 0) {
    needles.add(` ${only.parts.join(' ')} `)
    for (const part of only.parts) marks.add(part)
  }
  return { typed, needles: [...needles], marks: [...marks].map((word) => ({ word, whole: true })) }
}

/** The same term, where its last word goes on. */
export function asPrefix(term: Term): Term {
  return {
    ...term,
    needles: term.needles.map((needle) => needle.slice(0, -1)),
    marks: term.marks.map(({ word }) => ({ word, whole: false })),
  }
}

/** A term that looks for these words instead of its own. */
export function asWords(term: Term, words: readonly string[]): Term {
  return {
    ...term,
    needles: words.map((word) => ` ${word} `),
    marks: words.map((word) => ({ word, whole: true })),
  }
}

/** How many letters may differ: none in short words, where another word is meant. */
export function allowedDistance(word: string): number {
  return word.length < 4 ? 0 : word.length < 8 ? 1 : 2
}

/** The one word of a term; null for a phrase. */
export function singleWord({ typed }: Term): string | null {
  const words = [...wordsOf(typed)]
  return words.length === 1 && words[0] !== undefined ? wordForm(words[0].word) : null
}

/** Whether `most` letters at most are to be put in, left out, replaced or exchanged with the next one. */
export function isNear(one: string, other: string, most: number): boolean {
  if (Math.abs(one.length - other.length) > most) return false
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1]
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
    }
    if (Math.min(...row) > most) return false
    before = last
    last = row
  }
  return (last[other.length] ?? Infinity) <= most
}
