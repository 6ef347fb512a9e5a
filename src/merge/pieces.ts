// Pieces of a merged text in, the text with its marks of conflict out.
import type { Labels, Merge, MergeConflict } from './merge.ts'

/** Whole lines on all sides, each with its line end; `''` for no lines. */
export interface Clash {
  readonly ours: string
  readonly base: string
  readonly theirs: string
  readonly symbol: string
}

/** Text as it stands, or a clash. Text before a clash ends a line, text behind it begins one. */
export type Piece = string | Clash

export const isClash = (piece: Piece): piece is Clash => typeof piece !== 'string'

/** The marks are those of `git merge-file --diff3`: seven characters, a space, a label. */
export function render(pieces: readonly Piece[], labels: Labels): Merge {
  let text = ''
  let line = 1
  const conflicts: MergeConflict[] = []
  const add = (more: string): void => {
    text += more
    line += more.split('\n').length - 1
  }
  for (const piece of pieces) {
    if (!isClash(piece)) add(piece)
    else {
      conflicts.push({ symbol: piece.symbol, line })
      add(`<<<<<<< ${labels.ours}\n${piece.ours}||||||| ${labels.base}\n${piece.base}`)
      add(`=======\n${piece.theirs}>>>>>>> ${labels.theirs}\n`)
    }
  }
  return conflicts.length === 0 ? { kind: 'clean', text } : { kind: 'conflict', text, conflicts }
}
