// A change of one file in; the symbols that it is about, under the names that they had and have, out.
import type { Change } from '../diff/change.ts'
import type { Aliases, SymbolName } from './traces.ts'

/** The symbol as it is now, first; then as it was called, or where it was. A name that only importers use stands for it. */
export function changeSymbols(
  path: string,
  { kind, symbol, before }: Change,
  aliases: Aliases,
): readonly [SymbolName, ...SymbolName[]] {
  const named = (name: string): SymbolName => ({ path, name: aliases.get(path)?.get(name) ?? name })
  const now = named(symbol)
  if (before === undefined) return [now]
  if (kind === 'renamed') return [now, named(before)]
  return kind === 'moved' ? [now, { path: before, name: symbol }] : [now]
}
