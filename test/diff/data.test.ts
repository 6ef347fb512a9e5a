// JSON, YAML and Markdown are told apart by what they say, not by how it is laid out.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareSources } from '../../src/diff/compare.ts'
import { runs } from '../runs.ts'

/** `kind path@line: before → after`. */
const told = (path: string, before: string, after: string): string[] =>
  compareSources(before, after, { path }).changes.map(
    ({ kind, symbol, line, before: old = '', after: now = '' }) =>
      `${kind} ${symbol}@${line}: ${old} → ${now}`,
  )
const level = (path: string, before: string, after: string): string =>
  compareSources(before, after, { path }).level

const json =
  '{\n  "name": "a",\n  "list": [1, { "deep": true }],\n  "big": 12345678901234567890,\n  "none": {}\n}\n'

describe('JSON', () => {
  test.each([
    ['white space', '{"a":1}', '{ "a": 1 }'],
    ['the order of keys', '{"a":1,"b":[2]}', '{"b":[2],"a":1}'],
    ['comments and trailing commas', '{"a":1}', '{"a":1,/* one */}'],
    ['escapes and needless digits', '{"a":"\\u0041","b":1.50}', '{"a":"A","b":1.5}'],
  ])('%s are form', (_, before, after) => {
    expect(level('a.json', before, after)).toBe('format')
    expect(told('a.json', before, after)).toEqual([])
  })

  test.each([
    ['a value', '"a"', '"b"', ['body name@2: "a" → "b"']],
    ['a deep value', 'true', 'false', ['body list[1].deep@3: true → false']],
    [
      'the last digit of a long number',
      '567890,',
      '567891,',
      ['body big@4: 12345678901234567890 → 12345678901234567891'],
    ],
    ['a key that goes', '  "name": "a",\n', '', ['removed name@2: "a" → ']],
    [
      'a key that comes',
      '"none": {}',
      '"none": { "a b": null }',
      ['removed none@5: {} → ', 'added none."a b"@5:  → null'],
    ],
    ['a type', '1,', '"1",', ['body list[0]@3: 1 → "1"']],
  ])('%s', (_, from, to, changes) => {
    expect(json).toContain(from)
    expect(told('a.json', json, json.replace(from, to))).toEqual(changes)
    expect(level('a.json', json, json.replace(from, to))).toBe('implementation')
  })

  test('any value is the same as itself in another layout, and no other than itself with something more', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, more) => {
        const plain = JSON.stringify({ value })
        const laidOut = JSON.stringify({ value }, null, 2)
        expect(['identical', 'format']).toContain(level('a.json', plain, laidOut))
        expect(level('a.json', plain, JSON.stringify({ value, more }))).toBe('implementation')
      }),
      { numRuns: runs(500) },
    )
  })

  test('depth costs no stack', () => {
    const deep = (leaf: string): string => `${'['.repeat(50_000)}${leaf}${']'.repeat(50_000)}`
    expect(told('a.json', deep('1'), deep('2'))).toHaveLength(1)
  })
})

describe('YAML', () => {
  test.each([
    ['layout and quotes', "a: 'x'\nb:\n  - 1\n", '# one\nb: [1]\na: "x"\n'],
    ['block and plain text', 'a: one two\n', 'a: >-\n  one\n  two\n'],
  ])('%s are form', (_, before, after) => {
    expect(level('a.yml', before, after)).toBe('format')
  })

  test.each([
    ['a value', 'a: 1\nb: 2\n', 'a: 1\nb: 3\n', ['body b@2: 2 → 3']],
    ['text that looks like a number', 'a: 1\n', "a: '1'\n", ['body a@1: 1 → "1"']],
    ['a tag', 'a: !Ref x\n', 'a: !Sub x\n', ['body a@1: !Ref "x" → !Sub "x"']],
    [
      'an alias',
      'a: &one 1\nb: &two 1\nc: *one\n',
      'a: &one 1\nb: &two 1\nc: *two\n',
      ['body c@3: *one → *two'],
    ],
    ['a second document', 'a: 1\n---\na: 2\n', 'a: 1\n---\na: 3\n', ['body document 2.a@3: 2 → 3']],
    [
      'a deep key',
      'jobs:\n  test:\n    steps:\n      - run: a\n',
      'jobs:\n  test:\n    steps:\n      - run: b\n',
      ['body jobs.test.steps[0].run@4: "a" → "b"'],
    ],
  ])('%s', (_, before, after, changes) => {
    expect(told('a.yaml', before, after)).toEqual(changes)
  })
})

const markdown =
  '---\ntitle: A\n---\n\nStart.\n\n# One\n\nA *word* here.\n\n## Two\n\n- a\n- b\n\n# Three\n\nEnd.\n'

describe('Markdown', () => {
  test.each([
    ['rewrapping', 'A *word* here.', 'A *word*\nhere.'],
    ['markers', 'A *word* here.', 'A _word_ here.'],
    ['list markers and looseness', '- a\n- b', '* a\n\n* b'],
    ['underlined headings', '# One', 'One\n==='],
    ['comments', '# Three', '<!-- note -->\n\n# Three'],
    ['quotes in front matter', 'title: A', "title: 'A'"],
  ])('%s is form', (_, from, to) => {
    expect(markdown).toContain(from)
    expect(level('a.md', markdown, markdown.replace(from, to))).toBe('format')
  })

  test.each([
    ['a word', 'here', 'there', ['body One@7']],
    ['an item', '- b', '- c', ['body One / Two@11']],
    ['what stands before the first heading', 'Start.', 'Begin.', ['body @5']],
    ['front matter', 'title: A', 'title: B', ['body front matter title@2']],
    ['a section that goes', '# Three\n\nEnd.\n', '', ['removed Three@16']],
    ['a section that comes', '# Three', '# New\n\n# Three', ['added New@16']],
    ['code, to the letter', '- a\n- b', '```\na  b\n```', ['body One / Two@11']],
  ])('%s', (_, from, to, changes) => {
    expect(markdown).toContain(from)
    const { changes: found } = compareSources(markdown, markdown.replace(from, to), { path: 'a.md' })
    expect(found.map(({ kind, symbol, line }) => `${kind} ${symbol}@${line}`)).toEqual(changes)
  })

  test('sections in another order are a change of the whole', () => {
    const [before, after] = ['# A\n\na\n\n# B\n\nb\n', '# B\n\nb\n\n# A\n\na\n']
    expect(told('a.md', before, after)).toEqual(['body @1:  → '])
  })
})

test('a file with very many changes is told as one', () => {
  const list = (plus: number): string =>
    JSON.stringify(Array.from({ length: 500 }, (_, index) => index + plus))
  expect(told('a.json', list(0), list(1))).toHaveLength(1)
})
