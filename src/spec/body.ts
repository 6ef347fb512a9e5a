// The Markdown of a spec in; sections, requirements, the normative text and their digests out.
import type { RootContent } from 'mdast'
import {
  diagnostic,
  fail,
  hasErrors,
  ok,
  type Diagnostic,
  type Place,
  type Result,
} from '../diagnostic/diagnostic.ts'
import { digestValue } from '../digest/digest.ts'
import { withoutComments, type Uncommented } from './comments.ts'
import {
  definitionsOf,
  normalBlocks,
  normalInlines,
  type Definitions,
  type NormalBlock,
} from './normal-form.ts'
import {
  outlineOf,
  type Outline,
  type OutlineOptions,
  type OutlineRequirement,
  type OutlineSection,
} from './outline.ts'
import { readParts } from './parts.ts'
import { renderBlocks, renderInlines, type RenderContext } from './render.ts'
import { plainText, withoutId } from './requirement-id.ts'
import { Names, slugOf } from './slug.ts'
import type { Requirement, Section, Spec } from './spec.ts'

/** Words of a requirement that make up its id. */
const idWords = 8

export type SpecBody = Omit<Spec, 'head'>

/** Findings: `spec-unreadable`, `spec-comment`, `requirement-duplicate`; `requirement-informative` is a warning. */
export function readBody(
  markdown: string,
  bodyLine: number,
  path: string,
  options: OutlineOptions,
): Result<SpecBody> {
  const uncommented = withoutComments(markdown)
  if (!uncommented.ok) {
    return fail(
      diagnostic('spec-unreadable', `the text of the spec ${uncommented.fault}`, {
        place: { path, line: bodyLine },
        hint: 'split it into shorter paragraphs with less in each other',
      }),
    )
  }
  if (uncommented.value.unclosed !== null) {
    return fail(
      diagnostic('spec-comment', 'the comment is never closed, so nothing below it counts', {
        place: { path, line: bodyLine + uncommented.value.unclosed },
        hint: 'close it with `-->`',
      }),
    )
  }
  return new BodyReader(uncommented.value, bodyLine, path, options).read()
}

class BodyReader {
  readonly #source: Uncommented
  readonly #bodyLine: number
  readonly #path: string
  readonly #definitions: Definitions
  readonly #outline: Outline
  readonly #context: RenderContext

