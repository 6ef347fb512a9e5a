// A Markdown tree in, which of its nodes make up which section and which requirement out (rules 7 and 8). No digests yet.
import type { Heading, List, ListItem, Paragraph, Root, RootContent } from 'mdast'
import { normalInlines, type Definitions, type NormalInline } from './normal-form.ts'
import { idOf, plainText } from './requirement-id.ts'
import { Names, slugOf } from './slug.ts'

export interface OutlineOptions {
  /** Headings, in any case, whose parts are for people only. */
  readonly informative: readonly string[]
  /** Headings, in any case, whose list items are requirements even without an id. */
  readonly requirementHeadings: readonly string[]
}

export interface OutlineSection {
  readonly key: string
  /** Null: what stands before any heading. */
  readonly heading: Heading | null
  /** Own prose: requirements in it are in `Outline.requirementNodes`. */
  readonly prose: readonly RootContent[]
}

export interface OutlineRequirement {
  readonly node: ListItem | Paragraph | Heading
  /** The id that is written down, or null. */
  readonly id: string | null
  /** The first words, id left out: of the item, of the paragraph, or the name in the heading. */
  readonly words: readonly NormalInline[]
  /** What belongs to it: the item's children, the paragraph, or all below the heading. */
  readonly content: readonly RootContent[]
  readonly section: string
}

export interface Outline {
  readonly sections: readonly OutlineSection[]
  /** In the order of the text. */
  readonly requirements: readonly OutlineRequirement[]
  /** Parts for people only, headings included. */
  readonly informative: ReadonlySet<RootContent>
  /** Items and paragraphs that are requirements of their own, wherever they stand. */
  readonly requirementNodes: ReadonlySet<RootContent>
  /** Ids in informative parts. */
  readonly misplaced: readonly { readonly id: string; readonly node: RootContent }[]
}

export function outlineOf(root: Root, definitions: Definitions, options: OutlineOptions): Outline {
  const informative = informativeNodes(root, definitions, options.informative)
  const misplaced: Outline['misplaced'][number][] = []
  for (const node of informative) collectIds(node, definitions, misplaced)
  const nodes = root.children.filter((node) => !informative.has(node))
  const walk = new OutlineWalk(nodes, definitions, options)
  for (const node of nodes) walk.visit(node)
  return { ...walk.result(), informative, misplaced }
}

/** The heading and all below it until one of the same or a higher level. */
function informativeNodes(
  root: Root,
  definitions: Definitions,
  names: readonly string[],
): ReadonlySet<RootContent> {
  const isNamed = headingMatcher(names)
  const found = new Set<RootContent>()
  let level: number | null = null
  for (const node of root.children) {
    if (node.type === 'heading') {
      if (level !== null && node.depth <= level) level = null
      if (level === null && isNamed(plainText(normalInlines(node.children, definitions)))) level = node.depth
    }
    if (level !== null) found.add(node)
  }
  return found
}

/** `Notes`, `notes:`, `3.1 Notes` are one heading. */
function headingMatcher(names: readonly string[]): (heading: string) => boolean {
  const bare = (text: string): string =>
    text
      .toLowerCase()
      .replace(/^\d+(?:\.\d+)*\.?\s+/, '')
      .replace(/\s*:$/, '')
      .trim()
  const wanted = new Set(names.map(bare))
  return (heading) => wanted.has(bare(heading))
}

function collectIds(
  node: RootContent,
  definitions: Definitions,
  found: { id: string; node: RootContent }[],
): void {
  const words = node.type === 'heading' || node.type === 'paragraph' ? node.children : firstWords(node)
  const id = words === null ? null : idOf(normalInlines(words, definitions), node.type === 'heading')
  if (id !== null) found.push({ id: id.id, node })
  if (node.type === 'list') for (const item of node.children) collectIds(item, definitions, found)
  if (node.type === 'listItem') {
    for (const child of node.children) if (child.type === 'list') collectIds(child, definitions, found)
  }
}

function firstWords(node: RootContent): Paragraph['children'] | null {
  const first = node.type === 'listItem' ? node.children[0] : undefined
  return first?.type === 'paragraph' ? first.children : null
}

interface OpenSection {
  readonly depth: number
  readonly key: string
  /** Its list items are requirements. */
  readonly listed: boolean
}

interface OpenRequirement {
  readonly depth: number
  readonly content: RootContent[]
}

