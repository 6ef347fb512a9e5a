// Commits in; for each line that one of them added, whether it was new then out. A line that stood in the repository before,
// that the same commit took away elsewhere, or that only a formatter wrapped anew, is nobody's work of that commit.
import type { Ancestry } from './ancestry.ts'
import type { CommitFile, CommitHistory, HistoryCommit } from './history.ts'
import { knownLines } from './known-lines.ts'
import { hunksOfTokens, type TokenLine } from './patch-tokens.ts'
import { linesOfWindow, printOf, sideOf, tellingOf, type Print } from './prints.ts'

export interface GainedLine {
  readonly print: Print
  /** 0 to 1: see `tellingOf`. */
  readonly telling: number
  /** The same commit took it away elsewhere, or its parts, wrapped otherwise. */
  readonly kept: boolean
  /** Nobody had added it before. */
  readonly fresh: boolean
}

/** Tokens in a row that were not there before, by the lines that they stand in. */
export interface NewWindow {
  readonly print: Print
  /** Places in the hunk: the first and the last. */
  readonly first: number
  readonly last: number
}

export interface GainedHunk {
  readonly windows: readonly NewWindow[]
  /** By place in the hunk; only lines that were added and hold a word. */
  readonly lines: ReadonlyMap<number, GainedLine>
}

export interface GainedFile {
  readonly file: CommitFile
  readonly hunks: readonly GainedHunk[]
  /** Lines that were taken away, for the first time, and how much each tells. */
  readonly lost: ReadonlyMap<Print, number>
}

/** Commits of one line, at most: a line that more of them changed tells nothing. */
const mostPlaces = 64

type Places = Map<Print, number[]>

export class Gains {
  readonly #history: CommitHistory
  readonly #ancestry: Ancestry
  /** Fingerprint → places of the commits that added it. */
  readonly #adders: Places = new Map()
  /** The same of those that took it away. */
  readonly #removers: Places = new Map()
  readonly #gained = new Map<number, readonly GainedFile[]>()

  /** @param known do conversations know this line, or these few tokens? No others are kept. */
  constructor(history: CommitHistory, ancestry: Ancestry, known: (print: Print) => boolean) {
    this.#history = history
    this.#ancestry = ancestry
    history.commits.forEach(({ files }, place) => {
      for (const { patch } of files)
        knownLines(patch, known, (sign, print) => {
          this.#note(sign === '+' ? this.#adders : this.#removers, print, place)
        })
    })
  }

  #note(into: Places, print: Print, place: number): void {
    const places = into.get(print)
    if (places === undefined) into.set(print, [place])
    else if (places.length < mostPlaces && places.at(-1) !== place) places.push(place)
  }

  /**
   * Was a line that the conversation wrote committed already, by a commit before this one?
   *
   * @param written milliseconds since 1970; null where it is not known.
   */
  isCommitted(print: Print, written: number | null, place: number): boolean {
    const places = this.#adders.get(print) ?? []
    return places.some((one) => {
      const committed = this.#history.commits[one]?.committed ?? 0
      return (written === null || committed * 1000 >= written) && this.#ancestry.isBefore(one, place)
    })
  }

  /** Did a commit in its history do the same? */
  #isLater(places: Places, print: Print, place: number): boolean {
    return (places.get(print) ?? []).some((one) => this.#ancestry.isBefore(one, place))
  }

  /** By the place of the commit in the history. */
  of(place: number): readonly GainedFile[] {
    const known = this.#gained.get(place)
    if (known) return known
    const commit = this.#history.commits[place]
    const gained = commit === undefined ? [] : this.#gainedBy(commit, place)
    this.#gained.set(place, gained)
    return gained
  }

  #gainedBy({ files }: HistoryCommit, place: number): readonly GainedFile[] {
    const patches = files.map(({ patch }) => hunksOfTokens(patch))
    const lost = new Set<Print>()
    const before = new Set<Print>()
    const after = new Set<Print>()
    for (const hunk of patches.flat()) {
      for (const { sign, tokens } of hunk) if (sign === '-' && tokens.length > 0) lost.add(printOf(tokens))
      for (const print of sideOf(hunk, '-').windows) before.add(print)
      for (const print of sideOf(hunk, '+').windows) after.add(print)
    }
    const isFresh = (line: Print): boolean =>
      !this.#history.before(line) && !this.#isLater(this.#adders, line, place)
    return files.map((file, at) => ({
      file,
      hunks: (patches[at] ?? []).map((hunk) => gainedHunk(hunk, before, lost, isFresh)),
      lost: lostLines(
        patches[at] ?? [],
        (print) => !after.has(print),
        (line) => !this.#isLater(this.#removers, line, place),
      ),
    }))
  }
}

function gainedHunk(
  hunk: readonly TokenLine[],
  before: ReadonlySet<Print>,
  lost: ReadonlySet<Print>,
  isFresh: (line: Print) => boolean,
): GainedHunk {
  const after = sideOf(hunk, '+')
  const windows: NewWindow[] = []
  const changed = new Set<number>()
  after.windows.forEach((print, at) => {
    if (before.has(print)) return
    const [first, last] = linesOfWindow(after, at)
    windows.push({ print, first, last })
    for (let line = first; line <= last; line++) changed.add(line)
  })
  const lines = new Map<number, GainedLine>()
  hunk.forEach(({ sign, tokens }, at) => {
    if (sign !== '+' || tokens.length === 0) return
    const print = printOf(tokens)
    const kept = !changed.has(at) || lost.has(print)
    lines.set(at, { print, telling: tellingOf(tokens), kept, fresh: !kept && isFresh(print) })
  })
  return { windows, lines }
}

/** Without those of which every part is still there: moved, or wrapped otherwise. */
function lostLines(
  hunks: readonly (readonly TokenLine[])[],
  isGone: (part: Print) => boolean,
  isFirst: (line: Print) => boolean,
): ReadonlyMap<Print, number> {
  const lost = new Map<Print, number>()
  for (const hunk of hunks) {
    const side = sideOf(hunk, '-')
    const gone = new Set<number>()
    side.windows.forEach((print, at) => {
      if (!isGone(print)) return
      const [first, last] = linesOfWindow(side, at)
      for (let line = first; line <= last; line++) gone.add(line)
    })
    hunk.forEach(({ sign, tokens }, at) => {
      if (sign !== '-' || tokens.length < 2 || !gone.has(at)) return
      const print = printOf(tokens)
      if (isFirst(print)) lost.set(print, tellingOf(tokens))
    })
  }
  return lost
}
