// A text and search/replace edits of it in, the new text out; or why an edit does not fit exactly one place.
import { harmless } from './harmless.ts'

/** Lines of the text and what takes their place. Both with LF after each line; an empty `replace` deletes. */
export interface Edit {
  readonly search: string
  readonly replace: string
  /** Of its SEARCH marker in the answer, from 1. */
  readonly line: number
}

export type Edited =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: string; readonly line: number }

/** More are no small change, and whoever wrote them by mistake is told so. */
const mostEdits = 1000

/**
 * Looks each SEARCH up in `base` itself, not in what earlier edits make of it: their order is no matter. It has to be
 * there exactly once, in whole lines. White space at line ends is forgiven where nothing fits otherwise and one place
 * does with it. Edits may not share a line; one that is there twice counts once.
 *
 * @param base text with LF; a missing final newline is added, unless there is nothing to edit.
 */
export function applyEdits(base: string, edits: readonly Edit[]): Edited {
  if (edits.length === 0) return { ok: true, text: base }
  const [first] = edits.slice(mostEdits)
  if (first !== undefined)
    return { ok: false, why: `there are more than ${mostEdits} edits`, line: first.line }
  const lines = linesOf(base)
  const exact = indexed(lines)
  const loose = indexed(lines.map((line) => line.trimEnd()))
  const found: { readonly at: number; readonly end: number; readonly edit: Edit }[] = []
  const seen = new Set<string>()
  for (const edit of edits) {
    const key = JSON.stringify([edit.search, edit.replace])
    if (seen.has(key)) continue
    seen.add(key)
    const wanted = linesOf(edit.search)
    const refused = (why: string): Edited => ({
      ok: false,
      why: `${beginningOf(wanted)} ${why}`,
      line: edit.line,
    })
    if (wanted.every((line) => line.trim() === ''))
      return { ok: false, why: 'a SEARCH is empty', line: edit.line }
    const exactly = placesOf(wanted, exact)
    const places =
      exactly.length > 0
        ? exactly
        : placesOf(
            wanted.map((line) => line.trimEnd()),
            loose,
          )
    const [at, second] = places
    if (at === undefined) return refused('stands nowhere in the file')
    if (second !== undefined)
      return refused(`stands at more than one place in the file (lines ${at + 1} and ${second + 1})`)
    found.push({ at, end: at + wanted.length, edit })
  }
  found.sort((a, b) => a.at - b.at)
  let text = ''
  let from = 0
  for (const { at, end, edit } of found) {
    if (at < from) return { ok: false, why: `two edits want line ${at + 1} of the file`, line: edit.line }
    text += joined(lines.slice(from, at)) + edit.replace
    from = end
  }
  return { ok: true, text: text + joined(lines.slice(from)) }
}

/** Lines, and where each of them stands. */
interface Indexed {
  readonly lines: readonly string[]
  readonly at: ReadonlyMap<string, readonly number[]>
}

function indexed(lines: readonly string[]): Indexed {
  const at = new Map<string, number[]>()
  for (const [index, line] of lines.entries()) {
    const places = at.get(line)
    if (places === undefined) at.set(line, [index])
    else places.push(index)
  }
  return { lines, at }
}

/** The first two places where the wanted lines stand one after the other. Starts from the rarest of them. */
function placesOf(wanted: readonly string[], { lines, at }: Indexed): number[] {
  let rarest = { offset: 0, places: at.get(wanted[0] ?? '') ?? [] }
  for (const [offset, line] of wanted.entries()) {
    const places = at.get(line) ?? []
    if (places.length < rarest.places.length) rarest = { offset, places }
  }
  const found: number[] = []
  for (const place of rarest.places) {
    const start = place - rarest.offset
    if (start < 0 || !wanted.every((line, index) => lines[start + index] === line)) continue
    found.push(start)
    if (found.length === 2) break
  }
  return found
}

/** `one\ntwo\n` → two lines; a text without a final newline has them as well. */
function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

/** Enough of a SEARCH to tell it from others: its first line that says something. */
function beginningOf(wanted: readonly string[]): string {
  const said = harmless(wanted.find((line) => line.trim() !== '')?.trim() ?? '')
  const most = 60
  return `the SEARCH “${said.length > most ? `${said.slice(0, most)}…` : said}”`
}
