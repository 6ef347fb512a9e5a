// A file's text in, everything it names out: what a trace may point at.
import { normalText } from '../digest/text.ts'
import type { CodeSymbol } from './code.ts'
import { isCode } from './language.ts'
import { codeSymbol } from './outline.ts'
import { findSymbols } from './symbol-walk.ts'
import { parseSource } from './typescript.ts'

/**
 * Symbols in order of place, exported or not: top level, members of classes, interfaces, enums, object values and type
 * literals (`Session.create`), and what namespaces hold. Overloads are one symbol. Works as far as it can on code that
 * does not parse; files that hold no code have none.
 */
export function symbolsOf(path: string, text: string): CodeSymbol[] {
  const source = isCode(path) ? parseSource(path, normalText(text)) : null
  if (source === null) return []
  return [...findSymbols(source).symbols.values()].map((symbol) => codeSymbol(symbol, source))
}
