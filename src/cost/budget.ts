// What is left of a budget and what a call wants in; how long its answer may be, or what it would need, out.
import { costOfOutputToken, mostForInput } from './money.ts'
import type { Price } from './prices.ts'

export interface Wish {
  /** Tokens of input, rather too many than too few. */
  readonly inputTokens: number
  /** Tokens of the answer, about. */
  readonly expectedTokens: number
  /** The longest answer that the model gives, or that is wanted. Tokens. */
  readonly mostTokens: number
}

export type Allowance =
  | {
      readonly ok: true
      /** The answer may have as many tokens. */
      readonly maxTokens: number
      /** What the call can cost at most. US dollars. */
      readonly reserved: number
    }
  /** What there would have to be. US dollars. */
  | { readonly ok: false; readonly needed: number }

/** A call that cannot hold so many times the answer that is expected is not made: it would be paid for and cut. */
export const roomFactor = 1.5

/** What floating point takes off a sum must not cost a token. */
const rounding = 1e-6

/** The longest answer that the rest of the budget pays for, or that it does not hold the one that is expected. */
export function allowanceOf(left: number, wish: Wish, price: Price): Allowance {
  const input = mostForInput(wish.inputTokens, price)
  const each = costOfOutputToken(wish.inputTokens, price)
  const room = Math.min(wish.mostTokens, Math.ceil(wish.expectedTokens * roomFactor))
  const affordable =
    each === 0 ? (left >= input ? Infinity : 0) : Math.floor((left - input) / each + rounding)
  if (affordable < Math.max(1, room)) return { ok: false, needed: input + room * each }
  const maxTokens = Math.min(affordable, wish.mostTokens)
  return { ok: true, maxTokens, reserved: input + maxTokens * each }
}
