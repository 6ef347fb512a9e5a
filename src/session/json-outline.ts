// Text that may be the beginning of JSON in, where its value ends out; told from brackets, commas and strings alone.

/** How far into a value the text read so far goes. */
export interface Outline {
  /** Brackets that are open, outermost first: `{` and `[`. */
  readonly open: readonly string[]
  /** The last character that is no space; `v` for the end of a value. */
  readonly last: string
}

export type Outlined =
  /** The value ends before this place. */
  | { readonly kind: 'ends'; readonly at: number }
  /** It goes on after the text; what is read so far could be the beginning of JSON that is spread over lines. */
  | { readonly kind: 'open'; readonly outline: Outline }
  | { readonly kind: 'broken' }

const nothing: Outline = { open: [], last: '' }

/** Reads on from an outline. The text must not end inside a string: JSON has no line ends in strings. */
export function outlined(text: string, from = 0, before: Outline = nothing): Outlined {
  const open = [...before.open]
  let last = before.last
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === ' ' || char === '\t' || char === '\r' || char === '\n') continue
    if (!mayFollow(open.at(-1), last, char)) return { kind: 'broken' }
    if (char === '"') {
      at = endOfString(text, at + 1)
      if (at < 0) return { kind: 'broken' }
      last = 'v'
    } else if (char === '{' || char === '[') {
      open.push(char)
      last = char
    } else if (char === '}' || char === ']') {
      open.pop()
      last = 'v'
      if (open.length === 0) return { kind: 'ends', at: at + 1 }
    } else if (char === ',' || char === ':') last = char
    else {
      while (at + 1 < text.length && /[\w.+-]/.test(text.charAt(at + 1))) at++
      last = 'v'
    }
  }
  return open.length > 0 ? { kind: 'open', outline: { open, last } } : { kind: 'broken' }
}

/** Place of the closing quote, -1 where there is none. */
function endOfString(text: string, from: number): number {
  for (let at = from; ; at++) {
    at = text.indexOf('"', at)
    if (at < 0) return -1
    let back = at
    while (back > from && text.charCodeAt(back - 1) === 0x5c) back--
    if ((at - back) % 2 === 0) return at
  }
}

function mayFollow(container: string | undefined, last: string, char: string): boolean {
  if (container === undefined) return last === '' && (char === '{' || char === '[')
  const closes = char === (container === '{' ? '}' : ']')
  if (last === 'v') return closes || char === ',' || (char === ':' && container === '{')
  if (last === container && closes) return true
  if (last === ':' || container === '[') return /["[{\w-]/.test(char)
  return char === '"'
}
