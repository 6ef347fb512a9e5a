// The registry, every command loaded → the plain table that each shell's script is written from.
import { knownNames } from '../../config/model-names.ts'
import type { ArgsDef, Completes } from '../args.ts'
import { flagName } from '../args.ts'
import { isGroup } from '../command.ts'
import { globalArgs } from '../globals.ts'
import type { Registry } from '../registry.ts'
import { positionalsOf } from '../strict.ts'

/** What may stand in a place: one of some words, something found in the project, or nothing that can be known. */
export type Values =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: Exclude<Completes, 'model'> }
  | { readonly kind: 'none' }

export interface CompletedFlag {
  /** `--because`, `-h`. */
  readonly spellings: readonly string[]
  readonly description: string
  /** Null for a flag without a value. */
  readonly values: Values | null
}

export interface CompletedCommand {
  /** `drift`, `archive`, `archive verify`. */
  readonly path: string
  readonly summary: string
  readonly flags: readonly CompletedFlag[]
  /** Names and summaries of the commands below a group. */
  readonly subcommands: readonly { readonly name: string; readonly summary: string }[]
  /** One for each positional; the last one repeats where it is variadic. */
  readonly positionals: readonly Values[]
  readonly variadic: boolean
}

/** All commands, in the order of the registry; `''` is `spec` itself. */
export async function completionTable(registry: Registry): Promise<readonly CompletedCommand[]> {
  const commands: CompletedCommand[] = []
  const top: { name: string; summary: string }[] = []
  for (const { load } of Object.values(registry)) {
    const command = await load()
    top.push({ name: command.name, summary: command.summary })
    if (!isGroup(command)) {
      commands.push(row(command.name, command.summary, command.args))
      continue
    }
    const { name, summary, subcommands } = command
    commands.push({ ...row(name, summary, {}), subcommands })
    for (const sub of subcommands) commands.push(row(`${name} ${sub.name}`, sub.summary, sub.args))
  }
  return [{ ...row('', 'spec', {}), subcommands: top }, ...commands]
}

function row(path: string, summary: string, args: ArgsDef): CompletedCommand {
  const positionals = positionalsOf(args)
  return {
    path,
    summary,
    flags: flagsOf({ ...args, ...globalArgs }),
    subcommands: [],
    positionals: positionals.map(([, def]) => valuesOf(def)),
    variadic: positionals.at(-1)?.[1].variadic ?? false,
  }
}

function flagsOf(args: ArgsDef): CompletedFlag[] {
  return Object.entries(args).flatMap(([key, def]): CompletedFlag[] => {
    if (def.type === 'positional') return []
    const { description } = def
    const long = `--${flagName(key)}`
    const spellings = def.alias === undefined ? [long] : [long, `-${def.alias}`]
    if (def.type === 'boolean') {
      const negated = { spellings: [`--no-${flagName(key)}`], description: `Not ${long}`, values: null }
      return [{ spellings, description, values: null }, ...(def.negatable ? [negated] : [])]
    }
    return [{ spellings, description, values: def.type === 'number' ? { kind: 'none' } : valuesOf(def) }]
  })
}

function valuesOf(def: { readonly options?: readonly string[]; readonly completes?: Completes }): Values {
  if (def.options !== undefined) return { kind: 'words', words: def.options }
  if (def.completes === 'model') return { kind: 'words', words: knownNames({ models: {} }) }
  return { kind: def.completes ?? 'none' }
}
