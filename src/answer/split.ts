// An answer's lines in; its files, decisions and trace as pieces out, by the markers with the right tag.
import type { Line } from './entries.ts'
import { readBody, type Body } from './fence.ts'
import { readMarker, type MarkerTag } from './format.ts'
import { unfilled } from './instructions.ts'

/** What stands below one FILE marker. */
export interface Piece {
  /** As written in the marker. */
  readonly path: string
  /** The marker's line, from 1, and the last line that belongs to it. */
  readonly line: number
  readonly endLine: number
  readonly body: Body
  /** There is no END, and no closed fence that would prove the file whole. */
  readonly cut: boolean
}

/** A FILE marker of another tag, outside any file. */
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
    if (place.in !== 'file') return
    const piece = readPiece(lines.slice(place.from + 1, to), place.path, ending)
    // What a prompt shows to be filled in is no file: an answer may be pasted together with its prompt.
    if (piece.body.kind !== 'whole' || piece.body.text !== `${unfilled.file}\n`)
      pieces.push({
        path: place.path,
        line: place.from + 1,
        endLine: ending === 'end' ? to + 1 : to,
        ...piece,
      })
  }
  for (const [index, line] of lines.entries()) {
    const marker = readMarker(line)
    if (marker === null || marker.tag !== tag) {
      if (place.in === 'decisions' || place.in === 'trace')
        sections[place.in].push({ text: line, number: index + 1 })
      if (marker?.kind === 'file' && place.in !== 'file')
        others.push({ tag: marker.tag, path: marker.path, line: index + 1 })
      continue
    }
    tagged = true
    close(index, marker.kind === 'end' ? 'end' : 'marker')
    if (marker.kind === 'file') place = { in: 'file', path: marker.path, from: index }
    else if (marker.kind === 'decisions' || marker.kind === 'trace') place = { in: marker.kind }
    else place = { in: 'prose' }
  }
  close(lines.length, 'eof')
  return { tagged, pieces, ...sections, others, lines: lines.length }
}

/**
 * A file's lines as a body. Before the next marker a closed fence proves it whole without an END; at the end of the answer
 * only an END does, be it one with another tag: a cut may fall just after an inner fence.
 */
function readPiece(lines: readonly string[], path: string, ending: Ending): Pick<Piece, 'body' | 'cut'> {
  if (ending === 'end') return { body: readBody(lines, path), cut: false }
  const last = lines.findLastIndex((line) => line.trim() !== '')
  const endLike = last >= 0 && /^[\s>*_`]{0,8}={2,}\s*END\b/iu.test(lines[last] ?? '')
  const body = readBody(endLike ? lines.slice(0, last) : lines, path)
  const proven = body.kind === 'whole' && body.fenced && (endLike || ending === 'marker')
  return { body, cut: !proven }
}
