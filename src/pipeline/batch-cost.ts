// Questions of a batch and a limit in; what they cost at most, and requests that cannot cost more, out.
import { usualAnswer } from '../cost/answer-size.ts'
import { roomFactor } from '../cost/budget.ts'
import { estimatedMargin, estimateRequest } from '../cost/estimate.ts'
import { costOfOutputToken, dollars, mostForInput } from '../cost/money.ts'
import type { Price } from '../cost/prices.ts'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import type { ToAsk } from './batch-prepare.ts'

/** What an hour in the cache costs, against input: the API's price list. */
const hourInCache = 2

export interface BatchCost {
  /** US dollars, at the price of batches: all of the input, and answers one and a half times as long as is expected. */
  readonly money: number
  /** Requests of models whose price is not known: not in `money`. */
  readonly unpriced: number
  readonly inputTokens: number
}

interface Priced {
  readonly ask: ToAsk
  readonly price: Price | null
  readonly input: number
  readonly output: number
  readonly money: number
}

/** What a batch costs, about; no answer is asked for that it does not hold room for. */
export function costOfBatch(toAsk: readonly ToAsk[], priceOf: (model: string) => Price | null): BatchCost {
  return sum(toAsk.map((ask) => priced(ask, priceOf(ask.model))))
}

/**
 * Refuses what may cost more than the limit before anything is sent. What the limit leaves is room for longer answers,
 * shared out evenly: together they cannot cost more.
 */
export function withinBudget(
  toAsk: readonly ToAsk[],
  limit: number,
  priceOf: (model: string) => Price | null,
): Result<readonly ToAsk[]> {
  const all = toAsk.map((ask) => priced(ask, priceOf(ask.model)))
  const cost = sum(all)
  const unknown = all.find(({ price }) => price === null)
  if (unknown !== undefined) {
    return fail(
      diagnostic('over-budget', `the price of ${unknown.ask.model} is not known, so no limit can be kept`, {
        hint: 'write it into `prices` of spec.config.json, or leave --max-cost out',
      }),
    )
  }
  if (cost.money > limit) {
    const words = `the batch may cost ${dollars(cost.money)}, more than the ${dollars(limit)} of --max-cost; nothing was sent`
    return fail(
      diagnostic('over-budget', words, {
        hint: 'name fewer specs, raise --max-cost, or name a cheaper model',
      }),
    )
  }
  const more = toAsk.length === 0 ? 0 : (limit - cost.money) / toAsk.length
  return ok(
    all.map(({ ask, price, input, output }) => {
      const each = price === null ? 0 : costOfOutputToken(input, price) * price.batch
      const most = output + (each > 0 ? Math.floor(more / each) : 0)
      const maxTokens = Math.min(ask.request.maxTokens ?? Infinity, most)
      return { ...ask, request: { ...ask.request, maxTokens } }
    }),
  )
}

function priced(ask: ToAsk, price: Price | null): Priced {
  const input = Math.ceil(estimateRequest(ask.request) * estimatedMargin)
  const output = Math.ceil((ask.request.expectedTokens ?? usualAnswer) * roomFactor)
  if (price === null) return { ask, price, input, output, money: 0 }
  const hourly = { ...price, cacheWrite: price.input * hourInCache }
  const money = (mostForInput(input, hourly) + output * costOfOutputToken(input, price)) * price.batch
  return { ask, price, input, output, money }
}

function sum(all: readonly Priced[]): BatchCost {
  return {
    money: all.reduce((total, { money }) => total + money, 0),
    unpriced: all.filter(({ price }) => price === null).length,
    inputTokens: all.reduce((total, { input }) => total + input, 0),
  }
}
