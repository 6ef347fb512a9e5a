// What a commit did to a file and what a conversation did to it in, what of it is the same out.
import type { GainedFile } from './gains.ts'
import type { Print } from './prints.ts'
import { turnsUntil, type FileEdits, type Made } from './session-edits.ts'

export interface Overlap {
  /** Lines that hold a word. */
  readonly same: number
  readonly added: number
  /** What the lines tell that both added and that were new then; those that both took away. */
  readonly weight: number
  readonly removedWeight: number
  /** What all lines tell that were new then, or went: those of the commit, those of the conversation. */
  readonly ofCommit: number
  readonly ofSession: number
  /** What the lines tell that both added and that stood somewhere before the conversation wrote them. */
  readonly old: number
  /** What the lines tell that both added and that were committed before, or that the commit only moved or wrapped anew. */
  readonly stale: number
  readonly removedSame: number
  readonly removed: number
  readonly turns: ReadonlySet<number>
}

/** Of a line that goes, against one that comes: the same line seldom goes twice, but what is common does. */
const removedWorth = 0.5

/** Of a line that stood somewhere before: copying it is work too, but others may do the same. */
const oldWorth = 0.15

/** Part of what is new in a line that has to be in the conversation's edits, where a formatter wrapped it anew. */
const mostOfLine = 0.6

/**
 * @param until seconds since 1970: edits after it are not in the commit.
 * @param rarity of a line, 0 to 1.
 * @param isCommitted was it, since it was written and before this commit?
 */
export function overlapOf(
  { hunks, lost }: GainedFile,
  edits: FileEdits,
  until: number,
  rarity: (print: Print) => number,
  isCommitted: (print: Print, written: number | null) => boolean,
): Overlap {
  const turns = new Set<number>()
  const early = (made: Made | undefined): boolean => {
    if (made === undefined) return false
    const found = turnsUntil(made, until)
    for (const turn of found) turns.add(turn)
    return found.length > 0
  }
  let [same, added, weight, ofCommit, old, stale] = [0, 0, 0, 0, 0, 0]
  for (const { windows, lines } of hunks) {
    const anew = new Map<number, { all: number; readonly known: Made[] }>()
    for (const { print, first, last } of windows) {
      const made = edits.windows.get(print)
      const known = made !== undefined && turnsUntil(made, until).length > 0
      for (let line = first; line <= last; line++) {
        const count = anew.get(line) ?? { all: 0, known: [] }
        count.all += 1
        if (known) count.known.push(made)
        anew.set(line, count)
      }
    }
    for (const [place, { print, telling, kept, fresh }] of lines) {
      const value = telling * rarity(print)
      const { all, known } = anew.get(place) ?? { all: 1, known: [] }
      const wrapped = known.length / all >= mostOfLine
      const exact = edits.added.get(print)
      const made = early(exact) ? exact : wrapped && early(known[0]) ? known[0] : undefined
      added += 1
      ofCommit += fresh ? value : value * oldWorth
      if (made === undefined) continue
      same += 1
      if (fresh) weight += value
      else if ((kept && made !== exact) || isCommitted(print, lastTime(made, until))) stale += value
      else old += value * oldWorth
    }
  }
  let [removedSame, removedWeight] = [0, 0]
  for (const [print, telling] of lost) {
    const value = telling * rarity(print)
    ofCommit += value * removedWorth
    if (!early(edits.removed.get(print))) continue
    removedSame += 1
    removedWeight += value * removedWorth
  }
  return {
    same,
    added,
    weight,
    ofCommit,
    ofSession: weightOf(edits, until, rarity),
    old,
    stale,
    removedSame,
    removed: lost.size,
    removedWeight,
    turns,
  }
}

/** When it was last written before the commit; null where the transcript does not say. */
function lastTime({ times }: Made, until: number): number | null {
  const before = times.filter((time) => time !== null).filter((time) => time <= until * 1000)
  return before.length === 0 ? null : Math.max(...before)
}

function weightOf(
  { added, removed, telling }: FileEdits,
  until: number,
  rarity: (print: Print) => number,
): number {
  let weight = 0
  const count = (prints: ReadonlyMap<Print, Made>, worth: number): void => {
    for (const [print, made] of prints)
      if (turnsUntil(made, until).length > 0) weight += (telling.get(print) ?? 0) * rarity(print) * worth
  }
  count(added, 1)
  count(removed, removedWorth)
  return weight
}
