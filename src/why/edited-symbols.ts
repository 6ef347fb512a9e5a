// A conversation and a file as it is now in; the symbols whose lines its edits added, with the turns, out.
import type { Conversation } from '../session/conversation.ts'
import { addedLines } from './edit-turn.ts'
import { isCommon } from './lines.ts'
import { symbolAt, type SymbolFile } from './trace-of-line.ts'

export interface EditedSymbol {
  /** `Session.create`; `''` for what stands in no symbol. */
  readonly symbol: string
  /** How many of its lines. */
  readonly lines: number
  /** Numbers of the messages, from 1, ascending. */
  readonly turns: readonly number[]
}

/** In order of place. Lines that stand anywhere (brackets) do not count. */
export function editedSymbols(conversation: Conversation, file: SymbolFile): readonly EditedSymbol[] {
  const added = addedLines(conversation, file.path)
  const found = new Map<string, { lines: number; readonly turns: Set<number> }>()
  for (const [at, line] of file.lines.entries()) {
    const turn = isCommon(line) ? undefined : added.get(line.trim())
    if (turn === undefined) continue
    const name = symbolAt(file, at + 1)?.name ?? ''
    const known = found.get(name) ?? { lines: 0, turns: new Set<number>() }
    known.lines += 1
    known.turns.add(turn.number)
    found.set(name, known)
  }
  return [...found].map(([symbol, { lines, turns }]) => ({
    symbol,
    lines,
    turns: [...turns].sort((a, b) => a - b),
  }))
}
