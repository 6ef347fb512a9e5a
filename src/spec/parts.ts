// The outline of a spec in, its normative Markdown out, cut into the pieces that a change is told by.
import type { List, ListItem, RootContent } from 'mdast'
import type { Outline } from './outline.ts'
import { renderBlocks, type RenderContext } from './render.ts'
import type { SpecPart } from './spec.ts'

/** To whom a node at the top of the text belongs: a section's own words, or a requirement with a heading. */
type Owner = Pick<SpecPart, 'section' | 'requirements'>

/**
 * Each requirement by itself, with those inside it, and the words between them by section. The texts, one after the
 * other, are the whole normative Markdown.
 *
 * @param context skips what is for people only.
 */
export function readParts(
  nodes: readonly RootContent[],
  outline: Outline,
  context: RenderContext,
): readonly SpecPart[] {
  const positions = new Map(outline.requirements.map(({ node }, index) => [node, index]))
  const owners = ownersOf(outline)
  const parts: SpecPart[] = []
  let before: RootContent | null = null
  const add = (node: RootContent, text: string, owner: Owner): void => {
    if (text === '') return
    const last = parts.at(-1)
    if (last !== undefined) {
      const list = node.type === 'list' && before?.type === 'list' && before.ordered === node.ordered
      parts[parts.length - 1] = { ...last, text: `${last.text}${list ? '' : '\n'}` }
    }
    before = node
    append(parts, { text: `${text}\n`, ...owner })
  }
  for (const node of nodes) {
    if (context.skip.has(node)) continue
    const own = owners.get(node) ?? { section: '', requirements: [] }
    // A paragraph may be a requirement; so may the items of a list, and those of lists in them.
    const position = node.type === 'paragraph' ? positions.get(node) : undefined
    if (position !== undefined)
      add(node, renderBlocks([node], context), { section: null, requirements: [position] })
    else if (node.type !== 'list') add(node, renderBlocks([node], context), own)
    else
      for (const item of node.children) {
        const text = renderBlocks([{ ...node, children: [item] }], context)
        const inside = positionsIn(item, positions)
        const owner = positions.has(item)
          ? { section: null, requirements: inside }
          : { section: own.section, requirements: [...own.requirements, ...inside] }
        add(node, text, owner)
      }
  }
  return parts
}

function ownersOf({ sections, requirements }: Outline): ReadonlyMap<RootContent, Owner> {
  const owners = new Map<RootContent, Owner>()
  for (const { key, heading, prose } of sections) {
    const owner = { section: key, requirements: [] }
    for (const node of heading === null ? prose : [heading, ...prose]) owners.set(node, owner)
  }
  for (const [index, { node, content }] of requirements.entries()) {
    if (node.type !== 'heading') continue
    const owner = { section: null, requirements: [index] }
    for (const below of [node, ...content]) owners.set(below, owner)
  }
  return owners
}

/** Of the item itself and of all items below it. */
function positionsIn(item: ListItem, positions: ReadonlyMap<RootContent, number>): number[] {
  const own = positions.get(item)
  const lists = item.children.filter((child): child is List => child.type === 'list')
  return [
    ...(own === undefined ? [] : [own]),
    ...lists.flatMap((list) => list.children.flatMap((child) => positionsIn(child, positions))),
  ]
}

/** A piece that belongs to the same owner goes on with the one before it. */
function append(parts: SpecPart[], part: SpecPart): void {
  const last = parts.at(-1)
  const words = last !== undefined && last.section !== null && last.section === part.section
  const heading =
    last?.section === null &&
    part.section === null &&
    part.requirements.length > 0 &&
    part.requirements.every((position) => last.requirements.includes(position))
  if (
    last !== undefined &&
    ((words && part.requirements.length === 0 && last.requirements.length === 0) || heading)
  )
    parts[parts.length - 1] = { ...last, text: last.text + part.text }
  else parts.push(part)
}
