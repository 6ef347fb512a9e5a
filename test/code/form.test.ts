// What a formatter changes does not change the digest of the form; everything else does.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { format, type Options } from 'prettier'
import { describe, expect, test } from 'vitest'
import { formDigest } from '../../src/code/form.ts'
import { globalAugmentation, optionalChain } from '../../src/code/form-walk.ts'
import { kindCodes } from '../../src/code/kinds.ts'
import { parseClean, typescript } from '../../src/code/typescript.ts'
import { digestText } from '../../src/digest/digest.ts'
import { runs } from '../runs.ts'

const fixtures = fileURLToPath(new URL('../fixtures/form/', import.meta.url))
const names = readdirSync(fixtures)
const read = (name: string): string => readFileSync(fixtures + name, 'utf8')

const styles: readonly (readonly [string, Options])[] = [
  ['the defaults', {}],
  ['no semicolons, narrow', { semi: false, singleQuote: true, quoteProps: 'preserve', printWidth: 40 }],
  [
    'tabs and few marks',
    {
      useTabs: true,
      trailingComma: 'none',
      arrowParens: 'avoid',
      quoteProps: 'consistent',
      jsxSingleQuote: true,
    },
  ],
  [
    'wide, CRLF, experimental',
    {
      printWidth: 200,
      endOfLine: 'crlf',
      trailingComma: 'es5',
      bracketSpacing: false,
      objectWrap: 'collapse',
      experimentalTernaries: true,
      experimentalOperatorPosition: 'start',
      bracketSameLine: true,
      singleAttributePerLine: true,
    },
  ],
]

describe.each(names)('%s', (name) => {
  test('parses, so that it shows more than a comparison of texts', () => {
    if (!name.endsWith('.json')) expect(parseClean(name, read(name))).not.toBeNull()
    expect(formDigest(name, read(name))).not.toBe(digestText(read(name)))
  })

  test.each(styles)('formatted by prettier with %s', async (_, options) => {
    const formatted = await format(read(name), { filepath: name, ...options })
    expect(formatted).not.toBe(read(name))
    expect(formDigest(name, formatted)).toBe(formDigest(name, read(name)))
  })
})

const sameForm: readonly (readonly [string, string, string])[] = [
  ['comments', 'a() // one\n/* two */ b()', 'a(); /** three */ b()'],
  ['a comment in an empty block', 'if (a) { /* nothing */ }', 'if (a) {}'],
  ['semicolons and empty statements', 'a();;\nclass B { ; m() {}; }', 'a()\nclass B { m() {} }'],
  ['trailing commas', 'f(a, [b], { c })', 'f(a, [b,], { c, },)'],
  ['redundant parentheses', 'const x = a + b * c', 'const x = (a) + ((b * c))'],
  ['parentheses around what is associative', 'a && b && c', 'a && (b && c)'],
  ['arrow parameters', 'x => x', '(x) => x'],
  ['arrow parameters with async', 'async x => x', 'async (x) => (x)'],
  ['quotes', `f('it', "is")`, `f("it", 'is')`],
  ['escapes by value', `f('\\u0041\\x42')`, `f('AB')`],
  ['quotes of keys', `({ 'a': 1, "b"() {} })`, `({ a: 1, b() {} })`],
  ['quotes of a bound key', `const { 'a': b } = c`, `const { a: b } = c`],
  [
    'spelling of numbers',
    'f(0XFF, 1_000, .5, 5., 1E3, 0.50, 10N)'.replace('N', 'n'),
    'f(0xff, 1000, 0.5, 5, 1000, .5, 10n)',
  ],
  ['order of flags', '/a/gi', '/a/ig'],
  ['new without arguments', 'new A', 'new A()'],
  ['leading bars', 'type A = | B | C', 'type A = B | C'],
  ['parentheses in types', 'type A = (B | C) | (D)', 'type A = B | C | D'],
  ['separators of members', 'interface A { b: C, d: E }', 'interface A { b: C; d: E }'],
  ['the old word for namespace', 'module A {}', 'namespace A {}'],
  ['a name that is imported as itself', `import { a as a } from 'b'`, `import { a } from "b"`],
  ['line ends and a byte order mark', '\uFEFFa()\r\nb(`\r\n`)\r\n', 'a()\nb(`\n`)\n'],
  ['an interpreter line with spaces', '#!/bin/node  \na()', '#!/bin/node\na()'],
]

