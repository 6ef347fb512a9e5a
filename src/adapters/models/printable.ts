// Text from a server or a program in; text that is safe in a one-sentence message out.

const escapeOf = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

/** Control characters, and those that turn the direction of writing, as `\x1b`. Line ends and tabs stay. */
export function escapeControls(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    escapeOf,
  )
}

/** One line of at most `limit` UTF-16 units. */
export function oneLine(text: string, limit = 300): string {
  const line = escapeControls(text.replace(/\s+/g, ' ').trim())
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`
}

/** The last lines that say something, escaped, joined by ` | `. */
export function lastLines(text: string, count = 5): string {
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line) => oneLine(line))
    .filter((line) => line !== '')
  return lines.slice(-count).join(' | ')
}
