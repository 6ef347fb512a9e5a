// What building each spec would cost in, what all of them would out.
import { addTokens, costOf, noTokens, type TokenUse } from './money.ts'
import type { AnswerSize } from './answer-size.ts'
import type { PlannedCall, PlannedSpec } from './planned.ts'

/** US dollars. */
export interface Money {
  readonly low: number
  readonly expected: number
  readonly high: number
}

export interface PlanTotal {
  /** Calls that are made in any case, and those that are made where declarations change. */
  readonly calls: number
  readonly mayFollow: number
  /** Input of the calls that are made in any case; output as in `output`. Tokens. */
  readonly input: Omit<TokenUse, 'output'>
  readonly output: AnswerSize
  /** `high` with the calls that may follow. Null where no price is known. */
  readonly money: Money | null
  /** Names of models whose price is not known: not in `money`. */
  readonly unpriced: readonly string[]
  /** Calls whose tokens the server counted; the others are estimates. */
  readonly counted: number
  readonly inSync: number
  /** From the archive, for nothing. */
  readonly restored: number
  readonly replayed: number
  /** Nothing would be written: refused or failed. */
  readonly stopped: number
}

/** @param batch as a batch: at its price, and with no cache counted on, since a batch is answered in any order. */
export function moneyOf({ price, input, output }: PlannedCall, batch: boolean): Money | null {
  if (price === null) return null
  const share = batch ? price.batch : 1
  const cost = (tokens: number): number => costOf({ ...inputIn(input, batch), output: tokens }, price) * share
  return { low: cost(output.low), expected: cost(output.expected), high: cost(output.high) }
}

function inputIn(input: PlannedCall['input'], batch: boolean): PlannedCall['input'] {
  if (!batch) return input
  return { input: input.input, cacheWrite: input.cacheWrite + input.cacheRead, cacheRead: 0 }
}

export function totalOf(planned: readonly PlannedSpec[], batch = false): PlanTotal {
  const count = (kind: PlannedSpec['kind']): number => planned.filter((one) => one.kind === kind).length
  const calls = planned.flatMap(({ kind, call }) => (call === null ? [] : [{ kind, call }]))
  const certain = calls.filter(({ kind }) => kind === 'asked').map(({ call }) => call)
  const { output: _, ...input } = certain.reduce(
    (sum, call) => addTokens(sum, { ...inputIn(call.input, batch), output: 0 }),
    noTokens,
  )
  const sum = (pick: (size: AnswerSize) => number): number =>
    certain.reduce((all, { output }) => all + pick(output), 0)
  const priced = calls.some(({ call }) => call.price !== null)
  return {
    calls: certain.length,
    mayFollow: calls.length - certain.length,
    input,
    output: {
      low: sum(({ low }) => low),
      expected: sum(({ expected }) => expected),
      high: sum(({ high }) => high),
    },
    money: priced || calls.length === 0 ? moneyOfAll(calls, batch) : null,
    unpriced: [...new Set(calls.flatMap(({ call }) => (call.price === null ? [call.model.name] : [])))],
    counted: calls.filter(({ call }) => call.counted).length,
    inSync: count('in-sync'),
    restored: count('restored'),
    replayed: count('replayed'),
    stopped: count('refused') + count('failed'),
  }
}

function moneyOfAll(
  calls: readonly { readonly kind: PlannedSpec['kind']; readonly call: PlannedCall }[],
  batch: boolean,
): Money {
  let [low, expected, high] = [0, 0, 0]
  for (const { kind, call } of calls) {
    const money = moneyOf(call, batch)
    if (money === null) continue
    high += money.high
    if (kind !== 'asked') continue
    low += money.low
    expected += money.expected
  }
  return { low, expected, high }
}
