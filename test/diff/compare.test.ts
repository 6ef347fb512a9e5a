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
  ['format', base.replaceAll('\n', '\r\n')],
  ['format', `\uFEFF${base}`],
  ['format', base.replaceAll('{ return', '{\n  return')],
  ['format', base.replaceAll("'", '"')],
  ['format', base.replace('export class', '// A comment.\nexport class')],
  ['api', base.replace('= 3', '= 4')],
  ['implementation', base.replace('= 1', '= 2')],
  ['format', base.replace('{ hash }', '{ hash, }')],
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
    ['signature +login@3', 'signature Options.deep@2'],
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
    ['renamed +most@11'],
  ],
  ['a new function', 'function helper', 'export function more() {}\nfunction helper', ['added +more@4']],
  ['a member of an object', 'return id }', 'return id + 1 }', ['body +api.get@12']],
  ['a class renamed, told without its members', 'class Session', 'class Meeting', ['renamed +Meeting@5']],
])('%s', (_, from, to, changes) => {
  expect(base).toContain(from)
  expect(told(base, base.replace(from, to))).toEqual(changes)
})

test('what importers see comes first: removed, renamed, signature, added; then the rest; bodies last', () => {
  const before = `export function a() { return 1 }
function b() {}
function c() {}
export const old: string[] = ['x', 'y']
export function gone(one: string): void { console.log(one) }
export function changed(): void {}
`
  const after = `export function a() { return 1 + 1 }
function b(x: string) { void x }
function d(): number { return 1 }
export const fresh: string[] = ['x', 'y']
export function changed(): number { return 1 }
export const more: number = 1
`
  expect(told(before, after)).toEqual([
    'removed +gone@5',
    'renamed +fresh@4',
    'signature +changed@5',
    'added +more@6',
    'removed c@3',
    'signature b@2',
    'added d@3',
    'body +a@1',
  ])
})

test('a rename tells the old name, also where the function calls itself', () => {
  const before = 'export function count(n: number): number { return n === 0 ? 0 : 1 + count(n - 1) }\n'
  expect(compareSources(before, before.replaceAll('count', 'total'), { path: 'a.ts' })).toMatchObject({
    level: 'api',
    changes: [{ kind: 'renamed', symbol: 'total', before: 'count', exported: true, line: 1 }],
  })
})

test('a body tells how many of its statements differ', () => {
  const before = 'export function f(a: number): void {\n  one(a)\n  if (a) {\n    two()\n  }\n  three()\n}\n'
  const statements = (after: string): unknown =>
    compareSources(before, after, { path: 'a.ts' }).changes.map((change) => change.statements)
  expect(statements(before.replace('two()', 'two(2)'))).toEqual([1])
  expect(statements(before.replace('if (a)', 'if (!a)'))).toEqual([1])
  expect(statements(before.replace('  three()\n', ''))).toEqual([1])
  expect(statements(before.replace('one(a)', 'one()').replace('three', 'four'))).toEqual([2])
  expect(statements(before.replace('  one(a)\n', '').replace('three()', 'three()\n  one(a)'))).toEqual([1])
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

test('other text changes as a whole, at the first line that differs', () => {
  expect(told('a\nb\n', 'a\nc\n', 'a.txt')).toEqual(['body @2'])
  expect(told('a\n', '', 'LICENSE')).toEqual(['body @1'])
})

test.each(['a.ts', 'a.tsx', 'a.mts', 'a.cts', 'a.js', 'a.jsx', 'a.json', 'a.yaml'])(
  'a version of %s that does not parse is compared as text, and that is a finding',
  (path) => {
    const [whole, broken] = /json|yaml/.test(path) ? ['{"a": 1}', '{"a": '] : ['const a = 1', 'const = 1']
    const { level, changes, diagnostics } = compareSources(whole, broken, { path })
    expect(isBeyondForm(level)).toBe(true)
    expect(changes).toEqual([{ kind: 'body', symbol: '', exported: false, line: 1 }])
    expect(diagnostics.map(({ code, severity }) => `${code} ${severity}`)).toEqual(['diff-unparsed finding'])
    expect(compareSources(broken, whole, { path }).level).toBe(level)
  },
)

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
