// Which word was probably meant.
import { expect, test } from 'vitest'
import { nearest } from '../../src/diagnostic/nearest.ts'

const commands = ['init', 'new', 'check', 'list', 'prompt', 'regen', 'drift', 'diff', 'accept', 'completions']

test.each([
  ['regne', 'regen'],
  ['rgen', 'regen'],
  ['REGEN', 'regen'],
  ['chekc', 'check'],
  ['lst', 'list'],
  ['acept', 'accept'],
  ['comp', 'completions'],
  ['driff', 'drift'],
  ['completion', 'completions'],
])('%s is %s', (word, expected) => {
  expect(nearest(word, commands)).toBe(expected)
})

test.each(['build', 'xyz', 'constructor', '', 'co', 'xx'])('%j is none of them', (word) => {
  expect(nearest(word, commands)).toBeNull()
})

test('a beginning that several words share tells nothing', () => {
  expect(nearest('mode', ['model-command', 'model-name'])).toBeNull()
})

test('of equally close words the first is meant', () => {
  expect(nearest('ax', ['ab', 'ac'])).toBe('ab')
})

test('there may be no candidates', () => {
  expect(nearest('regen', [])).toBeNull()
})
