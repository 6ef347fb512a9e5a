// One budget for calls that are made at the same time, to a real server: nothing is asked that may not be paid for, and
// what was set aside and not used comes back.
import { describe, expect, test } from 'vitest'
import { priceOf, type Price } from '../../src/cost/prices.ts'
import type { ModelAnswer, ModelRequest } from '../../src/model/model.ts'
import { Budget } from '../../src/pipeline/budget.ts'
import { budgeted, metered } from '../../src/pipeline/budgeted-model.ts'
import { createCounter } from '../../src/pipeline/count-tokens.ts'
import type { Model } from '../../src/ports.ts'
import { body, useServers } from '../adapters/models/serving.ts'
import { modelAt } from '../adapters/models/ask.ts'
import { answer, apiError, brokenOff, type MessagesServer, type Reply } from '../support/messages-server.ts'

const open = useServers()
const { signal } = new AbortController()
const price: Price = { input: 1, output: 10, cacheWrite: 1, cacheRead: 0.1, batch: 0.5, leastCached: 512 }
/** A cent buys 1,000 tokens of output; 1,000 tokens of input cost a tenth of it. */
const cent = 0.01
const request = (expectedTokens: number): ModelRequest => ({
  system: [],
  messages: [{ role: 'user', text: 'Write login.ts.' }],
  expectedTokens,
})

/** An answer that says it used so much. */
const used = (output: number, input = 1000): Reply =>
  answer('done', { usage: { input_tokens: input, output_tokens: output } })

/** A model within the budget; the server counts 1,000 tokens of input. */
function within(server: MessagesServer, budget: Budget, mostTokens = 128_000): Model {
  const counter = createCounter(true, () => expect.fail('the server counts'))
  return budgeted(modelAt(server.url, { maxTokens: 128_000 }), budget, { price, mostTokens, counter })
}

const ask = (model: Model, expected: number): Promise<ModelAnswer> =>
  model.ask(request(expected), () => undefined, signal)

const kindOf = (got: ModelAnswer): string => (got.ok ? 'answered' : got.failure.kind)

describe('a budget', () => {
  test('lets an answer be as long as the rest pays for, less and less, and refuses what it may not hold', async () => {
    const server = await open({ count: 1000, replies: [used(1000), used(500)] })
    const budget = new Budget(3 * cent)
    const model = within(server, budget)
    expect(kindOf(await ask(model, 400))).toBe('answered')
    expect(kindOf(await ask(model, 400))).toBe('answered')
    const [first, second] = [body(server, 0)['max_tokens'], body(server, 1)['max_tokens']]
    // Counted tokens have a margin of 2 %: 3 cents are 2,898 tokens after 1,020 of input; then 1.1 cents less.
    expect([first, second]).toEqual([2898, 1798])
    expect(budget.spent).toMatchObject({ calls: 2, unpriced: 0 })
    expect(budget.spent.money).toBeCloseTo(0.017, 9)
    // 1.3 cents are left: 1,198 tokens, less than 1.5 times 800.
    const refused = await ask(model, 800)
    expect(refused).toMatchObject({ ok: false, failure: { kind: 'over-budget' } })
    if (!refused.ok) {
      expect(refused.failure.message).toBe(
        'the next call needs up to $0.014, and of $0.030 $0.017 is spent on 2 calls: $0.013 is left',
      )
      expect(refused.failure.hint).toContain('--max-cost')
    }
    expect(server.asked()).toHaveLength(2)
    // A shorter one still fits.
    server.push(used(10))
    expect(kindOf(await ask(model, 700))).toBe('answered')
  })

  test('is shared by calls at the same time: they wait for what the others give back, and never spend more', async () => {
    const server = await open({ count: 1000, otherwise: used(300) })
    const budget = new Budget(2 * cent)
    const got = await Promise.all(Array.from({ length: 8 }, () => ask(within(server, budget), 500)))
    // Each costs 0.4 cents; after three, 0.8 cents are left, and the next might need 0.852.
    expect(got.filter(({ ok }) => ok)).toHaveLength(3)
    expect(new Set(got.map(kindOf))).toEqual(new Set(['answered', 'over-budget']))
    expect(budget.spent.money).toBeLessThanOrEqual(2 * cent)
    expect(server.asked()).toHaveLength(3)
  })

  test('that holds several answers of the longest kind lets them be asked together', async () => {
    let open_ = 0
    let together = 0
    let release = (): void => undefined
    const all = new Promise<void>((resolve) => (release = resolve))
    const server = await open({
      count: 1000,
      otherwise: used(300),
      beforeAnswer: async () => {
        open_ += 1
        together = Math.max(together, open_)
        if (open_ === 3) release()
        await all
        open_ -= 1
      },
    })
    const model = within(server, new Budget(10 * cent), 1000)
    await Promise.all([1, 2, 3].map(() => ask(model, 500)))
    expect(together).toBe(3)
    expect(body(server)['max_tokens']).toBe(1000)
  })

  test('counts all that was set aside as spent where nobody says what a call used', async () => {
    const server = await open({
      count: 1000,
      replies: [brokenOff('export const lo', 'cut'), used(100)],
    })
    const budget = new Budget(5 * cent)
    const model = within(server, budget, 2000)
    expect(kindOf(await ask(model, 500))).toBe('connection-lost')
    expect(budget.spent).toMatchObject({ calls: 1 })
    expect(budget.spent.money).toBeCloseTo(2 * cent + 0.00102, 9)
  })

  test('takes nothing for a call that was refused before it was answered', async () => {
    const server = await open({ count: 1000, replies: [apiError(401, 'authentication_error', 'no')] })
    const budget = new Budget(5 * cent)
    expect(kindOf(await ask(within(server, budget), 500))).toBe('authentication')
    expect(budget.spent).toMatchObject({ calls: 0, money: 0 })
  })

  test('holds with an estimate too, where the server does not count', async () => {
    const server = await open({ count: null, otherwise: used(100, 60) })
    const budget = new Budget(2 * cent)
    const counter = createCounter(true, () => undefined)
    const model = budgeted(modelAt(server.url), budget, { price, mostTokens: 128_000, counter })
    expect(kindOf(await ask(model, 500))).toBe('answered')
    expect(body(server)['max_tokens']).toBeLessThan(2000)
  })
})

test('a meter adds up what calls cost, without a limit', async () => {
  const server = await open({ replies: [used(1000), apiError(403, 'permission_error', 'no'), used(10)] })
  const budget = new Budget()
  const model = metered(modelAt(server.url), budget, price)
  for (const _ of [1, 2]) await ask(model, 500)
  expect(server.requests.some(({ path }) => path.endsWith('count_tokens'))).toBe(false)
  expect(budget.spent).toMatchObject({ calls: 1, unpriced: 0, tokens: { input: 1000, output: 1000 } })
  expect(budget.spent.money).toBeCloseTo(0.011, 9)
  await ask(metered(modelAt(server.url), budget, null), 500)
  expect(budget.spent).toMatchObject({ calls: 2, unpriced: 1 })
  expect(priceOf('claude-sonnet-5-5')).not.toBeNull()
})
