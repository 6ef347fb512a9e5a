// A text and terms in; the passage that holds most of them, with the places to mark, out.
import type { Term } from './query.ts'
import { wordsOf } from './words.ts'

export interface Snippet {
  /** One line: runs of white space are one space, `…` where text was left out. */
  readonly text: string
  /** Pairs of start and end in `text`, in UTF-16 units, in order. */
  readonly marks: readonly (readonly [start: number, end: number])[]
}

interface Mark {
  readonly start: number
  readonly end: number
  readonly term: number
}

/** @param width of the passage, in UTF-16 units. */
export function snippetOf(text: string, terms: readonly Term[], width = 160): Snippet {
  const marks = marksIn(text, terms)
  const from = bestStart(marks, width)
  const lead = marks[from]?.start ?? 0
  const start = lead <= width / 4 ? 0 : wordStart(text, Math.floor(lead - width / 4))
  const end = wordEnd(text, Math.min(text.length, start + width))
  let shown = start > 0 ? '…' : ''
  const places: (readonly [number, number])[] = []
  let at = start
  for (const mark of marks) {
    if (mark.start < at || mark.end > end) continue
    shown = joined(shown, text.slice(at, mark.start))
    const marked = oneLine(text.slice(mark.start, mark.end))
    places.push([shown.length, shown.length + marked.length])
    shown += marked
    at = mark.end
  }
  shown = joined(shown, text.slice(at, end)).trimEnd()
  return { text: end < text.trimEnd().length ? `${shown}…` : shown, marks: places }
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ')

/** No two spaces meet, and none stands in front. */
function joined(before: string, after: string): string {
  const line = oneLine(after)
  return before + (before === '' || before.endsWith(' ') ? line.trimStart() : line)
}

/** At most so many are looked at: a term can be in a long output a million times. */
const mostMarks = 2_000

function marksIn(text: string, terms: readonly Term[]): readonly Mark[] {
  const found: Mark[] = []
  const whole = new Map<string, number>()
  const begins: { word: string; term: number }[] = []
  for (const [term, { marks }] of terms.entries()) {
    for (const mark of marks) {
      if (!mark.whole) begins.push({ word: mark.word, term })
      else if (!whole.has(mark.word)) whole.set(mark.word, term)
    }
  }
  for (const { start, end, word, parts } of wordsOf(text)) {
    const forms = [word, ...parts]
    const exact = forms.map((form) => whole.get(form)).find((term) => term !== undefined)
    const term = exact ?? begins.find((one) => forms.some((form) => form.startsWith(one.word)))?.term
    if (term !== undefined) found.push({ start, end, term })
    if (found.length >= mostMarks) break
  }
  return found
}

/** Position of the mark from which on most different terms are within a passage. */
function bestStart(marks: readonly Mark[], width: number): number {
  let [best, most] = [0, -1]
  for (const [at, { start }] of marks.entries()) {
    const terms = new Set<number>()
    let many = 0
    for (let next = at; next < marks.length && many < 50; next++) {
      const mark = marks[next]
      if (mark === undefined || mark.end > start + (width * 3) / 4) break
      terms.add(mark.term)
      many += 1
    }
    const worth = terms.size * 100 + many
    if (worth > most) [best, most] = [at, worth]
  }
  return best
}

/** The next beginning of a word, unless that is far. */
function wordStart(text: string, at: number): number {
  const space = text.slice(at, at + 30).search(/\s/)
  return space < 0 ? onLetter(text, at) : at + space + 1
}

function wordEnd(text: string, at: number): number {
  if (at >= text.length) return text.length
  const space = text.slice(at, at + 30).search(/\s/)
  return space < 0 ? onLetter(text, at) : at + space
}

/** Never between the halves of a letter. */
function onLetter(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at
}
