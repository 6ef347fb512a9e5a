// Flags, a spec's wish and the configuration in; the model that will be asked out. Nothing is sent or started here.
import { resolve } from 'node:path'
import type { Config } from '../../config/config.ts'
import { settleModel, settleSpecModel, type SettledModel } from '../../config/settled-model.ts'
import { diagnostic, fail, ok, type Place, type Result } from '../../diagnostic/diagnostic.ts'
import type { Model } from '../../ports.ts'
import { anthropicModel } from './anthropic.ts'
import { parseArgv } from './argv.ts'
import { commandModel } from './command.ts'
import { setting, type Environment } from './environment.ts'
import type { Paces } from './pace.ts'
import type { Patience, Timing } from './patience.ts'
import { presetModel } from './preset.ts'
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
  /** Shared by the models of a run; see `AnthropicOptions`. */
  readonly paces?: Paces | undefined
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
  const settled = settle(wish)
  return settled.ok ? made(settled.value, wish) : settled
}

/** `--model`, else the spec's `model`, else the configuration's. */
function settle({ name, spec, config, env }: ModelWish): Result<SettledModel> {
  if (name === undefined && spec !== undefined) return settleSpecModel(spec.model, spec.place, config)
  return settleModel(name ?? config.model, config, setting(env, 'ANTHROPIC_BASE_URL') !== null)
}

function made(settled: SettledModel, wish: ModelWish): Result<Model> {
  switch (settled.kind) {
    case 'anthropic':
      return ok(
        anthropicModel({
          model: settled.model,
          env: wish.env,
          baseUrl: settled.baseUrl,
          maxTokens: settled.maxTokens,
          effort: settled.effort,
          patience: wish.patience,
          timing: wish.timing,
          transport: wish.transport,
          paces: wish.paces,
        }),
      )
    case 'command':
      return ok(
        commandModel({
          argv: settled.command,
          env: wish.env,
          base: resolve(wish.root),
          timeoutMs: milliseconds(settled.timeoutSeconds),
        }),
      )
    case 'preset':
      return ok(
        presetModel({
          preset: settled.preset,
          env: wish.env,
          root: resolve(wish.root),
          timeoutMs: milliseconds(settled.timeoutSeconds),
        }),
      )
  }
}

const milliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * 1000
