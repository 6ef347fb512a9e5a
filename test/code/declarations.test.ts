// What an importer sees of a file: exports without bodies, and what they mention; never what the file keeps to itself.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { declarationsOf } from '../../src/code/declarations.ts'
import { runs } from '../runs.ts'

const texts = (text: string, path = 'src/a.ts'): Record<string, string> =>
  Object.fromEntries(declarationsOf(path, text).map(({ name, text: shown }) => [name, shown]))

const digests = (text: string, path = 'src/a.ts'): Record<string, string> =>
  Object.fromEntries(declarationsOf(path, text).map(({ name, digest }) => [name, digest]))

describe('the text of an export', () => {
  test('is its signature, with its JSDoc and without its body', () => {
    const text = `
// An ordinary comment.
/** Logs in. */
export async function login(name: string, code = 0): Promise<boolean> { return check(name, code) }
`
    expect(texts(text)).toEqual({
      login: '/** Logs in. */\nexport function login(name: string, code?: number): Promise<boolean>;',
    })
  })

  test('of an unannotated one is inferred within the file and the language', () => {
    const text = `
import { load } from './load.ts'
export const list = [1, 2].map((n) => String(n))
export const table = new Map([['a', { id: 1 }]])
export const answer = 42
export async function both() { return [answer, 'x'] as const }
export const far = load()
`
    expect(texts(text)).toEqual({
      list: 'export const list: string[];',
      table: 'export const table: Map<string, {\n    id: number;\n}>;',
      answer: 'export const answer = 42;',
      both: 'export function both(): Promise<readonly [42, "x"]>;',
      far: 'export const far: any;',
    })
  })

  test('holds what the file keeps to itself but the export mentions, imports included', () => {
    const text = `
import { type User, other } from './user.ts'
type Id = string
interface Options { readonly id: Id; readonly user: User }
interface Unused { readonly a: number }
export const open = (options: Options): void => other(options)
`
    expect(texts(text)).toEqual({
      open: [
        `import { User } from './user.ts'`,
        'type Id = string;',
        'interface Options {\n    readonly id: Id;\n    readonly user: User;\n}',
        'export const open: (options: Options) => void;',
      ].join('\n'),
    })
  })

  test('of a class has public and protected members only', () => {
    const text = `
export class Session<T> extends Base implements One {
  #secret = 1
  private hidden = 2
  readonly id = 'x'
  static count = 0
  private constructor(private name: string) { super() }
  protected open(): T { return this.#secret as T }
  get size() { return this.hidden }
}
`
    expect(texts(text)).toEqual({
      Session: `export class Session<T> extends Base implements One {
    readonly id = "x";
    static count: number;
    private constructor();
    protected open(): T;
    get size(): number;
}`,
    })
  })

  test('of an enum has values, of overloads all signatures but that of the body', () => {
    const text = `
export enum Role { Admin = 1 << 2, User, Guest = 'g' }
export function f(a: string): void
export function f(a: number): void
export function f(a: unknown): void { void a }
`
    expect(texts(text)).toEqual({
      Role: 'export enum Role {\n    Admin = 4,\n    User = 5,\n    Guest = "g"\n}',
      f: 'export function f(a: string): void;\nexport function f(a: number): void;',
    })
  })

  test('names what a list exports, under the name that importers use', () => {
    const text = `
function local(): void {}
export { local as other, local }
export * from './all.js'
export * as every from './every.js'
export { a as b } from './a.js'
export type { T } from './t.js'
`
    expect(texts(text)).toEqual({
      other: 'function local(): void;\nexport { local as other }',
      local: 'export function local(): void;',
      '*:./all.js': `export * from './all.js'`,
      every: `export * as every from './every.js'`,
      b: `export { a as b } from './a.js'`,
      T: `export type { T } from './t.js'`,
    })
  })

  test.each([
    ['export default class { run(): void {} }', { default: 'export default class {\n    run(): void;\n}' }],
    ['export default function go(): void {}', { default: 'export default function go(): void;' }],
    [
      'export default { a: 1 }',
      { default: 'const _default: {\n    a: number;\n};\nexport default _default' },
    ],
    ['const a = { b: 1 }\nexport = a', { 'export=': 'const a: {\n    b: number;\n};\nexport = a' }],
    [
      'export const { a, b: [c] } = { a: 1, b: ["x"] }',
      { a: 'export const a: number;', c: 'export const c: string;' },
    ],
    [
      'export namespace N { export const a = 1; const b = 2 }',
      { N: 'export namespace N {\n    const a = 1;\n}' },
    ],
    [
      'export {}\ndeclare global { interface Window { a: string } }',
      { global: 'declare global {\n    interface Window {\n        a: string;\n    }\n}' },
    ],
  ])('of %s', (text, shown) => {
    expect(texts(text)).toEqual(shown)
  })
})

