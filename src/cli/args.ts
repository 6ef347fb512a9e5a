// How a command declares its arguments, as data; the types of the values it gets are inferred from that.

/** What a shell may complete a value with. `model`: names that are built in; others may be typed. */
export type Completes = 'spec' | 'file' | 'directory' | 'model'

interface Described {
  readonly description: string
}

/** A word without a flag. The last one of a command may take all that remain. */
export interface PositionalDef extends Described {
  readonly type: 'positional'
  /** Shown as `<id>`; the key where absent. */
  readonly hint?: string
  readonly required?: boolean
  readonly variadic?: boolean
  readonly options?: readonly string[]
  readonly completes?: Completes
}

/** `--dry-run`. `negatable` also takes `--no-…`, and tells "not said" apart from "no". */
export interface BooleanDef extends Described {
  readonly type: 'boolean'
  readonly alias?: string
  readonly negatable?: boolean
  /** Keys of arguments that cannot be given together with this one. */
  readonly conflicts?: readonly string[]
}

/** `--because <text>` or `--because=<text>`. */
export interface StringDef extends Described {
  readonly type: 'string'
  /** Shown as `--because=<text>`. */
  readonly hint: string
  readonly alias?: string
  readonly required?: boolean
  /** May be given more than once: the value is a list. */
  readonly repeatable?: boolean
  readonly options?: readonly string[]
  readonly default?: string
  readonly conflicts?: readonly string[]
  readonly completes?: Completes
}

/** `--concurrency 4`: a whole number within the limits, both included. */
export interface NumberDef extends Described {
  readonly type: 'number'
  readonly hint: string
  readonly alias?: string
  readonly min?: number
  readonly max?: number
  readonly conflicts?: readonly string[]
}

export type FlagDef = BooleanDef | StringDef | NumberDef
export type ArgDef = PositionalDef | FlagDef

/** Keys are camelCase: `dryRun` is the flag `--dry-run`. */
export type ArgsDef = Readonly<Record<string, ArgDef>>

export type ArgValue = boolean | number | string | readonly string[] | undefined

type TextOf<A> = A extends { readonly options: readonly (infer O extends string)[] } ? O : string

type ValueOf<A extends ArgDef> = A extends { readonly type: 'boolean' }
  ? A extends { readonly negatable: true }
    ? boolean | undefined
    : boolean
  : A extends { readonly type: 'number' }
    ? number | undefined
    : A extends { readonly variadic: true } | { readonly repeatable: true }
      ? readonly TextOf<A>[]
      : A extends { readonly required: true } | { readonly default: string }
        ? TextOf<A>
        : TextOf<A> | undefined

/** The values of a command's arguments, under the keys of its definition. */
export type ParsedArgs<A extends ArgsDef> = { readonly [K in keyof A]: ValueOf<A[K]> }

/** `dryRun` → `dry-run`. */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** How an argument is written down: `<id>`, `[<id>…]`, `--because=<text>`. */
export function spelling(key: string, def: ArgDef): string {
  if (def.type === 'boolean') return `--${flagName(key)}`
  if (def.type !== 'positional') return `--${flagName(key)}=<${def.hint}>`
  const word = `<${def.hint ?? key}>${def.variadic ? '…' : ''}`
  return def.required ? word : `[${word}]`
}
