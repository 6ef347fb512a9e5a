// The pieces of an answer in; those that edit one file united, and the text that they make of it.
import type { TargetPath } from '../spec/spec.ts'
import type { BaseText } from './answer.ts'
import { applyEdits, type Edited } from './edits.ts'
import { targetMeant } from './paths.ts'
import type { EditPiece, Piece } from './split.ts'

/** The edits of one target are one set, however many EDIT blocks they come in: all of them can be read, or none counts. */
export function withUnitedEdits(pieces: readonly Piece[], asked: readonly TargetPath[]): readonly Piece[] {
  const sets = new Map<TargetPath, EditPiece[]>()
  const order: (Piece | TargetPath)[] = []
  for (const piece of pieces) {
    const path = piece.kind === 'edit' ? targetMeant(piece.path, asked) : null
    if (piece.kind !== 'edit' || path === null) {
      order.push(piece)
      continue
    }
    const set = sets.get(path)
    if (set !== undefined) set.push(piece)
    else {
      sets.set(path, [piece])
      order.push(path)
    }
  }
  return order.flatMap((one): readonly Piece[] =>
    typeof one === 'string' ? uniteAll(sets.get(one) ?? []) : [one],
  )
}

function uniteAll(pieces: readonly EditPiece[]): readonly EditPiece[] {
  const [first] = pieces
  if (first === undefined) return []
  const cut = pieces.some((piece) => piece.cut)
  const unclear = pieces.find(({ body }) => body.kind === 'unclear')
  if (unclear !== undefined) return [{ ...unclear, cut }]
  const edits = pieces.flatMap(({ body }) => (body.kind === 'edits' ? body.edits : []))
  return [{ ...first, endLine: pieces.at(-1)?.endLine ?? first.endLine, cut, body: { kind: 'edits', edits } }]
}

/** @param base null where the prompt shows no text of the file. */
export function editedText({ body, line }: EditPiece, base: BaseText | null): Edited {
  if (body.kind === 'unclear') return { ok: false, why: body.why, line }
  if (base === null) return { ok: false, why: 'the prompt shows no text of it', line }
  return applyEdits(base.text, body.edits)
}
