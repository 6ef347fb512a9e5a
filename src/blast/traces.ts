// A trace of a lock or an answer in; which symbols each requirement names, spelled as the code spells them, out.
import type { TraceEntry } from '../answer/answer.ts'
import { plainName } from '../code/symbol-name.ts'

/** A symbol of a file; `''` means all of the file. */
export interface SymbolName {
  readonly path: string
  readonly name: string
}

export type Trace = ReadonlyMap<string, readonly SymbolName[]>

/** Path → the names that importers use, each with the symbol's own name. */
export type Aliases = ReadonlyMap<string, ReadonlyMap<string, string>>

/** A lock's trace: `path#symbol`. */
export function lockTrace(trace: Readonly<Record<string, readonly string[]>>, aliases: Aliases): Trace {
  return new Map(
    Object.entries(trace).map(([requirement, symbols]) => [
      requirement,
      symbols.map((symbol) => {
        const hash = symbol.indexOf('#')
        return hash < 0
          ? { path: symbol, name: '' }
          : spelled(symbol.slice(0, hash), symbol.slice(hash + 1), aliases)
      }),
    ]),
  )
}

/** An answer's trace. */
export function answerTrace(trace: readonly TraceEntry[], aliases: Aliases): Trace {
  return new Map(
    trace.map(({ requirement, symbols }) => [
      requirement,
      symbols.map(({ path, name }) => spelled(path, name, aliases)),
    ]),
  )
}

function spelled(path: string, written: string, aliases: Aliases): SymbolName {
  const known = aliases.get(path)
  const name = plainName(written)
  return { path, name: known?.get(written) ?? known?.get(name) ?? name }
}

/** Does a requirement that names `traced` speak of `symbol`? A class speaks for its members, a file for all in it. */
export function ties(traced: SymbolName, symbol: SymbolName): boolean {
  return (
    traced.path === symbol.path &&
    (traced.name === '' || traced.name === symbol.name || symbol.name.startsWith(`${traced.name}.`))
  )
}
