// The words that were typed → the command they name and the words that remain for it.
import type { Diagnostic, Result } from '../diagnostic/diagnostic.ts'
import { fail, ok } from '../diagnostic/diagnostic.ts'
import type { FlagDef } from './args.ts'
import type { Command, CommandGroup } from './command.ts'
import { isGroup } from './command.ts'
import { globalArgs } from './globals.ts'
import type { Registry } from './registry.ts'
import { flagTable, looksLikeFlag } from './strict.ts'
import { didYouMean, usageError } from './usage-error.ts'

const globalFlags: ReadonlyMap<string, FlagDef> = new Map(
  [...flagTable(globalArgs)].map(([typed, { def }]) => [typed, def]),
)

interface Place {
  /** The group that the command is in, or that was named without one of its commands. */
  readonly group: CommandGroup | null
  /** How the command is called: `['archive', 'verify']`. */
  readonly path: readonly string[]
  /** The words that remain, in their order. */
  readonly words: readonly string[]
}

/** `incomplete`: only flags, or a group without the name of one of its commands. */
export type Found =
  | (Place & { readonly kind: 'command'; readonly command: Command })
  | (Place & { readonly kind: 'incomplete' })

/** Loads the module of the command that is named, and no other. */
export async function findCommand(argv: readonly string[], registry: Registry): Promise<Result<Found>> {
  const first = takeName(argv)
  if (first.name === null) return ok({ kind: 'incomplete', group: null, path: [], words: first.words })
  const entry = registry[first.name]
  if (entry === undefined) return fail(unknownCommand('', first.name, Object.keys(registry)))
  const command = await entry.load()
  const path = [command.name]
  if (!isGroup(command)) return ok({ kind: 'command', command, group: null, path, words: first.words })

  const second = takeName(first.words)
  if (second.name === null) return ok({ kind: 'incomplete', group: command, path, words: second.words })
  const subcommand = command.subcommands.find(({ name }) => name === second.name)
  if (subcommand === undefined) {
    const names = command.subcommands.map(({ name }) => name)
    return fail(unknownCommand(`${command.name} `, second.name, names))
  }
  const { words } = second
  return ok({
    kind: 'command',
    command: subcommand,
    group: command,
    path: [...path, subcommand.name],
    words,
  })
}

function unknownCommand(group: string, word: string, names: readonly string[]): Diagnostic {
  const more = `spec ${group}--help lists the commands`
  return usageError(`there is no command ${group}${word}`, didYouMean(word, names, 'commands', more))
}

/**
 * The first word after global flags and their values, and all others in their order. No name where another flag comes
 * first: whether the word after it is its value cannot be told.
 */
function takeName(words: readonly string[]): {
  readonly name: string | null
  readonly words: readonly string[]
} {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (!looksLikeFlag(word)) return { name: word, words: words.toSpliced(at, 1) }
    const flag = globalFlags.get(word.split('=')[0] ?? '')
    if (flag === undefined) break
    if (flag.type !== 'boolean' && !word.includes('=')) at++
  }
  return { name: null, words }
}
