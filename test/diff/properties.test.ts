// Whatever the texts: no throw, no hang, the same level both ways, and a formatter never counts for more than form.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { format, type Options } from 'prettier'
import { expect, test } from 'vitest'
import { isBeyondForm } from '../../src/diff/change.ts'
import { compareMany } from '../../src/diff/compare-many.ts'
import { compareSources } from '../../src/diff/compare.ts'
import { runs } from '../runs.ts'

const folder = fileURLToPath(new URL('../fixtures/form/', import.meta.url))
const files = readdirSync(folder).map((path) => ({ path, text: readFileSync(folder + path, 'utf8') }))
const more = [
  { path: 'a.md', text: '---\na: 1\n---\n# One\n\n- a\n- [b](c)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n' },
  { path: 'a.yaml', text: 'a: &x [1, { b: "c" }]\nd: *x\n---\n- |\n  text\n' },
  { path: 'a.txt', text: 'one\ntwo\n' },
]
const anyFile = fc.constantFrom(...files, ...more)

/** A text with a piece cut out and another put in its place. */
const mutated = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.nat(text.length),
      fc.nat(40),
      fc.oneof(
        fc.constantFrom(
          '',
          ' ',
          '\n',
          '{',
          '}',
          '(',
          ')',
          '<',
          '>',
          '`',
          "'",
          '"',
          '/*',
          '//',
          '#',
          '\u2028',
          '\uFEFF',
          '\0',
        ),
        fc.constantFrom(
          'export ',
          'async (',
          'class ',
          'static ',
          'infer T',
          '?:',
          ' => ',
          '@',
          '...',
          'null',
          ': any',
        ),
        fc.string({ maxLength: 5 }),
      ),
    )
    .map(([at, length, put]) => text.slice(0, at) + put + text.slice(at + length))

test('mutated files compare without a throw, the same both ways, one by one and together', () => {
  const pair = anyFile.chain(({ path, text }) =>
    fc.record({
      path: fc.constant(path),
      before: fc.oneof(fc.constant(text), mutated(text)),
      after: mutated(text),
    }),
  )
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 4 }), (pairs) => {
      const together = compareMany(pairs)
      pairs.forEach(({ path, before, after }, index) => {
        const alone = compareSources(before, after, { path })
        expect(together[index]).toEqual(alone)
        expect(compareSources(after, before, { path }).level).toBe(alone.level)
        expect(alone.changes.length > 0).toBe(isBeyondForm(alone.level))
        for (const { line } of alone.changes) expect(line).toBeGreaterThan(0)
      })
    }),
    { numRuns: runs(400, 50) },
  )
})

test('every file is identical to itself, cut anywhere', () => {
  fc.assert(
    fc.property(anyFile, fc.nat(), ({ path, text }, at) => {
      const cut = text.slice(0, at % (text.length + 1))
      expect(compareSources(cut, cut, { path })).toEqual({
        path,
        level: 'identical',
        changes: [],
        diagnostics: [],
      })
    }),
    { numRuns: runs(200, 100) },
  )
})

const styles: readonly Options[] = [
  { semi: false, singleQuote: true, quoteProps: 'consistent', printWidth: 40 },
  { useTabs: true, trailingComma: 'none', arrowParens: 'avoid', endOfLine: 'crlf' },
  { printWidth: 200, objectWrap: 'collapse', experimentalTernaries: true, proseWrap: 'always' },
]

test.each([...files, ...more.slice(0, 2)])(
  '$path, printed by a formatter, differs in form alone',
  async ({ path, text }) => {
    for (const options of styles) {
      const printed = await format(text, { filepath: path, ...options })
      expect(['identical', 'format']).toContain(compareSources(text, printed, { path }).level)
    }
  },
)

test.each([
  [
    'calls that the parser tries again and again',
    `export const a = ${'async(a, '.repeat(40)}b${')'.repeat(40)}`,
  ],
  ['brackets without end', `export const a = ${'['.repeat(20_000)}`],
  ['nesting', `export const a = ${'['.repeat(3000)}1${']'.repeat(3000)}`],
  ['a long chain', `export const a = ${'1 + '.repeat(20_000)}1`],
  ['a deep type', `export type A = ${'['.repeat(700)}1${']'.repeat(700)}`],
  ['a long union', `export type A = ${Array.from({ length: 5000 }, (_, n) => `'${n}'`).join(' | ')}`],
])('%s', (_, text) => {
  const other = text.replaceAll('1', '2')
  const { level } = compareSources(text, `${other};export const b: number = 1`, { path: 'a.ts' })
  expect(isBeyondForm(level)).toBe(true)
})
