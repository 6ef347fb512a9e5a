// Specs in, what building them would ask a model and cost out. No model is asked, nothing is written.
import { answerSize } from '../cost/answer-size.ts'
import { accountCache, type CountedBlock, type CountedCall } from '../cost/cache.ts'
import { estimateTokens } from '../cost/estimate.ts'
import type { PlannedCall, PlannedSpec } from '../cost/planned.ts'
import type { Price } from '../cost/prices.ts'
import type { Diagnostic, Result } from '../diagnostic/diagnostic.ts'
import { cachedToHere } from '../model/cached.ts'
import type { ModelRequest } from '../model/model.ts'
import type { Model, Store } from '../ports.ts'
import type { SpecId } from '../spec/spec.ts'
import { pastAnswers } from './answers-so-far.ts'
import { askedForBy } from './compile-for.ts'
import type { Counter } from './count-tokens.ts'
import type { InputReader } from './input-reader.ts'
import type { Opened } from './open-project.ts'
import { isAsking, planAsking, type ForeseenAsking } from './plan-asking.ts'
import type { RegenOptions } from './regen-options.ts'

export interface CostPorts {
  readonly store: Store
  readonly reader: () => InputReader
  /** The model for a spec, and its price where one is known. */
  readonly model: (
    spec: SpecId,
    named: string | null,
  ) => Promise<Result<{ readonly model: Model; readonly price: Price | null }>>
  readonly counter: Counter
  /** What a prompt must not hold is not sent to a counter either: the findings. */
  readonly secrets: (foreseen: ForeseenAsking) => Promise<readonly Diagnostic[]>
  readonly signal: AbortSignal
  /** Prompts counted at a time. */
  readonly concurrency: number
}

/** A server's counter is not asked more often than this in one command: the rest is estimated. */
const mostCounted = 200

/**
 * What `regen` would do with these specs, in the order in which it would. Of an update the first call is foreseen; files
 * that come cut and repairs are further ones. Diagnostics of a spec stay with it.
 *
 * @param ids in the order of the run.
 */
export async function planCost(
  opened: Opened,
  ids: readonly SpecId[],
  options: RegenOptions,
  ports: CostPorts,
): Promise<PlannedSpec[]> {
  const foreseen = await planAsking(opened, ids, options, ports.store, ports.reader())
  const past = await pastAnswers(ports.store)
  const asking = foreseen.filter(isAsking)
  const counted = await inTurn(asking, ports.concurrency, (one, at) =>
    countCall(opened, one, { ...ports, goesOn: options.repairs > 0 }, at < mostCounted, past),
  )
  const inputs = accountCache(counted.flatMap(({ call }) => call?.counted ?? []))
  const calls = new Map<SpecId, Omit<PlannedSpec, 'spec' | 'kind'>>()
  let next = 0
  for (const [at, { call, diagnostics }] of counted.entries()) {
    const input = call === null ? undefined : inputs[next++]
    const spec = asking[at]?.spec
    if (spec === undefined) continue
    const planned = call === null || input === undefined ? null : { ...call.planned, input }
    calls.set(spec, { call: planned, diagnostics })
  }
  return foreseen.map(({ spec, kind, diagnostics }) => {
    const call = calls.get(spec)
    const told = [...diagnostics, ...(call?.diagnostics ?? [])]
    const fails = call?.call === null && (kind === 'asked' || kind === 'follows')
    return { spec, kind: fails ? 'failed' : kind, call: call?.call ?? null, diagnostics: told }
  })
}

interface CountedAsking {
  readonly call: {
    readonly counted: CountedCall
    readonly planned: Omit<PlannedCall, 'input'>
  } | null
  readonly diagnostics: readonly Diagnostic[]
}

async function countCall(
  opened: Opened,
  foreseen: ForeseenAsking,
  ports: CostPorts & { readonly goesOn: boolean },
  mayAsk: boolean,
  past: (model: string) => number,
): Promise<CountedAsking> {
  const { look, prompt, unseenTokens } = foreseen
  const chosen = await ports.model(foreseen.spec, look.head.model)
  const spec = await opened.spec(foreseen.spec)
  if (!chosen.ok || !spec.ok) return { call: null, diagnostics: [...chosen.diagnostics, ...spec.diagnostics] }
  const { model, price } = chosen.value
  const secrets = model.count === undefined || !mayAsk ? [] : await ports.secrets(foreseen)
  // Where repairs may follow, the whole conversation is kept in the cache for them.
  const messages = ports.goesOn ? cachedToHere(prompt.messages) : prompt.messages
  const request = { system: prompt.system, messages }
  const { tokens, counted } = await ports.counter.count(
    model,
    request,
    ports.signal,
    mayAsk && secrets.length === 0,
  )
  const planned = {
    model: model.identity,
    price,
    counted,
    output: answerSize(askedForBy(prompt, spec.value), past(model.identity.name)),
  }
  const blocks = [...blocksOf(request, tokens), { text: '', cache: false, tokens: unseenTokens }]
  const leastCached = model.identity.kind === 'anthropic' ? (price?.leastCached ?? null) : null
  return {
    call: { counted: { model: model.identity.name, leastCached, blocks }, planned },
    diagnostics: [...chosen.diagnostics, ...secrets],
  }
}

/** The parts of a prompt, so that their tokens are together what was counted for all of it. */
function blocksOf({ system, messages }: ModelRequest, tokens: number): CountedBlock[] {
  const parts = [...system, ...messages.map(({ text, cache }) => ({ text, cache: cache === true }))]
  const estimates = parts.map(({ text }) => estimateTokens(text))
  const whole = Math.max(
    1,
    estimates.reduce((sum, one) => sum + one, 0),
  )
  let [seen, given] = [0, 0]
  return parts.map((part, at) => {
    seen += estimates[at] ?? 0
    const until = Math.round((tokens * seen) / whole)
    const own = until - given
    given = until
    return { ...part, tokens: own }
  })
}

/** At most so many at a time, results in order. */
async function inTurn<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, at: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at]
      if (item !== undefined) results[at] = await work(item, at)
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
  return results
}