test.each(sameForm)('%s are form', (_, one, other) => {
  expect(parseClean('a.ts', one)).not.toBeNull()
  expect(formDigest('a.ts', other)).toBe(formDigest('a.ts', one))
})

const sameView: readonly (readonly [string, string, string])[] = [
  ['rewrapped text', '<p>one two three</p>', '<p>\n  one two\n  three\n</p>'],
  ['a space at the end of a line', '<p>one <b>two</b></p>', '<p>\n  one{" "}\n  <b>two</b>\n</p>'],
  ['quotes of attributes', `<p a="it's" b='"'/>`, `<p a='it&apos;s' b="&quot;"/>`],
  ['comments between children', '<p>{/* one */}<b/></p>', '<p>\n<b/></p>'],
]

test.each(sameView)('in JSX: %s', (_, one, other) => {
  expect(parseClean('a.tsx', other)).not.toBeNull()
  expect(formDigest('a.tsx', other)).toBe(formDigest('a.tsx', one))
})

const differ: readonly (readonly [string, string, string])[] = [
  ['a string', `f('a')`, `f('b')`],
  ['a string by one space', `f('a')`, `f('a ')`],
  ['a lone surrogate', `f('\\ud800')`, `f('\\ud801')`],
  ['an operator', 'a + b', 'a - b'],
  ['a strict comparison', 'a == b', 'a === b'],
  ['parentheses that group', '(a + b) * c', 'a + b * c'],
  ['parentheses that end an optional chain', '(a?.b).c', 'a?.b.c'],
  ['a dot that became optional', 'a.b', 'a?.b'],
  ['parentheses that make an object', '() => ({})', '() => {}'],
  ['parentheses that make an expression', '(function a() {})', 'function a() {}'],
  ['parentheses that make a string', `('use strict')`, `'use strict'`],
  ['the text of a directive', `'use strict'`, `'use client'`],
  ['let and const', 'let a = 1', 'const a = 1'],
  ['using', 'using a = b', 'const a = b'],
  ['await', 'async () => { await a }', 'async () => { a }'],
  ['yield star', 'function* f() { yield* a }', 'function* f() { yield a }'],
  ['a modifier', 'class A { private b = 1 }', 'class A { public b = 1 }'],
  ['static', 'class A { static b() {} }', 'class A { b() {} }'],
  ['a getter', '({ get a() { return 1 } })', '({ a() { return 1 } })'],
  ['a private name', 'class A { #b = 1 }', 'class A { b = 1 }'],
  ['export', 'export const a = 1', 'const a = 1'],
  ['export default', 'export default class A {}', 'export class A {}'],
  ['a type-only import', `import type { a } from 'b'`, `import { a } from 'b'`],
  ['order of imports', `import 'a'; import 'b'`, `import 'b'; import 'a'`],
  ['import attributes', `import a from 'b' with { type: 'json' }`, `import a from 'b'`],
  ['an empty import', `import {} from 'a'`, `import 'a'`],
  ['a re-export', `export * from 'a'`, `export * as a from 'a'`],
  ['parts of a for', 'for (a;;) {}', 'for (;a;) {}'],
  ['a hole', '[a,,b]', '[a,b]'],
  ['a trailing hole', '[,]', '[]'],
  ['a line end after return', 'function f() { return\na }', 'function f() { return a }'],
  ['a default in a pattern', 'const { a = b } = c', 'const { a: b } = c'],
  ['constraint and default', 'type A<B extends C> = B', 'type A<B = C> = B'],
  ['the name of a mapped type', 'type A = { [B in C as D]: E }', 'type A = { [B in C]: D }'],
  ['readonly', 'type A = readonly B[]', 'type A = B[]'],
  ['optional', 'interface A { b?: C }', 'interface A { b: C }'],
  ['order of a union', 'type A = B | C', 'type A = C | B'],
  ['union and intersection', 'type A = B | C', 'type A = B & C'],
  ['grouping of types', 'type A = (B | C)[]', 'type A = B | C[]'],
  ['a type argument', 'f<A>()', 'f<B>()'],
  ['typeof import', `type A = typeof import('b')`, `type A = import('b')`],
  ['asserts', 'function f(a): asserts a is B {}', 'function f(a): a is B {}'],
  ['unary signs', '- -a', '--a'],
  ['a template', 'f(`a`)', 'f(`a `)'],
  ['a template and a string', 'f(`a`)', `f('a')`],
  ['a regular expression', '/a/', '/b/'],
  ['a computed key', `({ ['a']: 1 })`, '({ a: 1 })'],
  ['a module by string and by name', `declare module 'a' {}`, 'declare module a {}'],
  ['global', 'declare global {}', 'declare namespace globals {}'],
  ['const enum', 'const enum A { B }', 'enum A { B }'],
  ['the interpreter', '#!/bin/a\nb()', '#!/bin/c\nb()'],
  ['a reference', '/// <reference types="a" />\nb()', '/// <reference types="c" />\nb()'],
  ['new.target and import.meta', 'function f() { new.target }', 'function f() { import.meta }'],
]

