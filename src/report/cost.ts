// What building would cost, or what was spent, in; lines for people and members for programs out.
import { dollars, inputOf, type TokenUse } from '../cost/money.ts'
import { moneyOf, totalOf, type Money, type PlanTotal } from '../cost/plan-total.ts'
import type { PlannedCall, PlannedSpec } from '../cost/planned.ts'
import { pricesAsOf, pricesFrom } from '../cost/prices.ts'
import type { Spent } from '../pipeline/budget.ts'
import type { SpentReport, Sum } from '../pipeline/spent.ts'
import type { Colours } from './colours.ts'
import { escapeText } from './escape.ts'

/** Numbers are written the same on every machine. */
function number(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

const plural = (count: number, what: string): string => `${number(count)} ${what}${count === 1 ? '' : 's'}`

/** A line for each spec that is not in sync, then the sum. */
export function renderPlan(planned: readonly PlannedSpec[], batch: boolean, colours: Colours): string {
  const lines = planned
    .filter(({ kind }) => kind !== 'in-sync')
    .map((one) => `${colours.bold(escapeText(one.spec))}: ${headline(one, batch)}`)
  return [...lines, ...(lines.length > 0 ? [''] : []), renderTotal(totalOf(planned, batch), batch)].join('\n')
}

function headline({ kind, call }: PlannedSpec, batch: boolean): string {
  switch (kind) {
    case 'in-sync':
      return 'in sync, nothing to do'
    case 'restored':
      return 'from the archive, for nothing'
    case 'replayed':
      return 'a recorded answer, for nothing where it passes the checks'
    case 'refused':
    case 'failed':
      return 'nothing would be written'
    case 'asked':
      return call === null ? 'a model is asked' : renderCall(call, batch)
    case 'follows':
      return `only if what it sees changes: ${call === null ? 'a model is asked' : renderCall(call, batch)}`
  }
}

function renderCall(call: PlannedCall, batch: boolean): string {
  const { low, high } = call.output
  const money = moneyOf(call, batch)
  const name = `${call.model.kind} ${call.model.name}`
  const cost = money === null ? 'price not known' : range(money)
  const out = `${number(low)} to ${number(high)} out`
  return `${inputText(call.input, batch)}, ${out}, ${cost} (${escapeText(name)})`
}

function inputText(input: PlannedCall['input'], batch: boolean): string {
  const cached = [
    input.cacheRead > 0 && !batch ? `${number(input.cacheRead)} from the cache` : '',
    input.cacheWrite > 0 && !batch ? `${number(input.cacheWrite)} into it` : '',
  ].filter((text) => text !== '')
  const total = `${number(inputOf(input))} tokens in`
  return cached.length === 0
    ? total
    : `${total} (${cached.join(', ').replace(/^([\d,]+) into it/, '$1 into the cache')})`
}

function range({ low, high }: Money): string {
  return `${dollars(low)} to ${dollars(high)}`
}

function renderTotal(total: PlanTotal, batch: boolean): string {
  const lines: string[] = []
  if (total.calls + total.mayFollow > 0) {
    const more =
      total.mayFollow === 0 ? '' : `, and ${number(total.mayFollow)} more where declarations change`
    const out = `${number(total.output.low)} to ${number(total.output.high)} out`
    lines.push(`${plural(total.calls, 'call')}${more}: ${inputText(total.input, batch)}, ${out}`)
    if (total.money !== null)
      lines.push(
        `${range(total.money)}${batch ? ' as a batch' : ''}, at prices of ${pricesAsOf}; repairs come on top`,
      )
    for (const name of total.unpriced) lines.push(`price not known: ${escapeText(name)}`)
    lines.push(countedText(total))
  }
  const free = [
    total.restored > 0 ? `${number(total.restored)} restored` : '',
    total.replayed > 0 ? `${number(total.replayed)} replayed` : '',
  ].filter((text) => text !== '')
  if (free.length > 0) lines.push(`for nothing, from the archive: ${free.join(', ')}`)
  if (total.stopped > 0) lines.push(`nothing would be written for ${plural(total.stopped, 'spec')}`)
  if (lines.length === 0) return 'nothing to pay for: everything is in sync'
  if (total.inSync > 0) lines.push(`in sync: ${number(total.inSync)}`)
  return lines.join('\n')
}

function countedText({ counted, calls, mayFollow }: PlanTotal): string {
  const all = calls + mayFollow
  if (counted === all) return 'input tokens: counted by the server; answers: estimated'
  const how =
    counted === 0 ? 'estimated' : `${number(counted)} calls counted by the server, the others estimated`
  return `input tokens: ${how}; current Claude models may count up to a third more than an estimate`
}

/** The plan for programs. Specs in sync are only counted. */
export function planMembers(
  planned: readonly PlannedSpec[],
  batch: boolean,
): Readonly<Record<string, unknown>> {
  return {
    specs: planned
      .filter(({ kind }) => kind !== 'in-sync')
      .map(({ spec, kind, call, diagnostics }) => ({
        id: spec,
        kind,
        model: call?.model ?? null,
        input: call?.input ?? null,
        counted: call?.counted ?? null,
        output: call?.output ?? null,
        money: call === null ? null : moneyOf(call, batch),
        diagnostics,
      })),
    total: totalOf(planned, batch),
    batch,
    prices: { asOf: pricesAsOf, source: pricesFrom },
  }
}

/** What a run is about to cost. */
export function renderForeseen({ calls, mayFollow, money }: PlanTotal): string {
  const many =
    mayFollow === 0 ? plural(calls, 'call') : `${number(calls)} to ${plural(calls + mayFollow, 'call')}`
  return `foreseen: ${many}, ${money === null ? 'price not known' : range(money)} (estimated; repairs come on top)`
}

/** A run's cost, and what was foreseen of it. */
export interface Spending {
  readonly spent: Spent
  readonly limit: number | null
  readonly foreseen: PlanTotal | null
}

export function renderSpending({ spent, limit, foreseen }: Spending): string {
  const { calls, tokens, money, unpriced } = spent
  const of = limit === null ? '' : ` of ${dollars(limit)}`
  const cost = unpriced > 0 && unpriced === calls ? 'price not known' : `${dollars(money)}${of}`
  const made =
    calls === 0 ? `spent: nothing${of}` : `spent: ${cost}, ${plural(calls, 'call')}, ${tokensText(tokens)}`
  return foreseen === null || foreseen.calls === 0 ? made : `${made}\n${renderForeseen(foreseen)}`
}

export function spendingMembers({ spent, limit, foreseen }: Spending): Readonly<Record<string, unknown>> {
  const { tokens, ...counts } = spent
  return { spent: { ...counts, ...tokens }, limit, ...(foreseen === null ? {} : { foreseen }) }
}

/** What was spent, by spec, model and day. */
export function renderSpent(report: SpentReport, colours: Colours): string {
  if (report.total.calls === 0) return 'no answer of a model is recorded'
  const parts = [
    ['by spec', report.bySpec],
    ['by model', report.byModel],
    ['by day', report.byDay],
  ] as const
  const lines = parts.flatMap(([title, sums]) => [colours.bold(title), ...renderSums(sums), ''])
  const { unpriced, unknown } = report.total
  lines.push(`${colours.bold('in all')}: ${sumText(report.total)}`)
  lines.push(`money at prices of ${pricesAsOf} (prices in spec.config.json go before them)`)
  if (unpriced > 0) lines.push(`price not known: ${plural(unpriced, 'call')}, not in the money`)
  if (unknown > 0) lines.push(`${plural(unknown, 'call')} of which nobody said what they used`)
  return lines.join('\n')
}

function renderSums(sums: ReadonlyMap<string, Sum>): string[] {
  const names = [...sums.keys()].map(escapeText)
  const width = Math.max(0, ...names.map((name) => name.length))
  return [...sums.values()].map((sum, at) => `  ${(names[at] ?? '').padEnd(width)}  ${sumText(sum)}`)
}

function sumText({ calls, tokens, money, unpriced, unknown }: Sum): string {
  const known = unpriced + unknown < calls
  const cost = known ? dollars(money) : unknown === calls ? 'not said' : 'price not known'
  return `${cost}  ${plural(calls, 'call')}  ${tokensText(tokens)}`
}

function tokensText(tokens: TokenUse): string {
  const cached = tokens.cacheRead > 0 ? ` (${number(tokens.cacheRead)} from the cache)` : ''
  return `${number(inputOf(tokens))} in${cached}, ${number(tokens.output)} out`
}

/** The same for programs. */
export function spentMembers(report: SpentReport): Readonly<Record<string, unknown>> {
  const listed = (sums: ReadonlyMap<string, Sum>): unknown =>
    [...sums].map(([name, sum]) => ({ name, ...sumMembers(sum) }))
  return {
    total: sumMembers(report.total),
    bySpec: listed(report.bySpec),
    byModel: listed(report.byModel),
    byDay: listed(report.byDay),
    prices: { asOf: pricesAsOf, source: pricesFrom },
  }
}

function sumMembers({ calls, tokens, money, unpriced, unknown }: Sum): Readonly<Record<string, unknown>> {
  return { calls, ...tokens, money: unpriced + unknown < calls ? money : null, unpriced, unknown }
}
