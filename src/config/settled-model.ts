// A model's name and the configuration in; what will be asked, spelled out, out. Nothing is looked up on the machine.
import { diagnostic, fail, ok, type Place, type Result } from '../diagnostic/diagnostic.ts'
import type { Config, ModelDefinition } from './config.ts'
import {
  faultOfSpecModel,
  modelHint,
  namedModel,
  presetNamed,
  quotedName,
  type NamedModel,
  type PresetReference,
} from './model-names.ts'

/** A definition without names that lead elsewhere. */
export type SettledModel =
  | Exclude<ModelDefinition, { readonly kind: 'preset' | 'command' }>
  | {
      readonly kind: 'command'
      readonly command: readonly [string, ...string[]]
      readonly timeoutSeconds?: number | undefined
    }
  | {
      readonly kind: 'preset'
      readonly preset: PresetReference
      readonly timeoutSeconds?: number | undefined
    }

/**
 * What a person's word means: a name of the configuration, a preset, an id. `ownServer`: the environment names a server
 * of one's own, which has models of any name; otherwise only ids that Anthropic may have can be told from a slip of the pen.
 */
export function settleModel(
  name: string,
  config: Pick<Config, 'models'>,
  ownServer: boolean,
): Result<SettledModel> {
  const named = namedModel(name, config)
  if (named !== null) return settled(name, named)
  if (/^claude-[\w.-]+$/.test(name) || ownServer) return ok({ kind: 'anthropic', model: name })
  return fail(
    diagnostic('model-unknown', `there is no model ${quotedName(name)}`, {
      hint: `${modelHint(name, config)}; other servers: set ANTHROPIC_BASE_URL; programs: --model-command`,
    }),
  )
}

/** What the `model` of a spec means, which may only name what is defined or built in (rule 3). */
export function settleSpecModel(
  name: string,
  place: Place,
  config: Pick<Config, 'models'>,
): Result<SettledModel> {
  const fault = faultOfSpecModel(name, place, config)
  if (fault !== null) return fail(fault)
  const named = namedModel(name, config)
  return named === null ? settleModel(name, config, false) : settled(name, named)
}

function settled(name: string, named: NamedModel): Result<SettledModel> {
  switch (named.kind) {
    case 'api':
      return ok({ kind: 'anthropic', model: named.id })
    case 'preset':
      return ok({ kind: 'preset', preset: named.preset })
    case 'unfit':
      return fail(diagnostic('model-unknown', named.problem, { hint: named.hint }))
    case 'defined':
      return settledDefinition(name, named.definition)
  }
}

function settledDefinition(name: string, definition: ModelDefinition): Result<SettledModel> {
  if (definition.kind === 'anthropic') return ok(definition)
  if (definition.kind === 'command') {
    const [program, ...rest] = definition.command
    if (program !== undefined && program !== '') {
      return ok({ ...definition, command: [program, ...rest] })
    }
    const empty = `the command of the model ${quotedName(name)} in the configuration is empty`
    return fail(diagnostic('config-invalid', empty))
  }
  const { preset: written, timeoutSeconds } = definition
  const named = presetNamed(written)
  if (named?.kind === 'preset') return ok({ kind: 'preset', preset: named.preset, timeoutSeconds })
  const found = `the model ${quotedName(name)} in the configuration names no preset`
  return fail(
    diagnostic('config-invalid', named === null ? found : `${found}: ${named.problem}`, {
      hint: named?.hint ?? 'spec models lists the presets',
    }),
  )
}
