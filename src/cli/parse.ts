// What was typed after a command's name, and the command's arguments as declared → the values, under their keys.
import type { ArgsDef as CittyArgs } from 'citty'
import { parseArgs } from 'citty'
import type { Result } from '../diagnostic/diagnostic.ts'
import { fail, ok } from '../diagnostic/diagnostic.ts'
import type { ArgDef, ArgsDef, ArgValue, ParsedArgs } from './args.ts'
import { flagName, spelling } from './args.ts'
import { checkOption, positionalsOf, readStrictly, type StrictWords } from './strict.ts'
import { usageError } from './usage-error.ts'

/** What citty needs to know of the flags: positionals and repeated flags are read beside it. */
function cittyFlags(args: ArgsDef): CittyArgs {
  const flags: CittyArgs = {}
  for (const [key, def] of Object.entries(args)) {
    if (def.type === 'positional') continue
    const fallback = def.type === 'string' ? def.default : undefined
    if (def.type === 'boolean') flags[flagName(key)] = { type: 'boolean' }
    else if (fallback === undefined) flags[flagName(key)] = { type: 'string' }
    else flags[flagName(key)] = { type: 'string', default: fallback }
  }
  return flags
}

/** The values of all arguments, or the first mistake. `command` is the command as typed, for hints: `spec regen`. */
export function parseCommandArgs<const A extends ArgsDef>(
  argv: readonly string[],
  args: A,
  command: string,
): Result<ParsedArgs<A>> {
  const words = readStrictly(argv, args, command)
  if (!words.ok) return words
  const assigned = assignPositionals(words.value.positionals, args, command)
  if (!assigned.ok) return assigned

  const parsed: Record<string, unknown> = parseArgs([...words.value.flags], cittyFlags(args))
  const values: Record<string, ArgValue> = {}
  for (const [key, def] of Object.entries(args)) {
    const value = valueOf(key, def, parsed[flagName(key)], words.value, assigned.value)
    if (value === undefined && def.type !== 'boolean' && def.type !== 'number' && def.required)
      return fail(usageError(`${spelling(key, def)} is missing`, `${command} --help shows an example`))
    values[key] = value
  }
  // ParsedArgs says for each kind of definition what valueOf gives for it; the compiler cannot follow a computed key.
  return ok(values as ParsedArgs<A>)
}

function valueOf(
  key: string,
  def: ArgDef,
  parsed: unknown,
  words: StrictWords,
  positionals: ReadonlyMap<string, ArgValue>,
): ArgValue {
  switch (def.type) {
    case 'positional':
      return positionals.get(key)
    case 'boolean':
      // Not asked of citty: it takes the name `no-index` for the opposite of `index`.
      if (words.flags.includes(`--${flagName(key)}`)) return true
      return def.negatable ? (words.flags.includes(`--no-${flagName(key)}`) ? false : undefined) : false
    case 'number':
      return typeof parsed === 'string' ? Number(parsed) : undefined
    case 'string':
      if (def.repeatable) return words.repeated.get(key) ?? []
      return typeof parsed === 'string' ? parsed : undefined
  }
}

function assignPositionals(
  words: readonly string[],
  args: ArgsDef,
  command: string,
): Result<ReadonlyMap<string, ArgValue>> {
  const rest = [...words]
  const assigned = new Map<string, ArgValue>()
  for (const [key, def] of positionalsOf(args)) {
    const taken = rest.splice(0, def.variadic ? rest.length : 1)
    for (const word of taken) {
      const what = `<${def.hint ?? key}>`
      const wrong =
        word === ''
          ? usageError(`${what} is empty`, 'give a value, or leave it out')
          : checkOption(what, def.options, word)
      if (wrong !== null) return fail(wrong)
    }
    if (def.variadic && def.required && taken.length === 0)
      return fail(usageError(`${spelling(key, def)} is missing`, `${command} --help shows an example`))
    assigned.set(key, def.variadic ? taken : taken[0])
  }
  if (rest.length === 0) return ok(assigned)
  return fail(
    usageError(`${rest[0]} is one argument too many`, `${command} --help shows which arguments there are`),
  )
}
