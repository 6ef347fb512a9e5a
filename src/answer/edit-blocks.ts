// The lines between the markers of an EDIT in, its SEARCH and REPLACE parts as edits out.
import type { Edit } from './edits.ts'
import { mayHoldFences, readBody, readFence, type Body } from './fence.ts'
import { languageOf, unfilled } from './instructions.ts'

/** A SEARCH or REPLACE marker inside an EDIT: positions count from the first line of the answer, from 0. */
export interface EditMark {
  readonly kind: 'search' | 'replace'
  readonly index: number
}

export type EditBody =
  | { readonly kind: 'edits'; readonly edits: readonly Edit[] }
  | { readonly kind: 'unclear'; readonly why: string }
  /** Only what a prompt shows to be filled in. */
  | { readonly kind: 'unfilled' }

/**
 * Reads the parts of one EDIT. An EDIT without any leaves the file as it is. One fence around all parts together is
 * taken off, as the one around each is.
 *
 * @param lines of the whole answer; the EDIT's own stand from `from` up to `to`, without its markers.
 * @param path of the file: says whether fences can be its content.
 */
export function readEdits(
  lines: readonly string[],
  from: number,
  to: number,
  marks: readonly EditMark[],
  path: string,
): EditBody {
  const head = lines.slice(from, marks[0]?.index ?? to).filter((line) => line.trim() !== '')
  const around = marks.length > 0 && head.length === 1 ? readFence(head[0] ?? '') : null
  if (head.length > 0 && around === null)
    return { kind: 'unclear', why: 'there is text outside their SEARCH and REPLACE parts' }
  const end = around === null ? to : lines.findLastIndex((line, index) => index < to && line.trim() !== '')
  const last = around === null ? null : readFence(lines[end] ?? '')
  if (around !== null && (last === null || last.info !== '' || last.char !== around.char))
    return { kind: 'unclear', why: 'the code fence around them is not closed' }

  const edits: Edit[] = []
  for (let at = 0; at < marks.length; at += 2) {
    const [search, replace, next] = marks.slice(at, at + 3)
    if (search?.kind !== 'search' || replace?.kind !== 'replace' || next?.kind === 'replace')
      return { kind: 'unclear', why: 'SEARCH and REPLACE do not come in pairs' }
    const part = (begin: number, until: number): Body => readBody(lines.slice(begin + 1, until), path)
    const edit = editOf(
      part(search.index, replace.index),
      part(replace.index, next?.index ?? end),
      path,
      search.index + 1,
    )
    if (typeof edit === 'string') return { kind: 'unclear', why: edit }
    if (edit.search !== `${unfilled.search}\n`) edits.push(edit)
  }
  return marks.length > 0 && edits.length === 0 ? { kind: 'unfilled' } : { kind: 'edits', edits }
}

/** An edit, or why its parts cannot be read. */
function editOf(search: Body, replace: Body, path: string, line: number): Edit | string {
  if (search.kind === 'unclear') return `in a SEARCH ${search.why}`
  if (replace.kind === 'unclear') return `in a REPLACE ${replace.why}`
  const [wanted, instead] = [search, replace].map((body) =>
    body.kind === 'whole' ? body : { text: '', fence: null },
  )
  const fences = [wanted?.fence ?? null, instead?.fence ?? null]
  // A fence that could as well be the file's own has to be around both: then it makes no difference.
  if (mayHoldFences(path) && fences[0] !== fences[1] && fences.some((fence) => isDoubtful(fence, path)))
    return 'a SEARCH and its REPLACE stand in different code fences'
  return { search: wanted?.text ?? '', replace: instead?.text ?? '', line }
}

/** A fence that does not carry the label which a task gives to such files. */
function isDoubtful(fence: string | null, path: string): boolean {
  if (fence === null) return false
  const { info = '' } = readFence(fence) ?? {}
  return info === '' || info.toLowerCase() !== languageOf(path)
}
