// Where in a file a list is merged, and what a former attempt has taught.
import type { Piece } from './pieces.ts'
import { textOf, type Unit } from './unit.ts'

export interface Context {
  /** The symbol that holds the list; `''` for the file. */
  readonly owner: string
  /** Inside a body names are local, and no symbols. */
  readonly isBody: boolean
  /** Imported names that stay although a side let go of them: the other still needs them. */
  readonly keep: ReadonlySet<string>
  /** Symbols that clash, although their texts could be merged. */
  readonly clashing: ReadonlySet<string>
}

/** A merged unit without the gap before it; null for a clash. */
export type MergedUnit = {
  readonly pieces: readonly Piece[]
  readonly trail: string
  readonly unit: Unit
} | null

/** The full name of a thing in a list: `Session.create`. */
export const symbolIn = ({ owner, isBody }: Context, name: string): string =>
  isBody || name === '' ? owner : owner === '' ? name : `${owner}.${name}`

/** Is a symbol to clash? One that only one side changed is not looked into: it clashes for what it holds. */
export const clashesAt = ({ clashing }: Context, symbol: string, isWhole: boolean): boolean =>
  symbol !== '' &&
  (clashing.has(symbol) || (isWhole && [...clashing].some((one) => one.startsWith(`${symbol}.`))))

/** An import that one side let go of, or of a name of, and the other needs. */
export const needed = (unit: Unit, { keep }: Context): boolean =>
  keep.size > 0 &&
  unit.key !== null &&
  /^(name|import)/.test(unit.key) &&
  namesIn(unit).some((name) => keep.has(name))

const namesIn = (unit: Unit): readonly string[] =>
  unit.name !== '' ? [unit.name] : (textOf(unit).match(/[\w$]+/g) ?? [])
