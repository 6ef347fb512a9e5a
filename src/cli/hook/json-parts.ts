// A valid JSON text and the place of a container in it in; its members or items with their places out. For edits that keep
// every other byte. No recursion: the text may nest as deep as it likes.

/** Offsets into the text, `to` behind the last character. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** A member of an object, from its name to its value; or an item of an array. */
export interface Part extends Range {
  /** Null for items of arrays. */
  readonly name: string | null
  readonly value: Range
}

export interface Container extends Range {
  readonly kind: 'object' | 'array'
  readonly parts: readonly Part[]
}

/** The value that begins at `from` or after spaces; null where it is neither an object nor an array. */
export function containerAt(text: string, from: number): Container | null {
  const start = skipSpace(text, from)
  const opening = text[start]
  if (opening !== '{' && opening !== '[') return null
  const parts: Part[] = []
  let at = skipSpace(text, start + 1)
  while (at < text.length && text[at] !== '}' && text[at] !== ']') {
    let value = at
    let name: string | null = null
    if (opening === '{') {
      const end = endOfString(text, at)
      // The text is valid JSON: this is the string of a name.
      name = String(JSON.parse(text.slice(at, end)))
      value = skipSpace(text, skipSpace(text, end) + 1)
    }
    const to = endOfValue(text, value)
    parts.push({ name, from: at, to, value: { from: value, to } })
    const next = skipSpace(text, to)
    at = text[next] === ',' ? skipSpace(text, next + 1) : next
  }
  return { kind: opening === '{' ? 'object' : 'array', from: start, to: at + 1, parts }
}

/** Of several with one name, the last: so JSON.parse has it. */
export function memberOf(container: Container, name: string): Part | null {
  return container.parts.findLast((part) => part.name === name) ?? null
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (' \t\r\n'.includes(text[at] ?? 'x')) at++
  return at
}

function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

function endOfValue(text: string, from: number): number {
  if (text[from] === '"') return endOfString(text, from)
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? ''
    if (char === '"') at = endOfString(text, at) - 1
    else if (char === '{' || char === '[') depth++
    else if (char === '}' || char === ']') {
      if (depth === 0) return at
      depth--
      if (depth === 0) return at + 1
    } else if (depth === 0 && ', \t\r\n'.includes(char)) return at
  }
  return text.length
}
