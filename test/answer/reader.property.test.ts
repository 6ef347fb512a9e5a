// Any files survive the way through the format; any text at all gives findings or values, never a crash or a hang.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Decision } from '../../src/answer/answer.ts'
import { markers } from '../../src/answer/format.ts'
import { readAnswer, type Reading } from '../../src/answer/reader.ts'
import { normalText } from '../../src/digest/text.ts'
import type { TargetPath } from '../../src/spec/spec.ts'
import { runs } from '../runs.ts'
import { renderAnswer } from './render.ts'

const tag = 'a1b2c3d4'
const ids = ['R1', 'R2', 'AUTH-3', 'names-are-trimmed', 'login/blank-names']

/** Lines that files are made of, and those that look like parts of the format. */
const line = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replaceAll('\n', ' ')),
  },
  fc.constantFrom(
    '```',
    '```ts',
    '````',
    '~~~',
    '    ```',
    '=== FILE 0badcafe src/a.ts ===',
    '=== END 0badcafe ===',
    '=== END ===',
    '=== FILE src/a.ts ===',
    '=======',
    '<<<<<<< ours',
    '- R1: open: x; chosen: y; because: z',
    'R1: src/a.ts#a',
    '',
    ' ',
    '\t',
    '\u2028',
    'a\rb',
    '\ufeffx',
  ),
)

/** Text as a target holds it: LF, no BOM at the start, empty or with a final newline. */
const fileText = fc
  .array(line, { maxLength: 12 })
  .map((lines) => normalText(lines.map((one) => `${one}\n`).join('')).replace(/^\ufeff/, ''))

