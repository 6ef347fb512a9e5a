// JSON text in, the places of its strings out, so that one can be replaced and every other character stays as it is.

/** A string in JSON text. */
export interface JsonString {
  /** Place of the literal in the text, its quotes with it. */
  readonly from: number
  readonly to: number
  readonly value: string
  /** It names a member of an object. */
  readonly isKey: boolean
  /** Names of members on the way to it; elements of arrays have none of their own. */
  readonly path: Path
}

/** A way into a value: the member's name and the way to the object that has it. */
export interface Path {
  readonly key: string
  readonly up: Path | null
}

/** The way to the value itself. */
export const topPath: Path = { key: '', up: null }

/** Every string and every key, in the order of the text, duplicates too. The text has to be JSON (RFC 8259). */
export function jsonStrings(text: string): JsonString[] {
  const found: JsonString[] = []
  /** One entry an open object or array; `path` of what it holds. */
  const open: { readonly object: boolean; readonly at: Path }[] = []
  let path = topPath
  let expectsKey = false
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22: {
        const to = endOfString(text, at)
        const value = unquoted(text, at, to)
        found.push({ from: at, to, value, isKey: expectsKey, path })
        if (expectsKey) path = { key: value, up: open.at(-1)?.at ?? null }
        expectsKey = false
        at = to - 1
        break
      }
      case 0x7b:
        open.push({ object: true, at: path })
        expectsKey = true
        break
      case 0x5b:
        open.push({ object: false, at: path })
        break
      case 0x7d:
      case 0x5d:
        open.pop()
        expectsKey = false
        break
      case 0x2c: {
        const around = open.at(-1)
        expectsKey = around?.object === true
        if (around) path = around.at
        break
      }
    }
  }
  return found
}

/** A text with some of its JSON strings replaced. */
export function withStrings(
  text: string,
  changed: readonly { readonly from: number; readonly to: number; readonly value: string }[],
): string {
  let result = ''
  let at = 0
  for (const { from, to, value } of changed) {
    result += text.slice(at, from) + JSON.stringify(value)
    at = to
  }
  return result + text.slice(at)
}

/** Does a text look like JSON that holds strings? Only a parse can tell whether it is. */
export function mayBeJson(text: string): boolean {
  return /^\s{0,100}[[{]/u.test(text) && /[\]}]\s{0,100}$/u.test(text.slice(-200)) && text.includes('"')
}

function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes += 1
    if (slashes % 2 === 0) return at + 1
  }
  return text.length
}

function unquoted(text: string, from: number, to: number): string {
  const inside = text.slice(from + 1, to - 1)
  if (!inside.includes('\\')) return inside
  const value: unknown = JSON.parse(text.slice(from, to))
  return typeof value === 'string' ? value : inside
}
