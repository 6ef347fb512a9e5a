// Three versions of a list whose order counts in, their merge out: as diff3 does it, with statements in the place of lines.
import { changed, clashItem, join, type Around, type Item } from './join.ts'
import type { MergedUnit } from './context.ts'
import { clashOf } from './lines.ts'
import { matchInOrder } from './match.ts'
import type { Piece } from './pieces.ts'
import { sameUnit } from './same.ts'
import { textOf, type Unit } from './unit.ts'

type Side = 'ours' | 'theirs'

/** Neighbouring units of the three versions that belong together, and what becomes of them. */
interface Stretch {
  readonly base: readonly Unit[]
  readonly ours: readonly Unit[]
  readonly theirs: readonly Unit[]
  /** Null where the sides clash. */
  readonly items: readonly Item[] | null
}

/**
 * Changes of neighbouring statements clash as they do for git: where no unchanged line, not even a blank one, stands
 * between them. Null where a clash cannot be shown on lines of its own.
 */
export function mergeStatements(
  lists: Around,
  symbol: string,
  mergeUnit: (base: Unit, ours: Unit, theirs: Unit) => MergedUnit,
): Piece[] | null {
  const stretches = clashing(stretchesOf(lists, mergeUnit))
  const items: Item[] = []
  for (const stretch of stretches) {
    const { items: merged } = stretch
    if (merged !== null) items.push(...merged)
    else {
      const clash = clashItem(stretch, symbol, lists.ours.commas, clashOf)
      if (clash === null) return null
      items.push(clash)
    }
  }
  return join(items, lists)
}

function stretchesOf(
  { base, ours, theirs }: Around,
  mergeUnit: (base: Unit, ours: Unit, theirs: Unit) => MergedUnit,
): Stretch[] {
  const [mine, other] = [matchInOrder(base.units, ours.units), matchInOrder(base.units, theirs.units)]
  const stretches: Stretch[] = []
  let [at, left, right] = [0, 0, 0]
  const between = (i: number, j: number, k: number): void => {
    const parts = {
      base: base.units.slice(at, i),
      ours: ours.units.slice(left, j),
      theirs: theirs.units.slice(right, k),
    }
    if (parts.base.length + parts.ours.length + parts.theirs.length > 0) stretches.push(replaced(parts))
    ;[at, left, right] = [i + 1, j + 1, k + 1]
  }
  for (const [i, unit] of base.units.entries()) {
    const [j, k] = [mine.get(i), other.get(i)]
    const [o, t] = [ours.units[j ?? -1], theirs.units[k ?? -1]]
    if (j === undefined || k === undefined || o === undefined || t === undefined) continue
    between(i, j, k)
    const merged = mergeUnit(unit, o, t)
    const items = merged === null ? null : [{ ...merged, gap: changed(unit.gap, o.gap, t.gap) }]
    stretches.push({ base: [unit], ours: [o], theirs: [t], items })
  }
  between(base.units.length, ours.units.length, theirs.units.length)
  return stretches
}

/** Units that are not there in all three. */
function replaced(parts: Omit<Stretch, 'items'>): Stretch {
  const { base, ours, theirs } = parts
  if (sameUnits(ours, base)) return { ...parts, items: itemsOf(theirs) }
  if (sameUnits(theirs, base) || sameUnits(ours, theirs)) return { ...parts, items: itemsOf(ours) }
  return { ...parts, items: null }
}

export const itemsOf = (units: readonly Unit[]): Item[] =>
  units.map((unit) => ({ gap: unit.gap, pieces: [unit.lead + unit.body], trail: unit.trail, unit }))

const sameUnits = (a: readonly Unit[], b: readonly Unit[]): boolean =>
  a.length === b.length &&
  a.every((unit, index) => {
    const other = b[index]
    return other !== undefined && sameUnit(unit, other)
  })

/** The stretches, with neighbours that changes of both sides touch as one clash. */
function clashing(stretches: readonly Stretch[]): Stretch[] {
  const found: Stretch[] = []
  for (const stretch of stretches) {
    const last = found.at(-1)
    if (last === undefined || !touch(last, stretch)) found.push(stretch)
    else {
      found[found.length - 1] = {
        base: [...last.base, ...stretch.base],
        ours: [...last.ours, ...stretch.ours],
        theirs: [...last.theirs, ...stretch.theirs],
        items: null,
      }
    }
  }
  return found
}

const touch = (a: Stretch, b: Stretch): boolean =>
  (endsChanged(a, 'ours') && startsChanged(b, 'theirs')) ||
  (endsChanged(a, 'theirs') && startsChanged(b, 'ours'))

/** What both made the same of is no change of either. */
const changes = (stretch: Stretch, side: Side): boolean =>
  !sameUnits(stretch[side], stretch.base) && !sameUnits(stretch.ours, stretch.theirs)

/** Did a side change the last line of a stretch? */
function endsChanged(stretch: Stretch, side: Side): boolean {
  if (!changes(stretch, side)) return false
  return linesOf(stretch[side]).at(-1) !== linesOf(stretch.base).at(-1)
}

/** Did a side change the first line of a stretch, blank ones before it included? */
function startsChanged(stretch: Stretch, side: Side): boolean {
  if (!changes(stretch, side)) return false
  const first = linesOf(stretch[side])[0]
  // An insertion that begins with a blank line is as well one that stands behind the blank line that was there.
  return first !== linesOf(stretch.base)[0] && !(stretch.base.length === 0 && first === '')
}

/** Whole lines; what stands on the last line of what comes before is left out. */
function linesOf(units: readonly Unit[]): string[] {
  const text = units.map((unit) => unit.gap + textOf(unit)).join('')
  return text === '' ? [] : text.replace(/^[^\S\n]*\n/, '').split('\n')
}
