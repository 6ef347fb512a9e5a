import { expect, test } from 'vitest'
import { slugify } from '../src/slugify.js'

test.each([
  ['Hello World', 'hello-world'],
  ['  Spaces,  tabs\tand -- hyphens!  ', 'spaces-tabs-and-hyphens'],
  ['Node 20.20', 'node-20-20'],
])('R1: %j becomes %s', (title, slug) => {
  expect(slugify(title)).toBe(slug)
})

test.each([
  ['Crème Brûlée', 'creme-brulee'],
  ['Cre\u0300me', 'creme'],
  ['Straße ÆON œuvre Øre Łódź', 'strasse-aeon-oeuvre-ore-lodz'],
  ['ﬁne İstanbul™', 'fine-istanbultm'],
])('R2: %j becomes %s', (title, slug) => {
  expect(slugify(title)).toBe(slug)
})

test.each([
  ["Don't panic", 'dont-panic'],
  ['Don’t panic', 'dont-panic'],
  ['rock & roll/pop_2', 'rock-roll-pop-2'],
  ['a東京b', 'a-b'],
])('R3: %j becomes %s', (title, slug) => {
  expect(slugify(title)).toBe(slug)
})

test.each([
  [12, 'one-two'],
  [13, 'one-two-three'],
  [8, 'one-two'],
  [7, 'one-two'],
  [6, 'one'],
  [2, 'on'],
])('R4: at most %i characters give %s', (maxLength, slug) => {
  expect(slugify('One two three', { maxLength })).toBe(slug)
})

test('R4: no word after one that does not fit is kept', () => {
  expect(slugify('One elephant two', { maxLength: 8 })).toBe('one')
})

test('R4: the limit is 80 unless given', () => {
  expect(slugify('x'.repeat(100))).toBe('x'.repeat(80))
})

test.each([[0], [-1], [1.5], [NaN], [Infinity]])('R4: a maxLength of %d is refused', (maxLength) => {
  expect(() => slugify('One', { maxLength })).toThrow(RangeError)
})

test.each([[''], [' - '], ["'"], ['東京']])('R5: %j is untitled', (title) => {
  expect(slugify(title)).toBe('untitled')
  expect(slugify(title, { maxLength: 3 })).toBe('untitled')
})
