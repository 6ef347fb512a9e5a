// Three versions of a list of named things in, their merge out: each thing by itself, wherever it stands.
import { changed, clashItem, join, type Around, type Item } from './join.ts'
import { clashOf } from './lines.ts'
import { matchAnywhere } from './match.ts'
import { clashesAt, needed, symbolIn, type Context, type MergedUnit } from './context.ts'
import { itemsOf } from './merge-statements.ts'
import { mergedOrder } from './order.ts'
import type { Piece } from './pieces.ts'
import { formOf, sameUnit } from './same.ts'
import type { Unit, UnitList } from './unit.ts'

/** One thing in the versions that have it, with its place there. */
interface Entity {
  readonly base: Unit | undefined
  readonly ours: Unit | undefined
  readonly theirs: Unit | undefined
  readonly places: { readonly base: number; readonly ours: number; readonly theirs: number }
}

/** What becomes of it: an item, nothing, or a clash. */
type Outcome = Item | 'gone' | 'clash'

/**
 * Changes of different things never clash, statements that declare nothing apart: those do where they stand next to
 * each other. Null where a clash cannot be shown on lines of its own.
 */
export function mergeDeclarations(
  lists: Around,
  context: Context,
  mergeUnit: (base: Unit, ours: Unit, theirs: Unit) => MergedUnit,
  unite: (ours: Unit, theirs: Unit) => MergedUnit,
): Piece[] | null {
  const entities = entitiesOf(lists)
  const outcomes = new Map<Entity, Outcome>(
    entities.map((entity) => [entity, outcomeOf(entity, context, mergeUnit, unite)]),
  )
  for (const entity of crowded(entities)) outcomes.set(entity, 'clash')
  const order = orderOf(entities.filter((entity) => outcomes.get(entity) !== 'gone'))
  if (order === null) return null
  const items: Item[] = []
  for (const group of order) {
    const clashes = group.length > 1 || group.some((entity) => outcomes.get(entity) === 'clash')
    const [first] = group
    if (first === undefined) continue
    const outcome = outcomes.get(first)
    if (!clashes && outcome !== undefined && typeof outcome !== 'string') items.push(outcome)
    else {
      const sides = {
        base: group.flatMap(({ base }) => base ?? []),
        ours: group.flatMap(({ ours }) => ours ?? []),
        theirs: group.flatMap(({ theirs }) => theirs ?? []),
      }
      const name = (first.ours ?? first.theirs ?? first.base)?.name ?? ''
      const clash = clashItem(sides, symbolIn(context, name), lists.ours.commas, clashOf)
      if (clash === null) return null
      items.push(clash)
    }
  }
  return join(items, lists)
}

function entitiesOf({ base, ours, theirs }: Around): Entity[] {
  const [mine, other] = [matchAnywhere(base.units, ours.units), matchAnywhere(base.units, theirs.units)]
  const [leftOver, rightOver] = [unmatched(ours, mine), unmatched(theirs, other)]
  const entity = (i: number | undefined, j: number | undefined, k: number | undefined): Entity => ({
    base: i === undefined ? undefined : base.units[i],
    ours: j === undefined ? undefined : ours.units[j],
    theirs: k === undefined ? undefined : theirs.units[k],
    places: { base: i ?? -1, ours: j ?? -1, theirs: k ?? -1 },
  })
  const entities = base.units.map((_, i) => entity(i, mine.get(i), other.get(i)))
  const united = new Set<number>()
  for (const j of leftOver) {
    const unit = ours.units[j]
    const k = rightOver.find((at) => !united.has(at) && isSameThing(unit, theirs.units[at]))
    if (k !== undefined) united.add(k)
    entities.push(entity(undefined, j, k))
  }
  for (const k of rightOver) if (!united.has(k)) entities.push(entity(undefined, undefined, k))
  return entities
}

const unmatched = ({ units }: UnitList, matching: ReadonlyMap<number, number>): number[] => {
  const taken = new Set(matching.values())
  return [...units.keys()].filter((index) => !taken.has(index))
}

