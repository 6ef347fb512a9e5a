// The lines of a TRACE section in, requirement → symbols out; what cannot be read is told.
import type { TargetPath } from '../spec/spec.ts'
import type { TraceEntry, TracedSymbol } from './answer.ts'
import type { Unread } from './decisions.ts'
import { headedBy, readEntries, saysNothing, strangerId, type Line } from './entries.ts'
import { harmless } from './harmless.ts'
import { unfilled } from './instructions.ts'

export interface ReadTrace {
  readonly trace: readonly TraceEntry[]
  readonly unread: readonly Unread[]
}

/**
 * Reads `R1: path#symbol, path#symbol`. Forgiven: list marks, backticks, `symbol()`, symbols on lines of their own, a
 * symbol without its path after one with it, several ids before one colon.
 *
 * @param paths the spec's targets: a path is recognised by being one of them.
 */
export function readTrace(
  lines: readonly Line[],
  ids: readonly string[],
  paths: readonly TargetPath[],
): ReadTrace {
  const found = new Map<string, Map<string, TracedSymbol>>()
  const unread: Unread[] = []
  const spellings: readonly Spelling[] = paths
    .flatMap((path) => [...new Set([path, harmless(path)])].map((spelling) => ({ path, spelling })))
    .sort((a, b) => b.spelling.length - a.spelling.length)
  for (const entry of readEntries(lines, ids)) {
    const headed = headedBy(entry.text, ids)
    if (headed === null) {
      if (saysNothing(entry.text) || entry.text.endsWith(unfilled.symbols)) continue
      const stranger = strangerId(entry.text)
      unread.push({
        line: entry.line,
        why:
          stranger === null
            ? 'it does not begin with a requirement id'
            : `the spec has no requirement ${stranger}`,
      })
      continue
    }
    if (saysNothing(headed.rest) || headed.rest === unfilled.symbols) continue
    const { symbols, strange } = readSymbols(headed.rest, spellings)
    if (strange !== null) unread.push({ line: entry.line, why: `"${strange}" names no target of the spec` })
    for (const id of headed.ids) {
      const known = found.get(id) ?? new Map<string, TracedSymbol>()
      for (const symbol of symbols) known.set(`${symbol.path}#${symbol.name}`, symbol)
      if (known.size > 0) found.set(id, known)
    }
  }
  const trace = [...found].map(([requirement, symbols]) => ({ requirement, symbols: [...symbols.values()] }))
  return { trace, unread }
}

interface Spelling {
  readonly path: TargetPath
  readonly spelling: string
}

/**
 * The symbols in a text, and the first thing in it that is none. What stands in parentheses after a symbol is a remark.
 * A word without a path is a symbol only where it stands alone between commas: prose must not become symbols.
 */
function readSymbols(
  text: string,
  spellings: readonly Spelling[],
): { readonly symbols: readonly TracedSymbol[]; readonly strange: string | null } {
  const symbols: TracedSymbol[] = []
  let strange: string | null = null
  let path: TargetPath | null = null
  let at = 0
  let alone = true
  while (at < text.length) {
    const named = spellings.find(({ spelling }) => isAt(text, at, spelling))
    if (named !== undefined) {
      path = named.path
      at += named.spelling.length
      const name = /^[`*]{0,3}#[`]?([^\s,;`"'<>()[\]]*)/u.exec(text.slice(at))
      symbols.push({ path, name: plainName(name?.[1] ?? '') })
      at += name?.[0].length ?? 0
      alone = false
      continue
    }
    const char = text.charAt(at)
    if (char === '(' || char === '<') {
      const close = text.indexOf(char === '(' ? ')' : '>', at)
      at = close < 0 ? text.length : close + 1
      continue
    }
    const separator = /^(?:[\s,;`"'*)\]>]|and\b|&|\.\/|[-+•.](?=\s|$))/u.exec(text.slice(at, at + 8))?.[0]
    if (separator !== undefined) {
      if (/[,;&]|and/u.test(separator)) alone = true
      at += separator.length
      continue
    }
    const word = /^[^\s,;`"'*()<>]+/u.exec(text.slice(at))?.[0] ?? char
    const symbol = /^#?([\p{L}_$][\p{L}\p{N}_$]*(?:[.#]{1,2}[\p{L}_$][\p{L}\p{N}_$]*)*)\.?$/u.exec(word)?.[1]
    at += word.length
    if (
      path !== null &&
      alone &&
      symbol !== undefined &&
      /^(?:\(\))?[`"'*]{0,3}\s*(?:$|[,;(&]|and\b)/u.test(text.slice(at))
    ) {
      symbols.push({ path, name: plainName(symbol) })
    } else {
      strange ??= word
      // The rest of a remark is not looked at word by word.
      const next = text.slice(at).search(/[,;]/u)
      at = next < 0 ? text.length : at + next
    }
    alone = false
  }
  return { symbols, strange }
}

function isAt(text: string, at: number, spelling: string): boolean {
  return (
    text.startsWith(spelling, at) &&
    /^(?:$|[#\s,;:`"'*)\]]|\.(?:\s|$))/u.test(text.slice(at + spelling.length, at + spelling.length + 2))
  )
}

/** `Class#member` and a trailing dot are other spellings of what the format calls `Class.member`. */
function plainName(written: string): string {
  return written.replace(/[.#]+/gu, '.').replace(/^\.|\.$/gu, '')
}
