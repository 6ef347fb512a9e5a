// Edits in, portions that are compared in one go out; the messages between a comparer and its threads.
import type { SourcePair } from '../../diff/compare-many.ts'
import type { Edit, ToldEdit } from '../../ports.ts'

/** Plain data: sent to a thread. */
export interface Portion {
  readonly number: number
  readonly pairs: readonly SourcePair[]
}

/** Plain data: sent back. */
export interface ComparedPortion {
  readonly number: number
  readonly told: readonly ToldEdit[]
}

/**
 * Compared in one go, for all types to be inferred and for what moved from one file to another: their texts and trees are
 * in memory together. Always cut at the same places, so that the answer does not depend on the machine's cores.
 */
const mostPairs = 250
const mostCharacters = 4_000_000

/** One file's edit, and its place in the list that was given. */
interface Loaded {
  readonly place: number
  readonly pair: SourcePair
}

/** Loads texts as they are asked for; what has none is left out. */
export function* portionsOf(edits: readonly Edit[]): Generator<readonly Loaded[]> {
  let portion: Loaded[] = []
  let characters = 0
  for (const [place, { path, load }] of edits.entries()) {
    const texts = load()
    if (texts === null) continue
    portion.push({ place, pair: { path, ...texts } })
    characters += texts.before.length + texts.after.length
    if (portion.length < mostPairs && characters <= mostCharacters) continue
    yield portion
    portion = []
    characters = 0
  }
  if (portion.length > 0) yield portion
}

/** Fewer edits are always one portion, unless they are long. */
export const isOnePortion = (edits: readonly Edit[]): boolean => edits.length <= mostPairs
