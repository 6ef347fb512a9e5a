// A requirement that changed or came, and changed code, in; whether the one shows in the other, out.
import type { Cause } from '../drift/drift.ts'
import type { ChangedFile } from './changed-code.ts'
import { changeSymbols } from './change-symbols.ts'
import { reachedFrom, type Explaining } from './explain.ts'
import { ties, type SymbolName } from './traces.ts'

export interface Landing {
  /** `untraced`: neither trace names a symbol for it, so nothing can be said. */
  readonly kind: 'landed' | 'unmoved' | 'untraced'
  /** Symbols that the traces name for it, in files that were asked for. */
  readonly symbols: readonly SymbolName[]
}

/**
 * It shows where a symbol changed, came, went or moved that the old or the new trace names for it, or one that those use and
 * that no requirement names (a limit, a type, a small function). Words that say the same, form of writing apart, need not
 * show; of words about comments, comments are enough.
 *
 * @param asked targets that the answer could change.
 */
export function landing(cause: Cause, explaining: Explaining, asked: readonly string[]): Landing {
  const all = explaining.traces.flatMap((trace) => trace.get(cause.name) ?? [])
  const symbols = distinct(all).filter(({ path }) => asked.includes(path))
  if (all.length === 0) return { kind: 'untraced', symbols }
  const isThere = symbols.length === 0 || saysTheSame(cause) || isInComments(cause, symbols, explaining)
  if (isThere || explaining.code.files.some((file) => shows(file, symbols, explaining)))
    return { kind: 'landed', symbols }
  return { kind: 'unmoved', symbols }
}

function distinct(symbols: readonly SymbolName[]): readonly SymbolName[] {
  return [...new Map(symbols.map((symbol) => [`${symbol.path}#${symbol.name}`, symbol])).values()]
}

function shows(file: ChangedFile, symbols: readonly SymbolName[], explaining: Explaining): boolean {
  const names = symbols.filter(({ path }) => path === file.path).map(({ name }) => name)
  const reached = new Set(
    (['before', 'after'] as const).flatMap((side) => [...reachedFrom(names, file.path, side, explaining)]),
  )
  return (
    file.changes.some((change) =>
      changeSymbols(file.path, change, explaining.code.aliases).some(
        (changed) =>
          symbols.some((traced) => ties(traced, changed) || isWithin(traced, changed, change.kind)) ||
          (changed.path === file.path && changed.name !== '' && reached.has(changed.name)),
      ),
    ) || mentionsAny(file, names)
  )
}

/** A class that came, went or has another name took its members with it. */
function isWithin(traced: SymbolName, changed: SymbolName, kind: string): boolean {
  return kind !== 'body' && kind !== 'signature' && changed.name !== '' && ties(changed, traced)
}

/** Statements of no symbol cannot be traced by name: `app.get(…)` counts for `app`. */
const mentionsAny = ({ rest }: ChangedFile, names: readonly string[]): boolean =>
  rest.statements.some(({ mentions }) => mentions.some((name) => names.includes(name)))

/** Letter case and punctuation apart, outside of what stands between backticks or quotes. */
function saysTheSame({ before, after }: Cause): boolean {
  return before !== undefined && after !== undefined && wordsOf(before) === wordsOf(after)
}

function wordsOf(text: string): string {
  const pieces = text.split(/(`[^`]*`|"[^"]*"|“[^”]*”)/)
  return pieces
    .map((piece, index) =>
      index % 2 === 1
        ? piece
        : piece
            .toLowerCase()
            // Before a space or at the end: 1.5 is not 15, and `a.b` is not `ab`.
            .replace(/[.,;:!](?=\s|$)/g, ' ')
            .replace(/\s+/g, ' '),
    )
    .join('')
    .replace(/\s+/g, ' ')
    .trim()
}

const aboutComments =
  /\b(comments?|commented|jsdoc|tsdoc|docstrings?|licen[cs]e|copyright|spdx)\b|`\/[/*]|`@\w/i

function isInComments(
  { before = '', after = '' }: Cause,
  symbols: readonly SymbolName[],
  { code }: Explaining,
): boolean {
  if (!aboutComments.test(`${before} ${after}`)) return false
  const paths = new Set(symbols.map(({ path }) => path))
  return code.files.some((file) => paths.has(file.path) && spaceless(file.before) !== spaceless(file.after))
}

const spaceless = (text: string | null): string => (text ?? '').replace(/\s+/g, '')
