// Two versions of a file in, their unified diff as text out.
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch, type StructuredPatch } from 'diff'
import { normalText } from '../digest/text.ts'

/**
 * Above this many differing lines the exact diff is not searched for: it would take seconds. A bound on the work, not on
 * time, so that the same versions always give the same diff.
 */
const maxEditLength = 4000

/**
 * The unified diff, with `--- a/path` and `+++ b/path`; null stands for a file that is not there, and reads
 * `/dev/null`. Line ends are LF on both sides. Empty where the versions are the same. Versions that differ too much are
 * shown as one hunk: all old lines, then all new ones, without what both begin and end with.
 */
export function unifiedDiff(path: string, before: string | null, after: string | null, context = 3): string {
  const [old, now] = [normalText(before ?? ''), normalText(after ?? '')]
  if (old === now && before !== null && after !== null) return ''
  const names = [
    before === null ? '/dev/null' : `a/${path}`,
    after === null ? '/dev/null' : `b/${path}`,
  ] as const
  const patch =
    structuredPatch(...names, old, now, undefined, undefined, { context, maxEditLength }) ??
    replacement(...names, old, now, context)
  return formatPatch(patch, FILE_HEADERS_ONLY)
}

function replacement(
  oldFileName: string,
  newFileName: string,
  before: string,
  after: string,
  context: number,
): StructuredPatch {
  const [old, now] = [linesOf(before), linesOf(after)]
  const least = Math.min(old.length, now.length)
  let head = 0
  while (head < least && old[head] === now[head]) head++
  let tail = 0
  while (tail < least - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++
  const [from, to] = [Math.max(0, head - context), Math.max(0, tail - context)]
  const lines = [
    ...old.slice(from, head).map((line) => ` ${line}`),
    ...old.slice(head, old.length - tail).map((line) => `-${line}`),
    ...now.slice(head, now.length - tail).map((line) => `+${line}`),
    ...old.slice(old.length - tail, old.length - to).map((line) => ` ${line}`),
  ]
  const hunk = {
    oldStart: from + 1,
    oldLines: old.length - to - from,
    newStart: from + 1,
    newLines: now.length - to - from,
    lines: lines.flatMap((line) =>
      line.endsWith('\n') ? [line.slice(0, -1)] : [line, '\\ No newline at end of file'],
    ),
  }
  return { oldFileName, newFileName, oldHeader: undefined, newHeader: undefined, hunks: [hunk] }
}

/** Lines with their line ends. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/)
}
