// A text in, the same text with home directories as `~` out: plain text and JSON, however often its strings were escaped.

import { jsonStrings, withStrings } from './json-strings.ts'

/** Folders beside the users' own, which name nobody. */
const shared = '(?!(?:Shared|Public|Default)(?![A-Za-z0-9_.-]))'
const user = `${shared}[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_.@+-]{0,62}[\\p{L}\\p{N}_$-])?`

const posix = new RegExp(`/(?:home|Users)\\\\{0,8}/(${user})`, 'gu')
/** What may stand before `/home` and belongs to it: other places of homes, file systems of another machine, escapes. */
const above =
  /(?:(?:(?<![A-Za-z0-9_.~])|(?<=\\[nrt]))\\{0,8}\/(?:var|export|usr|mnt\\{0,8}\/[a-z]|[a-z]|System\\{0,8}\/Volumes\\{0,8}\/Data))?\\{0,8}$/u
/** A path does not begin after these: it goes on. `\n` is a line end that is written out, `-I` an option. */
const goesOn = /[\p{L}\p{N}_.~@%+})\]*-]$/u
const beginsAnyway = /(?:\\[nrtbf]|[\s"'=]-[A-Za-z])$/u

/** Before these nothing has to be looked at. */
const plainStart = '" \'`(=:,<>\n'

/** Names may hold spaces where another separator follows. */
const windows = new RegExp(
  `(?:(?<![A-Za-z0-9])|(?<=\\\\[nrtbf]))[A-Za-z]:(\\\\{1,16}|/)Users\\1(${shared}[^\\s\\\\/:*?"<>|'\`~]{1,32}(?: [^\\s\\\\/:*?"<>|'\`]{1,32}){0,2}(?=\\1)|${user})`,
  'giu',
)

/** Folders that agents name after a project's path, with hyphens: `-home-x-shop`, `C--Users-x-shop`; Cursor's `home-x-shop`. */
const slug =
  /(?:(?<=[/\\])(?:[A-Za-z]-)?-|(?<=\.cursor[/\\]{1,8}projects[/\\]{1,8})(?:[a-z]-)?)(?:home|Users)-([\p{L}\p{N}_][\p{L}\p{N}_-]{0,120})/gu

export interface Homes {
  /** Doing it twice is as doing it once. What is JSON before is JSON afterwards. */
  readonly replace: (text: string) => string
  /** In a record: its value and its JSON alike. The same object where there is nothing to replace. */
  readonly inJson: (json: { readonly value: unknown; readonly text: string }) => {
    readonly value: unknown
    readonly text: string
  }
}

/**
 * User names go inside of such paths only. Names of more than letters and digits (`ann-lee`) are remembered, so that the whole
 * of such a name goes from names of folders, where it cannot be told from what follows.
 */
export function homes(): Homes {
  const compound = new Set<string>()
  const note = (name: string): void => {
    const slugged = name.replace(/[^A-Za-z0-9]/gu, '-')
    if (slugged.includes('-') && compound.size < 100) compound.add(slugged)
  }
  const replaceOnce = (text: string): string => {
    if (!mayHoldHomes(text)) return text
    let result = text
    // First: `C:/Users` is no path of another system.
    if (hasDrive(text) && /:[\\/]{1,16}users[\\/]/iu.test(text))
      result = text.replace(windows, (_all, _separator, name: string) => {
        note(name)
        return '~'
      })
    result = withoutPosixHomes(result, note)
    if (!result.includes('home-') && !result.includes('Users-')) return result
    return result.replace(slug, (_all, rest: string) => {
      const known = [...compound].find((name) => rest === name || rest.startsWith(`${name}-`))
      const length = known?.length ?? /^[^-]*/u.exec(rest)?.[0].length ?? 0
      return `~${rest.slice(length)}`
    })
  }
  // What went may show that a path begins behind it. Each time the text is shorter.
  const replace = (text: string): string => {
    const result = replaceOnce(text)
    return result === text ? text : replace(result)
  }
  return {
    replace,
    inJson: (json) => {
      if (!mayHoldHomes(json.text)) return json
      // Letters that are written by their numbers, and `\/`: only the strings themselves tell what stands there.
      const text = /\\[u/]/u.test(json.text) ? inStrings(json.text, replace) : replace(json.text)
      return text === json.text ? json : { value: inValue(json.value, replace, 0, text), text }
    },
  }
}

function inStrings(text: string, replace: (text: string) => string): string {
  const strings = jsonStrings(text)
  // Once for the names alone: what is known of them must not hang on where in the record they stand.
  for (const { value } of strings) replace(value)
  return withStrings(
    text,
    strings.flatMap(({ from, to, value }) => {
      const changed = replace(value)
      return changed === value ? [] : [{ from, to, value: changed }]
    }),
  )
}

/** Deeper values are parsed again. */
const deepest = 200

/** A copy of what changed, and the rest as it is: several times as fast as to parse the text again. */
function inValue(value: unknown, replace: (text: string) => string, depth: number, text: string): unknown {
  try {
    return replaced(value, replace, depth)
  } catch {
    return JSON.parse(text)
  }
}

function replaced(value: unknown, replace: (text: string) => string, depth: number): unknown {
  if (typeof value === 'string') return value.length < 7 ? value : replace(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepest) throw new RangeError('too deep')
  if (Array.isArray(value)) {
    let copy: unknown[] | null = null
    for (let at = 0; at < value.length; at += 1) {
      const before: unknown = value[at]
      const after = replaced(before, replace, depth + 1)
      if (after !== before) (copy ??= [...value])[at] = after
    }
    return copy ?? value
  }
  // An object of JSON: its names are strings, its members unknown.
  const members = value as Readonly<Record<string, unknown>>
  let copy: Record<string, unknown> | null = null
  for (const key in members) {
    if (key.length >= 7 && replace(key) !== key) return renamed(members, replace, depth)
    const after = replaced(members[key], replace, depth + 1)
    if (after !== members[key]) (copy ??= { ...members })[key] = after
  }
  return copy ?? value
}

function renamed(
  members: Readonly<Record<string, unknown>>,
  replace: (text: string) => string,
  depth: number,
): unknown {
  return Object.fromEntries(
    Object.entries(members).map(([key, value]) => [replace(key), replaced(value, replace, depth + 1)]),
  )
}

function withoutPosixHomes(text: string, note: (name: string) => void): string {
  let result = ''
  let at = 0
  for (const match of text.matchAll(posix)) {
    let from = match.index
    if (from > at && !plainStart.includes(text.charAt(from - 1))) {
      // What stands there once this is done, so that doing it again finds the same.
      const since = (length: number): string =>
        from - length > at ? text.slice(from - length, from) : result.slice(-1) + text.slice(at, from)
      from -= above.exec(since(48))?.[0].length ?? 0
      const context = since(40)
      if (goesOn.test(context) && !beginsAnyway.test(context)) continue
    }
    // After the one replaced last, the path goes on as well.
    if (from === at && at > 0) continue
    note(match[1] ?? '')
    result += `${text.slice(at, from)}~`
    at = match.index + match[0].length
  }
  return result + text.slice(at)
}

function hasDrive(text: string): boolean {
  return text.includes(':\\') || text.includes(':/U') || text.includes(':/u')
}

function mayHoldHomes(text: string): boolean {
  return text.includes('home') || text.includes('Users') || text.includes('users')
}
