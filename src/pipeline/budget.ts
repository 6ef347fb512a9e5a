// One budget for all calls of a run, made at the same time: what is spent, what is set aside for calls under way.
import { allowanceOf, type Allowance, type Wish } from '../cost/budget.ts'
import { addTokens, costOf, noTokens, type TokenUse } from '../cost/money.ts'
import type { Price } from '../cost/prices.ts'

/** What a run spent so far. */
export interface Spent {
  readonly calls: number
  readonly tokens: TokenUse
  /** US dollars. Where a model did not say what it used, all that was set aside for the call. */
  readonly money: number
  /** Calls whose price is not known: not in `money`. */
  readonly unpriced: number
}

export class Budget {
  /** US dollars; infinite where nobody set a limit. */
  readonly limit: number
  #reserved = 0
  #spent: Spent = { calls: 0, tokens: noTokens, money: 0, unpriced: 0 }
  #waiting: (() => void)[] = []

  constructor(limit = Infinity) {
    this.limit = limit
  }

  get spent(): Spent {
    return this.#spent
  }

  /**
   * Sets aside what a call can cost at most. Where calls under way hold too much of the rest, it waits for what they give
   * back: no call is refused for money that is not spent.
   */
  async take(wish: Wish, price: Price, signal: AbortSignal): Promise<Allowance> {
    for (;;) {
      const allowance = allowanceOf(this.limit - this.#spent.money - this.#reserved, wish, price)
      if (allowance.ok) this.#reserved += allowance.reserved
      if (allowance.ok || this.#reserved <= 0 || signal.aborted) return allowance
      await this.#nextSettled(signal)
    }
  }

  /**
   * Ends a call that `take` allowed.
   *
   * @param use what it used; null where nobody knows: then all that was set aside is spent.
   */
  settle(reserved: number, use: TokenUse | null, price: Price): void {
    // Sums of floating point numbers leave a rest that is no money.
    this.#reserved = this.#reserved - reserved < 1e-9 ? 0 : this.#reserved - reserved
    if (use !== noTokens) this.#add(use ?? noTokens, use === null ? reserved : costOf(use, price), false)
    this.#wake()
  }

  /** A call that no limit was asked of. */
  note(use: TokenUse | null, price: Price | null): void {
    this.#add(
      use ?? noTokens,
      use === null || price === null ? 0 : costOf(use, price),
      use === null || price === null,
    )
  }

  #add(use: TokenUse, money: number, unpriced: boolean): void {
    const { calls, tokens, money: before, unpriced: others } = this.#spent
    this.#spent = {
      calls: calls + 1,
      tokens: addTokens(tokens, use),
      money: before + money,
      unpriced: others + (unpriced ? 1 : 0),
    }
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resume of waiting) resume()
  }

  #nextSettled(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const resume = (): void => {
        signal.removeEventListener('abort', resume)
        resolve()
      }
      signal.addEventListener('abort', resume)
      this.#waiting.push(resume)
    })
  }
}
