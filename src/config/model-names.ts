// What a person or a spec wrote as `model` in; what it stands for, or why it stands for nothing, out.
import { diagnostic, type Diagnostic, type Place } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import type { Config, ModelDefinition } from './config.ts'
import { knownModels, shortNames } from './known-models.ts'

/** Programs that people have, with the command line that makes each print text and touch nothing. */
export const presetNames = ['claude-code', 'codex', 'gemini', 'llm', 'ollama'] as const

export type PresetName = (typeof presetNames)[number]

/** `ollama:qwen3-coder:30b`: a preset, and the model that it is to ask. Null: the one it is set up with. */
export interface PresetReference {
  readonly name: PresetName
  readonly model: string | null
}

/**
 * A preset, and after a colon a model's name as its program spells it: it begins with a letter or a digit, so that it is
 * no option, and holds nothing that a program could take for more than a name. Whoever writes a spec may choose it.
 */
export const presetPattern =
  /^(claude-code|codex|gemini|llm|ollama)(?::([A-Za-z0-9][A-Za-z0-9._/:@+[\]-]{0,199}))?$/

export type NamedModel =
  | { readonly kind: 'defined'; readonly definition: ModelDefinition }
  /** An id of the Messages API that the tool knows. */
  | { readonly kind: 'api'; readonly id: string }
  | { readonly kind: 'preset'; readonly preset: PresetReference }
  /** It names a preset, and cannot be used like this. */
  | { readonly kind: 'unfit'; readonly problem: string; readonly hint: string }

/** `models` of the configuration, then presets, then short names and ids that the tool knows; null where it is none. */
export function namedModel(name: string, config: Pick<Config, 'models'>): NamedModel | null {
  const definition = Object.hasOwn(config.models, name) ? config.models[name] : undefined
  if (definition !== undefined) return { kind: 'defined', definition }
  const preset = presetNamed(name)
  if (preset !== null) return preset
  const id = shortNames.get(name) ?? (knownModels.has(name) ? name : undefined)
  return id === undefined ? null : { kind: 'api', id }
}

/** A preset by its name, with or without a model; null where the name before the colon is none. */
export function presetNamed(written: string): Exclude<NamedModel, { kind: 'defined' | 'api' }> | null {
  const before = written.split(':', 1)[0] ?? ''
  const name = presetNames.find((one) => one === before)
  if (name === undefined) return null
  const model = presetPattern.exec(written)?.[2] ?? null
  if (model === null && written !== name) {
    return {
      kind: 'unfit',
      problem: `${quotedName(written)} does not name a model of ${name}`,
      hint: `write ${name}:<model>; a model's name begins with a letter or a digit and has neither spaces nor quotes`,
    }
  }
  if (name === 'ollama' && model === null) {
    const hint = 'write ollama:<model>, such as ollama:qwen3-coder:30b; ollama list shows what is there'
    return { kind: 'unfit', problem: 'ollama has no model of its own choice', hint }
  }
  return { kind: 'preset', preset: { name, model } }
}

/** What is wrong with the `model` of a spec's front matter: it may only name what is defined or built in (rule 3). */
export function faultOfSpecModel(
  name: string,
  place: Place,
  config: Pick<Config, 'models'>,
): Diagnostic | null {
  const named = namedModel(name, config)
  if (named?.kind === 'unfit')
    return diagnostic('model-not-allowed', named.problem, { place, hint: named.hint })
  if (named !== null) return null
  return diagnostic(
    'model-not-allowed',
    `the spec names the model ${quotedName(name)}, which nothing defines`,
    {
      place,
      hint:
        'a spec may name a model that `models` in spec.config.json defines, or a built-in one; ' +
        modelHint(name, config),
    },
  )
}

/** All names that may be given without knowing a server: for hints and completions. */
export function knownNames(config: Pick<Config, 'models'>): readonly string[] {
  return [...Object.keys(config.models), ...presetNames, ...shortNames.keys(), ...knownModels.keys()]
}

export function modelHint(name: string, config: Pick<Config, 'models'>): string {
  const names = knownNames(config)
  const close = nearest(name, names)
  return close === null ? `known: ${names.join(', ')}` : `did you mean ${close}?`
}

/** Short enough for a message, on one line. */
export function quotedName(name: string): string {
  const line = name.replace(/\s+/g, ' ').trim()
  return `"${line.length <= 80 ? line : `${line.slice(0, 79)}…`}"`
}
