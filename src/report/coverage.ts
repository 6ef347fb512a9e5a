// What the specs own of the source in, lines for people out.
import type { Coverage, Share } from '../pipeline/coverage.ts'
import type { Colours } from './colours.ts'
import { escapeText } from './escape.ts'

/** The files that no spec owns, each with its lines, and the shares in the last line. */
export function renderCoverage({ unowned, files, lines }: Coverage, colours: Colours): string {
  const width = Math.max(...unowned.map((file) => String(file.lines).length), 0)
  const list = unowned.map(
    (file) => `  ${colours.dim(String(file.lines).padStart(width))}  ${escapeText(file.path)}`,
  )
  const heading = unowned.length === 0 ? [] : [colours.bold('owned by no spec, with lines:'), ...list, '']
  return [...heading, `coverage: ${share(files, 'files')}, ${share(lines, 'lines')}`].join('\n')
}

/** `12 of 20 files (60 %)`. */
function share({ owned, total, percent }: Share, what: string): string {
  return `${owned} of ${total} ${what}${percent === null ? '' : ` (${percent} %)`}`
}