test.each(differ)('%s is no form', (_, one, other) => {
  expect(parseClean('a.ts', one)).not.toBeNull()
  expect(parseClean('a.ts', other)).not.toBeNull()
  expect(formDigest('a.ts', other)).not.toBe(formDigest('a.ts', one))
})

test.each([
  ['a space between words', '<p>a b</p>', '<p>ab</p>'],
  ['a space next to an element', '<p>a <b/></p>', '<p>a<b/></p>'],
  ['a space made by hand', '<p>{" "}<b/></p>', '<p><b/></p>'],
  ['an attribute', '<p a="b"/>', '<p a="c"/>'],
  ['a fragment', '<></>', '<p></p>'],
])('in JSX, %s is no form', (_, one, other) => {
  expect(parseClean('a.tsx', one)).not.toBeNull()
  expect(formDigest('a.tsx', other)).not.toBe(formDigest('a.tsx', one))
})

test.each([
  ['{"a":1,"b":[1,2]}', '{\r\n  "a": 1,\n  "b": [1, 2]\n}\n', true],
  ['{"a":"\\u0041"}', '{"a":"A"}', true],
  ['{"a":1}', '{"a":1 /* why */,}', true],
  ['{"a":1,"b":2}', '{"b":2,"a":1}', false],
  ['{"2":1,"1":2}', '{"1":2,"2":1}', false],
  ['[1, 2.5, 3e5]', '[1.0, 2.50, 3E+05]', true],
  ['[10]', '[1]', false],
  ['[1.05]', '[1.5]', false],
  ['[1e5]', '[1e-5]', false],
  ['[12345678901234567890]', '[12345678901234567891]', false],
  ['{"a":{"b":1},"c":1}', '{"a":{"b":1,"c":1}}', false],
  ['["1"]', '[1]', false],
])('JSON: %s and %s have the same form: %s', (one, other, same) => {
  expect(formDigest('a.json', one) === formDigest('a.json', other)).toBe(same)
})

test('text has no form but its line ends', () => {
  expect(formDigest('a.md', 'a\r\n')).toBe(formDigest('a.md', '\uFEFFa\n'))
  expect(formDigest('a.md', 'a \n')).not.toBe(formDigest('a.md', 'a\n'))
  expect(formDigest('a.md', 'a\n')).toBe(digestText('a\n'))
})

test('what does not parse counts as text', () => {
  expect(formDigest('a.ts', 'const = ')).toBe(digestText('const = '))
  expect(formDigest('a.json', '{"a":}')).toBe(digestText('{"a":}'))
})

test.each([
  ['parentheses', `${'('.repeat(5000)}a${')'.repeat(5000)}`],
  ['arrays', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ['blocks', `${'{'.repeat(2000)}${'}'.repeat(2000)}`],
  ['calls that the parser tries twice each', `${'async(a, '.repeat(40)}b${')'.repeat(40)}`],
  ['conditions', `${'if (a) {} else '.repeat(3000)}{}`],
])('code that nests too deep counts as text: %s', (_, text) => {
  expect(formDigest('a.ts', text)).toBe(digestText(text))
})

test('asynchronous functions beside each other are no nesting, nor are those in bodies of others', () => {
  const beside = 'f(async (a) => a);\n'.repeat(40)
  expect(formDigest('a.ts', beside)).toBe(formDigest('a.ts', beside.replaceAll(';', '')))
  const inside = `${'f(async (a) => { '.repeat(30)}${'})\n'.repeat(30)}`
  expect(formDigest('a.ts', inside)).not.toBe(digestText(inside))
})

test('JSON may nest as deep as it likes', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  expect(formDigest('a.json', deep)).toBe(formDigest('a.json', deep.replace('[]', '[ ]')))
  expect(formDigest('a.json', deep)).not.toBe(digestText(deep))
})

