// The use case `models`: which model a call for the project and for a spec would ask, why, and whether it can be asked here.
import type { Config } from '../config/config.ts'
import { knownModels } from '../config/known-models.ts'
import { settleModel, settleSpecModel, type SettledModel } from '../config/settled-model.ts'
import { priceOf, type Price } from '../cost/prices.ts'
import type { Diagnostic, Result } from '../diagnostic/diagnostic.ts'
import type { Machine, ServerFacts } from '../model/machine.ts'
import type { SpecHead, SpecId } from '../spec/spec.ts'

export interface PlannedCall {
  /** As it was written: `opus`, `house`, `ollama:qwen3`. */
  readonly name: string
  readonly why: 'flag' | 'front matter' | 'configuration' | 'default'
  readonly kind: SettledModel['kind']
  /** What is asked in the end: an id of the API, a preset with its model, a command. */
  readonly asks: string
  /** Null for programs. */
  readonly server: ServerFacts | null
  /** Most tokens of an answer; null where the server or the program decides. */
  readonly maxOutput: number | null
  /** Can a shared prefix be cached, and can it be asked in a batch? Null where that is the server's matter. */
  readonly caching: boolean | null
  readonly batches: boolean | null
  readonly price: Price | null
  /** What a person should know of a program that is asked. */
  readonly limits: readonly string[]
  /** What is missing on this machine. */
  readonly problem: string | null
  readonly hint: string | null
}

export interface SpecCall extends PlannedCall {
  readonly spec: SpecId
  readonly path: string
}

export interface ModelsReport {
  /** Null where what is named means nothing; the diagnostics say so. */
  readonly project: PlannedCall | null
  /** Of the specs that were asked for; without such, those that name a model themselves. In order of id. */
  readonly specs: readonly SpecCall[]
  readonly diagnostics: readonly Diagnostic[]
}

export interface ModelsRequest {
  readonly config: Config
  /** The configuration's file names a model. */
  readonly configured: boolean
  /** `--model`. */
  readonly flag: string | undefined
  /** `ANTHROPIC_BASE_URL` is set: that server has models of any name. */
  readonly ownServer: boolean
  readonly heads: readonly SpecHead[]
  readonly ids: readonly SpecId[] | null
  readonly machine: Machine
}

/** Nothing is sent and no price is guessed. */
export function plannedCalls(request: ModelsRequest): ModelsReport {
  const { config, flag, heads, ids, ownServer } = request
  const diagnostics: Diagnostic[] = []
  const planned = (
    name: string,
    why: PlannedCall['why'],
    settled: Result<SettledModel>,
  ): PlannedCall | null => {
    diagnostics.push(...settled.diagnostics)
    return settled.ok ? callOf(name, why, settled.value, request) : null
  }
  const project =
    flag === undefined
      ? planned(
          config.model,
          request.configured ? 'configuration' : 'default',
          settleModel(config.model, config, ownServer),
        )
      : planned(flag, 'flag', settleModel(flag, config, ownServer))

  const specs: SpecCall[] = []
  for (const { id, path, model, kind } of [...heads].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (kind !== 'feature' || (ids === null ? model === null : !ids.includes(id))) continue
    // A flag goes before front matter; a fault of the front matter is told all the same.
    const settled = model === null ? null : settleSpecModel(model, { path }, config)
    const own = model === null || settled === null ? null : planned(model, 'front matter', settled)
    const call = flag !== undefined || model === null ? project : own
    if (call !== null) specs.push({ spec: id, path, ...call })
  }
  return { project, specs, diagnostics }
}

function callOf(
  name: string,
  why: PlannedCall['why'],
  settled: SettledModel,
  { config, machine }: ModelsRequest,
): PlannedCall {
  const common = { name, why, kind: settled.kind }
  const program = { server: null, maxOutput: null, caching: false, batches: false, price: null, limits: [] }
  switch (settled.kind) {
    case 'anthropic': {
      const server = machine.server(settled.baseUrl)
      const atAnthropic = server.host === 'api.anthropic.com'
      return {
        ...common,
        asks: settled.model,
        server,
        maxOutput: settled.maxTokens ?? knownModels.get(settled.model)?.maxOutput ?? null,
        caching: atAnthropic ? true : null,
        batches: atAnthropic ? true : null,
        price: priceOf(settled.model, config.prices),
        limits: server.notes,
        problem: server.problem,
        hint: server.hint,
      }
    }
    case 'command': {
      const missing = machine.runs(settled.command[0]) ? null : `there is no program ${settled.command[0]}`
      const hint =
        missing === null ? null : 'install it, or correct `command` of the model in spec.config.json'
      return { ...common, ...program, asks: settled.command.join(' '), problem: missing, hint }
    }
    case 'preset': {
      const { name: preset, model } = settled.preset
      const facts = machine.presets.find((one) => one.name === preset)
      const here = facts !== undefined && facts.path !== null
      return {
        ...common,
        ...program,
        asks: model === null ? preset : `${preset}:${model}`,
        limits: facts?.limits ?? [],
        problem: here ? null : `${facts?.title ?? preset} is not installed`,
        hint:
          here || facts === undefined ? null : `install it: ${facts.install}; then log in: ${facts.login}`,
      }
    }
  }
}
