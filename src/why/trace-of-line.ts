// A file's symbols, what they mention and the lock's trace in; for a line the requirements that the trace leads to, out.
import { ties, type SymbolName, type Trace } from '../blast/traces.ts'
import type { CodeSymbol } from '../code/code.ts'
import type { References } from '../code/references.ts'
import type { Sure } from './why.ts'

/** A file that may have symbols. */
export interface SymbolFile {
  readonly path: string
  readonly lines: readonly string[]
  readonly symbols: readonly CodeSymbol[]
  readonly references: References
}

export interface TracedRequirement extends Sure {
  readonly id: string
}

/** The smallest symbol around a line; comments right above a symbol, with no blank line between, are its own. */
export function symbolAt(
  { symbols, lines }: Pick<SymbolFile, 'symbols' | 'lines'>,
  line: number,
): CodeSymbol | null {
  const around = (at: number): CodeSymbol | null =>
    symbols
      .filter((symbol) => symbol.line <= at && at <= symbol.endLine)
      .sort((a, b) => a.endLine - a.line - (b.endLine - b.line) || b.name.length - a.name.length)[0] ?? null
  let below = line
  while (isComment(lines[below - 1] ?? '') && below < lines.length) below += 1
  const [own, next] = [around(line), around(below)]
  const isAbove = next !== null && next.line === below && below !== line
  return isAbove && (own === null || own.endLine >= next.endLine) ? next : own
}

function isComment(line: string): boolean {
  return /^\s*(?:\/\/|\/\*|\*(?:\s|\/|$)|@\w)/.test(line)
}

/**
 * Requirements of a symbol, by the nearest way that leads to any: the trace names it or what it is part of; it names one of its
 * members; symbols that use it; at last the file as a whole.
 */
export function requirementsOf(
  symbol: CodeSymbol | null,
  file: SymbolFile,
  trace: Trace,
): readonly TracedRequirement[] {
  if (symbol === null) return wholeFile(file.path, trace)
  const traced = tracedTo({ path: file.path, name: symbol.name }, trace)
  if (traced.length > 0) return traced
  const inside = file.symbols.filter(({ name }) => name.startsWith(`${symbol.name}.`))
  const members = unique(
    inside.flatMap(({ name }) =>
      named({ path: file.path, name }, trace).map((id) => ({
        id,
        certainty: 'likely' as const,
        because: `the trace names ${name}, which is part of ${symbol.name}`,
      })),
    ),
  )
  if (members.length > 0) return members
  const through = throughUsers([symbol.name], `${symbol.name} is used by`, file, trace)
  return through.length > 0 ? through : wholeFile(file.path, trace)
}

/** Of a line that stands in no symbol: what it imports, or mentions, tells. */
export function requirementsOfMentions(
  names: readonly string[],
  file: SymbolFile,
  trace: Trace,
): readonly TracedRequirement[] {
  const found = names.flatMap((name) => {
    const users = file.symbols
      .filter((symbol) => mentions(file.lines, symbol, name))
      .map((symbol) => symbol.name)
    return usersTraced(users, (user) => `${name} is used in ${user}`, file, trace)
  })
  return found.length > 0 ? unique(found) : wholeFile(file.path, trace)
}

/** The trace names a member itself before it names what that is part of. */
function tracedTo(symbol: SymbolName, trace: Trace): readonly TracedRequirement[] {
  const found: { readonly id: string; readonly name: string }[] = []
  for (const [id, symbols] of trace)
    for (const one of symbols) if (one.name !== '' && ties(one, symbol)) found.push({ id, name: one.name })
  found.sort((a, b) => b.name.length - a.name.length)
  return unique(
    found.map(({ id, name }) => ({ id, certainty: 'certain', because: `the lock traces it to ${name}` })),
  )
}

/** Ids whose trace names the symbol itself. */
function named(symbol: SymbolName, trace: Trace): readonly string[] {
  return [...trace]
    .filter(([, symbols]) => symbols.some((one) => one.path === symbol.path && one.name === symbol.name))
    .map(([id]) => id)
}

function wholeFile(path: string, trace: Trace): readonly TracedRequirement[] {
  return named({ path, name: '' }, trace).map((id) => ({
    id,
    certainty: 'likely',
    because: 'the lock traces it to the file as a whole',
  }))
}

/** Step by step outwards until a symbol is traced: the first round that finds any counts. */
function throughUsers(
  names: readonly string[],
  words: string,
  file: SymbolFile,
  trace: Trace,
): readonly TracedRequirement[] {
  const seen = new Set(names)
  for (let round = [...names]; round.length > 0;) {
    const users = [...file.references]
      .filter(([, used]) => round.some((name) => used.has(name)))
      .map(([user]) => user)
    const found = usersTraced(users, (user) => `${words} ${user}`, file, trace)
    if (found.length > 0) return found
    round = users.filter((user) => user !== '' && !seen.has(user))
    for (const user of round) seen.add(user)
  }
  return []
}

function usersTraced(
  users: readonly string[],
  words: (user: string) => string,
  file: SymbolFile,
  trace: Trace,
): readonly TracedRequirement[] {
  return unique(
    users.flatMap((user) =>
      user === ''
        ? []
        : tracedTo({ path: file.path, name: user }, trace).map(({ id }) => ({
            id,
            certainty: 'likely' as const,
            because: `${words(user)}, to which the lock traces it`,
          })),
    ),
  )
}

function mentions(lines: readonly string[], { line, endLine }: CodeSymbol, name: string): boolean {
  const word = new RegExp(`(?<![\\w$])${name.replace(/[$\\^.*+?()[\]{}|]/g, '\\$&')}(?![\\w$])`)
  return lines.slice(line - 1, endLine).some((text) => word.test(text))
}

function unique(found: readonly TracedRequirement[]): readonly TracedRequirement[] {
  const byId = new Map<string, TracedRequirement>()
  for (const one of found) if (!byId.has(one.id)) byId.set(one.id, one)
  return [...byId.values()]
}
