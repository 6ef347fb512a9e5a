// What one file lost and another won is one change: it moved.
import { expect, test } from 'vitest'
import { compareSources } from '../../src/diff/compare.ts'
import { compareTogether } from '../../src/diff/compare-many.ts'
import { movedBetween } from '../../src/diff/moved.ts'

const compared = (path: string, before: string, after: string) => ({
  diff: compareSources(before, after, { path }),
  before,
  after,
})

const body = 'function clean(text: string): string {\n  return text.trim()\n}\n'

test('a function that moves is told once, where it is now', () => {
  const diffs = movedBetween([
    compared('src/a.ts', `export const a: number = 1\nexport ${body}`, 'export const a: number = 1\n'),
    compared(
      'src/b.ts',
      'export {}\n',
      `export {}\n\n// As before.\nexport ${body.replaceAll('\n', '\n\n')}`,
    ),
  ])
  expect(diffs.map(({ level }) => level)).toEqual(['api', 'api'])
  expect(diffs.map(({ changes }) => changes)).toEqual([
    [],
    [{ kind: 'moved', symbol: 'clean', exported: true, line: 4, before: 'src/a.ts' }],
  ])
})

test('a file that is gone and a file that is new', () => {
  const [gone, fresh] = movedBetween([compared('a.ts', body, ''), compared('b.ts', '', body)])
  expect(gone?.changes).toEqual([])
  expect(fresh?.changes.map(({ kind, before }) => [kind, before])).toEqual([['moved', 'a.ts']])
})

test('another body, another name, or the same file: nothing moved', () => {
  const kinds = (first: string, second: string): string[] =>
    movedBetween([compared('a.ts', first, ''), compared('b.ts', '', second)]).flatMap(({ changes }) =>
      changes.map(({ kind }) => kind),
    )
  expect(kinds(body, body.replace('trim', 'trimEnd'))).toEqual(['removed', 'added'])
  expect(kinds(body, body.replace('clean', 'other'))).toEqual(['removed', 'added'])
})

test('two files that win the same: one moved, the other was added', () => {
  const diffs = movedBetween([
    compared('a.ts', body, ''),
    compared('b.ts', '', body),
    compared('c.ts', '', body),
  ])
  expect(diffs.flatMap(({ changes }) => changes.map(({ kind }) => kind))).toEqual(['moved', 'added'])
})

test('files compared together tell what moved, and keep their diagnostics', () => {
  const [gone, fresh, broken] = compareTogether([
    { path: 'a.ts', before: body, after: '' },
    { path: 'b.ts', before: '', after: body },
    { path: 'c.ts', before: '', after: 'const = 1' },
  ])
  expect(gone?.changes).toEqual([])
  expect(fresh?.changes.map(({ kind }) => kind)).toEqual(['moved'])
  expect(broken?.diagnostics.map(({ code }) => code)).toEqual(['diff-unparsed'])
})
