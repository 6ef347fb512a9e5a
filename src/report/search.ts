// The answer of a search in, lines for people out: where, what, the passage with its words marked, what to do next.
import type { SearchAnswer, SearchHit } from '../pipeline/search.ts'
import type { Colours } from './colours.ts'
import { timeWords } from './conversation-words.ts'
import { counted, listWords } from './drift-words.ts'
import { escapeText } from './escape.ts'

/** A command, or a place that editors open. */
export function nextOf({ kind, id, path, place, what }: SearchHit): string {
  switch (kind) {
    case 'spec':
      return place === null ? (path ?? id) : `${path ?? id}:${place}`
    case 'record': {
      const asked = what === 'prompt' || what === 'answer' ? ` --${what}` : ''
      return `spec show ${id.slice(0, 12)}${asked}`
    }
    case 'conversation':
      return `spec show ${id}`
  }
}

export function renderSearch({ hits, every, terms, documents }: SearchAnswer, colours: Colours): string {
  const notes = terms.flatMap(({ typed, as, words }) => {
    const word = escapeText(typed)
    if (as === 'beginning') return [`nothing has the word ${word}: shown is what begins so`]
    if (as === 'similar') return [`nothing has the word ${word}: shown is ${escapeText(listWords(words, 5))}`]
    return as === 'absent' ? [`nothing has the word ${word}, nor one like it`] : []
  })
  if (hits.length === 0) return [`nothing found in ${counted(documents, 'text')}`, ...notes].join('\n')
  if (!every && terms.length > 1) notes.push('nothing has all of the words: shown is what has some')
  const shown = hits.map((hit) => renderHit(hit, colours))
  return [...notes.map((note) => colours.dim(note)), ...shown].join('\n\n')
}

function renderHit(hit: SearchHit, colours: Colours): string {
  const { kind, title, what, role, at, snippet } = hit
  const about = [
    kind === 'spec' ? null : title,
    kind === 'spec' && what !== title ? `${title}, ${what}` : what,
    role,
    at === null ? null : timeWords(at),
  ]
  const facts = about.flatMap((fact) => (fact === null ? [] : [escapeText(fact)])).join(' · ')
  return [
    `${colours.cyan(escapeText(nextOf(hit)))}  ${facts}`,
    `  ${markedText(snippet.text, snippet.marks, colours)}`,
  ].join('\n')
}

/** Without colours, marks are `»` and `«`. */
function markedText(text: string, marks: SearchHit['snippet']['marks'], { bold }: Colours): string {
  const plain = bold('x') === 'x'
  let [shown, at] = ['', 0]
  for (const [start, end] of marks) {
    const marked = escapeText(text.slice(start, end))
    shown += escapeText(text.slice(at, start)) + (plain ? `»${marked}«` : bold(marked))
    at = end
  }
  return shown + escapeText(text.slice(at))
}
