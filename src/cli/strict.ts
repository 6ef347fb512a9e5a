// What was typed after a command's name → the same words in a form that citty cannot misread, or the first mistake.
//
// citty 0.2 accepts unknown flags, swallows the next word as their value, strips `--no-…` even where it is a value,
// keeps the last of a repeated flag and takes a missing value for an empty one. Each is refused or spelled out here.
import type { Result } from '../diagnostic/diagnostic.ts'
import { fail, ok } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import type { ArgDef, ArgsDef, FlagDef } from './args.ts'
import { flagName, spelling } from './args.ts'
import { didYouMean, usageError } from './usage-error.ts'

export interface StrictWords {
  /** Known flags only, each value joined to its flag: `--because=…`, `--dry-run`, `--no-color`. */
  readonly flags: readonly string[]
  /** All values of the repeatable flags that were given, by key; they are not among `flags`. */
  readonly repeated: ReadonlyMap<string, readonly string[]>
  readonly positionals: readonly string[]
}

export interface Flag {
  readonly key: string
  readonly def: FlagDef
  readonly negated: boolean
}

/** Is this word in the place of a flag an attempt at one? `-` alone means stdin. */
export function looksLikeFlag(word: string): boolean {
  return word.length > 1 && word.startsWith('-')
}

/** Could this word in the place of a value be a flag whose own value was forgotten? `-5 %` and `- a list` are values. */
function looksForgotten(word: string): boolean {
  return /^--?[A-Za-z]/.test(word) || word === '--'
}

/** `command` is the command as typed, for hints: `spec regen`. */
export function readStrictly(argv: readonly string[], args: ArgsDef, command: string): Result<StrictWords> {
  const table = flagTable(args)
  const flags: string[] = []
  const repeated = new Map<string, string[]>()
  const positionals: string[] = []
  const given = new Map<string, Flag>()

  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? ''
    if (word === '--') {
      positionals.push(...argv.slice(at + 1))
      break
    }
    if (!looksLikeFlag(word)) {
      positionals.push(word)
      continue
    }
    const equals = word.indexOf('=')
    const typed = equals < 0 ? word : word.slice(0, equals)
    const flag = table.get(typed)
    if (flag === undefined) return fail(unknownFlag(typed, [...table.keys()], command))
    const name = flagName(flag.key)

    const earlier = given.get(flag.key)
    if (flag.def.type === 'boolean') {
      if (equals >= 0)
        return fail(usageError(`${typed} takes no value`, `give it alone: ${command} ${typed}`))
      if (earlier !== undefined && earlier.negated !== flag.negated)
        return fail(
          usageError(`--${name} and --no-${name} cannot be given together`, 'leave one of them out'),
        )
      if (earlier === undefined) flags.push(flag.negated ? `--no-${name}` : `--${name}`)
      given.set(flag.key, flag)
      continue
    }

    let value = equals < 0 ? undefined : word.slice(equals + 1)
    if (value === undefined) {
      value = argv[at + 1]
      if (value === undefined || looksForgotten(value)) return fail(missingValue(typed, flag))
      at++
    }
    const wrong = checkValue(typed, flag.def, value)
    if (wrong !== null) return fail(wrong)
    if (flag.def.type === 'string' && flag.def.repeatable)
      repeated.set(flag.key, [...(repeated.get(flag.key) ?? []), value])
    else if (earlier !== undefined)
      return fail(usageError(`${typed} is given more than once`, 'it takes one value; leave out the others'))
    else flags.push(`--${name}=${value}`)
    given.set(flag.key, flag)
  }

  const clash = findConflict(given)
  return clash === null ? ok({ flags, repeated, positionals }) : fail(clash)
}

/** Every spelling that is accepted, in the order of the definition. A Map: `--constructor` is no property of it. */
export function flagTable(args: ArgsDef): ReadonlyMap<string, Flag> {
  const table = new Map<string, Flag>()
  for (const [key, def] of Object.entries(args)) {
    if (def.type === 'positional') continue
    table.set(`--${flagName(key)}`, { key, def, negated: false })
    if (def.alias !== undefined) table.set(`-${def.alias}`, { key, def, negated: false })
    if (def.type === 'boolean' && def.negatable)
      table.set(`--no-${flagName(key)}`, { key, def, negated: true })
  }
  return table
}

function unknownFlag(typed: string, known: readonly string[], command: string) {
  const names = known.filter((flag) => flag.startsWith('--')).map((flag) => flag.slice(2))
  const near = nearest(typed.replace(/^-+/, ''), names)
  if (near !== null) return usageError(`unknown flag ${typed}`, `did you mean --${near}?`)
  const more =
    command === 'spec'
      ? 'flags of a command come after its name'
      : `${command} --help lists the flags; a word that begins with - goes after --`
  return usageError(`unknown flag ${typed}`, more)
}

function missingValue(typed: string, { key, def }: Flag) {
  const example = typed.startsWith('--') ? spelling(key, def) : `${typed} <value>`
  return usageError(`${typed} needs a value`, `write ${example}; a value that begins with - goes after =`)
}

function checkValue(typed: string, def: Exclude<FlagDef, { type: 'boolean' }>, value: string) {
  if (def.type === 'number') {
    const { min = 0, max = Number.MAX_SAFE_INTEGER } = def
    const number = /^-?\d+$/.test(value) ? Number(value) : NaN
    if (number >= min && number <= max) return null
    const limits = def.max === undefined ? `of at least ${min}` : `from ${min} to ${max}`
    return usageError(
      `${typed} is not a number ${limits}: ${value === '' ? 'it is empty' : value}`,
      `write ${typed} ${Math.min(Math.max(min, 4), max)}, for example`,
    )
  }
  if (value === '')
    return usageError(`${typed} has an empty value`, `write ${typed} <${def.hint}>, or leave it out`)
  return checkOption(typed, def.options, value)
}

/** A value that is not among the allowed ones; null where it is, or where all are allowed. */
export function checkOption(what: string, options: readonly string[] | undefined, value: string) {
  if (options === undefined || options.includes(value)) return null
  return usageError(
    `${what} cannot be ${value}`,
    didYouMean(value, options, 'allowed values', `allowed values: ${options.join(', ')}`),
  )
}

function findConflict(given: ReadonlyMap<string, Flag>) {
  for (const { key, def } of given.values()) {
    const other = def.conflicts?.find((name) => given.has(name))
    if (other !== undefined)
      return usageError(
        `--${flagName(key)} and --${flagName(other)} cannot be given together`,
        'leave one of them out',
      )
  }
  return null
}

export type PositionalEntry = readonly [key: string, def: Extract<ArgDef, { type: 'positional' }>]

export function positionalsOf(args: ArgsDef): readonly PositionalEntry[] {
  return Object.entries(args).flatMap(([key, def]) => (def.type === 'positional' ? [[key, def]] : []))
}
