// A command's context and an opened project → what costs are foreseen with, and models that stay within a budget.
import { knownModels } from '../config/known-models.ts'
import { totalOf, type PlanTotal } from '../cost/plan-total.ts'
import { priceOf, type Price } from '../cost/prices.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { Budget } from '../pipeline/budget.ts'
import { budgeted, metered } from '../pipeline/budgeted-model.ts'
import { createCounter, notCountedNote, type Counter } from '../pipeline/count-tokens.ts'
import { planCost, type CostPorts } from '../pipeline/plan-cost.ts'
import type { AnswerPorts, RegenOptions } from '../pipeline/regen-options.ts'
import { runOrder } from '../pipeline/regen-all.ts'
import { secretsInPrompt } from '../pipeline/prompt-secrets.ts'
import type { Model, Progress } from '../ports.ts'
import type { SpecId } from '../spec/spec.ts'
import type { CommandContext } from './command.ts'
import type { OpenedHere } from './open.ts'
import { usageError } from './usage-error.ts'
import { wireAnswers, type Answering } from './wire-regen.ts'

/** Models that cost nothing here: a person brought the answer. */
const given = 'response'

/** `--max-cost 2.50`, or `$2.50`: US dollars. Null where it was not said. */
export function readMaxCost(written: string | undefined): Result<number | null> {
  if (written === undefined) return ok(null)
  const amount = /^\$?(\d+(?:\.\d+)?|\.\d+)$/.exec(written.trim())?.[1]
  const value = amount === undefined ? 0 : Number(amount)
  return value > 0 ? ok(value) : fail(usageError('--max-cost is an amount of US dollars', '--max-cost 2.50'))
}

/** Is there a key? Without one no server is asked to count. */
export function hasKey(env: CommandContext['io']['env']): boolean {
  return [env.ANTHROPIC_API_KEY, env.ANTHROPIC_AUTH_TOKEN].some((key) => (key ?? '').trim() !== '')
}

export interface Spending<P> {
  readonly ports: P
  readonly budget: Budget
}

/**
 * The same ports; their models add up what they spend, and where there is a limit stay below it, all together. A model
 * without a known price is refused then.
 */
export function withinBudget<P extends AnswerPorts>(
  { io }: Pick<CommandContext, 'io'>,
  { config }: Pick<OpenedHere, 'config'>,
  ports: P,
  limit: number | null,
  say: (line: string) => void,
): Spending<P> {
  const budget = new Budget(limit ?? Infinity)
  const counter = createCounter(hasKey(io.env), (model) => say(notCountedNote(model)))
  const limited = (model: Model): Result<Model> => {
    if (model.identity.kind === given) return ok(model)
    const price = priceOfModel(model, config)
    if (limit === null) return ok(metered(model, budget, price))
    if (price === null) return fail(priceUnknown(model))
    const mostTokens = knownModels.get(model.identity.name)?.maxOutput ?? Infinity
    return ok(budgeted(model, budget, { price, mostTokens, counter }))
  }
  const model: AnswerPorts['model'] = async (spec, named) => {
    const selected = await ports.model(spec, named)
    if (!selected.ok) return selected
    const one = limited(selected.value)
    return one.ok ? ok(one.value, selected.diagnostics) : one
  }
  return { budget, ports: { ...ports, model } }
}

export function priceOfModel(
  { identity }: Pick<Model, 'identity'>,
  { prices }: OpenedHere['config'],
): Price | null {
  return identity.kind === 'anthropic' ? priceOf(identity.name, prices) : null
}

function priceUnknown({ identity }: Model): Diagnostic {
  const name = `${identity.kind} ${identity.name}`
  return diagnostic('price-unknown', `what ${name} costs is not known, so --max-cost cannot be kept`, {
    hint:
      identity.kind === 'anthropic'
        ? `write it into spec.config.json: "prices": { "${identity.name}": { "input": 2, "output": 10 } } (US dollars for a million tokens)`
        : 'a program does not say what it uses: leave --max-cost out, or name a model of the API with --model',
  })
}

export interface CostWiring {
  readonly ports: CostPorts
  /** Servers that did not count, told once each. */
  readonly notes: () => readonly Diagnostic[]
}

/** @param online whether servers may be asked to count, which costs nothing. */
export function wireCost(
  { io, signal }: Pick<CommandContext, 'io' | 'signal'>,
  here: OpenedHere,
  answers: AnswerPorts,
  online: boolean,
): CostWiring {
  const silent: string[] = []
  const asks = online && hasKey(io.env)
  const counter: Counter = createCounter(asks, (model) => silent.push(model))
  const ports: CostPorts = {
    store: here.store,
    reader: here.reader,
    counter,
    signal,
    concurrency: here.config.concurrency,
    model: async (spec, named) => {
      const selected = await answers.model(spec, named)
      if (!selected.ok) return selected
      return ok(
        { model: selected.value, price: priceOfModel(selected.value, here.config) },
        selected.diagnostics,
      )
    },
    secrets: async ({ look, work, prompt }) => {
      if (!asks) return []
      const { allowedSecrets, knownSecrets } = answers
      const clean = await secretsInPrompt(look, work, prompt, here.reader(), allowedSecrets, knownSecrets)
      return clean.diagnostics
    },
  }
  const notes = (): readonly Diagnostic[] =>
    silent.map((model) =>
      diagnostic('not-counted', notCountedNote(model), { hint: '--offline does not ask the server' }),
    )
  return { ports, notes }
}

/** Choosing a model says that it is asked; where costs are foreseen, none is. */
export const nobodyAsked: Progress = { begin: () => {}, update: () => {}, end: () => {}, say: () => {} }

/** What a run would cost, by estimate alone; null where nobody can choose its models. */
export async function foreseeCost(
  context: Answering,
  here: OpenedHere,
  ids: readonly SpecId[],
  options: RegenOptions,
): Promise<PlanTotal | null> {
  if (options.given || options.offline) return null
  const answers = await wireAnswers(context, here, nobodyAsked)
  if (!answers.ok) return null
  const { ports } = wireCost(context, here, answers.value, false)
  return totalOf(await planCost(here.opened, runOrder(here.opened, new Set(ids)), options, ports))
}
