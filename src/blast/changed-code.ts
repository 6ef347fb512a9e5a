// The files of an answer and what they replace in; what changed in them by symbol, and what both versions hold, out.
import type { CodeSymbol } from '../code/code.ts'
import type { FileBehaviours } from '../code/behaviour.ts'
import { behavioursOf } from '../code/behaviours.ts'
import { symbolsOf } from '../code/symbols.ts'
import type { Change } from '../diff/change.ts'
import { compareTogether } from '../diff/compare-many.ts'
import { restOf, type RestChange } from './rest.ts'
import type { Aliases } from './traces.ts'

/** A file before and after; null where it is not there. */
export interface FilePair {
  readonly path: string
  readonly before: string | null
  readonly after: string | null
}

export interface ChangedFile extends FilePair {
  /** Differences beyond form, what moved here from another file included. */
  readonly changes: readonly Change[]
  /** What changed in statements that declare nothing. */
  readonly rest: RestChange
}

export interface ChangedCode {
  /** Files that were and are there, and new ones; not those that go. */
  readonly files: readonly ChangedFile[]
  readonly before: ReadonlyMap<string, FileBehaviours>
  readonly after: ReadonlyMap<string, FileBehaviours>
  /** Path → the symbols of both versions, by name; of one that is in both, as it is now. */
  readonly symbols: ReadonlyMap<string, ReadonlyMap<string, CodeSymbol>>
  /** Of both versions. */
  readonly aliases: Aliases
}

/**
 * Compares. Files that go are looked at only for what moved out of them: that they go is said in the front matter.
 */
export function changedCode(pairs: readonly FilePair[]): ChangedCode {
  const compared = compareTogether(
    pairs.map(({ path, before, after }) => ({ path, before: before ?? '', after: after ?? '' })),
  )
  const files = pairs.flatMap((pair, index): ChangedFile[] => {
    if (pair.after === null) return []
    const { changes = [] } = compared[index] ?? {}
    return [{ ...pair, changes, rest: restOf(pair.path, pair.before ?? '', pair.after) }]
  })
  const symbols = new Map(pairs.map((pair) => [pair.path, symbolsIn(pair)]))
  return {
    files,
    before: read(pairs, ({ before }) => before),
    after: read(pairs, ({ after }) => after),
    symbols,
    aliases: new Map([...symbols].map(([path, of]) => [path, aliasesOf([...of.values()])])),
  }
}

function read(
  pairs: readonly FilePair[],
  side: (pair: FilePair) => string | null,
): ReadonlyMap<string, FileBehaviours> {
  const found = new Map<string, FileBehaviours>()
  for (const pair of pairs) {
    const text = side(pair)
    const behaviours = text === null ? null : behavioursOf(pair.path, text)
    if (behaviours !== null) found.set(pair.path, behaviours)
  }
  return found
}

function symbolsIn({ path, before, after }: FilePair): ReadonlyMap<string, CodeSymbol> {
  const both = [before, after].flatMap((text) => (text === null ? [] : symbolsOf(path, text)))
  return new Map(both.map((symbol) => [symbol.name, symbol]))
}

function aliasesOf(symbols: readonly CodeSymbol[]): ReadonlyMap<string, string> {
  const aliases = symbols.flatMap(({ name, exportedAs }) => exportedAs.map((as) => [as, name] as const))
  // What is called so itself is meant, whatever is exported under that name.
  return new Map([...aliases, ...symbols.map(({ name }) => [name, name] as const)])
}
