// Text of servers and programs, made safe for a message: one line, no control characters, no secrets.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { escapeControls, lastLines, oneLine } from '../../../src/adapters/models/printable.ts'
import { redactor } from '../../../src/adapters/models/redact.ts'
import { spokenTime } from '../../../src/adapters/models/watchdog.ts'
import { runs } from '../../runs.ts'

describe('text for a message', () => {
  test.each([
    ['a\u001b[31mb', 'a\\x1b[31mb'],
    ['line\nend\ttab', 'line\nend\ttab'],
    ['right\u202eleft', 'right\\u{202e}left'],
    ['c1 \u009b', 'c1 \\x9b'],
  ])('%j shows control characters as %j', (text, escaped) => {
    expect(escapeControls(text)).toBe(escaped)
  })

  test('is one line of limited length', () => {
    expect(oneLine('  a \r\n b\t c ')).toBe('a b c')
    expect(oneLine('x'.repeat(400))).toHaveLength(300)
  })

  test('is the last lines that say something', () => {
    expect(lastLines('a\n\nb\r\nc\rd\n\n', 2)).toBe('c | d')
  })

  test('never moves the cursor, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const code of Array.from(oneLine(text), (character) => character.codePointAt(0) ?? 0)) {
          expect(code < 0x20 || (code >= 0x7f && code < 0xa0)).toBe(false)
        }
      }),
      { numRuns: runs(10_000) },
    )
  })
})

describe('secrets', () => {
  test('are taken out as they are, as a URL spells them, and as JSON spells them', () => {
    const redact = redactor(['p"ss/word', 'p"ss/word-longer'])
    expect(redact('p"ss/word-longer p"ss/word p%22ss%2Fword p\\"ss/word')).toBe('[key] [key] [key] [key]')
  })

  test('of three characters or less are no secrets', () => {
    expect(redactor(['abc', ''])('abc')).toBe('abc')
  })
})

test.each([
  [150, '150 ms'],
  [90_000, '90 s'],
  [1_200_000, '20 min'],
  [7_200_000, '2 h'],
  [12_000_000, '3 h 20 min'],
])('%d ms are told as %s', (ms, told) => {
  expect(spokenTime(ms)).toBe(told)
})
