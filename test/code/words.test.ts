// The quick look at two texts: what a formatter may change never counts, and what is said to differ does.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { globSync } from 'tinyglobby'
import { describe, expect, test } from 'vitest'
import { formDigest } from '../../src/code/form.ts'
import { surelyDiffer, wordsOf } from '../../src/code/words.ts'
import { repository } from '../support/project.ts'

describe('words of a text', () => {
  test.each([
    ['names and keywords, in order', 'const a = b', ['const', 'a', 'b']],
    ['not those in comments', 'a // b\n/* c */ d', ['a', 'd']],
    ['a string that spells a name, as a quoted key does', `f({ 'key': "two words" })`, ['f', 'key']],
    ['not those in templates, but those between', '`a ${b + `c ${d}`} e` + f', ['b', 'd', 'f']],
    ['not those in regular expressions', 'x = /a[/]b/g, y', ['x', 'y']],
    ['a division between two values', 'a / b / c', ['a', 'b', 'c']],
    ['a regular expression behind return', 'return /a/.test(b)', ['return', 'test', 'b']],
    ['numbers are none', '0xFF + 1e3 + 1_000n + a', ['a']],
    ['private names, and names in other scripts', 'this.#größe = $ + _', ['this', 'größe', '$', '_']],
    ['an interpreter line is a comment', '#!/usr/bin/env node\na', ['a']],
  ])('%s', (_, text, words) => {
    expect(wordsOf(text)).toEqual(words)
  })

  test.each([
    ['a slash behind a bracket, which may begin either', 'if (a) /b/.test(c)'],
    ['an escape in a name', '\\u0061 = 1'],
    ['an escape in a string that may spell a letter', `'\\u0061'`],
    ['a brace too many', 'a }'],
    ['a string without an end', `'a`],
    ['a template without an end', '`a ${b'],
  ])('are not known where there is %s', (_, text) => {
    expect(wordsOf(text)).toBeNull()
  })
})

test('another name, order or number of names differs; form does not', () => {
  const before = `export function f(a: string) {\n  return a.trim()\n}\n`
  expect(surelyDiffer('a.ts', before, before.replace('trim', 'trimEnd'))).toBe(true)
  expect(surelyDiffer('a.ts', before, `${before}f('')\n`)).toBe(true)
  expect(
    surelyDiffer('a.ts', before, `/* b */ export function f(\n a: string,\n) { return (a).trim(); }`),
  ).toBe(false)
  // Where JSX may stand, an apostrophe is text.
  expect(surelyDiffer('a.tsx', before, `${before}f('')\n`)).toBe(false)
})

test('no file of this project differs from itself in another style', async () => {
  const paths = globSync('src/{spec,lock}/*.ts', { cwd: repository })
  expect(paths.length).toBeGreaterThan(25)
  let known = 0
  for (const path of paths) {
    const text = readFileSync(join(repository, path), 'utf8')
    const other = await format(text, {
      parser: 'typescript',
      semi: true,
      useTabs: true,
      printWidth: 40,
      quoteProps: 'consistent',
      trailingComma: 'none',
      arrowParens: 'avoid',
    })
    expect(surelyDiffer(path, text, other), path).toBe(false)
    if (wordsOf(text) !== null) known++
  }
  expect(known / paths.length).toBeGreaterThan(0.8)
})

test('what differs here differs in form, too', () => {
  const text = readFileSync(join(repository, 'src/spec/ids.ts'), 'utf8')
  const lines = text.split('\n')
  let differing = 0
  for (const at of lines.keys()) {
    const without = lines.filter((_, index) => index !== at).join('\n')
    if (!surelyDiffer('a.ts', text, without)) continue
    differing++
    expect(formDigest('a.ts', without), `without line ${at + 1}`).not.toBe(formDigest('a.ts', text))
  }
  expect(differing).toBeGreaterThan(5)
})