test('long chains of operators and calls are no nesting', () => {
  const sum = Array.from({ length: 20_000 }, (_, n) => `a${n}`).join(' + ')
  expect(formDigest('a.ts', sum)).toBe(formDigest('a.ts', sum.replaceAll(' + ', '+')))
  const calls = `a${'.b()'.repeat(20_000)}`
  expect(formDigest('a.ts', calls)).toBe(formDigest('a.ts', calls.replaceAll('.b', '\n.b')))
})

test('flags have the numbers that are written down', () => {
  const { NodeFlags } = typescript()
  expect([optionalChain, globalAugmentation]).toEqual([NodeFlags.OptionalChain, NodeFlags.GlobalAugmentation])
})

test('each kind of node has a name of its own', () => {
  const given = Object.values(typescript().SyntaxKind).filter((kind) => typeof kind === 'number')
  expect(new Set(given.map((kind) => kindCodes()[kind])).size).toBe(new Set(given).size)
})

// Digests are kept in locks: these change only together with the lock's `digestVersion` (rule 14).
test.each<[string, string]>([
  ['a.ts', 'export const a = 1\n'],
  ['a.json', '{"a":1}'],
  ['a.txt', 'a\n'],
  ...names.map((name): [string, string] => [name, read(name)]),
])('the digest of %s stays as it is', (name, text) => {
  expect(formDigest(name, text)).toMatchSnapshot()
})

test('taking a token away, or putting another in its place, never leaves the form as it was', async () => {
  const ts = typescript()
  const sources = await Promise.all(
    names
      .filter((name) => !name.endsWith('.json'))
      .map(async (name) => ({ name, text: await format(read(name), { filepath: name }) })),
  )
  const tokens = sources.flatMap(({ name, text }) => {
    const source = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true)
    const found: { name: string; text: string; start: number; end: number }[] = []
    const visit = (node: import('ts-morph').ts.Node): void => {
      if (ts.isJSDoc(node)) return
      const children = node.getChildren(source)
      const start = node.getStart(source)
      if (children.length === 0 && start < node.end) found.push({ name, text, start, end: node.end })
      children.forEach(visit)
    }
    visit(source)
    return found
  })
  const token = fc.constantFrom(...tokens)
  let compared = 0
  await fc.assert(
    fc.asyncProperty(token, fc.constantFrom('', ' x', '1', '`a`', ';'), async (at, other) => {
      const mutant = at.text.slice(0, at.start) + other + at.text.slice(at.end)
      if (parseClean(at.name, mutant) === null) return
      const formatted = await format(mutant, { filepath: at.name }).catch(() => null)
      // What prettier prints the same is the same form; the fixtures hold no comments outside their first lines.
      if (formatted === null || formatted === at.text) return
      compared++
      expect(formDigest(at.name, mutant), mutant.slice(at.start - 40, at.start + 40)).not.toBe(
        formDigest(at.name, at.text),
      )
    }),
    { numRuns: runs(1000) },
  )
  expect(compared).toBeGreaterThan(20)
})

test('the start of a file, cut anywhere, has a digest', () => {
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.double({ min: 0, max: 1, noNaN: true }), (name, part) => {
      const text = read(name)
      expect(formDigest(name, text.slice(0, Math.floor(text.length * part)))).toMatch(/^sha256:[0-9a-f]{64}$/)
    }),
    { numRuns: runs(2000) },
  )
})

test('any text at all has a digest', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('a.ts', 'a.tsx', 'a.js', 'a.json', 'a'),
      fc.string({ unit: 'binary' }),
      (name, text) => {
        expect(formDigest(name, text)).toMatch(/^sha256:[0-9a-f]{64}$/)
      },
    ),
    { numRuns: runs(2000) },
  )
})
