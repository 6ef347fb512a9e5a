// A snippet is the passage with most of the words, on one line, with the words marked.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asPrefix, isNear, readQuery } from '../../src/search/query.ts'
import { snippetOf } from '../../src/search/snippet.ts'
import { runs } from '../runs.ts'

const marked = (text: string, typed: readonly string[], prefix = false): string => {
  const terms = readQuery(typed).map((term) => (prefix ? asPrefix(term) : term))
  const snippet = snippetOf(text, terms)
  return snippet.marks.reduceRight(
    (shown, [start, end]) => `${shown.slice(0, start)}[${shown.slice(start, end)}]${shown.slice(end)}`,
    snippet.text,
  )
}

test('words are marked, in the case of the text', () => {
  expect(marked('The Limit\n  is five', ['limit', 'five'])).toBe('The [Limit] is [five]')
})

test('a name is marked whole where a part of it was found', () => {
  expect(marked('call getUserName()', ['user'])).toBe('call [getUserName]()')
})

test('the passage is where most words are', () => {
  const text = `limit ${'x '.repeat(300)}here is the rate limit of it ${'y '.repeat(300)}`
  expect(marked(text, ['rate', 'limit'])).toMatch(/^….*the \[rate\] \[limit\] of it.*…$/)
})

test('what goes on after a beginning is marked', () => {
  expect(marked('many limits', ['lim'], true)).toBe('many [limits]')
})

test('marks never leave the text or cross, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400 }), fc.string({ maxLength: 3 }), (text, word) => {
      const { text: shown, marks } = snippetOf(text, readQuery([word]), 60)
      const ends = marks.flat()
      expect(ends).toEqual([...ends].sort((a, b) => a - b))
      expect(Math.max(0, ...ends)).toBeLessThanOrEqual(shown.length)
      expect(shown).not.toMatch(/[\r\n\t]| {2}/)
    }),
    { numRuns: runs(3000, 200) },
  )
})

test.each([
  ['limit', 'limit', 0, true],
  ['limit', 'limt', 1, true],
  ['limit', 'liimit', 1, true],
  ['limit', 'lmiit', 1, true],
  ['limit', 'lamot', 1, false],
  ['limit', 'lamot', 2, true],
  ['limit', 'limitless', 2, false],
])('%s and %s differ by at most %i letters: %s', (one, other, most, near) => {
  expect(isNear(one, other, most)).toBe(near)
})
