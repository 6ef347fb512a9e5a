// Text from files, models and people in, text that a terminal shows and never obeys out.

/**
 * What a terminal acts on or a reader cannot see: control characters, bidirectional controls (Trojan Source,
 * CVE-2021-42574), line and paragraph separators, invisible format characters, tags, and halves of surrogate pairs.
 * U+200C and U+200D stay: several scripts and emoji are spelled with them.
 */
const unsafe =
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Cs}\u{e0000}-\u{e007f}]/gu

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** What a CI runner obeys wherever it stands in a printed line: `##[add-mask]`, `##vso[task.setvariable …]`. */
const obeyed = /##(?=\[|vso\[)/gi

/** One line: every unsafe character as `\n`, `\x1b`, `\u202e` or `\u{e0041}`. */
export function escapeText(text: string): string {
  return text.replace(unsafe, spell).replace(obeyed, '#\\x23')
}

/** Several lines: as `escapeText`, but line feeds and tabs stay. CR before a line feed goes. */
export function escapeLines(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(unsafe, (char) => (char === '\n' || char === '\t' ? char : spell(char)))
    .replace(obeyed, '#\\x23')
}

/** JSON that parses to the same value, with unsafe characters spelled `\uXXXX`: it may be printed to a terminal. */
export function escapeJson(json: string): string {
  return json.replace(unsafe, (char) => {
    if (char === '\n') return char
    return char.replace(/[^]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
  })
}

function spell(char: string): string {
  const short = named[char]
  if (short !== undefined) return short
  const point = char.codePointAt(0) ?? 0
  if (point < 0x100) return `\\x${hex(point, 2)}`
  return point < 0x10000 ? `\\u${hex(point, 4)}` : `\\u{${hex(point, 4)}}`
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0')
}
