// Text from files, models and people in, Markdown that shows it and never obeys it out. For GitHub Flavored Markdown
// (https://github.github.com/gfm/), where a page also turns `@name`, `#12` and addresses into links, but not inside code.
import { shorten } from './drift-words.ts'
import { escapeText } from './escape.ts'

/**
 * A code span: no HTML, link, mention, emphasis or entity begins in it. Its fence is longer than any run of backticks within
 * (section 6.3), so nothing in the text ends it.
 *
 * @param most characters shown of the text
 */
export function codeSpan(text: string, most = 120): string {
  // A job may print the report, and `##[` begins a command of GitHub Actions anywhere in a line.
  const shown = shorten(escapeText(text), most).replaceAll('##[', '## [')
  if (shown.trim() === '') return '` `'
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  // One space on each side is taken off again where both are there.
  const pad = /^[` ]|[` ]$/.test(shown) ? ' ' : ''
  return `${fence}${pad}${shown}${pad}${fence}`
}

/**
 * Of a table's cell: the row is split at `|` before code spans are read, unless a backslash stands before it. Whether a
 * backslash before that one counts differs between parsers, so a space keeps them apart.
 */
export function cellSpan(text: string, most = 120): string {
  return codeSpan(text.replace(/\\(?=\|)/g, '\\ '), most).replaceAll('|', '\\|')
}
