// The same code reads the same before and after a formatter; other code does not.
import { format } from 'prettier'
import { describe, expect, test } from 'vitest'
import { tokensOfHunks, hunksOfTokens } from '../../src/link/patch-tokens.ts'
import { printOf, sideOf, tellingOf } from '../../src/link/prints.ts'
import { pushTokens } from '../../src/link/tokens.ts'

const tokens = (line: string, prose = false): number[] => {
  const found: number[] = []
  pushTokens(found, line, prose)
  return found
}
const print = (line: string, prose = false): number => printOf(tokens(line, prose))

/** Windows over a file that was added whole. */
const windows = (text: string): ReadonlySet<number> => {
  const lines = text.split('\n').map((line) => `+${line}`)
  const [hunk = []] = hunksOfTokens(tokensOfHunks([{ oldStart: null, newStart: null, lines }], 'a.ts'))
  return new Set(sideOf(hunk, '+').windows)
}

describe('the fingerprint of a line', () => {
  test.each([
    ["const a = 'x'", '  const a = "x";'],
    ['call(a,b)', 'call(a, b,)'],
    ['(x) => x + 1', 'x=>x+1'],
    ["import {a} from 'b'", 'import { a } from "b";'],
  ])('is the same for %s and %s', (one, two) => {
    expect(print(one)).toBe(print(two))
  })

  test.each([
    ['if (a) return b', 'if (!a) return b'],
    ['total + 1', 'total - 1'],
    ['a < b', 'a > b'],
    ['const a = b', 'const b = a'],
  ])('is another one for %s and %s', (one, two) => {
    expect(print(one)).not.toBe(print(two))
  })

  test('in prose, bullets and emphasis count for nothing', () => {
    expect(print('* some *words* here', true)).toBe(print('- some _words_ here', true))
  })

  test('a bracket or a single word tells nothing, a long line all it can', () => {
    expect([')};', 'else {', 'return a'].map((line) => tellingOf(tokens(line)))).toEqual([0, 0, 0.2])
    expect(tellingOf(tokens('const total = prices.reduce(sum, 0)'))).toBe(1)
  })
})

test('windows over code that a formatter wrapped anew are those that were there before', async () => {
  const code = [
    "export const load = async (url) => { const answer = await fetch(url, { method: 'POST', headers: { accept: 'application/json', from: address }, body: JSON.stringify({ name, size, colour }) })",
    '  if (!answer.ok) throw new Error("cannot load " + url + ": " + answer.status); return answer.json() }',
  ].join('\n')
  const after = await format(code, { parser: 'babel', printWidth: 40 })
  expect(after.split('\n').length).toBeGreaterThan(12)
  expect(windows(after)).toEqual(windows(code))
})