/** Added by both: the same name, or the same text where there is none. */
function isSameThing(a: Unit | undefined, b: Unit | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return a.key === null ? b.key === null && formOf(a) === formOf(b) : a.key === b.key
}

function outcomeOf(
  { base, ours, theirs }: Entity,
  context: Context,
  mergeUnit: (base: Unit, ours: Unit, theirs: Unit) => MergedUnit,
  unite: (ours: Unit, theirs: Unit) => MergedUnit,
): Outcome {
  if (ours !== undefined && theirs !== undefined) {
    const merged = base === undefined ? unite(ours, theirs) : mergeUnit(base, ours, theirs)
    const gap = base === undefined ? ours.gap : changed(base.gap, ours.gap, theirs.gap)
    return merged === null ? 'clash' : { ...merged, gap }
  }
  const left = ours ?? theirs
  if (left === undefined) return 'gone'
  const [item = 'gone'] = itemsOf([left])
  if (clashesAt(context, symbolIn(context, left.name), true)) return 'clash'
  if (base === undefined || needed(left, context)) return item
  return sameUnit(base, left) ? 'gone' : 'clash'
}

/** Neighbours without names that the two sides changed one each, with no line between. */
function crowded(entities: readonly Entity[]): readonly Entity[] {
  const found: Entity[] = []
  for (const [index, entity] of entities.entries()) {
    const next = entities[index + 1]
    if (next === undefined || !isPlain(entity) || !isPlain(next) || isApart(next)) continue
    const [a, b] = [changedBy(entity), changedBy(next)]
    if ((a === 'ours' && b === 'theirs') || (a === 'theirs' && b === 'ours')) found.push(entity, next)
  }
  return found
}

const isPlain = ({ base }: Entity): boolean => base !== undefined && !base.free && base.node !== null

/** A blank line stands before it. */
const isApart = ({ base }: Entity): boolean => /\n[^\S\n]*\n/.test(base?.gap ?? '')

function changedBy({ base, ours, theirs }: Entity): 'ours' | 'theirs' | 'both' | 'none' {
  if (base === undefined) return 'none'
  const mine = ours === undefined || !sameUnit(base, ours)
  const other = theirs === undefined || !sameUnit(base, theirs)
  return mine ? (other ? 'both' : 'ours') : other ? 'theirs' : 'none'
}

/**
 * What both have in one order, what one side has behind what it stands behind there. Groups of more than one are
 * statements that both sides put into one place: their order is anybody's guess.
 */
function orderOf(entities: readonly Entity[]): readonly (readonly Entity[])[] | null {
  const common = entities.filter(({ ours, theirs }) => ours !== undefined && theirs !== undefined)
  const order = mergedOrder(common, {
    base: ({ base, places }) => (base === undefined ? undefined : places.base),
    ours: ({ places }) => places.ours,
    theirs: ({ places }) => places.theirs,
  })
  if (order === null) return null
  const [mine, other] = [runs(entities, 'ours', 'theirs'), runs(entities, 'theirs', 'ours')]
  return [null, ...order].flatMap((entity) => {
    const [left, right] = [mine.get(entity) ?? [], other.get(entity) ?? []]
    const isGuess = left.some(isBound) && right.some(isBound)
    const behind = isGuess ? [[...left, ...right]] : [...left, ...right].map((one) => [one])
    return [...(entity === null ? [] : [[entity]]), ...behind]
  })
}

const isBound = ({ ours, theirs }: Entity): boolean => {
  const unit = ours ?? theirs
  return unit !== undefined && !unit.free
}

/** What only `side` has, under what both have and stands before it there; null for the start of the list. */
function runs(
  entities: readonly Entity[],
  side: 'ours' | 'theirs',
  other: 'ours' | 'theirs',
): ReadonlyMap<Entity | null, readonly Entity[]> {
  const found = new Map<Entity | null, Entity[]>()
  let anchor: Entity | null = null
  const present = entities.filter((entity) => entity[side] !== undefined)
  for (const entity of present.sort((a, b) => a.places[side] - b.places[side])) {
    if (entity[other] !== undefined) anchor = entity
    else found.set(anchor, [...(found.get(anchor) ?? []), entity])
  }
  return found
}
