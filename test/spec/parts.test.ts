// The normative text of a spec comes in pieces: one for each requirement, the rest by section, nothing lost and nothing twice.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withoutComments } from '../../src/spec/comments.ts'
import { definitionsOf } from '../../src/spec/normal-form.ts'
import { outlineOf } from '../../src/spec/outline.ts'
import { readParts } from '../../src/spec/parts.ts'
import { renderBlocks } from '../../src/spec/render.ts'
import { runs } from '../runs.ts'
import { specOf } from './build.ts'

/** `section` or the ids in it, and its text. */
const piecesOf = (markdown: string): readonly (readonly [string, string])[] => {
  const { parts, requirements } = specOf(markdown)
  return parts.map(({ section, requirements: positions, text }) => [
    [
      ...(section === null ? [] : [`§${section}`]),
      ...positions.map((at) => requirements[at]?.id ?? '?'),
    ].join(' '),
    text,
  ])
}

describe('the pieces of a spec', () => {
  test('are its requirements, and between them the words of sections', () => {
    const markdown = [
      '# Names',
      'Intro.',
      '## Requirements',
      'These hold:',
      '- R1: One.\n- R2: Two.\n  - R3: Three, in two.\n- no requirement by its place\n',
      'They hold for all.',
      '### R4: Heading\n\nBelow it.\n\n- R5: Inside.\n',
      '## API\n\n```ts\nexport const a: 1\n```\n',
      '## Notes\n\nFor people.\n',
    ].join('\n\n')
    expect(piecesOf(markdown)).toEqual([
      ['§', '# Names\n\nIntro.\n\n'],
      ['§requirements', '## Requirements\n\nThese hold:\n\n'],
      ['R1', '- R1: One.\n'],
      ['R2 R3', '- R2: Two.\n  - R3: Three, in two.\n'],
      ['no-requirement-by-its-place', '- no requirement by its place\n\n'],
      ['§requirements', 'They hold for all.\n\n'],
      ['R4', '### R4: Heading\n\nBelow it.\n\n'],
      ['R5', '- R5: Inside.\n\n'],
      ['§api', '## API\n\n```ts\nexport const a: 1\n```\n'],
    ])
  })

  test('keep the item that a requirement stands in, where it is none itself', () => {
    expect(piecesOf('## Scope\n\n- Group:\n  - R1: One.\n- Others.\n')).toEqual([
      ['§scope', '## Scope\n\n'],
      ['§scope R1', '- Group:\n  - R1: One.\n'],
      ['§scope', '- Others.\n'],
    ])
  })

  test('are, one after the other, the whole normative text, and leave out no requirement', () => {
    const block = fc.constantFrom(
      '# Title',
      '## Requirements',
      '## Notes',
      '### REQ-A: Named',
      '### Requirement: By name',
      'Words.',
      '**AB-1** as a paragraph.',
      '- R1: one\n- two\n',
      '- R2: two\n\n  More of it.\n\n  - R3: inside\n    - deeper\n',
      '1. R4: counted\n2. counted too\n',
      '- plain\n  - R5: below\n* other marker\n',
      '> - R6: quoted\n',
      '```md\n- R7: code\n```',
      '| a | b |\n|-|-|\n| 1 | 2 |',
      '<!-- nothing -->',
      '---',
    )
    const options = { informative: ['Notes'], requirementHeadings: ['Requirements'] }
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
        const read = withoutComments(blocks.join('\n\n'))
        if (!read.ok) throw new Error(read.fault)
        const { root, text: source } = read.value
        const definitions = definitionsOf(root)
        const outline = outlineOf(root, definitions, options)
        const context = { source, definitions, skip: outline.informative }
        const parts = readParts(root.children, outline, context)
        const whole = renderBlocks(root.children, context)
        expect(parts.map(({ text }) => text).join('')).toBe(whole === '' ? '' : `${whole}\n`)
        const held = parts.flatMap(({ requirements }) => requirements)
        const positions = outline.requirements.map((_, at) => at)
        expect([...new Set(held)].sort((a, b) => a - b)).toEqual(positions)
      }),
      { numRuns: runs(5000) },
    )
  })
})
