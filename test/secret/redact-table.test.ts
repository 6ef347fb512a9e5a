// The table finds the first beginning of a mark wherever it stands, and none where none is.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { beginnings } from '../../src/secret/redact-table.ts'
import { runs } from '../runs.ts'

const fours = ['ghp_', 'sk-a', 'ken=', 'AAAA', 'aaab', 'öß→x']
const table = beginnings(fours)

function firstOf(text: string, from: number): number {
  const found = fours.map((four) => text.indexOf(four, from)).filter((at) => at >= 0)
  return found.length === 0 ? -1 : Math.min(...found)
}
/** As the gate asks: what stands there says whether it is one. */
const asked = (text: string, from = 0): number =>
  table.first(text, from, (at) => fours.includes(text.slice(at, at + 4)))

describe('the table', () => {
  test('finds what a search for each of them finds', () => {
    const letter = fc.constantFrom(...'aAgk-_=spe →ö', ...fours)
    fc.assert(
      fc.property(
        fc.array(letter, { maxLength: 120 }).map((parts) => parts.join('')),
        fc.nat(40),
        (text, from) => void expect(asked(text, from)).toBe(firstOf(text, from)),
      ),
      { numRuns: runs(20_000, 500) },
    )
  })

  test('finds it at every place, also over the seams of the parts that long texts are looked at in', () => {
    for (const filling of ['x', 'é', '→'])
      for (const place of [
        0, 1, 36, 37, 63, 65_531, 65_532, 65_533, 65_534, 65_535, 65_536, 131_069, 131_070,
      ]) {
        const text = `${filling.repeat(place)}ghp_`
        expect(asked(text)).toBe(place)
        expect(asked(`${text}${filling.repeat(70_000)}`)).toBe(place)
        expect(asked(text, Math.max(0, place - 5))).toBe(place)
        expect(asked(text, place + 1)).toBe(-1)
      }
  })

  test('takes no other character for one: the low byte alone is no match', () => {
    const low = String.fromCharCode(...[...'ghp_'].map((letter) => letter.charCodeAt(0) + 0x100))
    expect(asked(low.repeat(30))).toBe(-1)
    expect(asked('ghp'.repeat(100))).toBe(-1)
  })
})
