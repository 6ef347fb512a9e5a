// Changes and causes in, a few words for each out: as long as one sentence, or one cell of a table, can bear.
import type { Change, Level } from '../diff/change.ts'
import type { Cause } from '../drift/drift.ts'
import { escapeText } from './escape.ts'

/** How a name from outside is written: escaped, or in a code span. */
export type Spell = (name: string) => string

/** `signature of login`, `removed logout`, `renamed open to start`. */
export function changeWords({ kind, symbol, before }: Change, spell: Spell = escapeText): string {
  const name = symbol === '' ? 'code outside of symbols' : spell(symbol)
  if (symbol === '' && kind === 'body') return name
  switch (kind) {
    case 'added':
    case 'removed':
      return `${kind} ${name}`
    case 'renamed':
      return `renamed ${spell(before ?? '')} to ${name}`
    case 'moved':
      return `moved ${name} from ${spell(before ?? '')}`
    case 'signature':
    case 'body':
      return `${kind} of ${name}`
  }
}

/** `requirement R4 changed`. */
export function causeWords({ kind, name, change }: Cause, spell: Spell = escapeText): string {
  return `${kind} ${spell(name)} ${change}`
}

/** How much an edit matters, as a sentence goes on with it. */
export function levelWords(level: Level | null): string {
  switch (level) {
    case 'api':
      return 'what an importer can see changed'
    case 'implementation':
      return 'its implementation changed'
    case 'format':
      return 'its form changed'
    case 'identical':
      return 'its text is the same'
    case null:
      return 'there is nothing to compare it with'
  }
}

/** `a, b and 3 more`; `a and b`. */
export function listWords(words: readonly string[], most: number): string {
  const shown = words.slice(0, most)
  const hidden = words.length - shown.length
  if (hidden > 0) return `${shown.join(', ')} and ${hidden} more`
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`
}

/** The first `most` characters, never half of one, with `…` for the rest. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text
  // The end of a long path says more than its beginning, but its beginning finds it.
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** `1 target`, `2 targets`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
