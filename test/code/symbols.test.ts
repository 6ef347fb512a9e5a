// The names of a file, as a trace points at them.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { symbolsOf } from '../../src/code/symbols.ts'
import { runs } from '../runs.ts'

const listed = (text: string, path = 'a.ts'): string[] =>
  symbolsOf(path, text).map(
    ({ name, kind, exported, exportedAs }) =>
      `${exported ? '+' : '-'} ${kind} ${name}${exportedAs.some((as) => as !== name) ? ` as ${exportedAs.join(', ')}` : ''}`,
  )

test('functions, classes with members, types with members, enums, variables', () => {
  const text = `
export function login() {}
function helper() {}
export class Session {
  static count = 0
  #secret = 1
  private hidden() {}
  constructor() {}
  create() {}
  get size() { return 0 }
  set size(n) {}
}
export interface Shape { a: string; run(): void; [key: string]: unknown }
type Options = { id: string }
enum Role { Admin, User }
export const limit = 3, run = () => {}
let { a, b: [c] } = x
`
  expect(listed(text)).toEqual([
    '+ function login',
    '- function helper',
    '+ class Session',
    '+ member Session.count',
    '- member Session.#secret',
    '- member Session.hidden',
    '+ member Session.constructor',
    '+ member Session.create',
    '+ member Session.size',
    '+ interface Shape',
    '+ member Shape.a',
    '+ member Shape.run',
    '- type Options',
    '- member Options.id',
    '- enum Role',
    '- member Role.Admin',
    '- member Role.User',
    '+ variable limit',
    '+ function run',
    '- variable a',
    '- variable c',
  ])
})

test('members of an object value, and what a namespace holds', () => {
  const text = `
export const api = { list() {}, 'get': () => 1, nested: { deep: 1 }, [computed]: 1 } as const
export namespace N { export function f() {} const hidden = 1; export namespace M { export type T = 1 } }
`
  expect(listed(text)).toEqual([
    '+ variable api',
    '+ member api.list',
    '+ member api.get',
    '+ member api.nested',
    '+ member api.nested.deep',
    '+ namespace N',
    '+ function N.f',
    '- variable N.hidden',
    '+ namespace N.M',
    '+ type N.M.T',
  ])
})

test.each([
  ['export default function login() {}', ['+ function login as default']],
  ['export default class { run() {} }', ['+ class default', '+ member default.run']],
  ['export default { run() {} }', ['+ variable default', '+ member default.run']],
  ['const a = 1\nexport default a', ['+ variable a as default']],
  ['export { a as b }\nfunction a() {}', ['+ function a as b']],
  ['class A { run() {}; #p = 1 }\nexport { A }', ['+ class A', '+ member A.run', '- member A.#p']],
  [`export { a, b as c } from './x.js'`, ['+ reexport a', '+ reexport c']],
  [`export * from './x.js'\nexport * as y from './y.js'`, ['+ reexport *:./x.js', '+ reexport y']],
  [`import { a } from './a.js'\nexport { a }`, ['+ reexport a']],
])('exports: %s', (text, names) => {
  expect(listed(text)).toEqual(names)
})

test('CommonJS', () => {
  const text = `
function a() {}
function Old() {}
Old.prototype.run = function () {}
exports.b = () => {}
module.exports = { a, Old, c: 1, 'd-e': a, f() {} }
`
  expect(listed(text, 'a.cjs')).toEqual([
    '+ function a as a, d-e',
    '+ function Old',
    '+ member Old.run',
    '+ function b',
    '+ variable c',
    '+ function f',
  ])
})

test('overloads are one symbol, from the first line to the last', () => {
  const text = 'function f(a: string): void\nfunction f(a: number): void\nfunction f(a: unknown) {\n}\n'
  expect(symbolsOf('a.ts', text)).toEqual([
    { name: 'f', kind: 'function', exported: false, exportedAs: [], line: 1, endLine: 4 },
  ])
})

test('JSON and text have no symbols', () => {
  expect(symbolsOf('a.json', '{"a":1}')).toEqual([])
  expect(symbolsOf('a.md', 'function a() {}')).toEqual([])
})

test('any text at all has symbols, even if none', () => {
  const word = fc.constantFrom(
    ...'export default class function const enum namespace type interface a b { } ( ) = ; : , [ ] * from "x" => . # \n'.split(
      ' ',
    ),
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      for (const { line, endLine } of symbolsOf('a.ts', words.join(' ')))
        expect(endLine).toBeGreaterThanOrEqual(line)
    }),
    { numRuns: runs(3000) },
  )
})
