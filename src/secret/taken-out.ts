// A text before and after it was redacted in; what was taken out, by place and rule, and never as it stood, out.
import { digestText, type Digest } from '../digest/digest.ts'
import { jsonStrings, type JsonString, type Path } from './json-strings.ts'

export interface TakenOut {
  /** Names of members on the way to the string: `message/content/text`; empty in plain text. */
  readonly path: string
  /** Of plain text, where it began: UTF-16 units from 0. */
  readonly from: number | null
  readonly rule: string
  readonly masked: string
  /** Of what was taken out: what `secrets.allow` names. Null where it cannot be told apart from what stands beside it. */
  readonly digest: Digest | null
}

const token = /\[REDACTED:([^\]\s"\\]{1,100})\]/g

/** Tokens that stood there before are none of it. What `~` replaced has the rule `home-directory`. */
export function takenOut(before: string, after: string, layout: 'json' | 'text'): readonly TakenOut[] {
  if (before === after) return []
  if (layout === 'text') return partsOf(before, after).map((part) => ({ ...part, path: '' }))
  const old = jsonStrings(before)
  return jsonStrings(after).flatMap((now, at) => {
    const was = old[at]
    if (was === undefined || was.value === now.value) return []
    return partsOf(was.value, now.value).map((part) => ({ ...part, path: placeOf(now), from: null }))
  })
}

/** What a person may see of a secret: of a long one its first characters, which tell what kind it is. */
export function masked(text: string): string {
  const length = `(${text.length} ${text.length === 1 ? 'character' : 'characters'})`
  return text.length < 24 || /\s/.test(text.slice(0, 4)) ? length : `${text.slice(0, 4)}… ${length}`
}

type Part = Omit<TakenOut, 'path'>

function partsOf(before: string, after: string): readonly Part[] {
  const rules = [...after.matchAll(token)].map(([, rule = '']) => rule)
  const pieces = after.replace(token, '\0').split('\0')
  const parts: Part[] = []
  let at = pieces[0]?.length ?? 0
  for (const [number, rule] of rules.entries()) {
    const next = pieces[number + 1] ?? ''
    const last = number === rules.length - 1
    const end = last && before.endsWith(next) ? before.length - next.length : before.indexOf(next, at)
    const unknown = end < at || (next === '' && !last)
    const gone = unknown ? '' : before.slice(at, end)
    if (gone !== `[REDACTED:${rule}]` && !(unknown && before.includes(`[REDACTED:${rule}]`)))
      parts.push({
        from: at,
        rule,
        masked: unknown ? '(not told apart from what stands beside it)' : masked(gone),
        digest: unknown ? null : digestText(gone),
      })
    if (!unknown) at = end + next.length
  }
  if (parts.length > 0 || rules.length > 0) return parts
  return [{ from: null, rule: 'home-directory', masked: '(the name of a home directory)', digest: null }]
}

function placeOf({ path, isKey, value }: JsonString): string {
  return isKey ? `${nameOf(path)}/${value} (a name)`.replace(/^\//, '') : nameOf(path)
}

function nameOf(path: Path | null): string {
  if (path === null || path.up === null) return path?.key ?? ''
  const above = nameOf(path.up)
  return above === '' ? path.key : `${above}/${path.key}`
}
