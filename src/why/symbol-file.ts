// The text of a file in; its symbols and what they mention out, from one parse. Loads the compiler.
import { codeSymbol } from '../code/outline.ts'
import { referencesOf } from '../code/references.ts'
import { findSymbols } from '../code/symbol-walk.ts'
import { parseSource } from '../code/typescript.ts'
import { normalText } from '../digest/text.ts'
import { linesOf } from './lines.ts'
import { plainFile } from './plain-file.ts'
import type { SymbolFile } from './trace-of-line.ts'

/** @param path of code: see `isCode`. */
export function symbolFile(path: string, text: string): SymbolFile {
  const source = parseSource(path, normalText(text))
  // What never ends, or makes the compiler fail, has no symbols.
  if (source === null) return plainFile(path, text)
  const symbols = [...findSymbols(source).symbols.values()].map((symbol) => codeSymbol(symbol, source))
  return { path, lines: linesOf(text), symbols, references: referencesOf(source) }
}
