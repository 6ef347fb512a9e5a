// Any changes of any text, written as edits, give the new text; edits that could mean two places, or none, give nothing.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyEdits } from '../../src/answer/edits.ts'
import { readAnswer, type Reading } from '../../src/answer/reader.ts'
import type { TargetPath } from '../../src/spec/spec.ts'
import { runs } from '../runs.ts'
import { occurrences, renderAnswer, renderEdit, textOf, type LineChange } from './render.ts'

const tag = 'a1b2c3d4'

/** Few different lines, so that many stand at several places; some look like parts of the format. */
const line = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('}', '  return', '', 'const a = 1', '  ', 'x', 'x ', '\tx') },
  fc.constantFrom(
    '```',
    '```ts',
    '````',
    '~~~',
    '=== FILE 0badcafe src/a.ts ===',
    '=== SEARCH 0badcafe ===',
    '=== REPLACE 0badcafe ===',
    '=== END 0badcafe ===',
    '=== SEARCH ===',
    '<<<<<<< SEARCH',
    '=======',
    '>>>>>>> REPLACE',
    'a\rb',
    '\u2028',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('\n', ' ').replace(/\r$/, '')),
)
const base = fc.array(line, { minLength: 1, maxLength: 30 })

/** Disjoint changes of a text of so many lines. */
const changesOf = (length: number): fc.Arbitrary<readonly LineChange[]> =>
  fc.uniqueArray(fc.nat({ max: length }), { minLength: 2, maxLength: 8 }).chain((points) => {
    const cuts = [...points].sort((a, b) => a - b)
    const spans = cuts.flatMap((from, at) =>
      at % 2 === 0 && at + 1 < cuts.length ? [{ from, to: cuts[at + 1] ?? from }] : [],
    )
    return fc.tuple(
      ...spans.map((span) => fc.array(line, { maxLength: 4 }).map((lines) => ({ ...span, lines }))),
    )
  })

const changed = base.chain((lines) => fc.tuple(fc.constant(lines), changesOf(lines.length)))
const path = fc.constantFrom(
  'src/a.ts',
  'docs/a.md',
  'data/a.json',
  'a.txt',
  'a.x',
) as fc.Arbitrary<TargetPath>

function after(lines: readonly string[], changes: readonly LineChange[]): string {
  let text = ''
  let at = 0
  for (const change of changes) {
    text += textOf(lines.slice(at, change.from)) + textOf(change.lines)
    at = change.to
  }
  return text + textOf(lines.slice(at))
}

const read = (answer: string, target: TargetPath, text: string): Reading =>
  readAnswer(answer, {
    tag,
    asked: [target],
    requirementIds: [],
    bases: [{ path: target, text }],
    source: 'answer.md',
  })

describe('edits of any text', () => {
  test('give the text that they were made from', () => {
    fc.assert(
      fc.property(changed, path, fc.boolean(), ([lines, changes], target, finalNewline) => {
        // A file of white space has nothing to find a place by.
        fc.pre(lines.some((one) => one.trim() !== ''))
        const text = finalNewline ? textOf(lines) : textOf(lines).slice(0, -1)
        fc.pre(finalNewline || lines.at(-1) !== '')
        const answer = renderEdit(tag, target, lines, changes) + renderAnswer({ tag, files: [] })
        const { read: seen, diagnostics } = read(answer, target, text)
        expect(diagnostics).toEqual([])
        expect(seen.files[0]?.text).toBe(after(lines, changes))
      }),
      { numRuns: runs(20_000) },
    )
  })

  test('cut anywhere give the whole new text or nothing', () => {
    fc.assert(
      fc.property(
        changed,
        path,
        fc.double({ min: 0, max: 1, noNaN: true }),
        ([lines, changes], target, where) => {
          fc.pre(lines.some((one) => one.trim() !== ''))
          const answer = renderEdit(tag, target, lines, changes) + renderAnswer({ tag, files: [] })
          const { read: seen } = read(
            answer.slice(0, Math.floor(answer.length * where)),
            target,
            textOf(lines),
          )
          for (const file of seen.files) expect(file.text).toBe(after(lines, changes))
          expect(seen.files.length + seen.missing.length).toBe(1)
        },
      ),
      { numRuns: runs(5000) },
    )
  })

  test('are refused where their lines stand at more than one place, or at none', () => {
    fc.assert(
      fc.property(base, base, fc.nat(), fc.nat({ max: 5 }), (lines, other, at, count) => {
        const from = at % lines.length
        for (const wanted of [lines.slice(from, from + count), other.slice(0, count)]) {
          const found = applyEdits(textOf(lines), [{ search: textOf(wanted), replace: 'new\n', line: 1 }])
          const isBlank = wanted.every((one) => one.trim() === '')
          const exactly = occurrences(lines, wanted)
          const loosely = occurrences(
            lines.map((one) => one.trimEnd()),
            wanted.map((one) => one.trimEnd()),
          )
          expect(found.ok).toBe(!isBlank && (exactly === 1 || (exactly === 0 && loosely === 1)))
          if (found.ok) expect(found.text.split('\n')).toContain('new')
        }
      }),
      { numRuns: runs(20_000) },
    )
  })

  test('of any characters at all never throw, and leave no half of a file', () => {
    const piece = fc.constantFrom(
      `=== EDIT ${tag} src/a.ts ===\n`,
      `=== SEARCH ${tag} ===\n`,
      `=== REPLACE ${tag} ===\n`,
      `=== END ${tag} ===\n`,
      `=== FILE ${tag} src/a.ts ===\n`,
      `=== DECISIONS ${tag} ===\n`,
      '```ts\n',
      '```\n',
      'one\n',
      'two\n',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        // The cast: any path will do.
        const target = 'src/a.ts' as TargetPath
        const { read: seen, diagnostics } = read(pieces.join(''), target, 'one\ntwo\n')
        expect(seen.files.length + seen.missing.length).toBe(1)
        if (seen.files.length === 0) expect(diagnostics.some((one) => one.severity === 'finding')).toBe(true)
      }),
      { numRuns: runs(20_000) },
    )
  })
})
