// The text of a file in; its lines, as a file without symbols, out. Loads no compiler.
import { linesOf } from './lines.ts'
import type { SymbolFile } from './trace-of-line.ts'

export function plainFile(path: string, text: string): SymbolFile {
  return { path, lines: linesOf(text), symbols: [], references: new Map() }
}
