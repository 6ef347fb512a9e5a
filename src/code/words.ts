// A TypeScript text in, the words that are code out: a quick look that tells real edits from a formatter's without a parser.

/** Words after which a slash begins a regular expression; after any other word it divides. */
const beforeRegExp = new Set(
  'return typeof instanceof in of new delete void throw case do else await yield default extends'.split(' '),
)
const word = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy
const number = /\.?[0-9](?:[eE][+-]|[\p{ID_Continue}.])*/uy
const blank = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/)+/y
const quoted = /"(?:[^"\\\n\r]|\\(?:\r\n|[^]))*"|'(?:[^'\\\n\r]|\\(?:\r\n|[^]))*'/y
const regExp = /\/(?![*/])(?:[^\\/[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+\/[\p{ID_Continue}$]*/uy
const template = /(?:[^`\\$]|\\[^]|\$(?!\{))*(`|\$\{)/y
/** Escapes that leave no letter behind. */
const harmlessEscape = /\\(?:['"\\nrtbfv`]|\r\n|\n|\r)/g

/**
 * Do two texts differ in more than form (see `formDigest`)? True only where that is certain: some name, keyword or
 * quoted word is there in one and not, or elsewhere, in the other. False says nothing: a parser has to look.
 *
 * @param path only `.ts`, `.mts` and `.cts` are looked at: where JSX may stand, an apostrophe need not open a string.
 */
export function surelyDiffer(path: string, before: string, after: string): boolean {
  if (!/\.[mc]?ts$/i.test(path)) return false
  const [old, now] = [wordsOf(before), wordsOf(after)]
  if (old === null || now === null) return false
  return old.length !== now.length || old.some((one, at) => one !== now[at])
}

/** Names, keywords, and strings that spell one, in order; null where this is not sure what is code. */
export function wordsOf(text: string): readonly string[] | null {
  const words: string[] = []
  /** For each open brace, whether its end goes on with a template. */
  const open: boolean[] = []
  let at = text.startsWith('#!') ? (/[\n\r]/.exec(text)?.index ?? text.length) : 0
  /** What stands before, for a slash: a value, something a value follows, or either. */
  let before: 'value' | 'operator' | 'either' = 'operator'
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? null
    if (found !== null) at += found.length
    return found
  }
  const takeTemplate = (): boolean => {
    const part = take(template)
    if (part?.endsWith('${') === true) open.push(true)
    before = part?.endsWith('`') === true ? 'value' : 'operator'
    return part !== null
  }

  while (at < text.length) {
    if (take(blank) !== null) continue
    const found = take(word)
    if (found !== null) {
      words.push(found)
      before = beforeRegExp.has(found) ? 'operator' : 'value'
      continue
    }
    if (take(number) !== null) {
      before = 'value'
      continue
    }
    const char = text.charAt(at)
    if (char === '"' || char === "'") {
      const literal = take(quoted)
      if (literal === null) return null
      const content = literal.slice(1, -1)
      if (content.replace(harmlessEscape, '').includes('\\')) return null
      if (/^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(content)) words.push(content)
      before = 'value'
      continue
    }
    if (char === '/') {
      if (before === 'either') return null
      if (before === 'operator' && take(regExp) === null) return null
      else if (before === 'value') at++
      before = before === 'operator' ? 'value' : 'operator'
      continue
    }
    at++
    if (char === '`') {
      if (!takeTemplate()) return null
    } else if (char === '\\') return null
    else if (char === '{') {
      open.push(false)
      before = 'operator'
    } else if (char === '}') {
      if (open.length === 0) return null
      if (open.pop() === true) {
        if (!takeTemplate()) return null
      } else before = 'either'
    } else before = char === ')' ? 'either' : char === ']' ? 'value' : char === '!' ? 'either' : 'operator'
  }
  return open.length === 0 ? words : null
}
