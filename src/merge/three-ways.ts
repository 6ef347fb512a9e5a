// Three versions of a file in, their merge out: by symbol where they are code, by member where they are JSON, else by line.
import { isCode, languageOf } from '../code/language.ts'
import { syntaxFaults } from '../code/syntax.ts'
import { parseClean } from '../code/typescript.ts'
import { normalText } from '../digest/text.ts'
import type { Context } from './context.ts'
import { faultsOf, type Fault } from './faults.ts'
import { clashOf, mergeLines } from './lines.ts'
import type { Labels, Merge, ThreeVersions } from './merge.ts'
import { mergeLists } from './merge-unit.ts'
import { isClash, render, type Piece } from './pieces.ts'
import { unitsOfFile } from './read-units.ts'
import { sameUnit } from './same.ts'
import { symbolAt } from './symbol-at.ts'
import type { UnitList } from './unit.ts'

const plainLabels: Labels = { ours: 'ours', base: 'base', theirs: 'theirs' }

/** Each attempt may teach one thing about the next: names that have to stay, symbols that clash. */
const maxAttempts = 8

/**
 * Merges. What only one side changed is taken from it, what both changed alike is taken once, and what they changed
 * apart from each other is put together. Form that only one side changed gives way to the other's change: changed
 * code comes in the form of who changed it, all else in that of `ours`, or of `theirs` where ours left it alone. Code that
 * does not parse, or in which a name is missing or there twice that was not so before, is never given as clean.
 */
export function mergeThreeWays(versions: ThreeVersions, labels: Labels = plainLabels): Merge {
  const { path } = versions
  const [base, ours, theirs] = [
    normalText(versions.base),
    normalText(versions.ours),
    normalText(versions.theirs),
  ]
  if (ours === theirs || theirs === base) return { kind: 'clean', text: ours }
  if (ours === base) return { kind: 'clean', text: theirs }
  const texts = { path, base, ours, theirs }
  const pieces = languageOf(path) === 'text' ? null : byStructure(texts)
  return render(pieces ?? byLine(texts), labels)
}

function byLine({ path, base, ours, theirs }: ThreeVersions): Piece[] {
  const pieces = mergeLines(base, ours, theirs)
  if (pieces.some(isClash) || languageOf(path) === 'text') return pieces
  const merged = pieces.join('')
  const isRight =
    syntaxFaults(path, merged).length === 0 && newFaults(path, merged, [ours, theirs]).length === 0
  return isRight ? pieces : clashOf({ ours, base, theirs, symbol: '' })
}

/** Faults that none of the sides has. */
function newFaults(path: string, merged: string, sides: readonly string[]): readonly Fault[] {
  const found = isCode(path) ? faultsOf(path, merged) : []
  if (found.length === 0) return found
  const known = new Set(sides.flatMap((side) => faultsOf(path, side).map(({ key }) => key)))
  return found.filter(({ key }) => !known.has(key))
}

/** Null where the structure does not help: a version does not parse, or a clash cannot be told from its surroundings. */
function byStructure({ path, base, ours, theirs }: ThreeVersions): Piece[] | null {
  const lists = [base, ours, theirs].map((text) => listOf(path, text))
  const [b, o, t] = lists
  if (!b || !o || !t) return null
  const keep = new Set<string>()
  const clashing = new Set<string>()
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const context: Context = { owner: '', isBody: false, keep, clashing }
    const pieces = attempted(() => mergeLists({ base: b, ours: o, theirs: t, isFile: true }, false, context))
    if (pieces === null || pieces.some(isClash)) return pieces
    const merged = pieces.join('')
    if (syntaxFaults(path, merged).length > 0) return null
    const faults = newFaults(path, merged, [ours, theirs])
    if (faults.length === 0) return pieces
    for (const fault of faults) {
      const symbol = symbolAt(path, merged, fault.at)
      if (!keep.has(fault.name) && fault.name !== '') keep.add(fault.name)
      else if (symbol === '' || clashing.has(symbol)) return clashOf({ ours, base, theirs, symbol })
      else clashing.add(symbol)
    }
  }
  return null
}

/** Do two versions of a file say the same, comments included, whatever their form? */
export function saysTheSame(path: string, one: string, other: string): boolean {
  const [a, b] = [normalText(one), normalText(other)]
  if (a === b) return true
  const [mine, theirs] = languageOf(path) === 'text' ? [null, null] : [listOf(path, a), listOf(path, b)]
  if (mine === null || theirs === null || mine.units.length !== theirs.units.length) return false
  return mine.units.every((unit, index) => {
    const same = theirs.units[index]
    return same !== undefined && sameUnit(unit, same)
  })
}

function listOf(path: string, text: string): UnitList | null {
  if (syntaxFaults(path, text).length > 0) return null
  const source = parseClean(path, text)
  return source === null ? null : attempted(() => unitsOfFile({ source, text }))
}

/** Code may nest deeper than the stack: then there are still its lines. */
function attempted<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
