// Two versions of a file, told apart by level and by symbol.
import { isBeyondForm, type Level } from '../../src/diff/change.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareSources } from '../../src/diff/compare.ts'
import { runs } from '../runs.ts'

/** `kind symbol@line`, with `+` before exported ones. */
const told = (before: string, after: string, path = 'a.ts'): string[] =>
  compareSources(before, after, { path }).changes.map(
    ({ kind, symbol, exported, line }) => `${kind} ${exported ? '+' : ''}${symbol}@${line}`,
  )

const base = `import { hash } from './hash.ts'
type Options = { deep: boolean }
export function login(name: string, options: Options): string { return hash(name) }
function helper(a = 1) { return a }
export class Session {
  readonly id = 'x'
  #open = true
  create(): void {}
  close() { return 1 }
}
export const limit = 3
export const api = { list: () => [1], get(id: string) { return id } }
`

test.each<[Level, string]>([
  ['identical', base],
  ['identical', base.replaceAll('\n', '\r\n')],
  ['identical', `\uFEFF${base}`],
  ['format', base.replaceAll('{ return', '{\n  return')],
  ['format', base.replaceAll("'", '"')],
  ['format', base.replace('export class', '// A comment.\nexport class')],
  ['implementation', base.replace('= 3', '= 4')],
])('is %s', (level, after) => {
  expect(compareSources(base, after, { path: 'a.ts' })).toMatchObject({ level, diagnostics: [] })
  if (!isBeyondForm(level)) expect(told(base, after)).toEqual([])
})

test.each([
  ['a body', 'hash(name) }', 'hash(name + 1) }', ['body +login@3']],
  ['a private body', 'return a }', 'return a + 1 }', ['body helper@4']],
  ['a default value', 'a = 1', 'a = 2', ['body helper@4']],
  ['a parameter', 'name: string,', 'name: string, code: number,', ['signature +login@3']],
  ['a result', 'create(): void {}', 'create(): number { return 1 }', ['signature +Session.create@8']],
  ['an inferred result', 'return 1 }', 'return "1" }', ['signature +Session@5', 'body +Session.close@9']],
  ['a constant', 'limit = 3', 'limit = 4', ['signature +limit@11']],
  ['a private member', '#open = true', '#open = false', ['body Session.#open@7']],
  [
    'a private type that an export mentions',
    'deep: boolean',
    'deep: string',
    ['signature Options.deep@2', 'signature +login@3'],
  ],
  ['an import', './hash.ts', './sha.ts', ['body @1']],
  ['a function that goes', 'function helper(a = 1) { return a }\n', '', ['removed helper@4']],
  ['a method that goes', '  create(): void {}\n', '', ['removed +Session.create@8']],
  ['an export that goes', 'export function login', 'function login', ['removed +login@3']],
  ['a method that becomes private', '  create()', '  private create()', ['signature +Session.create@8']],
  [
    'an export under another name',
    'export const limit = 3',
    'const limit = 3\nexport { limit as most }',
    ['removed +limit@11', 'added +most@11'],
  ],
  ['a new function', 'function helper', 'export function more() {}\nfunction helper', ['added +more@4']],
  ['a member of an object', 'return id }', 'return id + 1 }', ['body +api.get@12']],
  [
    'a class renamed, told without its members',
    'class Session',
    'class Meeting',
    ['removed +Session@5', 'added +Meeting@5'],
  ],
])('%s', (_, from, to, changes) => {
  expect(base).toContain(from)
  expect(told(base, base.replace(from, to))).toEqual(changes)
})

test('changes come as removed, signature, added, body', () => {
  const before = 'function a() { return 1 }\nfunction b() {}\nfunction c() {}\n'
  const after = 'function a() { return 2 }\nfunction b(x: string) {}\nfunction d() {}\n'
  expect(told(before, after)).toEqual(['removed c@3', 'signature b@2', 'added d@3', 'body a@1'])
})

test('a signature is shown as importers saw it and as they see it now', () => {
  const before = '/** Doc. */\nexport const f = (a: string) => a.length\n'
  const after = '/** Doc. */\nexport const f = (a: string) => a\n'
  expect(compareSources(before, after, { path: 'a.ts' }).changes).toEqual([
    {
      kind: 'signature',
      symbol: 'f',
      exported: true,
      line: 2,
      before: 'export const f: (a: string) => number',
      after: 'export const f: (a: string) => string',
    },
  ])
})

test('functions in another order are a change of the file as a whole', () => {
  expect(told('function a() {}\nfunction b() {}\n', 'function b() {}\nfunction a() {}\n')).toEqual([
    'body @1',
  ])
})

test('JSON and text change as a whole, at the first line that differs', () => {
  expect(told('{\n"a": 1,\n"b": 2}', '{\n"a": 1,\n"b": 3}', 'a.json')).toEqual(['body @3'])
  expect(compareSources('{"a":1}', '{ "a": 1 }', { path: 'a.json' }).level).toBe('format')
  expect(told('a\nb\n', 'a\nc\n', 'a.md')).toEqual(['body @2'])
  expect(told('a\n', '', 'a.md')).toEqual(['body @1'])
})

test('a version that does not parse is compared as text, and that is said', () => {
  const { level, changes, diagnostics } = compareSources('const a = 1', 'const = 1', { path: 'a.ts' })
  expect({ level, changes }).toEqual({
    level: 'implementation',
    changes: [{ kind: 'body', symbol: '', exported: false, line: 1 }],
  })
  expect(diagnostics.map(({ code, severity }) => `${code} ${severity}`)).toEqual(['diff-unparsed warning'])
})

test('versions that differ have changes, those that do not have none, wherever they are cut', () => {
  fc.assert(
    fc.property(fc.nat(base.length), fc.nat(base.length), (one, other) => {
      const [before, after] = [base.slice(0, one), base.slice(0, other)]
      const { level, changes } = compareSources(before, after, { path: 'a.ts' })
      expect(changes.length > 0).toBe(isBeyondForm(level))
      expect(compareSources(after, before, { path: 'a.ts' }).level).toBe(level)
    }),
    { numRuns: runs(500) },
  )
})
