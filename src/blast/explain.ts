// Changed code, the requirements that changed and both traces in; which of them explains a symbol, out (rule 24).
import type { References } from '../code/references.ts'
import type { ChangedCode } from './changed-code.ts'
import { ties, type SymbolName, type Trace } from './traces.ts'

export type Side = 'before' | 'after'

/** A requirement that explains a change. */
export interface Explanation {
  readonly requirement: string
  /** The traced symbol that uses this one; null where the trace names it, or what it is part of, itself. */
  readonly through: string | null
}

export interface Explaining {
  readonly code: ChangedCode
  /** Requirements of the spec that changed, came or went. */
  readonly changed: ReadonlySet<string>
  /** The lock's, where it has one, and the answer's. */
  readonly traces: readonly Trace[]
}

/**
 * A symbol is explained where a trace ties it to a changed requirement. One that no requirement names and importers do not
 * see is explained by its users, where each of them is: what only explained code uses may change with it.
 */
export function explanationsOf(
  symbol: SymbolName,
  side: Side,
  explaining: Explaining,
): readonly Explanation[] {
  const direct = tiedTo(symbol, explaining)
  if (direct.length > 0) return direct.map((requirement) => ({ requirement, through: null }))
  if (!isInner(symbol, explaining)) return []
  const users = outerUsers(symbol, side, explaining)
  const found = new Map<string, Explanation>()
  for (const name of users) {
    const ids = tiedTo({ path: symbol.path, name }, explaining)
    if (ids.length === 0) return []
    for (const id of ids) if (!found.has(id)) found.set(id, { requirement: id, through: name })
  }
  return [...found.values()]
}

/** Changed requirements that a trace ties to the symbol. */
export function tiedTo(symbol: SymbolName, { changed, traces }: Explaining): readonly string[] {
  const ids = [...changed].filter((id) =>
    traces.some((trace) => (trace.get(id) ?? []).some((traced) => ties(traced, symbol))),
  )
  return ids
}

/** Does no requirement name it, changed or not? That a trace names its file says nothing of it. */
export function isUntraced(symbol: SymbolName, { traces }: Pick<Explaining, 'traces'>): boolean {
  return !traces.some((trace) =>
    [...trace.values()].some((symbols) =>
      symbols.some((traced) => traced.name !== '' && ties(traced, symbol)),
    ),
  )
}

function isInner(symbol: SymbolName, explaining: Explaining): boolean {
  const known = explaining.code.symbols.get(symbol.path)?.get(symbol.name)
  return known?.exported === false && isUntraced(symbol, explaining)
}

/** The nearest users that are traced, exported, or statements of no symbol; what lies between them is as untold as the symbol. */
function outerUsers(symbol: SymbolName, side: Side, explaining: Explaining): ReadonlySet<string> {
  const references = explaining.code[side].get(symbol.path)?.references ?? new Map()
  const outer = new Set<string>()
  const inner = new Set([symbol.name])
  // A set is walked in order of insertion, what is added on the way included.
  for (const name of inner)
    for (const user of usersOf(name, references))
      (isInner({ path: symbol.path, name: user }, explaining) ? inner : outer).add(user)
  return outer
}

function usersOf(name: string, references: References): readonly string[] {
  return [...references].filter(([, used]) => used.has(name)).map(([user]) => user)
}

/** Symbols that those of one file reach by way of symbols that no requirement names, themselves included. */
export function reachedFrom(
  names: readonly string[],
  path: string,
  side: Side,
  explaining: Pick<Explaining, 'code' | 'traces'>,
): ReadonlySet<string> {
  const references = explaining.code[side].get(path)?.references
  const members = [...(explaining.code.symbols.get(path)?.keys() ?? [])]
  const reached = new Set(names.flatMap((name) => [name, ...members.filter((m) => m.startsWith(`${name}.`))]))
  for (const name of reached)
    for (const used of references?.get(name)?.keys() ?? [])
      if (isUntraced({ path, name: used }, explaining)) reached.add(used)
  return reached
}
