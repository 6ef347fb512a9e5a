// No text from a file can move the cursor, colour the screen or reorder what a person reads.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { escapeJson, escapeLines, escapeText } from '../../src/report/escape.ts'
import { runs } from '../runs.ts'

describe('escaped text', () => {
  test.each([
    ['a colour', '\x1b[31mred', String.raw`\x1b[31mred`],
    ['a title', '\x1b]0;owned\x07', String.raw`\x1b]0;owned\x07`],
    ['an eight-bit control sequence', '\x9b2J', String.raw`\x9b2J`],
    ['a line that hides what stands before it', 'ok\rno', String.raw`ok\rno`],
    ['a second line', 'a\nb\tc', String.raw`a\nb\tc`],
    ['NUL and DEL', '\0\x7f', String.raw`\x00\x7f`],
    ['a bidirectional override', 'user\u202e txt.exe', String.raw`user\u202e txt.exe`],
    ['an isolate', '\u2066a\u2069', String.raw`\u2066a\u2069`],
    ['a zero-width space', 'a\u200bb', String.raw`a\u200bb`],
    ['a tag', '\u{e0041}', String.raw`\u{e0041}`],
    ['half a surrogate pair', 'a\ud800', String.raw`a\ud800`],
    ['a line separator', 'a\u2028b', String.raw`a\u2028b`],
    ['a command to a CI runner', 'a ##[add-path]/x', String.raw`a #\x23[add-path]/x`],
    ['one to another', '##vso[task.complete]', String.raw`#\x23vso[task.complete]`],
  ])('spells out %s', (_, text, shown) => {
    expect(escapeText(text)).toBe(shown)
  })

  test.each(['src/login.ts', 'Größe', '支払い', 'שלום', 'नमस्ते', '👩‍👩‍👧', 'می‌خواهم', 'C:\\new\\table'])(
    'leaves %s as it is',
    (text) => {
      expect(escapeText(text)).toBe(text)
    },
  )

  test('of several lines keeps line feeds and tabs only', () => {
    expect(escapeLines('a\r\n\tb\rc\x1b\n')).toBe('a\n\tb\\rc\\x1b\n')
  })
})

describe('escaped JSON', () => {
  test('means the same and prints only what is safe', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = escapeJson(JSON.stringify(value, null, 2))
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(escapeLines(json)).toBe(json)
      }),
      { numRuns: runs(2_000) },
    )
  })
})

test('escaped text is one line that escaping leaves as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = escapeText(text)
      expect(escapeText(shown)).toBe(shown)
      expect(shown).not.toMatch(/\p{Cc}/u)
    }),
    { numRuns: runs(10_000) },
  )
})
