// A model's id in, what its tokens cost out. Data with a date: what a person writes into the configuration goes before.
import type { WrittenPrice } from '../config/config.ts'

/** US dollars for a million tokens. */
export interface Rates {
  /** Input that comes from no cache and goes to none. */
  readonly input: number
  readonly output: number
  /** Input that is written to a cache for five minutes. */
  readonly cacheWrite: number
  readonly cacheRead: number
}

export interface Price extends Rates {
  /** What of these prices a batch costs: 0.5 is half. */
  readonly batch: number
  /** A prompt of more tokens than `above`, cached ones included, pays these for all of its call. */
  readonly longPrompt?: { readonly above: number; readonly rates: Rates }
  /** A shorter prefix is never cached. Tokens. */
  readonly leastCached: number
}

/** The day on which the table was compared with what is published. */
export const pricesAsOf = '2026-10-24'

export const pricesFrom = 'https://platform.claude.com/docs/en/about-claude/pricing'

/** Message Batches API: https://platform.claude.com/docs/en/build-with-claude/batch-processing. */
export const batchShare = 0.5

const rates = (input: number, output: number, cacheWrite: number, cacheRead: number): Rates => ({
  input,
  output,
  cacheWrite,
  cacheRead,
})

/**
 * From the model pages (https://platform.claude.com/docs/en/models/<model>/overview) and the list of prices, with the
 * cheaper cache reads of Sonnet 5.5 since 2026-10-07; `leastCached` from the page about prompt caching. The public cloud
 * of each provider, regional surcharges and fast modes have prices of their own and are not here.
 */
const table: readonly (readonly [id: string, price: Omit<Price, 'batch'>])[] = [
  ['claude-opus-5-5', { ...rates(4, 20, 5, 0.2), leastCached: 512 }],
  ['claude-sonnet-5-5', { ...rates(2, 10, 2.5, 0.1), leastCached: 512 }],
  [
    'claude-haiku-5-5',
    {
      ...rates(0.1, 0.5, 0.125, 0.01),
      longPrompt: { above: 100_000, rates: rates(0.5, 2.5, 0.625, 0.05) },
      leastCached: 512,
    },
  ],
  ['claude-fable-5-1', { ...rates(10, 50, 12.5, 0.25), leastCached: 512 }],
  ['claude-opus-5', { ...rates(5, 25, 6.25, 0.5), leastCached: 512 }],
  ['claude-sonnet-5', { ...rates(2, 10, 2.5, 0.2), leastCached: 1024 }],
  ['claude-haiku-4-5', { ...rates(1, 5, 1.25, 0.1), leastCached: 4096 }],
]

/** By API id. A map, so that `constructor` is no model. */
const known: ReadonlyMap<string, Price> = new Map(
  table.map(([id, price]) => [id, { ...price, batch: batchShare }]),
)

/** Where nobody says how short a cached prefix may be. */
const cautiousLeastCached = 1024

/**
 * The price of a model by the id that the API knows; null where it is not known: nobody guesses.
 *
 * @param own `prices` of the configuration. Without prices for its cache, cached tokens cost what others do.
 */
export function priceOf(model: string, own: Readonly<Record<string, WrittenPrice>> = {}): Price | null {
  const written = Object.hasOwn(own, model) ? own[model] : undefined
  if (written === undefined) return known.get(model) ?? known.get(withoutDate(model)) ?? null
  const { input, output, cacheWrite = input, cacheRead = input, batch = 1 } = written
  const leastCached = known.get(model)?.leastCached ?? cautiousLeastCached
  return { input, output, cacheWrite, cacheRead, batch, leastCached }
}

/** `claude-haiku-4-5-20251001` is `claude-haiku-4-5`. */
function withoutDate(model: string): string {
  return model.replace(/-20\d{6}$/, '')
}
