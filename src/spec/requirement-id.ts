// The first words of a list item, heading or paragraph in, the id they write down out; words in, a slug out (rule 8).
import type { NormalInline } from './normal-form.ts'

/** Bare, with a colon behind it: `R1:`, `R1.2:`, `REQ-LOGIN:`. Anything else bare would make ids of "S3: uploads" and "SHA256:". */
const bare = String.raw`R\d+(?:\.\d+)*[a-z]?|REQ-[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*`
/** As `**ID**` or `[ID]`: capitals and digits, at least one digit, so that `**NOTE**` is none. */
const marked = String.raw`(?=[A-Z0-9._-]*\d)[A-Z][A-Z0-9]*(?:[-_.][A-Z0-9]+)*`

const bareColon = new RegExp(`^(${bare}):(?:\\s+|$)`)
const bareAlone = new RegExp(`^(${bare})$`)
const bracketed = new RegExp(`^\\[(${bare}|${marked})\\]`)
const boldAlone = new RegExp(`^(${bare}|${marked}):?$`)
const separator = /^\s*(?:[:.–—-](?=\s|$))?\s*/

export interface WrittenId {
  readonly id: string
  /** What stands behind the id. */
  readonly rest: readonly NormalInline[]
}

/**
 * The id that the words start with, or null. `**AUTH-1** text`, `[AUTH-1] text`, `R1: text`, `**R1:** text`,
 * `**R1: Name** text`. `alone`: an id with nothing behind it counts too (a heading).
 */
export function idOf(words: readonly NormalInline[], alone = false): WrittenId | null {
  const first = words[0]
  if (first === undefined) return null
  const behind = words.slice(1)
  if (first[0] === 'text') {
    const text = String(first[1])
    const match = bareColon.exec(text) ?? bracketed.exec(text) ?? (alone ? bareAlone.exec(text) : null)
    return match === null
      ? null
      : { id: match[1] ?? '', rest: afterSeparator(text.slice(match[0].length), behind) }
  }
  if (first[0] !== 'strong') return null
  const inside = first[1]
  if (!Array.isArray(inside) || inside.length === 0) return null
  const inner: unknown = inside[0]
  if (!Array.isArray(inner) || inner[0] !== 'text' || typeof inner[1] !== 'string') return null
  const only = inside.length === 1 ? boldAlone.exec(inner[1]) : null
  if (only !== null) return { id: only[1] ?? '', rest: afterSeparator('', behind) }
  const named = bareColon.exec(inner[1])
  if (named === null) return null
  const name = inner[1].slice(named[0].length)
  const bold: NormalInline = ['strong', [...(name === '' ? [] : [['text', name]]), ...inside.slice(1)]]
  return { id: named[1] ?? '', rest: [bold, ...behind] }
}

/** Takes `:`, `.` or a dash between an id and its words away. */
function afterSeparator(text: string, behind: readonly NormalInline[]): readonly NormalInline[] {
  const next = behind[0]
  const joined = text === '' && next?.[0] === 'text' ? String(next[1]) : text
  const rest = text === '' && next?.[0] === 'text' ? behind.slice(1) : behind
  const bareText = joined.replace(separator, '')
  return bareText === '' ? rest : [['text', bareText], ...rest]
}

/** The same for Markdown that `renderInlines` made: the text behind an id that is known to stand in front. */
export function withoutId(markdown: string, id: string): string {
  const name = [...id].map((c) => (/[A-Za-z0-9]/.test(c) ? c : `\\\\?\\${c}`)).join('')
  const plain = new RegExp(`^(?:\\*\\*${name}:?\\*\\*|\\\\?\\[${name}\\\\?\\]|${name})`).exec(markdown)
  if (plain !== null) return markdown.slice(plain[0].length).replace(separator, '')
  const named = new RegExp(`^\\*\\*${name}:\\s+`).exec(markdown)
  return named === null ? markdown : `**${markdown.slice(named[0].length)}`
}

/** The words alone, marks left out. */
export function plainText(inlines: readonly NormalInline[]): string {
  return inlines.map(wordsOf).join('')
}

function wordsOf(inline: unknown): string {
  if (!Array.isArray(inline)) return ''
  switch (inline[0]) {
    case 'text':
    case 'code':
      return String(inline[1])
    case 'emphasis':
    case 'strong':
    case 'delete':
    case 'link': {
      const inside: unknown = inline.at(-1)
      return Array.isArray(inside) ? inside.map(wordsOf).join('') : ''
    }
    case 'image':
      return String(inline[3])
    default:
      return ''
  }
}
