// The archive in, what its answers were paid for, by spec, model and day, out.
import type { RecordedTurn } from '../archive/record.ts'
import type { WrittenPrice } from '../config/config.ts'
import { addTokens, costOf, noTokens, tokensOf, type TokenUse } from '../cost/money.ts'
import { priceOf } from '../cost/prices.ts'
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import type { Store, Workspace } from '../ports.ts'
import { findRecords, type FoundRecord } from './log.ts'
import { said } from '../archive/said.ts'

/** What a part of all calls cost. */
export interface Sum {
  readonly calls: number
  readonly tokens: TokenUse
  /** US dollars at today's prices, of the calls whose price is known. */
  readonly money: number
  /** Calls whose model has no price that is known. */
  readonly unpriced: number
  /** Calls of which nobody said what they used: not in `tokens`. */
  readonly unknown: number
}

export interface SpentReport {
  readonly total: Sum
  /** The dearest first. */
  readonly bySpec: ReadonlyMap<string, Sum>
  readonly byModel: ReadonlyMap<string, Sum>
  /** ISO 8601 days in UTC, the latest first. */
  readonly byDay: ReadonlyMap<string, Sum>
}

const nothing: Sum = { calls: 0, tokens: noTokens, money: 0, unpriced: 0, unknown: 0 }

/** The API, asked at once or in a batch. */
const priced: ReadonlySet<string> = new Set(['anthropic', 'batch'])

/** Nobody is paid for these. */
const free: ReadonlySet<string> = new Set(['response', 'replay'])

/**
 * Adds up the answers that landed and those that are kept on this machine. A call that stands in more records than one
 * (each round of a repair is recorded) counts once, on the day of the first.
 *
 * @param id a spec, what it was called before included; null for all.
 */
export async function readSpent(
  workspace: Workspace,
  store: Store,
  id: string | null,
  prices: Readonly<Record<string, WrittenPrice>>,
): Promise<Result<SpentReport>> {
  const found = await findRecords(workspace, store, id)
  return found.ok ? ok(sumUp(found.value, prices), found.diagnostics) : found
}

function sumUp(found: readonly FoundRecord[], prices: Readonly<Record<string, WrittenPrice>>): SpentReport {
  const known = new Set<string>()
  const [specs, models, days] = [new Map<string, Sum>(), new Map<string, Sum>(), new Map<string, Sum>()]
  let total = nothing
  const oldestFirst = [...found].sort((a, b) => compare(a.record.at, b.record.at))
  for (const { record } of oldestFirst) {
    if (record.kind !== 'generation' && record.kind !== 'amendment') continue
    const names = said(record.body)
    for (const [at, turn] of record.body.conversation.turns.entries()) {
      const { identity, usage } = turn
      const name = names[at] ?? ''
      if (known.has(name) || free.has(identity.kind) || wasRefused(turn)) continue
      known.add(name)
      const price = priced.has(identity.kind) ? priceOf(identity.name, prices) : null
      const share = identity.kind === 'batch' ? (price?.batch ?? 1) : 1
      const use = tokensOf(usage)
      const one: Sum = {
        calls: 1,
        tokens: use ?? noTokens,
        money: use === null || price === null ? 0 : costOf(use, price) * share,
        unpriced: use !== null && price === null ? 1 : 0,
        unknown: use === null ? 1 : 0,
      }
      total = plus(total, one)
      add(specs, record.spec, one)
      add(models, `${identity.kind} ${identity.name}`, one)
      add(days, record.at.slice(0, 10), one)
    }
  }
  return {
    total,
    bySpec: sorted(specs, (a, b) => b[1].money - a[1].money || compare(a[0], b[0])),
    byModel: sorted(models, (a, b) => b[1].money - a[1].money || compare(a[0], b[0])),
    byDay: sorted(days, (a, b) => compare(b[0], a[0])),
  }
}

/** Nothing came and nobody counted: no key, over the budget, a server that was not there. Nobody is paid for that. */
function wasRefused({ answer, stop, usage, requestId }: RecordedTurn): boolean {
  return stop === 'failed' && answer === null && requestId === null && tokensOf(usage) === null
}

function plus(one: Sum, other: Sum): Sum {
  return {
    calls: one.calls + other.calls,
    tokens: addTokens(one.tokens, other.tokens),
    money: one.money + other.money,
    unpriced: one.unpriced + other.unpriced,
    unknown: one.unknown + other.unknown,
  }
}

function add(sums: Map<string, Sum>, name: string, one: Sum): void {
  sums.set(name, plus(sums.get(name) ?? nothing, one))
}

function sorted(
  sums: ReadonlyMap<string, Sum>,
  order: (a: readonly [string, Sum], b: readonly [string, Sum]) => number,
): ReadonlyMap<string, Sum> {
  return new Map([...sums].sort(order))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
