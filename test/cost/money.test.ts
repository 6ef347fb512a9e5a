// What tokens cost: published prices, a person's own, long prompts, batches; and how money is written.
import { describe, expect, test } from 'vitest'
import { addTokens, costOf, dollars, mostForInput, noTokens, tokensOf } from '../../src/cost/money.ts'
import { priceOf, pricesAsOf, type Price } from '../../src/cost/prices.ts'
import { knownModels } from '../../src/config/known-models.ts'
import { noUsage } from '../../src/model/model.ts'

const million = 1_000_000

function known(model: string): Price {
  const price = priceOf(model)
  if (price === null) throw new Error(`no price of ${model}`)
  return price
}

describe('prices', () => {
  test('are known of every model that the tool knows without asking, and have a date', () => {
    expect([...knownModels.keys()].filter((model) => priceOf(model) === null)).toEqual([])
    expect(pricesAsOf).toMatch(/^20\d\d-\d\d-\d\d$/)
  })

  // https://platform.claude.com/docs/en/about-claude/pricing
  test.each([
    ['claude-sonnet-5-5', { input: 2, output: 10, cacheWrite: 2.5, cacheRead: 0.1, batch: 0.5 }],
    ['claude-opus-5-5', { input: 4, output: 20, cacheWrite: 5, cacheRead: 0.2, batch: 0.5 }],
    ['claude-fable-5-1', { input: 10, output: 50, cacheWrite: 12.5, cacheRead: 0.25 }],
    ['claude-haiku-4-5', { input: 1, output: 5, cacheWrite: 1.25, cacheRead: 0.1, leastCached: 4096 }],
    ['claude-haiku-4-5-20251001', { input: 1, output: 5 }],
  ])('of %s are those published', (model, price) => {
    expect(priceOf(model)).toMatchObject(price)
  })

  test('nobody guesses a price', () => {
    for (const model of ['claude-sonnet-9', 'llama3', 'constructor', '__proto__', ''])
      expect(priceOf(model)).toBeNull()
  })

  test('of the configuration go before those known, whole: without a cache price, cached tokens cost what others do', () => {
    const own = {
      'claude-sonnet-5-5': { input: 1, output: 3 },
      llama3: { input: 0, output: 0.5, cacheRead: 0 },
    }
    expect(priceOf('claude-sonnet-5-5', own)).toMatchObject({
      input: 1,
      cacheWrite: 1,
      cacheRead: 1,
      batch: 1,
    })
    expect(priceOf('llama3', own)).toMatchObject({ output: 0.5, cacheRead: 0 })
    expect(priceOf('claude-opus-5-5', own)).toEqual(priceOf('claude-opus-5-5'))
  })
})

describe('a call costs', () => {
  test('each kind of token at its own price', () => {
    const use = { input: million, cacheWrite: million, cacheRead: million, output: million }
    expect(costOf(use, known('claude-sonnet-5-5'))).toBeCloseTo(2 + 2.5 + 0.1 + 10, 9)
    expect(costOf(noTokens, known('claude-sonnet-5-5'))).toBe(0)
  })

  test('more where the whole prompt is long, cached tokens counted, and then for its answer too', () => {
    const haiku = known('claude-haiku-5-5')
    const short = { input: 60_000, cacheWrite: 0, cacheRead: 40_000, output: 1000 }
    expect(costOf(short, haiku)).toBeCloseTo((60_000 * 0.1 + 40_000 * 0.01 + 1000 * 0.5) / million, 12)
    const long = { ...short, input: 60_001 }
    expect(costOf(long, haiku)).toBeCloseTo((60_001 * 0.5 + 40_000 * 0.05 + 1000 * 2.5) / million, 12)
  })

  test('at most what all of its input costs when it is written to the cache', () => {
    const price = known('claude-sonnet-5-5')
    for (const cacheWrite of [0, 500, 1000])
      expect(costOf({ ...noTokens, input: 1000 - cacheWrite, cacheWrite }, price)).toBeLessThanOrEqual(
        mostForInput(1000, price),
      )
  })
})

test('what a model did not say is not known; a missing cache is none', () => {
  expect(tokensOf(noUsage)).toBeNull()
  expect(tokensOf({ ...noUsage, input: 5 })).toBeNull()
  expect(tokensOf({ ...noUsage, input: 5, output: 6 })).toEqual({
    input: 5,
    output: 6,
    cacheRead: 0,
    cacheWrite: 0,
  })
  const use = { input: 1, cacheWrite: 2, cacheRead: 3, output: 4 }
  expect(addTokens(use, use)).toEqual({ input: 2, cacheWrite: 4, cacheRead: 6, output: 8 })
})

test.each([
  [0, '$0'],
  [12.341, '$12.35'],
  [1, '$1.00'],
  [0.5, '$0.500'],
  [0.1234, '$0.124'],
  [0.01, '$0.010'],
  [0.001234, '$0.0013'],
  [0.00000123, '$0.0000013'],
  [0.1 + 0.2, '$0.300'],
])('%d is written %s: never less than it is', (amount, text) => {
  expect(dollars(amount)).toBe(text)
})
