// Markdown in, the same Markdown as if its comments had never been typed out, with the line each line came from.
import type { Html, Nodes, Root } from 'mdast'
import { parseMarkdown, type ParsedMarkdown } from './markdown-tree.ts'

export interface Uncommented {
  readonly text: string
  readonly root: Root
  /** Line of the commented text for each line of `text`; both count from 0. */
  readonly lines: readonly number[]
  /** Line, from 0, on which a comment starts that is never closed. */
  readonly unclosed: number | null
}

/** Stands in for a comment while lines are put together. A spec holds no NUL: `readFrontMatter` refuses it. */
const mark = '\0'

/**
 * Comments are taken out of the source and the rest is parsed again, so that a list that a comment split is one list, and a
 * paragraph that one interrupted is one paragraph. Code keeps what looks like a comment.
 */
export function withoutComments(
  source: string,
): { readonly ok: true; readonly value: Uncommented } | (ParsedMarkdown & { ok: false }) {
  let text = source
  let lines: readonly number[] = text.split('\n').map((_, index) => index)
  // Taking one out can make another: `<!<!-- -->-- -->`. Two rounds are enough for anything that a person writes.
  for (let round = 0; ; round++) {
    const parsed = parseMarkdown(text)
    if (!parsed.ok) return parsed
    const { root } = parsed
    const found =
      text.includes('<!--') && round < 3 ? findComments(root, text) : { ranges: [], unclosed: null }
    const unclosed = found.unclosed === null ? null : (lines[found.unclosed] ?? 0)
    if (found.ranges.length === 0 || unclosed !== null)
      return { ok: true, value: { text, root, lines, unclosed } }
    ;({ text, lines } = cut(text, lines, found.ranges))
  }
}

type Range = readonly [start: number, end: number]

function findComments(
  root: Root,
  text: string,
): { readonly ranges: readonly Range[]; readonly unclosed: number | null } {
  const ranges: Range[] = []
  let unclosed: number | null = null
  for (const node of htmlNodes(root)) {
    const from = node.position?.start.offset ?? 0
    const to = node.position?.end.offset ?? from
    for (let start = text.indexOf('<!--', from); start >= 0 && start < to;) {
      const short = /^<!---?>/.exec(text.slice(start, start + 6))
      const close = short === null ? text.indexOf('-->', start + 4) : start + short[0].length - 3
      if (close < 0 || close + 3 > to) {
        unclosed ??= text.slice(0, start).split('\n').length - 1
        break
      }
      ranges.push([start, close + 3])
      start = text.indexOf('<!--', close + 3)
    }
  }
  return { ranges, unclosed }
}

/** In the order of the text. */
function htmlNodes(node: Nodes): readonly Html[] {
  if (node.type === 'html') return [node]
  return 'children' in node ? node.children.flatMap(htmlNodes) : []
}

function cut(
  text: string,
  lines: readonly number[],
  ranges: readonly Range[],
): { readonly text: string; readonly lines: readonly number[] } {
  let marked = ''
  const removedBreaks: number[] = []
  let at = 0
  for (const [start, end] of ranges) {
    marked += text.slice(at, start) + mark
    removedBreaks.push(text.slice(start, end).split('\n').length - 1)
    at = end
  }
  marked += text.slice(at)

  const kept: string[] = []
  const origins: number[] = []
  let origin = 0
  let comment = 0
  for (const line of marked.split('\n')) {
    const from = origin
    const count = line.split(mark).length - 1
    for (let seen = 0; seen < count; seen++) origin += removedBreaks[comment++] ?? 0
    origin++
    // A line with nothing else on it goes altogether: left empty, it would end the paragraph around it.
    if (count > 0 && /^[ \t>]*$/.test(line.replaceAll(mark, ''))) continue
    kept.push(count === 0 ? line : line.replace(/[ \t]*\0(?=[ \t]|$)/g, '').replaceAll(mark, ''))
    origins.push(lines[from] ?? from)
  }
  return { text: kept.join('\n'), lines: origins }
}
