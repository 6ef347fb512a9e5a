// How long an answer may be with what is left: never more than is paid for, never too little for the answer expected.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerSize } from '../../src/cost/answer-size.ts'
import { allowanceOf, roomFactor } from '../../src/cost/budget.ts'
import { costOf, noTokens } from '../../src/cost/money.ts'
import { priceOf } from '../../src/cost/prices.ts'
import { runs } from '../runs.ts'

const amount = fc.nat({ max: 200_000 })
const price = fc
  .constantFrom('claude-sonnet-5-5', 'claude-haiku-5-5', 'own', 'free')
  .map((model) => priceOf(model, { own: { input: 3, output: 7 }, free: { input: 0, output: 0 } }))

test('an allowed call costs at most what is left and what is set aside, and holds one and a half times its answer', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 5, noNaN: true }),
      amount,
      amount,
      amount,
      price,
      (left, input, expected, most, at) => {
        if (at === null) throw new Error('a price of the test is missing')
        const wish = { inputTokens: input, expectedTokens: expected, mostTokens: most + 1 }
        const allowance = allowanceOf(left, wish, at)
        const room = Math.min(wish.mostTokens, Math.ceil(expected * roomFactor))
        if (!allowance.ok) {
          expect(allowance.needed).toBeGreaterThan(left)
          return
        }
        const dearest = costOf({ ...noTokens, cacheWrite: input, output: allowance.maxTokens }, at)
        expect(dearest).toBeLessThanOrEqual(allowance.reserved + 1e-9)
        expect(allowance.reserved).toBeLessThanOrEqual(left + 1e-9)
        expect(allowance.maxTokens).toBeGreaterThanOrEqual(Math.max(1, room))
        expect(allowance.maxTokens).toBeLessThanOrEqual(wish.mostTokens)
      },
    ),
    { numRuns: runs(1000) },
  )
})

test('the answer may be as long as the rest pays for, up to what the model gives', () => {
  const sonnet = priceOf('claude-sonnet-5-5')
  if (sonnet === null) throw new Error('no price')
  const wish = { inputTokens: 10_000, expectedTokens: 1000, mostTokens: 128_000 }
  // 10,000 tokens into the cache are $0.025; the rest buys answers at $10 a million.
  expect(allowanceOf(0.125, wish, sonnet)).toEqual({ ok: true, maxTokens: 10_000, reserved: 0.125 })
  expect(allowanceOf(100, wish, sonnet)).toMatchObject({ ok: true, maxTokens: 128_000 })
  expect(allowanceOf(0.04, wish, sonnet)).toMatchObject({ ok: true, maxTokens: 1500 })
  expect(allowanceOf(0.0399, wish, sonnet)).toEqual({ ok: false, needed: 0.04 })
})

test('an answer is expected as long as the code it changes; edits are shorter, new files are guessed from the spec', () => {
  const none = { whole: [], edited: [], created: 0, spec: 400 }
  const small = answerSize({ ...none, whole: [1000] })
  expect(small.expected).toBeGreaterThan(1000)
  expect(small.expected).toBeLessThan(1500)
  expect(answerSize({ ...none, edited: [10_000] }).expected).toBeLessThan(5000)
  expect(answerSize({ ...none, created: 3, spec: 4000 }).expected).toBeGreaterThan(
    answerSize({ ...none, created: 3 }).expected,
  )
  expect(small.low).toBeLessThan(small.expected)
  expect(small.high).toBeGreaterThan(small.expected)
  // Where a model was paid for twice what it said, it thinks.
  expect(answerSize({ ...none, whole: [1000] }, 2).expected).toBeGreaterThan(2 * small.expected - 2)
})
