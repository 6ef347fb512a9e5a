// Text from files in, Markdown that cannot break out of its place in the prompt out.
import { harmless } from '../answer/harmless.ts'

/** A code block whose fence is longer than any run of backticks in the text. The text itself stays as it is. */
export function fenced(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}${language}\n${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${fence}`
}

/** A path, id or name as inline code on one line. */
export function inline(text: string): string {
  const bare = harmless(text)
  const ticks = '`'.repeat(longestRun(bare) + 1)
  const pad = bare.startsWith('`') || bare.endsWith('`') ? ' ' : ''
  return `${ticks}${pad}${bare}${pad}${ticks}`
}

/** A text as one line: white space runs become a space. */
export function oneLine(text: string): string {
  return harmless(text.replace(/\s+/gu, ' ').trim())
}

/** By UTF-16 code units: the same on every machine, whatever its locale. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function longestRun(text: string): number {
  let longest = 0
  for (const run of text.matchAll(/`+/gu)) longest = Math.max(longest, run[0].length)
  return longest
}
