// A text and a place in it in, the symbol that holds the place out.
import { symbolsOf } from '../code/symbols.ts'

/** The innermost symbol at an offset, as `Session.create`; `''` for none. */
export function symbolAt(path: string, text: string, offset: number): string {
  const line = text.slice(0, offset).split('\n').length
  const around = symbolsOf(path, text).filter((symbol) => symbol.line <= line && line <= symbol.endLine)
  const lines = (symbol: (typeof around)[number]): number => symbol.endLine - symbol.line
  return around.sort((a, b) => lines(a) - lines(b) || b.name.length - a.name.length)[0]?.name ?? ''
}
