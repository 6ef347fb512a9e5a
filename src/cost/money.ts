// Tokens and prices in, US dollars out.
import type { Usage } from '../model/model.ts'
import type { Price, Rates } from './prices.ts'

/** Tokens of one call or of many; the three kinds of input never overlap, as the API counts them. */
export interface TokenUse {
  /** Read in full. */
  readonly input: number
  readonly cacheWrite: number
  readonly cacheRead: number
  readonly output: number
}

export const noTokens: TokenUse = { input: 0, cacheWrite: 0, cacheRead: 0, output: 0 }

export function addTokens(one: TokenUse, other: TokenUse): TokenUse {
  return {
    input: one.input + other.input,
    cacheWrite: one.cacheWrite + other.cacheWrite,
    cacheRead: one.cacheRead + other.cacheRead,
    output: one.output + other.output,
  }
}

/** All of the input, from wherever. */
export function inputOf({ input, cacheWrite, cacheRead }: Omit<TokenUse, 'output'>): number {
  return input + cacheWrite + cacheRead
}

/** What a model said that a call used; null where it did not say how much went in or came out. */
export function tokensOf({ input, output, cacheRead, cacheWrite }: Usage): TokenUse | null {
  if (input === null || output === null) return null
  return { input, output, cacheRead: cacheRead ?? 0, cacheWrite: cacheWrite ?? 0 }
}

const million = 1_000_000

/** What one call costs. Calls are priced one by one: a long prompt may have a price of its own. */
export function costOf(use: TokenUse, price: Price): number {
  const { input, output, cacheWrite, cacheRead } = ratesFor(inputOf(use), price)
  return (
    (use.input * input + use.cacheWrite * cacheWrite + use.cacheRead * cacheRead + use.output * output) /
    million
  )
}

/** The most that so many tokens of input can cost: nothing comes from the cache, all of it goes there. */
export function mostForInput(tokens: number, price: Price): number {
  const { input, cacheWrite } = ratesFor(tokens, price)
  return (tokens * Math.max(input, cacheWrite)) / million
}

/** What a token of output costs after so many tokens of input. */
export function costOfOutputToken(inputTokens: number, price: Price): number {
  return ratesFor(inputTokens, price).output / million
}

function ratesFor(inputTokens: number, price: Price): Rates {
  const { longPrompt } = price
  return longPrompt !== undefined && inputTokens > longPrompt.above ? longPrompt.rates : price
}

/** `$12.34`, `$0.0123`: cents, or where there are none, two digits that say something. Rounded up: nothing costs less than it says. */
export function dollars(amount: number): string {
  if (amount <= 0) return '$0'
  const places = amount >= 1 ? 2 : amount >= 0.1 ? 3 : Math.min(8, 1 - Math.floor(Math.log10(amount)))
  const scale = 10 ** places
  // What floating point adds to a sum must not become a cent.
  return `$${(Math.ceil(amount * scale - 1e-6) / scale).toFixed(places)}`
}
