// An answer's lines in; its files, decisions and trace as pieces out, by the markers with the right tag.
import { readEdits, type EditBody, type EditMark } from './edit-blocks.ts'
import type { Line } from './entries.ts'
import { readBody, readFence, type Body } from './fence.ts'
import { readMarker, type MarkerTag } from './format.ts'
import { unfilled } from './instructions.ts'

/** What stands below one FILE or EDIT marker. */
export type Piece = FilePiece | EditPiece

interface PieceFrame {
  /** As written in the marker. */
  readonly path: string
  /** The marker's line, from 1, and the last line that belongs to it. */
  readonly line: number
  readonly endLine: number
  /** There is no END, and for a whole file no closed fence either that would prove it whole. */
  readonly cut: boolean
}

interface FilePiece extends PieceFrame {
  readonly kind: 'file'
  readonly body: Body
}

export interface EditPiece extends PieceFrame {
  readonly kind: 'edit'
  readonly body: Exclude<EditBody, { readonly kind: 'unfilled' }>
}

/** A FILE or EDIT marker of another tag, outside any file. */
export interface OtherFile {
  readonly tag: MarkerTag
  readonly path: string
  readonly line: number
}

export interface Split {
  /** Is there any marker with the right tag? */
  readonly tagged: boolean
  readonly pieces: readonly Piece[]
  readonly decisions: readonly Line[]
  readonly trace: readonly Line[]
  readonly others: readonly OtherFile[]
  /** How many lines the answer has. */
  readonly lines: number
}

/** What comes after a file: its END, another marker, or nothing. */
type Ending = 'end' | 'marker' | 'eof'

type Place =
  | { readonly in: 'prose' | 'decisions' | 'trace' }
  | { readonly in: 'file'; readonly path: string; readonly from: number }
  | { readonly in: 'edit'; readonly path: string; readonly from: number; readonly marks: EditMark[] }

/**
 * Inside a file only markers of the right tag count: everything else is its content. Outside files everything that is
 * no marker is prose, code fences around the whole answer included.
 *
 * @param text with LF line ends.
 */
export function splitAnswer(text: string, tag: MarkerTag): Split {
  const lines = text.split('\n')
  const pieces: Piece[] = []
  const sections: { decisions: Line[]; trace: Line[] } = { decisions: [], trace: [] }
  const others: OtherFile[] = []
  let place: Place = { in: 'prose' }
  let tagged = false
  const close = (to: number, ending: Ending): void => {
    if (place.in !== 'file' && place.in !== 'edit') return
    const { path, from } = place
    const frame = { path, line: from + 1, endLine: ending === 'end' ? to + 1 : to }
    // What a prompt shows to be filled in is no file: an answer may be pasted together with its prompt.
    if (place.in === 'edit') {
      const body = readEdits(lines, from + 1, to, place.marks, path)
      if (body.kind !== 'unfilled') pieces.push({ kind: 'edit', ...frame, body, cut: ending !== 'end' })
      return
    }
    const piece = readPiece(lines.slice(from + 1, to), path, ending)
    if (piece.body.kind !== 'whole' || piece.body.text !== `${unfilled.file}\n`)
      pieces.push({ kind: 'file', ...frame, ...piece })
  }
  for (const [index, line] of lines.entries()) {
    const marker = readMarker(line)
    if (marker === null || marker.tag !== tag) {
      if (place.in === 'decisions' || place.in === 'trace')
        sections[place.in].push({ text: line, number: index + 1 })
      const names = marker?.kind === 'file' || marker?.kind === 'edit'
      if (names && place.in !== 'file' && place.in !== 'edit')
        others.push({ tag: marker.tag, path: marker.path, line: index + 1 })
      continue
    }
    tagged = true
    if (marker.kind === 'search' || marker.kind === 'replace') {
      const opened = opensEdit(place, lines, index, pieces)
      if (opened !== null) {
        opened.marks.push({ kind: marker.kind, index })
        place = opened
        continue
      }
    }
    close(index, marker.kind === 'end' ? 'end' : 'marker')
    if (marker.kind === 'file') place = { in: 'file', path: marker.path, from: index }
    else if (marker.kind === 'edit') place = { in: 'edit', path: marker.path, from: index, marks: [] }
    else if (marker.kind === 'decisions' || marker.kind === 'trace') place = { in: marker.kind }
    else place = { in: 'prose' }
  }
  close(lines.length, 'eof')
  return { tagged, pieces, ...sections, others, lines: lines.length }
}

/**
 * The EDIT that a SEARCH or REPLACE belongs to: the open one; a FILE that has nothing but a fence before it; or, after its
 * END, the last one, as where each pair got an END of its own: nothing of an edit is lost without a word. Null: none.
 */
function opensEdit(
  place: Place,
  lines: readonly string[],
  index: number,
  pieces: readonly Piece[],
): (Place & { readonly in: 'edit' }) | null {
  if (place.in === 'edit') return place
  if (place.in === 'file') {
    const said = lines.slice(place.from + 1, index).filter((line) => line.trim() !== '')
    const isFence = said.length === 1 && readFence(said[0] ?? '') !== null
    return said.length === 0 || isFence ? { in: 'edit', path: place.path, from: place.from, marks: [] } : null
  }
  const last = pieces.at(-1)
  if (last?.kind !== 'edit') return null
  return { in: 'edit', path: last.path, from: index, marks: [] }
}

/**
 * A file's lines as a body. Before the next marker a closed fence proves it whole without an END; at the end of the answer
 * only an END does, be it one with another tag: a cut may fall just after an inner fence.
 */
function readPiece(lines: readonly string[], path: string, ending: Ending): Pick<FilePiece, 'body' | 'cut'> {
  if (ending === 'end') return { body: readBody(lines, path), cut: false }
  const last = lines.findLastIndex((line) => line.trim() !== '')
  const endLike = last >= 0 && /^[\s>*_`]{0,8}={2,}\s*END\b/iu.test(lines[last] ?? '')
  const body = readBody(endLike ? lines.slice(0, last) : lines, path)
  const proven = body.kind === 'whole' && body.fence !== null && (endLike || ending === 'marker')
  return { body, cut: !proven }
}
