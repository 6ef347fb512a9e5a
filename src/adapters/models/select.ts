// Flags, a spec's wish and the configuration in; the model that will be asked out. Nothing is sent or started here.
import { resolve } from 'node:path'
import type { Config, ModelDefinition } from '../../config/config.ts'
import { diagnostic, fail, ok, type Place, type Result } from '../../diagnostic/diagnostic.ts'
import { nearest } from '../../diagnostic/nearest.ts'
import type { Model } from '../../ports.ts'
import { anthropicModel } from './anthropic.ts'
import { parseArgv } from './argv.ts'
import { commandModel } from './command.ts'
import { setting, type Environment } from './environment.ts'
import { knownModels, presets } from './known-models.ts'
import type { Patience, Timing } from './patience.ts'
import { oneLine } from './printable.ts'
import { responseModel, type GivenResponse } from './response.ts'
import type { OpenFetch } from './transport.ts'

export interface ModelWish {
  readonly config: Config
  readonly env: Environment
  /** Absolute: the root, for programs that the configuration names by a relative path. */
  readonly root: string
  /** Absolute: where the person stands, for a program on the command line. */
  readonly cwd: string
  /** `--model`. */
  readonly name?: string | undefined
  /** `model` of a spec's front matter, which may only name what the configuration or a preset defines (rule 3). */
  readonly spec?: { readonly model: string; readonly place: Place } | undefined
  /** `--model-command`. */
  readonly command?: string | undefined
  /** `--response`, read by the caller. */
  readonly response?: GivenResponse | undefined
  readonly patience?: Partial<Patience> | undefined
  readonly timing?: Partial<Timing> | undefined
  readonly transport?: OpenFetch | undefined
}

/**
 * The first of: `--response`, `--model-command`, `--model`, the spec's `model`, the configuration's. A missing key is
 * no fault here: the archive may have the answer. It is the failure `no-key` of the first question.
 */
export function selectModel(wish: ModelWish): Result<Model> {
  const flags = [
    wish.response === undefined ? null : '--response',
    wish.command === undefined ? null : '--model-command',
    wish.name === undefined ? null : '--model',
  ].filter((flag) => flag !== null)
  if (flags.length > 1) {
    return fail(
      diagnostic('usage', `${flags.join(' and ')} exclude each other`, { hint: `leave out all but one` }),
    )
  }
  if (wish.response !== undefined) return ok(responseModel(wish.response))
  if (wish.command !== undefined) {
    const argv = parseArgv(wish.command)
    return argv.ok ? ok(commandModel({ argv: argv.value, env: wish.env, base: wish.cwd })) : argv
  }
  if (wish.name !== undefined) return named(wish.name, wish)
  if (wish.spec !== undefined) return namedBySpec(wish.spec.model, wish.spec.place, wish)
  return named(wish.config.model, wish)
}

/** `models` of the configuration, then presets, then ids of the server. */
function named(name: string, wish: ModelWish): Result<Model> {
  const defined = definitionOf(name, wish.config)
  if (defined !== null) return fromDefinition(name, defined, wish)
  // A server of one's own has models of any name; only Anthropic's ids can be told from a slip of the pen.
  if (/^claude-[\w.-]+$/.test(name) || setting(wish.env, 'ANTHROPIC_BASE_URL') !== null) {
    return ok(anthropic({ kind: 'anthropic', model: name }, wish))
  }
  return fail(
    diagnostic('model-unknown', `there is no model ${shown(name)}`, {
      hint: `${suggestion(name, wish.config)}; other servers: set ANTHROPIC_BASE_URL; programs: --model-command`,
    }),
  )
}

function namedBySpec(name: string, place: Place, wish: ModelWish): Result<Model> {
  const defined = definitionOf(name, wish.config)
  if (defined !== null) return fromDefinition(name, defined, wish)
  return fail(
    diagnostic('model-not-allowed', `the spec names the model ${shown(name)}, which nothing defines`, {
      place,
      hint: `a spec may name a model that \`models\` in spec.config.json defines, or a built-in one; ${suggestion(name, wish.config)}`,
    }),
  )
}

function definitionOf(name: string, config: Config): ModelDefinition | null {
  const own = Object.hasOwn(config.models, name) ? config.models[name] : undefined
  if (own !== undefined) return own
  const id = presets.get(name) ?? (knownModels.has(name) ? name : undefined)
  return id === undefined ? null : { kind: 'anthropic', model: id }
}

function fromDefinition(name: string, definition: ModelDefinition, wish: ModelWish): Result<Model> {
  if (definition.kind === 'anthropic') return ok(anthropic(definition, wish))
  const [program, ...rest] = definition.command
  if (program === undefined || program === '') {
    return fail(
      diagnostic('config-invalid', `the command of the model ${shown(name)} in the configuration is empty`),
    )
  }
  return ok(
    commandModel({
      argv: [program, ...rest],
      env: wish.env,
      base: resolve(wish.root),
      timeoutMs: definition.timeoutSeconds === undefined ? undefined : definition.timeoutSeconds * 1000,
    }),
  )
}

const anthropic = (definition: Extract<ModelDefinition, { kind: 'anthropic' }>, wish: ModelWish): Model =>
  anthropicModel({
    model: definition.model,
    env: wish.env,
    baseUrl: definition.baseUrl,
    maxTokens: definition.maxTokens,
    effort: definition.effort,
    patience: wish.patience,
    timing: wish.timing,
    transport: wish.transport,
  })

const shown = (name: string): string => `"${oneLine(name, 80)}"`

function suggestion(name: string, config: Config): string {
  const names = [...Object.keys(config.models), ...presets.keys(), ...knownModels.keys()]
  const close = nearest(name, names)
  return close === null ? `known: ${names.join(', ')}` : `did you mean ${close}?`
}
