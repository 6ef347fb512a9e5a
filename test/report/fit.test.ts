// Several lists share a page: short ones stay whole, the longest gives way.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitLists, type Wanted } from '../../src/report/fit.ts'
import { runs } from '../runs.ts'

const linesOf = (lists: readonly Wanted[], shown: readonly number[]): number =>
  lists.reduce((sum, { items, frame }, index) => {
    const count = shown[index] ?? 0
    return sum + (items === 0 ? 0 : frame + count + (count < items ? 1 : 0))
  }, 0)

test.each([
  ['all of what fits', [3, 4], 12, [3, 4]],
  ['the short list whole and the start of the long one', [3, 40], 20, [3, 12]],
  ['as much of each as of the other where both are long', [400, 400], 25, [10, 9]],
  ['nothing of an empty list', [0, 5], 20, [0, 5]],
  ['one of each where there is no room', [10, 10], 1, [1, 1]],
])('shows %s', (_, items, room, shown) => {
  expect(
    fitLists(
      items.map((count) => ({ items: count, frame: 2 })),
      room,
    ),
  ).toEqual(shown)
})

test('lists fit into the room, or show one of each', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ items: fc.nat(100_000), frame: fc.nat(5) }), { maxLength: 5 }),
      fc.nat(200),
      (lists, room) => {
        const shown = fitLists(lists, room)
        shown.forEach((count, index) => {
          expect(count).toBeLessThanOrEqual(lists[index]?.items ?? 0)
        })
        if (shown.some((count) => count > 1)) expect(linesOf(lists, shown)).toBeLessThanOrEqual(room)
      },
    ),
    { numRuns: runs(2_000) },
  )
})
