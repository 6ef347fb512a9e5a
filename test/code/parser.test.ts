// The parser that the build cuts out of the compiler, beside the compiler: every file has the same form by both.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formDigest } from '../../src/code/form.ts'
import { wholeCompiler, type Parser } from '../../src/code/parser.ts'
import { compareMany } from '../../src/diff/compare-many.ts'
import { runs, sampled } from '../runs.ts'
import { repository } from '../support/project.ts'
import { builtBin } from '../support/spawned.ts'

const built = createRequire(import.meta.url)(join(dirname(builtBin), 'typescript-parser.cjs')) as Parser
const compiler = wholeCompiler()

const files = ['src', 'test'].flatMap((folder) =>
  readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[mc]?[jt]sx?$/.test(path))
    .map((path) => join(repository, folder, path)),
)

const samples: Readonly<Record<string, string>> = {
  'a.tsx':
    "import { a as a, type b } from './x'\nexport const C: () => unknown = () => <p title='x'>{a} text {/* no */}<b.c/>{' '}</p>\n",
  'b.ts':
    "#!/usr/bin/env node\n/// <reference path=\"x\" />\n'use strict'\nnamespace N.M { export enum E { a = 1, 'b' } }\nexport = N\n",
  'c.mts':
    'abstract class A<T> extends B<T> { #p = 1_0n; static { f`a${1}b` } declare x?: readonly [a?: T, ...b: T[]]\n;get y(): RegExp { return /[/]/gi } }\n',
  'd.js':
    'label: for (;;) { if (a) continue label; else (b, c) }\nasync function* f() { for await (x of y) yield* z?.[0]!= 1 }\n',
  'e.cts':
    'type F = abstract new (...a: any[]) => asserts a is string; let ä\\u0062 = __proto__, __x, ___y\n',
}

describe('the parser that is built', () => {
  test('gives every file of this project its form, and sees what does not parse', () => {
    for (const path of sampled(files, 90)) {
      const text = readFileSync(path, 'utf8')
      expect(formDigest(path, text, built), path).toBe(formDigest(path, text, compiler))
    }
  })

  test('gives texts with a part cut out their form', () => {
    const cut = fc
      .constantFrom(...Object.entries(samples))
      .chain(([path, text]) =>
        fc
          .tuple(fc.nat(text.length), fc.nat(12))
          .map(([at, length]) => ({ path, text: text.slice(0, at) + text.slice(at + length) })),
      )
    for (const [path, text] of Object.entries(samples))
      expect(formDigest(path, text, built), path).toBe(formDigest(path, text, compiler))
    fc.assert(
      fc.property(cut, ({ path, text }) => {
        expect(formDigest(path, text, built)).toBe(formDigest(path, text, compiler))
      }),
      { numRuns: runs(2000) },
    )
  })
})

test('whose form is known is compared as one whose form is not', () => {
  // JavaScript has its types inferred, which takes a program of the compiler.
  const some = Object.entries(samples).filter(
    ([path]) => process.env.SPEC_TEST_FULL !== undefined || !path.endsWith('.js'),
  )
  const pairs = some.flatMap(([path, before]) =>
    [`// A comment.\n${before}`, before.replaceAll("'", '"'), before.replace('a', 'z'), `${before}\n{`].map(
      (after) => ({ path, before, after }),
    ),
  )
  const known = pairs.map((pair) => ({ ...pair, form: formDigest(pair.path, pair.before) }))
  const compared = compareMany(known)
  expect(compared).toEqual(compareMany(pairs))
  expect(new Set(compared.map(({ level }) => level)).size).toBeGreaterThan(2)
})
