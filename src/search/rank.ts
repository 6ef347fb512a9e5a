// Lines of words and terms in; the best documents out. BM25 (Robertson and Zaragoza 2009, "The Probabilistic Relevance
// Framework", section 3.3), with what is known of all documents that were looked at.
import type { LineHead, SearchPart } from './document.ts'
import type { Term } from './query.ts'

/** A document that has some of the terms. */
export interface Candidate {
  readonly part: SearchPart
  readonly key: string
  readonly head: LineHead
  /** How often each term is in it. */
  readonly counts: readonly number[]
}

export interface Ranked extends Candidate {
  readonly score: number
}

/** How soon another occurrence counts for nothing, and how much length counts against a document. */
const saturation = 1.2
const lengthWeight = 0.5

/** More are never held: the least good are let go. */
const mostHeld = 20_000

export class Ranking {
  readonly #found: number[]
  #documents = 0
  #words = 0
  #every: Candidate[] = []
  #some: Candidate[] = []

  constructor(terms: number) {
    this.#found = Array.from({ length: terms }, () => 0)
  }

  /** A document was looked at; with these counts where it has any of the terms. */
  take(candidate: Candidate): void {
    this.#documents += 1
    this.#words += candidate.head.count
    let missing = 0
    for (const [at, count] of candidate.counts.entries()) {
      if (count > 0) this.#found[at] = (this.#found[at] ?? 0) + 1
      else missing += 1
    }
    if (missing === candidate.counts.length) return
    if (missing === 0) {
      this.#every.push(candidate)
      if (this.#every.length >= 2 * mostHeld) this.#every = this.#best(this.#every, mostHeld)
    } else {
      this.#some.push(candidate)
      if (this.#some.length >= 2 * mostHeld) this.#some = this.#best(this.#some, mostHeld)
    }
  }

  /** In how many documents each term is. */
  get found(): readonly number[] {
    return this.#found
  }

  /** Documents that have every term; where there are none, those that have some. */
  best(limit: number): { readonly every: boolean; readonly hits: readonly Ranked[] } {
    const every = this.#every.length > 0
    return { every, hits: this.#best(every ? this.#every : this.#some, limit) }
  }

  #best(candidates: readonly Candidate[], limit: number): Ranked[] {
    const average = this.#words / Math.max(1, this.#documents)
    const rareness = this.#found.map((found) => Math.log(1 + (this.#documents - found + 0.5) / (found + 0.5)))
    return candidates
      .map((candidate) => ({ ...candidate, score: scoreOf(candidate, rareness, average) }))
      .sort((one, other) => other.score - one.score || newer(one, other))
      .slice(0, limit)
  }
}

function scoreOf({ head, counts }: Candidate, rareness: readonly number[], average: number): number {
  const length = 1 - lengthWeight + (lengthWeight * head.count) / Math.max(1, average)
  let score = 0
  for (const [at, count] of counts.entries())
    score += ((rareness[at] ?? 0) * count * (saturation + 1)) / (count + saturation * length)
  return score * head.weight
}

function newer(one: Candidate, other: Candidate): number {
  const [a, b] = [one.head.at ?? '', other.head.at ?? '']
  if (a !== b) return a < b ? 1 : -1
  // The order in which sources are listed is no order: the same question has the same answer.
  return one.part.source.id < other.part.source.id
    ? -1
    : one.part.source.id > other.part.source.id
      ? 1
      : one.head.offset - other.head.offset
}

/** How often a term is in a line, from a place on. A name is there whole and in parts: of its needles the one that is most. */
export function countIn(line: string, from: number, { needles }: Term): number {
  let most = 0
  for (const needle of needles) {
    // The space after a word is the one before the next.
    const step = Math.max(1, needle.length - 1)
    let count = 0
    for (let at = line.indexOf(needle, from); at >= 0; at = line.indexOf(needle, at + step)) count += 1
    most = Math.max(most, count)
  }
  return most
}
