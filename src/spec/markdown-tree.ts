// Markdown in, its syntax tree (mdast) out: CommonMark with GitHub's tables, task lists, strikethrough and footnotes.
import type { Nodes, Root } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified, type Processor } from 'unified'
import { maxNesting } from './limits.ts'

/** One for all specs: building a processor costs more than parsing a small spec. */
const processor = unified().use(remarkParse).use(remarkGfm).use(withoutTransforms).freeze()

/** The tree, or what makes the text unreadable: one clause. */
export type ParsedMarkdown =
  { readonly ok: true; readonly root: Root } | { readonly ok: false; readonly fault: string }

/** Texts that nest absurdly, or that CommonMark needs the square of their length for, are refused before they are parsed. */
export function parseMarkdown(text: string): ParsedMarkdown {
  const fault = costFault(text)
  if (fault !== null) return { ok: false, fault }
  try {
    const root = processor.parse(text)
    return tooDeep(root) ? { ok: false, fault: tooDeepFault } : { ok: true, root }
  } catch (error) {
    // The parser recurses over what it reads; its faults are the file's.
    return { ok: false, fault: error instanceof RangeError ? tooDeepFault : 'cannot be read as Markdown' }
  }
}

const tooDeepFault = `nests deeper than ${maxNesting} levels`

/**
 * mdast-util-gfm-autolink-literal walks the finished tree for addresses that the parser left alone, recursing, and what it
 * finds loses its place. An address in a text means the same with or without a link around it.
 */
function withoutTransforms(this: Processor): void {
  const data = this.data()
  data.fromMarkdownExtensions = (data.fromMarkdownExtensions ?? [])
    .flat()
    .map((extension) => ({ ...extension, transforms: [] }))
}

function tooDeep(root: Root): boolean {
  let level: readonly Nodes[] = [root]
  for (let depth = 0; level.length > 0; depth++) {
    // A list and its item are one level to a reader, and two in the tree.
    if (depth > 2 * maxNesting) return true
    level = level.flatMap((node) => ('children' in node ? node.children : []))
  }
  return false
}

/** Openers that the parser looks for to the end of the paragraph, and what closes them. */
const pairs = [
  ['<!--', '-->'],
  ['<?', '?>'],
  ['<![CDATA[', ']]>'],
  ['<!', '>'],
] as const

/** About two seconds of parsing, in the units below (measured: 100 ns each). */
const maxCost = 20_000_000

/**
 * A rough bound on the work that grows with the square of a paragraph: emphasis marks, brackets and unclosed tags.
 * The parser cannot be stopped once it runs, and a stranger's pull request must not hold a checking command for hours.
 */
function costFault(text: string): string | null {
  const quotes = text.match(/^[ ]{0,3}>/gm)?.length ?? 0
  let cost = 0.2 * quotes * quotes
  for (const block of blocksOf(text)) {
    const marks = block.match(/\*+|_+|~+/g)?.length ?? 0
    const brackets = block.match(/\]/g)?.length ?? 0
    cost += marks * marks + 0.5 * brackets * brackets + 10 * bracketDepth(block) ** 2
    for (const [open, close] of pairs) {
      const unclosed = block.slice(block.lastIndexOf(close) + 1).split(open).length - 1
      cost += 0.2 * unclosed * block.length
    }
    if (cost > maxCost) return 'holds more marks in one paragraph than can be read in reasonable time'
  }
  const deep = new RegExp(
    `^(?:[ \\t]*(?:>|(?:[-+*]|\\d{1,9}[.)])[ \\t])){${maxNesting}}|^ {${4 * maxNesting},}(?:[-+*]|\\d{1,9}[.)])[ \\t]`,
    'm',
  )
  return deep.test(text) ? tooDeepFault : null
}

/** How many brackets are open at once, at most. */
function bracketDepth(block: string): number {
  let depth = 0
  let deepest = 0
  for (const [bracket] of block.matchAll(/[[\]]/g)) {
    depth = Math.max(0, depth + (bracket === '[' ? 1 : -1))
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

/** Pieces of text that no inline syntax crosses: between empty lines, list items, headings and rows of a table. */
function* blocksOf(text: string): Generator<string> {
  let start = 0
  let at = 0
  let row = false
  for (const line of text.split('\n')) {
    const isRow = line.startsWith('|')
    if (/^[ \t>]*(?:$|[-+*][ \t]+\S|#{1,6}[ \t])/.test(line) || (isRow && row)) {
      if (at > start) yield text.slice(start, at)
      start = at
    }
    row = isRow
    at += line.length + 1
  }
  yield text.slice(start)
}
