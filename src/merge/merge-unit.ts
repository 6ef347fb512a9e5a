// Three versions of one unit in, their merge out: by the lists inside it, else as a whole.
import { typescript } from '../code/typescript.ts'
import { clashesAt, needed, symbolIn, type Context, type MergedUnit } from './context.ts'
import { holesOf, type OnOneLine } from './holes.ts'
import { changed, type Around } from './join.ts'
import { mergeLines } from './lines.ts'
import { mergeDeclarations } from './merge-declarations.ts'
import { mergeStatements } from './merge-statements.ts'
import { isClash, type Piece } from './pieces.ts'
import { readUnits } from './read-units.ts'
import { bareSegment, sameBody, sameUnit, words } from './same.ts'
import { textOf, type Hole, type Unit, type UnitList } from './unit.ts'

/**
 * What only one side changed is taken from it; where nobody changed more than form, ours before theirs. What is not changed
 * inside a changed unit keeps the form that ours gave it.
 */
export function mergeUnit(base: Unit, ours: Unit, theirs: Unit, context: Context): MergedUnit {
  const [mine, other] = [sameUnit(base, ours), sameUnit(base, theirs)]
  const symbol = symbolIn(context, ours.name)
  if (!(mine && other) && clashesAt(context, symbol, mine || other)) return null
  const text = textOf(base)
  if (!needed(base, context)) {
    if (mine && other) return whole(textOf(ours) === text ? theirs : ours)
    if ((mine && textOf(ours) === text) || sameUnit(ours, theirs)) return whole(mine ? theirs : ours)
    if (other && textOf(theirs) === text) return whole(ours)
  }
  const merged = mergeInside(base, ours, theirs, { ...context, owner: symbol })
  if (merged !== null && !merged.pieces.some(isClash)) return merged
  return mine ? whole(theirs) : other ? whole(ours) : merged
}

function mergeInside(base: Unit, ours: Unit, theirs: Unit, context: Context): MergedUnit {
  const lead = mergeComment(base.lead, ours.lead, theirs.lead)
  const trail = mergeComment(base.trail, ours.trail, theirs.trail)
  if (lead === null || trail === null) return null
  const body = mergedBody(base, ours, theirs, context)
  return body === null ? null : { pieces: [lead, ...body], trail, unit: ours }
}

function mergedBody(base: Unit, ours: Unit, theirs: Unit, context: Context): readonly Piece[] | null {
  if (base.node === null || ours.node === null || theirs.node === null)
    return cleanLines(base.body, ours.body, theirs.body)
  const inside = mergeBody(base, ours, theirs, context)
  if (inside !== null && !inside.some(isClash)) return inside
  return sameBody(base, ours) ? [theirs.body] : sameBody(base, theirs) ? [ours.body] : inside
}

/** Two additions of one thing: lists of names are united, all else has to be the same. */
export function uniteUnits(ours: Unit, theirs: Unit, context: Context): MergedUnit {
  if (sameUnit(ours, theirs)) return whole(ours)
  const ts = typescript()
  const { node } = ours
  const isNames = node !== null && (ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
  const body = isNames ? mergeBody(null, ours, theirs, context) : null
  return body === null ? null : { pieces: [ours.lead, ...body], trail: ours.trail, unit: ours }
}

const whole = (unit: Unit): MergedUnit => ({ pieces: [unit.lead + unit.body], trail: unit.trail, unit })

function mergeComment(base: string, ours: string, theirs: string): string | null {
  const [b, o, t] = [words(base), words(ours), words(theirs)]
  if (o === b) return t === b ? changed(base, ours, theirs) : theirs
  if (t === b || o === t) return ours
  return cleanLines(base, ours, theirs)?.join('') ?? null
}

function cleanLines(base: string, ours: string, theirs: string): string[] | null {
  const pieces = mergeLines(base, ours, theirs)
  const texts = pieces.filter((piece) => typeof piece === 'string')
  return pieces.some(isClash) ? null : texts
}

interface Parts {
  readonly segments: readonly string[]
  readonly holes: readonly Hole[]
}

function mergeBody(base: Unit | null, ours: Unit, theirs: Unit, context: Context): Piece[] | null {
  const first = context.isBody ? 'none' : 'symbols'
  for (const onOneLine of [first, 'all'] as const) {
    const [o, t] = [partsOf(ours, onOneLine), partsOf(theirs, onOneLine)]
    const b = base === null ? null : partsOf(base, onOneLine)
    if (alike(o, t) && (b === null || alike(o, b))) return mergeParts(base, b, ours, o, theirs, t, context)
  }
  // A body more or less on one side: what they have in common are lines.
  const isDeep = [base, ours, theirs].some((unit) => unit !== null && partsOf(unit, 'none').holes.length > 0)
  return base !== null && isDeep ? cleanLines(base.body, ours.body, theirs.body) : null
}

const alike = (a: Parts, b: Parts): boolean =>
  a.holes.length === b.holes.length && a.holes.every(({ kind }, index) => kind === b.holes[index]?.kind)

function partsOf({ node, version, body }: Unit, onOneLine: OnOneLine): Parts {
  if (node === null) return { segments: [body], holes: [] }
  const holes = holesOf(node, version, onOneLine)
  const start = node.getStart(version.source)
  const segments: string[] = []
  let at = 0
  for (const { from, to } of holes) {
    segments.push(body.slice(at, from - start))
    at = to - start
  }
  return { segments: [...segments, body.slice(at)], holes }
}

function mergeParts(
  base: Unit | null,
  b: Parts | null,
  ours: Unit,
  o: Parts,
  theirs: Unit,
  t: Parts,
  context: Context,
): Piece[] | null {
  if (o.holes.length === 0) {
    const isMarkup =
      base !== null && /<\/|\/>/.test(base.body) && /\.[jt]sx$/i.test(ours.version.source.fileName)
    return isMarkup ? cleanLines(base.body, ours.body, theirs.body) : null
  }
  const pieces: Piece[] = []
  for (const [index, mine] of o.segments.entries()) {
    const segment = mergeSegment(b?.segments[index] ?? null, mine, t.segments[index] ?? '')
    if (segment === null) return null
    pieces.push(segment)
    const [hole, other] = [o.holes[index], t.holes[index]]
    if (hole === undefined || other === undefined) continue
    const [left, right] = [readUnits(ours.version, hole), readUnits(theirs.version, other)]
    const from = b?.holes[index]
    const start = base === null || from === undefined ? emptyLike(left) : readUnits(base.version, from)
    const lists = { base: start, ours: left, theirs: right, isFile: false }
    const inside = mergeLists(lists, hole.ordered, { ...context, isBody: context.isBody || hole.ordered })
    if (inside === null) return null
    pieces.push(...inside)
  }
  return pieces
}

const emptyLike = (list: UnitList): UnitList => ({ ...list, units: [] })

function mergeSegment(base: string | null, ours: string, theirs: string): string | null {
  const [o, t] = [bareSegment(ours), bareSegment(theirs)]
  if (o === t) return base === null ? ours : changed(base, ours, theirs)
  if (base === null) return null
  const b = bareSegment(base)
  return o === b ? theirs : t === b ? ours : null
}

/** Merges the three versions of a list. Null where a clash in it cannot be told from what is around it. */
export function mergeLists(lists: Around, ordered: boolean, context: Context): Piece[] | null {
  const merge = (base: Unit, ours: Unit, theirs: Unit): MergedUnit => mergeUnit(base, ours, theirs, context)
  return ordered
    ? mergeStatements(lists, context.owner, merge)
    : mergeDeclarations(lists, context, merge, (ours, theirs) => uniteUnits(ours, theirs, context))
}
