// Nodes of a Markdown tree in, Markdown in one style out: what a prompt shows and a lock keeps. Sources that differ only in
// line ends, wrapping, comments, markers and looseness give the same text.
import type { ListItem, PhrasingContent, RootContent, Table } from 'mdast'
import type { Definitions } from './normal-form.ts'

export interface RenderContext {
  /** The text that the nodes' places point into. */
  readonly source: string
  readonly definitions: Definitions
  /** Nodes that are left out, with all that is in them. */
  readonly skip: ReadonlySet<RootContent>
  /** How many quotes stand around the nodes; their marks start each line of the source. */
  readonly quotes?: number
}

/** Blocks with an empty line between them; no line end behind the last. */
export function renderBlocks(nodes: readonly RootContent[], context: RenderContext): string {
  const parts: string[] = []
  let before: RootContent | null = null
  for (const node of nodes) {
    if (context.skip.has(node)) continue
    const text = renderBlock(node, context)
    if (text === '') continue
    // Two lists in a row differ only in their markers, and count as one.
    const joined = node.type === 'list' && before?.type === 'list' && before.ordered === node.ordered
    const last = parts.length - 1
    if (joined) parts[last] = `${parts[last] ?? ''}\n${text}`
    else parts.push(text)
    before = node
  }
  return parts.join('\n\n')
}

function renderBlock(node: RootContent, context: RenderContext): string {
  switch (node.type) {
    case 'paragraph':
      return renderInlines(node.children, context)
    case 'heading':
      return `${'#'.repeat(node.depth)} ${renderInlines(node.children, context)}`.trimEnd()
    case 'code':
      return renderCode([node.lang, node.meta].filter(Boolean).join(' '), node.value)
    case 'blockquote': {
      const text = renderBlocks(node.children, { ...context, quotes: (context.quotes ?? 0) + 1 })
      return text === '' ? '' : prefixed(text, '> ', '> ')
    }
    case 'list': {
      const marker = node.ordered === true ? '1. ' : '- '
      return node.children
        .filter((item) => !context.skip.has(item))
        .map((item) => renderItem(item, marker, context))
        .join('\n')
    }
    case 'table':
      return renderTable(node, context)
    case 'html':
      return node.value.replace(/<!--[^]*?-->/g, '').trim()
    case 'footnoteDefinition':
      return prefixed(renderBlocks(node.children, context), `[^${node.identifier}]: `, '    ')
    default:
      // Definitions are resolved where they are used, a line across the page says nothing; the rest are no blocks.
      return ''
  }
}

function renderItem(item: ListItem, marker: string, context: RenderContext): string {
  const blocks = item.children.filter((child) => !context.skip.has(child))
  let text = ''
  for (const [index, child] of blocks.entries()) {
    const part = renderBlock(child, context)
    if (part === '') continue
    // Looseness is no matter, except that two paragraphs need their empty line.
    const tight = child.type === 'list' && blocks[index - 1]?.type !== 'code'
    text += (text === '' ? '' : tight ? '\n' : '\n\n') + part
  }
  return prefixed(text, marker, ' '.repeat(marker.length)).trimEnd()
}

function renderTable(table: Table, context: RenderContext): string {
  const rows = table.children.map((row) => row.children.map((cell) => renderInlines(cell.children, context)))
  const width = rows[0]?.length ?? 0
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    line(rows[0] ?? []),
    line(Array.from({ length: width }, () => '---')),
    ...rows.slice(1).map(line),
  ].join('\n')
}

/** A fence longer than any in the code. */
function renderCode(info: string, code: string): string {
  const longest = Math.max(2, ...Array.from(code.matchAll(/`+/g), ([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${info}\n${code}${code === '' ? '' : '\n'}${fence}`
}

function prefixed(text: string, first: string, rest: string): string {
  return text
    .split('\n')
    .map((line, index) => (index === 0 ? first : line === '' ? rest.trimEnd() : rest) + line)
    .join('\n')
}

/** One line. Plain text is shown as it was written, escapes included. */
export function renderInlines(nodes: readonly PhrasingContent[], context: RenderContext): string {
  return nodes
    .map((node) => renderInline(node, context))
    .join('')
    .replace(/[ \t]+/g, ' ')
    .trim()
}

function renderInline(node: PhrasingContent, context: RenderContext): string {
  const inside = (nodes: readonly PhrasingContent[]): string =>
    nodes.map((child) => renderInline(child, context)).join('')
  switch (node.type) {
    case 'text':
    case 'inlineCode':
      return written(node, context)
    case 'break':
      return ' '
    case 'emphasis':
      return `*${inside(node.children)}*`
    case 'strong':
      return `**${inside(node.children)}**`
    case 'delete':
      return `~~${inside(node.children)}~~`
    case 'html':
      return node.value.startsWith('<!--') ? '' : unwrap(node.value)
    case 'link': {
      const text = inside(node.children)
      return text === node.url ? text : `[${text}](${destination(node.url, node.title)})`
    }
    case 'linkReference': {
      const target = context.definitions.get(node.identifier)
      return `[${inside(node.children)}](${destination(target?.url ?? '', target?.title)})`
    }
    case 'image':
      return `![${unwrap(node.alt ?? '')}](${destination(node.url, node.title)})`
    case 'imageReference': {
      const target = context.definitions.get(node.identifier)
      return `![${unwrap(node.alt ?? '')}](${destination(target?.url ?? '', target?.title)})`
    }
    case 'footnoteReference':
      return `[^${node.identifier}]`
    default:
      return ''
  }
}

/** The source of a node on one line. */
function written(node: PhrasingContent & { readonly value: string }, context: RenderContext): string {
  const from = node.position?.start.offset
  const to = node.position?.end.offset
  const source = from === undefined || to === undefined ? node.value : context.source.slice(from, to)
  return unwrap(source, context.quotes)
}

/** Line ends, with the indentation and the quote marks that the next line starts with, are spaces. */
function unwrap(text: string, quotes = 0): string {
  if (!text.includes('\n')) return text
  const marks = quotes === 0 ? '' : `(?:>[ \\t]*){0,${quotes}}`
  return text.replace(new RegExp(`[ \\t]*\\n[ \\t]*${marks}`, 'g'), ' ')
}

function destination(url: string, title: string | null | undefined): string {
  const target = url === '' || /[\s()<>]/.test(url) ? `<${url}>` : url
  return title ? `${target} "${unwrap(title).replaceAll('"', '\\"')}"` : target
}
