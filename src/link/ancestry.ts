// Commits in order in; which of two came before the other out.
import type { HistoryCommit } from './history.ts'

/** Commits by their place: parents before children. */
export class Ancestry {
  readonly #parents: readonly (readonly number[])[]
  /** Which line of first parents a commit is on, and how far along. */
  readonly #line: Int32Array
  readonly #above = new Map<number, Uint8Array>()

  constructor(commits: readonly HistoryCommit[]) {
    const places = new Map(commits.map(({ id }, at) => [id, at]))
    this.#parents = commits.map(({ parents }, at) =>
      parents.map((id) => places.get(id) ?? -1).filter((place) => place >= 0 && place < at),
    )
    this.#line = new Int32Array(commits.length).fill(-1)
    const taken = new Uint8Array(commits.length)
    for (let at = 0; at < commits.length; at++) {
      const first = this.#parents[at]?.[0]
      const free = first !== undefined && taken[first] === 0
      this.#line[at] = free ? (this.#line[first] ?? at) : at
      if (free) taken[first] = 1
    }
  }

  /** Is `one` in the history of `other`? A commit is not in its own. */
  isBefore(one: number, other: number): boolean {
    if (one >= other) return false
    // Along one line every commit is in the history of those after it.
    if (this.#line[one] === this.#line[other]) return true
    return this.#historyOf(other)[one] === 1
  }

  #historyOf(place: number): Uint8Array {
    const known = this.#above.get(place)
    if (known) return known
    const seen = new Uint8Array(place + 1)
    const open = [...(this.#parents[place] ?? [])]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen[at] === 1) continue
      seen[at] = 1
      open.push(...(this.#parents[at] ?? []))
    }
    // A few at a time: each is as long as the history.
    if (this.#above.size > 200) this.#above.clear()
    this.#above.set(place, seen)
    return seen
  }
}
