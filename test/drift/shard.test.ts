// `--shard 2/5`: how a check is split over CI jobs that do not speak with each other.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dealShards, parseShard } from '../../src/drift/shard.ts'
import { runs } from '../runs.ts'

describe('what is written', () => {
  test('is a part and of how many', () => {
    expect(parseShard('2/5')).toMatchObject({ ok: true, value: { index: 2, count: 5 } })
    expect(parseShard('1/1')).toMatchObject({ ok: true, value: { index: 1, count: 1 } })
    expect(parseShard('10000/10000')).toMatchObject({ ok: true })
  })

  test.each([
    ['', 'is not a part of a whole', 'write --shard 2/5 for the second of five parts'],
    ['2', 'is not a part of a whole', 'write --shard 2/5 for the second of five parts'],
    ['2/', 'is not a part of a whole', 'write --shard 2/5 for the second of five parts'],
    ['2 of 5', 'is not a part of a whole', 'write --shard 2/5 for the second of five parts'],
    ['-1/5', 'is not a part of a whole', 'write --shard 2/5 for the second of five parts'],
    ['1.5/5', 'is not a part of a whole', 'write --shard 2/5 for the second of five parts'],
    ['0/5', 'begins at 0', 'parts are counted from 1: --shard 1/5'],
    ['6/5', 'is beyond the last part', 'the last of 5 is --shard 5/5'],
    ['1/0', 'is a part of nothing', 'write --shard 1/1 for the whole'],
    ['1/10001', 'is of too many parts', 'there may be 10000 of them'],
  ])('%j is refused', (written, why, hint) => {
    expect(parseShard(written)).toEqual({
      ok: false,
      diagnostics: [{ code: 'usage', severity: 'trouble', message: `--shard ${written} ${why}`, hint }],
    })
  })
})

const ids = (most: number) => fc.uniqueArray(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: most })
const weighted = fc
  .array(fc.tuple(fc.string({ maxLength: 8 }), fc.integer({ min: 1, max: 30 })), {
    minLength: 1,
    maxLength: 120,
  })
  .map((entries) => new Map(entries))
const counts = fc.integer({ min: 1, max: 12 })

function weightOf(weights: ReadonlyMap<string, number>, wanted: (id: string) => boolean): number {
  return [...weights].filter(([id]) => wanted(id)).reduce((sum, [, weight]) => sum + weight, 0)
}

describe('shards', () => {
  test('hold each id in exactly one, whatever order they come in', () => {
    fc.assert(
      fc.property(weighted, counts, (weights, count) => {
        const shards = dealShards(weights, count)
        expect([...shards.keys()].sort()).toEqual([...weights.keys()].sort())
        for (const shard of shards.values()) expect(shard).toSatisfy((n: number) => n >= 1 && n <= count)
        const again = dealShards(new Map([...weights].reverse()), count)
        for (const [id, shard] of shards) expect(again.get(id)).toBe(shard)
      }),
      { numRuns: runs(2000) },
    )
  })

  test('are even: by one id where all weigh the same, by less than two of the heaviest where not', () => {
    fc.assert(
      fc.property(ids(120), weighted, counts, (names, weights, count) => {
        const equal = dealShards(new Map(names.map((name) => [name, 3])), count)
        const sizes = Array.from(
          { length: count },
          (_, at) => [...equal.values()].filter((shard) => shard === at + 1).length,
        )
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
        const dealt = dealShards(weights, count)
        const loads = Array.from({ length: count }, (_, at) =>
          weightOf(weights, (id) => dealt.get(id) === at + 1),
        )
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThan(2 * Math.max(...weights.values()))
      }),
      { numRuns: runs(2000) },
    )
  })

  test('are steady: one id more moves at most its own weight, and one id, at each cut', () => {
    fc.assert(
      fc.property(
        weighted,
        fc.string({ minLength: 9 }),
        fc.integer({ min: 1, max: 30 }),
        counts,
        (weights, name, weight, count) => {
          const before = dealShards(weights, count)
          const after = dealShards(new Map([...weights, [name, weight]]), count)
          const moved = weightOf(weights, (id) => before.get(id) !== after.get(id))
          const heaviest = Math.max(...weights.values())
          expect(moved).toBeLessThanOrEqual((count - 1) * (weight + heaviest))
        },
      ),
      { numRuns: runs(2000) },
    )
  })

  test('of 10,000 specs hardly move when one is added', () => {
    const names = Array.from({ length: 10_000 }, (_, at) => `area-${at % 40}/feature-${at}`)
    const before = dealShards(new Map(names.map((name) => [name, 6])), 5)
    const after = dealShards(new Map([...names, 'area-7/one-more'].map((name) => [name, 6])), 5)
    expect(names.filter((name) => before.get(name) !== after.get(name)).length).toBeLessThanOrEqual(4)
  })

  test('are the same on every machine', () => {
    const weights = new Map(
      ['auth-flow', 'billing/invoices', 'cart', 'data-model', 'größe'].map((id) => [id, 2]),
    )
    expect([...dealShards(weights, 3)].sort()).toMatchInlineSnapshot(`
      [
        [
          "auth-flow",
          3,
        ],
        [
          "billing/invoices",
          1,
        ],
        [
          "cart",
          1,
        ],
        [
          "data-model",
          2,
        ],
        [
          "größe",
          3,
        ],
      ]
    `)
  })

  test('more of them than ids leave some empty', () => {
    expect([...dealShards(new Map([['a', 1]]), 4).values()]).toHaveLength(1)
    expect([...dealShards(new Map(), 4)]).toEqual([])
  })
})
