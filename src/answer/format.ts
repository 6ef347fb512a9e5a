// The answer format's markers: how they are written and how a line is recognised as one. See `instructions.ts` for
// what a model is told and `reader.ts` for how its answer is read.
import { harmless } from './harmless.ts'

/** Eight lower-case hex digits of the question, in every marker (rule 22). */
export type MarkerTag = string

/** A marker stands alone on its line. */
export const markers = {
  file: (tag: MarkerTag, path: string): string => `=== FILE ${tag} ${harmless(path)} ===`,
  edit: (tag: MarkerTag, path: string): string => `=== EDIT ${tag} ${harmless(path)} ===`,
  search: (tag: MarkerTag): string => `=== SEARCH ${tag} ===`,
  replace: (tag: MarkerTag): string => `=== REPLACE ${tag} ===`,
  endFile: (tag: MarkerTag): string => `=== END ${tag} ===`,
  decisions: (tag: MarkerTag): string => `=== DECISIONS ${tag} ===`,
  trace: (tag: MarkerTag): string => `=== TRACE ${tag} ===`,
  done: (tag: MarkerTag): string => `=== DONE ${tag} ===`,
} as const

type PathKind = 'file' | 'edit'
type BareKind = 'search' | 'replace' | 'end' | 'decisions' | 'trace' | 'done'

export type Marker =
  | { readonly kind: PathKind; readonly tag: MarkerTag; readonly path: string }
  | { readonly kind: BareKind; readonly tag: MarkerTag }

/** Longer lines are content: no path is that long, and looking at them costs time. */
const longestMarker = 5000

/**
 * The marker on a line, of whatever tag, or null. Emphasis, backticks, quote marks and heading marks around it, more or
 * fewer `=`, upper-case hex digits and trailing white space are forgiven: a tag is not met by accident.
 */
export function readMarker(line: string): Marker | null {
  if (line.length > longestMarker || !line.includes('==')) return null
  const bare = trimChars(line, ' \t\r>#*_`')
  const match =
    /^={2,}[ \t]*(FILE|EDIT|SEARCH|REPLACE|END|DECISIONS|TRACE|DONE)[ \t]+(?:(?:FILE|EDIT)[ \t]+)?([0-9a-f]{8})(?![^ \t=:])(.*)$/isu.exec(
      bare,
    )
  if (match === null) return null
  const [, word = '', tag = '', rest = ''] = match
  const kind = bareKinds[word.toUpperCase()]
  const said = rest.replace(/[ \t]*={2,}[ \t]*$/u, '').trim()
  if (kind === undefined) {
    const named: PathKind = word.toUpperCase() === 'EDIT' ? 'edit' : 'file'
    return said === '' ? null : { kind: named, tag: tag.toLowerCase(), path: said }
  }
  // After END some models repeat the path; anything after the other words is a sentence about them.
  return kind === 'end' || said === '' || said === ':' ? { kind, tag: tag.toLowerCase() } : null
}

const bareKinds: Readonly<Record<string, BareKind>> = {
  SEARCH: 'search',
  REPLACE: 'replace',
  END: 'end',
  DECISIONS: 'decisions',
  TRACE: 'trace',
  DONE: 'done',
}

/** The text without any of these characters at its ends. A loop: a pattern would look at every inner run again. */
function trimChars(text: string, chars: string): string {
  let from = 0
  let to = text.length
  while (from < to && chars.includes(text.charAt(from))) from += 1
  while (to > from && chars.includes(text.charAt(to - 1))) to -= 1
  return text.slice(from, to)
}