class OutlineWalk {
  readonly #definitions: Definitions
  readonly #isRequirementHeading: (heading: string) => boolean
  /** The one heading of level 1, if it comes first: it names the spec, and stands in no key. */
  readonly #title: Heading | null
  readonly #keys = new Names()
  readonly #sections: { key: string; heading: Heading | null; prose: RootContent[] }[] = [
    { key: '', heading: null, prose: [] },
  ]
  readonly #requirements: OutlineRequirement[] = []
  readonly #requirementNodes = new Set<RootContent>()
  #open: OpenSection[] = []
  #within: OpenRequirement[] = []

  constructor(nodes: readonly RootContent[], definitions: Definitions, options: OutlineOptions) {
    this.#definitions = definitions
    this.#isRequirementHeading = headingMatcher(options.requirementHeadings)
    this.#keys.reserve('')
    const headings = nodes.filter((node) => node.type === 'heading')
    const first = headings[0]
    const titles = headings.filter((heading) => heading.depth === 1).length
    this.#title = first !== undefined && first.depth === 1 && titles === 1 ? first : null
  }

  result(): Pick<Outline, 'sections' | 'requirements' | 'requirementNodes'> {
    const sections = this.#sections.filter(({ heading, prose }) => heading !== null || prose.length > 0)
    return { sections, requirements: this.#requirements, requirementNodes: this.#requirementNodes }
  }

  visit(node: RootContent): void {
    if (node.type === 'heading') this.#visitHeading(node)
    else {
      const within = this.#within.at(-1)
      if (within === undefined) this.#sections.at(-1)?.prose.push(node)
      else within.content.push(node)
      if (node.type === 'paragraph' && within === undefined) this.#visitParagraph(node)
      if (node.type === 'list')
        this.#visitList(node, within === undefined && this.#open.some(({ listed }) => listed))
    }
  }

  #visitHeading(heading: Heading): void {
    this.#within = this.#within.filter(({ depth }) => depth < heading.depth)
    const named = this.#requirementOf(heading)
    if (named !== null) {
      if (this.#within.length === 0) this.#closeSections(heading.depth)
      const content: RootContent[] = []
      this.#requirements.push({ node: heading, ...named, content, section: this.#key() })
      this.#within.push({ depth: heading.depth, content })
      return
    }
    const within = this.#within.at(-1)
    if (within === undefined) this.#openSection(heading)
    else within.content.push(heading)
  }

  /** `### Requirement: Name`, `### R1: Name`, `### REQ-LOGIN`. The title of a spec is none. */
  #requirementOf(heading: Heading): Pick<OutlineRequirement, 'id' | 'words'> | null {
    if (heading.depth === 1) return null
    const words = normalInlines(heading.children, this.#definitions)
    const first = words[0]
    const prefix = first?.[0] === 'text' ? /^requirement:\s*/i.exec(String(first[1])) : null
    if (first === undefined || prefix === null) {
      const id = idOf(words, true)
      return id === null ? null : { id: id.id, words: id.rest }
    }
    const text = String(first[1]).slice(prefix[0].length)
    const name: readonly NormalInline[] = [
      ...(text === '' ? [] : [['text', text] as const]),
      ...words.slice(1),
    ]
    const id = idOf(name, true)
    return id === null ? { id: null, words: name } : { id: id.id, words: id.rest }
  }

  #openSection(heading: Heading): void {
    const first = this.#sections[0]
    if (heading === this.#title && first !== undefined) {
      first.heading = heading
      return
    }
    this.#closeSections(heading.depth)
    const text = plainText(normalInlines(heading.children, this.#definitions))
    const above = this.#key()
    const slug = slugOf(text) || 'section'
    const key = this.#keys.give(above === '' ? slug : `${above}/${slug}`)
    this.#sections.push({ key, heading, prose: [] })
    this.#open.push({ depth: heading.depth, key, listed: this.#isRequirementHeading(text) })
  }

  #closeSections(depth: number): void {
    this.#open = this.#open.filter((section) => section.depth < depth)
  }

  #key(): string {
    return this.#open.at(-1)?.key ?? ''
  }

  #visitParagraph(paragraph: Paragraph): void {
    const id = idOf(normalInlines(paragraph.children, this.#definitions))
    if (id === null) return
    this.#requirementNodes.add(paragraph)
    this.#requirements.push({
      node: paragraph,
      id: id.id,
      words: id.rest,
      content: [paragraph],
      section: this.#key(),
    })
  }

  /** `listed`: items without an id are requirements too. Below a requirement only ids make further ones. */
  #visitList(list: List, listed: boolean): void {
    for (const item of list.children) {
      const paragraph = firstWords(item)
      const words = paragraph === null ? [] : normalInlines(paragraph, this.#definitions)
      const id = idOf(words)
      const found = id !== null || (listed && item.children.length > 0)
      if (found) {
        this.#requirementNodes.add(item)
        const content = { content: item.children, section: this.#key() }
        this.#requirements.push({ node: item, id: id?.id ?? null, words: id?.rest ?? words, ...content })
      }
      for (const child of item.children) if (child.type === 'list') this.#visitList(child, listed && !found)
    }
  }
}
