// Languages by path, syntax errors with their places, and what a file imports.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { importsOf } from '../../src/code/imports.ts'
import { readJson } from '../../src/code/json.ts'
import { languageOf } from '../../src/code/language.ts'
import { syntaxFaults } from '../../src/code/syntax.ts'
import { runs } from '../runs.ts'

test.each([
  ['src/a.ts', 'typescript'],
  ['a.TSX', 'typescript'],
  ['a.d.mts', 'typescript'],
  ['a.cts', 'typescript'],
  ['a.jsx', 'javascript'],
  ['a.mjs', 'javascript'],
  ['a.cjs', 'javascript'],
  ['package.json', 'json'],
  ['a.md', 'text'],
  ['.ts', 'text'],
  ['ts', 'text'],
  ['a.ts/b', 'text'],
  ['a.constructor', 'text'],
])('%s is %s', (path, language) => {
  expect(languageOf(path)).toBe(language)
})

const faults = (path: string, text: string): string[] =>
  syntaxFaults(path, text).map(({ line, column, message }) => `${line}:${column} ${message}`)

describe('syntax', () => {
  test.each([
    ['a.ts', 'const a: string = 1\n'],
    ['a.tsx', 'const a = <p>{b}</p>'],
    ['a.js', 'export const a = await b'],
    ['a.jsx', 'const a = <p/>'],
    ['a.json', '{"a": [1, -2.5e3, "\\u0041", null]}'],
    ['tsconfig.build.json', '{ // why\n "a": 1, }'],
    ['a.md', 'const ='],
  ])('%s may say %s', (path, text) => {
    expect(faults(path, text)).toEqual([])
  })

  test.each([
    ['a.ts', 'const a = 1\nconst = 2\n', '2:7 Variable declaration expected.'],
    ['a.ts', 'const a = <p/>', "1:13 '>' expected."],
    ['a.js', 'const a: string = b', '1:10 Type annotations can only be used in TypeScript files.'],
    ['a.json', '{\r\n "a": 1,\r\n}', '3:1 found "}" where a key in double quotes was expected'],
    ['a.json', "{'a': 1}", `1:2 found "'" where a key in double quotes or "}" was expected`],
    ['a.json', '{"a" 1}', '1:6 found "1" where ":" was expected'],
    ['a.json', '[1 2]', '1:4 found "2" where "," or "]" was expected'],
    ['a.json', '{"a": [1', '1:9 the file ends where "," or "]" was expected'],
    ['a.json', '', '1:1 the file ends where a value was expected'],
    ['a.json', '{} {}', '1:4 found "{" where the end of the file was expected'],
    ['a.json', '{ // why\n}', '1:3 found "/" where a key in double quotes or "}" was expected'],
  ])('%s may not say %s', (path, text, first) => {
    expect(faults(path, text)[0]).toBe(first)
  })

  test('code that nests too deep is a fault, not a crash', () => {
    expect(faults('a.ts', '('.repeat(100_000))).toEqual(['1:1 the code nests too deep to be parsed'])
  })

  test('JSON is valid exactly where JSON.parse says so', () => {
    const piece = fc.constantFrom(
      ...'{ } [ ] , : " \\ 0 1 -1 1.5 1e5 01 . true null nul "a" "\\n" "\\u12" /**/ \t'.split(' '),
    )
    const almost = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(fc.oneof(fc.json(), almost), (text) => {
        let valid = true
        try {
          JSON.parse(text)
        } catch {
          valid = false
        }
        expect(readJson(text, false) === null).toBe(valid)
      }),
      { numRuns: runs(5000) },
    )
  })
})

test('imports of every kind, with their places', () => {
  const text = `
import a from './a.ts'
import type { B } from "./b.ts"
import './c.ts'
export * from './d.ts'
import e = require('./e.ts')
type F = import('./f.ts').F
const g = await import(\`./g.ts\`)
const h = require('./h.ts'), no = load('./no.ts'), none = import(name)
`
  expect(importsOf('a.ts', text).map(({ specifier, line }) => `${line} ${specifier}`)).toEqual([
    '2 ./a.ts',
    '3 ./b.ts',
    '4 ./c.ts',
    '5 ./d.ts',
    '6 ./e.ts',
    '7 ./f.ts',
    '8 ./g.ts',
    '9 ./h.ts',
  ])
  expect(importsOf('a.ts', `\n  import('./a.ts')`)).toEqual([{ specifier: './a.ts', line: 2, column: 10 }])
  expect(importsOf('a.md', text)).toEqual([])
})