const extensions = ['ts', 'tsx', 'js', 'json', 'md', 'txt', 'css', 'x']
const target = fc
  .tuple(
    fc.array(
      fc.stringMatching(/^[a-zA-Z0-9 _()[\]#,'`=\u00e4\u001b-]{1,12}$/).map((text) => `p${text}q`),
      { minLength: 1, maxLength: 3 },
    ),
    fc.constantFrom(...extensions),
  )
  // The cast: the reader compares paths and does not care how they were checked.
  .map(([parts, extension]) => `${parts.join('/')}.${extension}` as TargetPath)

const files = fc.uniqueArray(fc.record({ path: target, text: fileText }), {
  selector: (file) => file.path.toLowerCase(),
  minLength: 1,
  maxLength: 4,
})

const words = fc
  .array(fc.constantFrom('names', 'are', 'kept', 'a Map', '80', 'and', 'the `x`'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((list) => list.join(' '))
const decisions = fc.array(
  fc.record<Decision>({
    requirement: fc.option(fc.constantFrom(...ids)),
    open: words,
    chosen: words,
    because: words,
    noChange: fc.constant(false),
  }),
  { maxLength: 3 },
)

function read(text: string, asked: readonly TargetPath[]): Reading {
  return readAnswer(text, { tag, asked, requirementIds: ids, source: 'answer.md' })
}

describe('any answer in the format', () => {
  test('reads back exactly: files of any text, decisions and trace', () => {
    fc.assert(
      fc.property(files, decisions, fc.constantFrom('\n', '\r\n'), (given, decided, lineEnd) => {
        const trace = Object.fromEntries(
          ids.map((id, index) => [id, [`${given[index % given.length]?.path}#name`]]),
        )
        const answer = renderAnswer({ tag, files: given, decisions: decided, trace })
        // A lone CR before a line end would become part of it; with LF every text must survive.
        fc.pre(lineEnd === '\n' || !answer.includes('\r'))
        const { read: seen, diagnostics } = read(
          answer.replaceAll('\n', lineEnd),
          given.map((file) => file.path),
        )
        expect(seen.files.map(({ path, text }) => ({ path, text }))).toEqual(given)
        expect(seen.decisions).toEqual(decided)
        expect(
          Object.fromEntries(
            seen.trace.map((one) => [
              one.requirement,
              one.symbols.map((symbol) => `${symbol.path}#${symbol.name}`),
            ]),
          ),
        ).toEqual(trace)
        expect(diagnostics).toEqual([])
      }),
      { numRuns: runs(10_000) },
    )
  })

  test('cut anywhere: what is read is whole and right, and the rest is missing', () => {
    fc.assert(
      fc.property(files, fc.double({ min: 0, max: 1, noNaN: true }), (given, where) => {
        const answer = renderAnswer({ tag, files: given })
        const cut = answer.slice(0, Math.floor(answer.length * where))
        const { read: seen, diagnostics } = read(
          cut,
          given.map((file) => file.path),
        )
        for (const file of seen.files) expect(given).toContainEqual({ path: file.path, text: file.text })
        expect(seen.files.length + seen.missing.length).toBe(given.length)
        if (seen.missing.length > 0)
          expect(diagnostics.filter((one) => one.severity === 'finding')).not.toEqual([])
      }),
      { numRuns: runs(10_000) },
    )
  })
})

/** Ways in which answers are damaged. */
const damage = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(4000), length: fc.nat(60) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(4000),
    text: fc.oneof(line, fc.string({ unit: 'binary', maxLength: 20 })),
  }),
  fc.record({ kind: fc.constant('swap' as const), at: fc.nat(80), to: fc.nat(80) }),
  fc.record({
    kind: fc.constant('marker' as const),
    at: fc.nat(80),
    text: fc.constantFrom(
      markers.file(tag, 'src/a.ts'),
      markers.file(tag, '../../etc/passwd'),
      markers.file('0badcafe', 'src/a.ts'),
      markers.endFile(tag),
      markers.decisions(tag),
      markers.trace(tag),
      markers.done(tag),
      `**${markers.endFile(tag)}**`,
      '=== FILE',
      `=== FILE ${tag}`,
      `${'='.repeat(4000)}`,
      `=== FILE ${tag} ${'x/'.repeat(500)} ===`,
    ),
  }),
  fc.record({ kind: fc.constant('crlf' as const), at: fc.nat(80) }),
)
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never

function damaged(text: string, by: Damage): string {
  const lines = text.split('\n')
  switch (by.kind) {
    case 'cut':
      return text.slice(0, by.at) + text.slice(by.at + by.length)
    case 'insert':
      return text.slice(0, by.at) + by.text + text.slice(by.at)
    case 'swap': {
      const [line = ''] = lines.splice(by.at % lines.length, 1)
      lines.splice(by.to % (lines.length + 1), 0, line)
      return lines.join('\n')
    }
    case 'marker':
      lines.splice(by.at % (lines.length + 1), 0, by.text)
      return lines.join('\n')
    case 'crlf':
      return lines.map((line, index) => (index === by.at ? `${line}\r` : line)).join('\n')
  }
}

describe('a damaged answer', () => {
  test('gives findings or values, each target once, and nothing that was not asked for', () => {
    fc.assert(
      fc.property(
        files,
        decisions,
        fc.array(damage, { minLength: 1, maxLength: 8 }),
        (given, decided, damages) => {
          const answer = damages.reduce(damaged, renderAnswer({ tag, files: given, decisions: decided }))
          const asked = given.map((file) => file.path)
          const { read: seen, diagnostics, faults } = read(answer, asked)
          expect([...seen.files.map((file) => file.path), ...seen.missing].sort()).toEqual([...asked].sort())
          for (const file of seen.files) expect(file.text === '' || file.text.endsWith('\n')).toBe(true)
          for (const one of diagnostics) expect(one.place?.line).toBeGreaterThan(0)
          for (const path of faults.keys()) expect(seen.missing).toContain(path)
          if (seen.missing.length > 0)
            expect(diagnostics.some((one) => one.severity === 'finding')).toBe(true)
        },
      ),
      { numRuns: runs(10_000) },
    )
  })

  test('of any characters at all is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        // The cast: any path will do.
        const { diagnostics } = read(text, ['src/a.ts' as TargetPath])
        expect(diagnostics.map((one) => one.code)).toEqual(['answer-unreadable'])
      }),
      { numRuns: runs(10_000) },
    )
  })

  test.each([
    ['equal signs', '='],
    ['fences', '```\n'],
    ['markers', `${markers.file(tag, 'src/a.ts')}\n`],
    [
      'edits',
      `${markers.edit(tag, 'src/a.ts')}\n${markers.search(tag)}\nx\n${markers.replace(tag)}\ny\n${markers.endFile(tag)}\n`,
    ],
    ['parts of edits', `${markers.search(tag)}\nx\n${markers.replace(tag)}\ny\n`],
    ['list items', `${markers.trace(tag)}\n- R1: `],
    ['labels', `${markers.decisions(tag)}\n- chosen: because: open: `],
    ['commas', `${markers.trace(tag)}\nR1: ${','.repeat(500)}`],
    ['quote marks', '> * _ ` # '],
  ])('of a million characters of %s is read', (_name, piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length))
    // The cast: any path will do.
    const { diagnostics } = read(text, ['src/a.ts' as TargetPath])
    expect(diagnostics.length).toBeGreaterThan(0)
    expect(diagnostics.length).toBeLessThan(100)
  })
})
