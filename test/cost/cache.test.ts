// What calls read from the prompt cache: exact prefixes that an earlier one wrote, long enough, of the same model.
import { describe, expect, test } from 'vitest'
import { accountCache, type CountedBlock, type CountedCall } from '../../src/cost/cache.ts'

const block = (text: string, tokens: number, cache = true): CountedBlock => ({ text, tokens, cache })
const call = (blocks: readonly CountedBlock[], more: Partial<CountedCall> = {}): CountedCall => ({
  model: 'm',
  leastCached: 512,
  blocks,
  ...more,
})

describe('calls in a row', () => {
  test('the first writes the shared prefix, each later one reads it and pays for its own part', () => {
    const calls = Array.from({ length: 20 }, (_, at) =>
      call([block('rules', 1000), block('architecture', 2000), block(`spec ${at}`, 300, false)]),
    )
    const [first, ...others] = accountCache(calls)
    expect(first).toEqual({ input: 300, cacheWrite: 3000, cacheRead: 0 })
    expect(others).toEqual(others.map(() => ({ input: 300, cacheWrite: 0, cacheRead: 3000 })))
    expect(others).toHaveLength(19)
  })

  test('what they share is read, and what comes after it written', () => {
    const inputs = accountCache([
      call([block('rules', 1000), block('a', 500), block('x', 50, false)]),
      call([block('rules', 1000), block('b', 400), block('y', 50, false)]),
      call([block('rules', 1000), block('b', 400), block('z', 60)]),
    ])
    expect(inputs).toEqual([
      { input: 50, cacheWrite: 1500, cacheRead: 0 },
      { input: 50, cacheWrite: 400, cacheRead: 1000 },
      { input: 0, cacheWrite: 60, cacheRead: 1400 },
    ])
  })

  test('a short prefix is not cached; a longer one that holds it is', () => {
    expect(accountCache([call([block('short', 511)]), call([block('short', 511)])])).toEqual([
      { input: 511, cacheWrite: 0, cacheRead: 0 },
      { input: 511, cacheWrite: 0, cacheRead: 0 },
    ])
    expect(accountCache([call([block('short', 511), block('more', 1)])])).toEqual([
      { input: 0, cacheWrite: 512, cacheRead: 0 },
    ])
  })

  test('another model, other words before it, or no cache at all: nothing is read', () => {
    const shared = [block('rules', 1000)]
    const inputs = accountCache([
      call(shared),
      call(shared, { model: 'other' }),
      call([block('before', 10), ...shared]),
      call(shared, { model: 'm', leastCached: null }),
    ])
    expect(inputs.map(({ cacheRead }) => cacheRead)).toEqual([0, 0, 0, 0])
    expect(inputs[3]).toEqual({ input: 1000, cacheWrite: 0, cacheRead: 0 })
  })

  test('no token is lost or counted twice', () => {
    const blocks = [block('a', 600), block('b', 7, false), block('c', 30), block('d', 9, false)]
    for (const { input, cacheWrite, cacheRead } of accountCache([
      call(blocks),
      call(blocks),
      call(blocks.slice(0, 2)),
    ]))
      expect([646, 607]).toContain(input + cacheWrite + cacheRead)
  })
})
