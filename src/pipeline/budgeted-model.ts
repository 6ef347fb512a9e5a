// A model and a budget in, the same model within the budget out: no call is made that the rest of it may not pay for.
import { usualAnswer } from '../cost/answer-size.ts'
import { estimatedMargin } from '../cost/estimate.ts'
import { dollars, noTokens, tokensOf, type TokenUse } from '../cost/money.ts'
import type { Price } from '../cost/prices.ts'
import { failure } from '../model/failure.ts'
import { noUsage, type FailureKind, type ModelAnswer } from '../model/model.ts'
import type { Model } from '../ports.ts'
import type { Budget } from './budget.ts'
import type { Counter } from './count-tokens.ts'

export interface Terms {
  readonly price: Price
  /** The longest answer that the model gives. Tokens. */
  readonly mostTokens: number
  readonly counter: Counter
}

/** A count of the server's "should be considered an estimate": https://platform.claude.com/docs/en/build-with-claude/token-counting. */
const countedMargin = 1.02

/** Nothing was answered, so nothing is charged. */
const neverCharged: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'no-key',
  'authentication',
  'permission',
  'unknown-model',
  'rate-limit',
  'overloaded',
  'too-long',
  'bad-request',
  'not-found',
])

/**
 * Each call, those for repairs too, sets aside what it can cost at most and gives back the rest; its answer may be as
 * long as what is left pays for. A call that cannot hold the answer that is expected is the failure `over-budget`.
 */
export function budgeted(model: Model, budget: Budget, { price, mostTokens, counter }: Terms): Model {
  return {
    ...model,
    async ask(request, listen, signal) {
      const { tokens, counted } = await counter.count(model, request, signal)
      const wish = {
        inputTokens: Math.ceil(tokens * (counted ? countedMargin : estimatedMargin)),
        expectedTokens: request.expectedTokens ?? usualAnswer,
        mostTokens: Math.min(request.maxTokens ?? Infinity, mostTokens),
      }
      const allowance = await budget.take(wish, price, signal)
      if (!allowance.ok) return overBudget(model, budget, allowance.needed)
      const { maxTokens, reserved } = allowance
      let use: TokenUse | null = null
      try {
        const answer = await model.ask({ ...request, maxTokens }, listen, signal)
        use = charged(answer)
        return answer
      } finally {
        budget.settle(reserved, use, price)
      }
    },
  }
}

/** The same model; what it spends is added up. */
export function metered(model: Model, budget: Budget, price: Price | null): Model {
  return {
    ...model,
    async ask(request, listen, signal) {
      const answer = await model.ask(request, listen, signal)
      const use = charged(answer)
      if (use !== noTokens) budget.note(use, price)
      return answer
    },
  }
}

/** Null where nobody knows: an answer that broke off says what went in, and not what came out. */
function charged(answer: ModelAnswer): TokenUse | null {
  if (answer.ok) return tokensOf(answer.usage)
  return answer.partial === '' && neverCharged.has(answer.failure.kind) ? noTokens : null
}

function overBudget({ identity }: Model, { limit, spent }: Budget, needed: number): ModelAnswer {
  const left = Math.max(0, limit - spent.money)
  const message =
    `the next call needs up to ${dollars(needed)}, and of ${dollars(limit)} ${dollars(spent.money)} ` +
    `${spent.calls === 1 ? 'is spent on one call' : `is spent on ${spent.calls} calls`}: ${dollars(left)} is left`
  return {
    ok: false,
    failure: failure('over-budget', message),
    partial: '',
    usage: noUsage,
    identity,
    requestId: null,
  }
}
