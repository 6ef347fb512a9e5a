// The Markdown that a prompt shows says the same as the Markdown that a person wrote.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../runs.ts'
import { specOf } from './build.ts'

const word = fc.constantFrom(
  ...[
    'word',
    'Ünïcode',
    '`code`',
    '``a ` b``',
    '*em*',
    '_em_',
    '**strong *both***',
    '~~gone~~',
    '[link](a.md "t")',
  ],
  ...[
    '[ref][x]',
    '![p](<a b.png>)',
    '\\*',
    'R&amp;D',
    'a_b_c',
    '1986.',
    '<b>x</b>',
    'https://a.b/c',
    '(R1)',
    '5 < 6',
    'note[^1]',
  ],
)

const paragraph = fc
  .tuple(
    fc.constantFrom('Start', '`code`', '*em*', '[link](b)'),
    fc.array(fc.tuple(fc.constantFrom(' ', '\n', '  \n', '\\\n', '  '), word), { maxLength: 6 }),
  )
  .map(([first, rest]) => `${first}${rest.map(([space, text]) => space + text).join('')} end.`)

const heading = fc
  .tuple(fc.integer({ min: 2, max: 4 }), word)
  .map(([level, text]) => `${'#'.repeat(level)} Heading ${text}`)
const code = fc
  .tuple(
    fc.constantFrom('```', '~~~', '````'),
    fc.constantFrom('', 'ts', 'ts a=b'),
    fc.constantFrom('', 'x', 'a\n\n  b', '# no\n- no', '<!-- no -->'),
  )
  .map(([fence, info, text]) => `${fence}${info}\n${text}${text === '' ? '' : '\n'}${fence}`)
const table = fc
  .array(fc.tuple(word, word), { maxLength: 3 })
  .map((rows) => ['| a | b |', '|:-|-|', ...rows.map(([a, b]) => `|${a}|  ${b}  |`)].join('\n'))

const indented = (text: string, first: string, rest: string): string =>
  text
    .split('\n')
    .map((line, index) => (index === 0 ? first : line === '' ? '' : rest) + line)
    .join('\n')

const { blocks } = fc.letrec<{ blocks: string; list: string; quote: string }>((tie) => ({
  list: fc
    .tuple(
      fc.constantFrom('- ', '* ', '+ ', '1. ', '3) '),
      fc.array(fc.tuple(paragraph, fc.option(tie('blocks'), { maxDepth: 2 })), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.constantFrom('\n', '\n\n'),
    )
    .map(([marker, items, gap]) =>
      items
        .map(([text, below]) =>
          indented(below === null ? text : `${text}\n\n${below}`, marker, ' '.repeat(marker.length)),
        )
        .join(gap),
    ),
  quote: tie('blocks').map((text) =>
    text
      .split('\n')
      .map((line) => `> ${line}`)
      .join('\n'),
  ),
  blocks: fc
    .array(fc.oneof({ maxDepth: 2 }, paragraph, heading, code, table, tie('list'), tie('quote')), {
      minLength: 1,
      maxLength: 4,
    })
    .map((all) => all.join('\n\n')),
}))

test('it has the same digests, requirement for requirement and section for section, and is its own normal form', () => {
  fc.assert(
    fc.property(blocks, (markdown) => {
      const before = specOf(
        `# Title\n\n${markdown}\n\n## Rules\n\n- R1: First\n\n  x\n- Second.\n\n[x]: https://e.org\n[^1]: Foot.\n`,
      )
      const after = specOf(before.normative)
      expect(after.sections.map(({ key, digest, text }) => [key, digest, text])).toEqual(
        before.sections.map(({ key, digest, text }) => [key, digest, text]),
      )
      expect(after.requirements.map(({ id, digest, text }) => [id, digest, text])).toEqual(
        before.requirements.map(({ id, digest, text }) => [id, digest, text]),
      )
      expect(after.digest).toBe(before.digest)
      expect(after.normative).toBe(before.normative)
    }),
    { numRuns: runs(5_000, 60) },
  )
}, 300_000)
