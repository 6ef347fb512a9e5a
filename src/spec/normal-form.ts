// Nodes of a Markdown tree in, their normal form out (rule 5): what a digest is taken over. Two texts that mean the same
// to a reader have the same normal form. A change here makes every spec stale: see `digestVersion` of the lock.
import type { BlockContent, Definition, DefinitionContent, PhrasingContent, Root, RootContent } from 'mdast'
import type { Json } from '../digest/canonical.ts'

/** `['text', 'words']`, `['strong', …]`, `['code', 'x']`, `['link', url, title, …]`. */
export type NormalInline = readonly [kind: string, ...rest: Json[]]

/** `['paragraph', inlines]`, `['list', ordered, items]`, `['code', info, text]`. */
export type NormalBlock = readonly [kind: string, ...rest: Json[]]

/** Where `[text][reference]` leads. */
export type Definitions = ReadonlyMap<string, Definition>

type ListItemContent = BlockContent | DefinitionContent

/** The first definition of a name counts, as CommonMark has it. */
export function definitionsOf(root: Root): Definitions {
  const found = new Map<string, Definition>()
  const visit = (nodes: readonly (RootContent | ListItemContent)[]): void => {
    for (const node of nodes) {
      if (node.type === 'definition') {
        if (!found.has(node.identifier)) found.set(node.identifier, node)
      } else if (node.type === 'blockquote' || node.type === 'listItem' || node.type === 'footnoteDefinition')
        visit(node.children)
      else if (node.type === 'list') visit(node.children)
    }
  }
  visit(root.children)
  return found
}

/** Normal form of blocks that follow each other. `skip` leaves out what is digested elsewhere. */
export function normalBlocks(
  nodes: readonly RootContent[],
  definitions: Definitions,
  skip: ReadonlySet<RootContent>,
  headingBase = 0,
): readonly NormalBlock[] {
  const blocks: NormalBlock[] = []
  for (const node of nodes) {
    if (skip.has(node)) continue
    const block = normalBlock(node, definitions, skip, headingBase)
    if (block === null) continue
    const before = blocks.at(-1)
    // Two lists in a row differ only in their markers.
    if (block[0] === 'list' && before?.[0] === 'list' && before[1] === block[1]) {
      blocks[blocks.length - 1] = ['list', before[1] ?? null, [...list(before[2]), ...list(block[2])]]
    } else blocks.push(block)
  }
  return blocks
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function normalBlock(
  node: RootContent,
  definitions: Definitions,
  skip: ReadonlySet<RootContent>,
  headingBase: number,
): NormalBlock | null {
  const below = (nodes: readonly RootContent[]): readonly NormalBlock[] =>
    normalBlocks(nodes, definitions, skip, headingBase)
  switch (node.type) {
    case 'paragraph': {
      const inlines = normalInlines(node.children, definitions)
      return inlines.length === 0 ? null : ['paragraph', inlines]
    }
    case 'heading':
      return ['heading', node.depth - headingBase, normalInlines(node.children, definitions)]
    case 'code':
      return ['code', infoOf(node.lang, node.meta), node.value]
    case 'blockquote': {
      const blocks = below(node.children)
      return blocks.length === 0 ? null : ['quote', blocks]
    }
    case 'list': {
      const items = node.children.filter((item) => !skip.has(item)).map((item) => below(item.children))
      return items.length === 0 ? null : ['list', node.ordered === true, items]
    }
    case 'table': {
      const rows = node.children.map((row) =>
        row.children.map((cell) => normalInlines(cell.children, definitions)),
      )
      return ['table', rows]
    }
    case 'html': {
      const value = collapse(node.value.replace(/<!--[^]*?-->/g, '')).trim()
      return value === '' ? null : ['html', value]
    }
    case 'footnoteDefinition':
      return ['footnote', node.identifier, below(node.children)]
    // A line across the page says nothing; definitions are resolved where they are used; front matter is not here.
    case 'thematicBreak':
    case 'definition':
    case 'yaml':
      return null
    default:
      // The rest are inline nodes and parts of lists and tables, which do not stand among blocks.
      return null
  }
}

/** Info string of a code fence: language and the rest. */
function infoOf(lang: string | null | undefined, meta: string | null | undefined): string {
  return collapse(`${lang ?? ''} ${meta ?? ''}`).trim()
}

/** Normal form of inline nodes: neighbouring texts joined, white space collapsed and trimmed, references resolved. */
export function normalInlines(
  nodes: readonly PhrasingContent[],
  definitions: Definitions,
): readonly NormalInline[] {
  return trimEnds(joinTexts(nodes.flatMap((node) => normalInline(node, definitions))))
}

function normalInline(node: PhrasingContent, definitions: Definitions): readonly NormalInline[] {
  const inside = (nodes: readonly PhrasingContent[]): readonly NormalInline[] =>
    joinTexts(nodes.flatMap((child) => normalInline(child, definitions)))
  switch (node.type) {
    case 'text':
      return [['text', node.value]]
    case 'break':
      return [['text', ' ']]
    case 'emphasis':
    case 'strong':
    case 'delete':
      return [[node.type, inside(node.children)]]
    case 'inlineCode':
      return [['code', unwrapped(node.value)]]
    case 'html':
      return node.value.startsWith('<!--') ? [] : [['html', collapse(node.value)]]
    case 'link':
      return linkOf(inside(node.children), node.url, node.title)
    case 'linkReference': {
      const target = definitions.get(node.identifier)
      return linkOf(inside(node.children), target?.url ?? '', target?.title)
    }
    case 'image':
      return [['image', node.url, collapse(node.title ?? ''), collapse(node.alt ?? '')]]
    case 'imageReference': {
      const target = definitions.get(node.identifier)
      return [['image', target?.url ?? '', collapse(target?.title ?? ''), collapse(node.alt ?? '')]]
    }
    case 'footnoteReference':
      return [['footnote', node.identifier]]
    default:
      return []
  }
}

/** An address that is its own text is a text, linked or not. */
function linkOf(
  inside: readonly NormalInline[],
  url: string,
  title: string | null | undefined,
): readonly NormalInline[] {
  const only = inside.length === 1 && inside[0]?.[0] === 'text' ? inside[0][1] : null
  if (
    typeof only === 'string' &&
    (title ?? '') === '' &&
    [only, `mailto:${only}`, `http://${only}`].includes(url)
  ) {
    return [['text', only]]
  }
  return [['link', url, collapse(title ?? ''), inside]]
}

/** A line end in code, with the indentation of the next line, is where the paragraph was wrapped. */
function unwrapped(code: string): string {
  return code.replace(/[ \t]*\n[ \t]*/g, ' ')
}

function joinTexts(inlines: readonly NormalInline[]): readonly NormalInline[] {
  const joined: NormalInline[] = []
  for (const inline of inlines) {
    const before = joined.at(-1)
    if (inline[0] === 'text' && before?.[0] === 'text') {
      joined[joined.length - 1] = ['text', collapse(`${String(before[1])}${String(inline[1])}`)]
    } else joined.push(inline[0] === 'text' ? ['text', collapse(String(inline[1]))] : inline)
  }
  return joined
}

function trimEnds(inlines: readonly NormalInline[]): readonly NormalInline[] {
  const trimmed = inlines.map((inline, index): NormalInline => {
    if (inline[0] !== 'text') return inline
    let text = String(inline[1])
    if (index === 0) text = text.trimStart()
    if (index === inlines.length - 1) text = text.trimEnd()
    return ['text', text]
  })
  return trimmed.filter((inline) => inline[0] !== 'text' || inline[1] !== '')
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ')
}