  constructor(source: Uncommented, bodyLine: number, path: string, options: OutlineOptions) {
    this.#source = source
    this.#bodyLine = bodyLine
    this.#path = path
    this.#definitions = definitionsOf(source.root)
    this.#outline = outlineOf(source.root, this.#definitions, options)
    this.#context = {
      source: source.text,
      definitions: this.#definitions,
      skip: this.#outline.requirementNodes,
    }
  }

  read(): Result<SpecBody> {
    const { ids, diagnostics } = this.#ids()
    if (hasErrors(diagnostics)) return fail(...diagnostics)
    const requirements = this.#outline.requirements.map((one, index) =>
      this.#requirement(one, ids[index] ?? ''),
    )
    const sections = this.#outline.sections.map((one) => this.#section(one))
    const parts = readParts(this.#source.root.children, this.#outline, {
      ...this.#context,
      skip: this.#outline.informative,
    })
    return ok(
      {
        sections,
        requirements,
        normative: parts.map(({ text }) => text).join(''),
        parts,
        digest: digestValue([sections.map((one) => one.digest), requirements.map((one) => one.digest)]),
      },
      diagnostics,
    )
  }

  /** Rule 8: written ids first, then slugs, with the section in front where two are equal. */
  #ids(): { readonly ids: readonly string[]; readonly diagnostics: readonly Diagnostic[] } {
    const { requirements, misplaced } = this.#outline
    const diagnostics = misplaced.map(({ id, node }) =>
      diagnostic(
        'requirement-informative',
        `\`${id}\` stands in a part for people only, so nothing is built from it`,
        {
          place: this.#place(node),
          hint: 'move it below a heading that counts, or write the id without its mark',
        },
      ),
    )
    const names = new Names()
    const first = new Map<string, OutlineRequirement>()
    for (const requirement of requirements) {
      if (requirement.id === null || names.reserve(requirement.id)) {
        if (requirement.id !== null) first.set(requirement.id.toLowerCase(), requirement)
        continue
      }
      const before = first.get(requirement.id.toLowerCase())
      diagnostics.push(
        diagnostic('requirement-duplicate', `two requirements are called \`${requirement.id}\``, {
          place: this.#place(requirement.node),
          related: before === undefined ? [] : [this.#place(before.node)],
          hint: 'give one of them an id of its own',
        }),
      )
    }
    const slugs = requirements.map(({ id, words, node }) =>
      id === null ? slugOf(plainText(words), node.type === 'heading' ? Infinity : idWords) || 'item' : null,
    )
    const counts = new Map<string, number>()
    for (const slug of slugs) if (slug !== null) counts.set(slug, (counts.get(slug) ?? 0) + 1)
    const ids = requirements.map(({ id, section }, index) => {
      const slug = slugs[index]
      if (id !== null || slug === undefined || slug === null) return id ?? ''
      const prefix = (counts.get(slug) ?? 0) > 1 ? section.split('/').at(-1) : ''
      return names.give(prefix ? `${prefix}-${slug}` : slug)
    })
    return { ids, diagnostics }
  }

  #requirement(one: OutlineRequirement, id: string): Requirement {
    return {
      id,
      explicit: one.id !== null,
      text: this.#requirementText(one),
      digest: digestValue(['requirement', this.#requirementForm(one)]),
      section: one.section,
      place: this.#place(one.node, one.content.at(-1)),
    }
  }

  /** Without its id, and the same for an item, a paragraph and whatever marker stands in front. */
  #requirementForm({ node, id, words, content }: OutlineRequirement): readonly NormalBlock[] {
    const { requirementNodes } = this.#outline
    const title: readonly NormalBlock[] = words.length === 0 ? [] : [['paragraph', words]]
    if (node.type === 'paragraph') return title
    if (node.type === 'heading')
      return [...title, ...normalBlocks(content, this.#definitions, requirementNodes, node.depth)]
    const blocks = normalBlocks(content, this.#definitions, requirementNodes)
    return id !== null || words.length > 0 ? [...title, ...blocks.slice(1)] : blocks
  }

  #requirementText({ node, id, content }: OutlineRequirement): string {
    const own = (markdown: string): string => (id === null ? markdown : withoutId(markdown, id))
    if (node.type === 'paragraph') return own(renderInlines(node.children, this.#context))
    const below = renderBlocks(content, this.#context)
    if (node.type === 'listItem') return own(below)
    const name = own(renderInlines(node.children, this.#context).replace(/^requirement:\s*/i, ''))
    return [name, below].filter((part) => part !== '').join('\n\n')
  }

  #section({ key, heading, prose }: OutlineSection): Section {
    const words = heading === null ? [] : normalInlines(heading.children, this.#definitions)
    const level = heading?.depth ?? 0
    const blocks = normalBlocks(prose, this.#definitions, this.#outline.requirementNodes)
    return {
      key,
      heading: plainText(words),
      level,
      digest: digestValue(['section', level, words, blocks]),
      text: renderBlocks(prose, this.#context),
      place: this.#place(heading ?? prose[0], prose.at(-1)),
    }
  }

  /** Lines of the file; comments that were taken out are counted. */
  #place(node: RootContent | undefined, last: RootContent | undefined = node): Place {
    const start = node?.position?.start
    if (start === undefined) return { path: this.#path, line: this.#bodyLine }
    const end = last?.position?.end ?? start
    const line = (found: number): number => this.#bodyLine + (this.#source.lines[found - 1] ?? found - 1)
    return {
      path: this.#path,
      line: line(start.line),
      column: start.column,
      endLine: Math.max(line(start.line), line(end.line)),
    }
  }
}