test('a file that exports nothing declares nothing, and neither does text', () => {
  expect(declarationsOf('a.ts', 'const a = 1\n')).toEqual([])
  expect(declarationsOf('a.json', '{"a":1}')).toEqual([])
  expect(declarationsOf('a.md', 'export const a = 1')).toEqual([])
})

test('JavaScript is read by its JSDoc, CommonJS too', () => {
  const text =
    '/** @param {string} a @returns {number} */\nfunction f(a) { return a.length }\nmodule.exports = { f }\n'
  expect(texts(text, 'a.cjs').f).toContain('function f(a: string): number;')
})

test('a declaration file declares what it says', () => {
  const text = 'export declare function f(a: string): void;\ndeclare const hidden: number;\nexport {};\n'
  expect(texts(text, 'a.d.ts')).toEqual({ f: 'export function f(a: string): void;' })
  expect(Object.keys(texts('import "x";\ndeclare const seen: number;', 'a.d.ts'))).toEqual(['seen'])
})

const base = `
type Kept = { a: string }
/** Documented. */
export function f(kept: Kept, n = 1): string { return kept.a + n }
export class C { #a = 1; private b = 2; run(): void { void this.#a } }
export const v = (flag: boolean) => (flag ? 'b' : 'a')
`

test.each([
  ['a body', 'kept.a + n }', 'n + kept.a }'],
  ['a default value', 'n = 1', 'n = 2'],
  ['JSDoc', 'Documented.', 'Documented otherwise.'],
  ['a private member', 'private b = 2', 'private c = 3'],
  ['a private name', '#a = 1', '#a = 2'],
  ['a comment', 'type Kept', '// why\ntype Kept'],
  ['layout', 'kept: Kept, n', 'kept:Kept,\n  n'],
  ['something private that nothing mentions', 'type Kept', 'const unused = 1\ntype Kept'],
  [
    'the order in which the compiler meets the parts of a union',
    'type Kept',
    `const first: 'a' = 'a'\ntype Kept`,
  ],
])('%s changes no digest', (_, from, to) => {
  expect(base).toContain(from)
  expect(digests(base.replace(from, to))).toEqual(digests(base))
})

test.each([
  ['a parameter', 'n = 1', 'n: string', ['f']],
  ['an optional parameter', 'n = 1', 'n: number', ['f']],
  ['the result', 'string { return', 'string | number { return', ['f']],
  ['a private type that an export mentions', 'a: string }', 'a: string; b?: number }', ['f']],
  ['a method', 'run(): void', 'run(): undefined', ['C']],
  ['an inferred type', `: 'a')`, `: 'c')`, ['v']],
])('%s changes the digest of its export and of no other', (_, from, to, changed) => {
  expect(base).toContain(from)
  const [before, after] = [digests(base), digests(base.replace(from, to))]
  expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual(changed)
})

test('where the mentioned type comes from counts', () => {
  const from = (path: string): string => `import type { T } from '${path}'\nexport type U = T[]`
  expect(digests(from('./a.ts'))).not.toEqual(digests(from('./b.ts')))
})

// Digests are kept in locks: these change only together with the lock's `digestVersion` (rule 14).
test('digests stay as they are', () => {
  expect(digests(base)).toMatchSnapshot()
})

test('the start of a file, cut anywhere, has declarations, and the same ones each time', () => {
  const whole = `import { a } from './a.ts'\n${base}\nexport enum E { A = 1 }\nexport default { x: [a, ...a] }\nexport * from './b.ts'\n`
  fc.assert(
    fc.property(fc.nat(whole.length), fc.constantFrom('a.ts', 'a.tsx', 'a.js'), (end, path) => {
      const cut = whole.slice(0, end)
      expect(digests(cut, path)).toEqual(digests(cut, path))
    }),
    { numRuns: runs(500, 60) },
  )
})

test('code that the parser would never finish is one declaration', () => {
  expect(Object.keys(digests(`export const a = ${'async(a, '.repeat(40)}b${')'.repeat(40)}`))).toEqual(['*'])
})

test('code that nests too deep is one declaration that changes with it', () => {
  const deep = (leaf: string): string => `export const a = ${'['.repeat(5000)}${leaf}${']'.repeat(5000)}`
  expect(Object.keys(digests(deep('1')))).toEqual(['*'])
  expect(digests(deep('1'))).not.toEqual(digests(deep('2')))
})
