// JSON text in; its tokens without layout, and the first fault, out. Iterative: depth costs no stack.

export interface JsonFault {
  /** Offset into the text, in UTF-16 units. */
  readonly offset: number
  readonly message: string
}

type Expecting = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing'

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const stringPattern = /"(?:[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const wordPattern = /true|false|null/y
const spacePattern = /[ \t\n\r]*/y
const commentPattern = /\/\/[^\n]*|\/\*[^]*?\*\//y

/**
 * Reads JSON (RFC 8259), giving each token and its place to `token`: brackets, colons, numbers without needless digits, strings by value. Commas
 * carry no meaning once the text is known to be valid and are left out. With `lenient`, comments and trailing commas
 * are allowed. Returns the first fault, or null.
 */
export function readJson(
  text: string,
  lenient: boolean,
  token: (piece: string, offset: number) => void = () => {},
): JsonFault | null {
  const open: ('{' | '[')[] = []
  let expecting: Expecting = 'value'
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0

  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? null
    if (found !== null) at += found.length
    return found
  }
  const afterValue = (): Expecting => (open.length === 0 ? 'nothing' : ', or end')
  const close = (bracket: ']' | '}'): void => {
    open.pop()
    at += 1
    token(bracket, at - 1)
    expecting = afterValue()
  }

  for (;;) {
    match(spacePattern)
    if (lenient && match(commentPattern) !== null) continue
    const char = text[at]
    if (char === undefined) {
      if (expecting === 'nothing') return null
      return { offset: at, message: `the file ends where ${wanted(expecting, open.at(-1))} was expected` }
    }
    const fault = (): JsonFault => ({
      offset: at,
      message: `found ${JSON.stringify(char)} where ${wanted(expecting, open.at(-1))} was expected`,
    })

    if (expecting === 'value' || expecting === 'value or ]') {
      if (char === '{' || char === '[') {
        open.push(char)
        at += 1
        token(char, at - 1)
        expecting = char === '{' ? 'key or }' : 'value or ]'
      } else if (char === ']' && expecting === 'value or ]') {
        close(']')
      } else {
        const start = at
        const string: string | null = char === '"' ? match(stringPattern) : null
        const scalar: string | null = string ?? match(numberPattern) ?? match(wordPattern)
        if (scalar === null) return fault()
        token(string === null ? plainNumber(scalar) : JSON.stringify(JSON.parse(string)), start)
        expecting = afterValue()
      }
    } else if (expecting === 'key' || expecting === 'key or }') {
      const start = at
      const key = match(stringPattern)
      if (key !== null) {
        token(JSON.stringify(JSON.parse(key)), start)
        expecting = ':'
      } else if (char === '}' && expecting === 'key or }') close('}')
      else return fault()
    } else if (expecting === ':') {
      if (char !== ':') return fault()
      at += 1
      token(':', at - 1)
      expecting = 'value'
    } else if (expecting === ', or end') {
      const inObject = open.at(-1) === '{'
      if (char === ',') {
        at += 1
        if (inObject) expecting = lenient ? 'key or }' : 'key'
        else expecting = lenient ? 'value or ]' : 'value'
      } else if (char === (inObject ? '}' : ']')) close(char === '}' ? '}' : ']')
      else return fault()
    } else return fault()
  }
}

/** `2.50E+07` → `2.5e7`. By digits and not by value: a number may have more of them than a double holds. */
function plainNumber(scalar: string): string {
  const [, whole, fraction = '', exponent = ''] = /^(-?\d+)(\.\d+)?(?:e([+-]?\d+))?$/i.exec(scalar) ?? []
  if (whole === undefined) return scalar
  const power = exponent.replace(/^\+/, '').replace(/^(-?)0+(?=\d)/, '$1')
  return `${whole}${fraction.replace(/\.?0+$/, '')}${/^-?0?$/.test(power) ? '' : `e${power}`}`
}

function wanted(expecting: Expecting, bracket: '{' | '[' | undefined): string {
  switch (expecting) {
    case 'value':
      return 'a value'
    case 'value or ]':
      return 'a value or "]"'
    case 'key':
      return 'a key in double quotes'
    case 'key or }':
      return 'a key in double quotes or "}"'
    case ':':
      return '":"'
    case ', or end':
      return bracket === '{' ? '"," or "}"' : '"," or "]"'
    case 'nothing':
      return 'the end of the file'
  }
}
