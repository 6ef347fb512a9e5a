// Merged units of a list in, their text with gaps and commas out.
import type { ts } from 'ts-morph'
import { typescript } from '../code/typescript.ts'
import { formOf } from './same.ts'
import { isClash, type Clash, type Piece } from './pieces.ts'
import { textOf, type Unit, type UnitList } from './unit.ts'

/** One unit of the merged list, or a clash in its place. */
export interface Item {
  readonly gap: string
  /** Comments and code. */
  readonly pieces: readonly Piece[]
  readonly trail: string
  /** What it is made from; null for a clash. */
  readonly unit: Unit | null
}

export interface Around {
  readonly base: UnitList
  readonly ours: UnitList
  readonly theirs: UnitList
  /** The list is the whole file. */
  readonly isFile: boolean
}

/** Ours where ours differs from the base, else theirs. */
export const changed = <T>(base: T, ours: T, theirs: T): T => (ours !== base ? ours : theirs)

/** Null where a clash would not stand on lines of its own, or the next line would be read as part of the one before. */
export function join(items: readonly Item[], around: Around): Piece[] | null {
  const { base, ours, theirs, isFile } = around
  const commaAtEnd = changed(base.trailingComma, ours.trailingComma, theirs.trailingComma)
  const lastNode = items.findLastIndex(({ unit }) => unit === null || unit.node !== null)
  const before = neighbours([base, ours, theirs])
  const out: Piece[] = []
  let isBehindClash = false
  let last = ''
  const put = (gap: string): string | null => {
    if (isBehindClash) return /^[ \t]*\n/.test(gap) ? gap.replace(/^[ \t]*\n/, '') : null
    return endsInLineComment(last) && !gap.includes('\n') ? `\n${gap}` : gap
  }
  for (const [index, item] of items.entries()) {
    const gap = put(gapOf(item, index, items[index - 1], around, before))
    if (gap === null || isGlued(item, items[index - 1], around, before)) return null
    out.push(gap, ...item.pieces)
    isBehindClash = item.unit === null
    if (item.unit === null) continue
    const comma = ours.commas && item.unit.node !== null && (index < lastNode || commaAtEnd)
    out.push((comma ? ',' : '') + item.trail)
    last = item.trail !== '' ? item.trail : item.unit.node === null ? item.unit.body : ''
  }
  const tail = changed(base.tail, ours.tail, theirs.tail)
  const end = isBehindClash && isFile && tail === '' ? '' : put(tail)
  if (end === null) return null
  out.push(end)
  return out.filter((piece) => piece !== '')
}

const endsInLineComment = (text: string): boolean =>
  /^[ \t]*(\/\/|#!)/.test(text.slice(text.lastIndexOf('\n') + 1))

function gapOf(
  { gap, unit }: Item,
  index: number,
  previous: Item | undefined,
  { ours, isFile }: Around,
  before: ReadonlyMap<Unit, Unit>,
): string {
  if (index === 0) return isFile ? gap.trimStart() : gap
  if (gap !== '' || unit === null || before.has(unit)) return gap
  // It stood first in its list and does not any more.
  return ours.commas && previous?.unit?.node !== null ? ' ' : '\n'
}

/**
 * Text that a line end does not set apart from the line before it: `a` and then `(b)`. As it stood in its own version it was
 * set apart; behind another neighbour it may not be.
 */
function isGlued(
  { unit }: Item,
  item: Item | undefined,
  { ours }: Around,
  before: ReadonlyMap<Unit, Unit>,
): boolean {
  const previous = item?.unit
  if (ours.commas || !unit?.node || !previous?.node) return false
  if (!/^[([`+\-/*]/.test(unit.body) || !isOpenEnded(previous.node, previous.body)) return false
  const usual = before.get(unit)
  if (usual === undefined) return true
  return usual.key === null ? formOf(usual) !== formOf(previous) : usual.key !== previous.key
}

/** May the next line go on with it? */
function isOpenEnded(node: ts.Node, body: string): boolean {
  const ts = typescript()
  if (body.endsWith(';') || ts.isTypeElement(node)) return false
  const isValue =
    ts.isExpressionStatement(node) ||
    ts.isVariableStatement(node) ||
    ts.isReturnStatement(node) ||
    ts.isThrowStatement(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isExportAssignment(node)
  return isValue || !body.endsWith('}')
}

/** Unit → the one before it in its version, comments left out. */
function neighbours(lists: readonly UnitList[]): ReadonlyMap<Unit, Unit> {
  const found = new Map<Unit, Unit>()
  for (const { units } of lists) {
    let previous: Unit | undefined
    for (const unit of units) {
      if (previous !== undefined) found.set(unit, previous)
      if (unit.node !== null) previous = unit
    }
  }
  return found
}

/** Units of the three sides that clash, as one item; null where one of them does not begin a line. */
export function clashItem(
  units: { readonly ours: readonly Unit[]; readonly base: readonly Unit[]; readonly theirs: readonly Unit[] },
  symbol: string,
  commas: boolean,
  narrowed: (clash: Clash) => Piece[],
): Item | null {
  const [ours, base, theirs] = [
    lines(units.ours, commas),
    lines(units.base, commas),
    lines(units.theirs, commas),
  ]
  if (ours === null || base === null || theirs === null) return null
  const gap = [units.ours, units.theirs, units.base].find((one) => one.length > 0)?.[0]?.gap ?? ''
  const head = gap.slice(0, gap.lastIndexOf('\n') + 1)
  const pieces = narrowed({ ours, base, theirs, symbol })
  return pieces.some(isClash) ? { gap: head, pieces, trail: '', unit: null } : null
}

function lines(units: readonly Unit[], commas: boolean): string | null {
  let text = ''
  for (const [index, unit] of units.entries()) {
    const at = unit.gap.lastIndexOf('\n')
    const isFirstOfFile =
      unit.version.text.startsWith(unit.gap + textOf(unit).slice(0, 40)) && unit.gap === ''
    if (index === 0 && at < 0 && !isFirstOfFile) return null
    const comma = commas && unit.node !== null ? ',' : ''
    text += (index === 0 ? unit.gap.slice(at + 1) : unit.gap) + unit.lead + unit.body + comma + unit.trail
  }
  return text === '' ? '' : `${text}\n`
}
