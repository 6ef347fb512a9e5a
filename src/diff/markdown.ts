// Markdown in, what each of its sections says out: layout, markers and comments left out.
import { createRequire } from 'node:module'
import type { Nodes, Root, RootContent } from 'mdast'
import { yamlLeaves, type Leaf, type Leaves } from './leaves.ts'

const require = createRequire(import.meta.url)
let parser: ((text: string) => Root) | undefined

/** The parser and its tables, loaded on first need: the modules have no other synchronous way in. */
function parse(text: string): Root {
  if (parser === undefined) {
    // `require` is untyped; these are the modules' own types.
    const { unified } = require('unified') as typeof import('unified')
    const { default: remarkParse } = require('remark-parse') as typeof import('remark-parse')
    const { default: remarkGfm } = require('remark-gfm') as typeof import('remark-gfm')
    const processor = unified().use(remarkParse).use(remarkGfm)
    parser = (markdown) => processor.parse(markdown)
  }
  return parser(text)
}

/** Where the order of sections stands among them: only told where they are otherwise the same. */
export const sectionOrder = '(order of sections)'

const frontMatter = /^---[ \t]*\n([^]*?)\n---[ \t]*(?:\n|$)/

/**
 * Sections by their headings (`Title / Part`), each with the text of its normal form; what stands before the first
 * heading is ``, and front matter is told by key. The order of sections counts. Null where the parser fails.
 */
export function markdownSections(text: string): Leaves | null {
  const sections = new Map<string, Leaf>()
  const [head = '', data] = frontMatter.exec(text) ?? []
  if (data !== undefined) {
    const leaves = yamlLeaves(data)
    if (leaves === null) sections.set('front matter', { value: JSON.stringify(data), offset: 0 })
    else
      for (const [path, leaf] of leaves)
        sections.set(`front matter ${path}`, { value: leaf.value, offset: leaf.offset + 4 })
  }
  try {
    const titles: string[] = []
    let name = ''
    let order = ''
    for (const node of parse(text.slice(head.length)).children) {
      if (isComment(node)) continue
      const offset = head.length + (node.position?.start.offset ?? 0)
      if (node.type === 'heading') {
        titles.length = Math.min(titles.length, node.depth - 1)
        titles[node.depth - 1] = wordsOf(node)
        name = unused(
          Array.from(titles, (title = '') => title)
            .filter((title) => title !== '')
            .join(' / '),
          sections,
        )
        order += `${node.depth} ${name}\n`
      }
      const known = sections.get(name)
      const value = `${known?.value ?? ''}${normal(node)}`
      sections.set(name, { value, offset: known?.offset ?? offset })
    }
    sections.set(sectionOrder, { value: order, offset: 0 })
    return sections
  } catch {
    return null
  }
}

function unused(name: string, sections: ReadonlyMap<string, Leaf>): string {
  let free = name
  for (let count = 2; sections.has(free); count++) free = `${name} (${count})`
  return free
}

const isComment = (node: RootContent): boolean =>
  node.type === 'html' && /^<!--[^]*-->$/.test(node.value.trim())

function wordsOf(node: Nodes): string {
  if ('value' in node) return node.value
  return 'children' in node ? node.children.map(wordsOf).join('').replace(/\s+/g, ' ').trim() : ''
}

/** A node without its place, its looseness and its line breaks. */
function normal(node: Nodes): string {
  return JSON.stringify(node, (key, value: unknown) => {
    if (key === 'position' || key === 'spread') return undefined
    if (key !== '' && isText(value)) return { type: 'text', value: value.value.replace(/\s+/g, ' ') }
    return value
  })
}

const isText = (value: unknown): value is { readonly value: string } =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'text'
