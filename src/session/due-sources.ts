// Transcripts as they were seen, round after round, in; those that are to be imported now out. A transcript that grows is
// imported when it rests, and now and then where it never does; one that takes long is imported the more seldom.

export interface SeenSource<S> {
  /** What it is known by. */
  readonly path: string
  /** Another one for another content: size and time of change. */
  readonly mark: string
  readonly source: S
}

export interface Pace {
  /** So long a transcript has to be as it is. Milliseconds, as all here. */
  readonly rest: number
  /** So long it may go on growing before it is imported all the same. */
  readonly most: number
  /** So many times as long as its last import took, nothing happens to it. */
  readonly ease: number
}

export const usualPace: Omit<Pace, 'rest'> = { most: 30_000, ease: 10 }

interface Known<S> {
  seen: SeenSource<S>
  /** When it began to be as it is. */
  changedAt: number
  /** When the first change came that is not imported yet; null where none is. */
  waitingSince: number | null
  /** Nothing happens to it before. */
  notBefore: number
}

export class DueSources<S> {
  readonly #pace: Pace
  readonly #known = new Map<string, Known<S>>()

  constructor(pace: Pace) {
    this.#pace = pace
  }

  /** What a look gave; what it does not mention is as it was. @param now any clock that never goes back. */
  see(all: readonly SeenSource<S>[], now: number): void {
    for (const seen of all) {
      const known = this.#known.get(seen.path)
      if (known === undefined) {
        // What is there at the beginning, and what begins later, is at rest as far as anybody knows.
        this.#known.set(seen.path, {
          seen,
          changedAt: now - this.#pace.rest,
          waitingSince: now,
          notBefore: now,
        })
      } else if (known.seen.mark !== seen.mark) {
        known.changedAt = now
        known.waitingSince ??= now
        known.seen = seen
      }
    }
  }

  /** In the order in which they have waited. */
  due(now: number): readonly SeenSource<S>[] {
    return [...this.#known.values()]
      .flatMap((one) => (one.waitingSince === null ? [] : [{ one, since: one.waitingSince }]))
      .filter(
        ({ one, since }) =>
          now >= one.notBefore && (now - one.changedAt >= this.#pace.rest || now - since >= this.#pace.most),
      )
      .sort((a, b) => a.since - b.since)
      .map(({ one }) => one.seen)
  }

  /** @param took how long its import lasted. */
  done({ path, mark }: SeenSource<S>, now: number, took: number): void {
    const known = this.#known.get(path)
    if (known === undefined) return
    known.notBefore = now + took * this.#pace.ease
    known.waitingSince = known.seen.mark === mark ? null : now
  }

  /** It could not be imported for a reason that is not its own: again later. */
  later({ path }: SeenSource<S>, now: number): void {
    const known = this.#known.get(path)
    if (known !== undefined) known.notBefore = now + this.#pace.most
  }
}
