// A command → its help: citty's usage, then the description, the example and the flags that all commands take.
import { stripVTControlCharacters } from 'node:util'
import type { ArgsDef as CittyArgs, CommandDef } from 'citty'
import { defineCommand, renderUsage } from 'citty'
import type { Colours } from '../report/colours.ts'
import type { ArgDef, ArgsDef } from './args.ts'
import { flagName } from './args.ts'
import type { AnyCommand, Command, CommandGroup } from './command.ts'
import { isGroup } from './command.ts'
import { globalArgs } from './globals.ts'
import type { Registry } from './registry.ts'

export interface Style {
  readonly colours: Colours
  /** citty colours by an environment of its own, so its escape codes are taken out where none are wanted. */
  readonly enabled: boolean
}

const rootExample = ['spec init', 'spec list', 'spec drift --json'].join('\n')

/** `spec --help`. Only summaries are read; no command is loaded. */
export async function renderRootHelp(registry: Registry, style: Style): Promise<string> {
  const names = Object.keys(registry)
  const usage = await renderUsage(
    defineCommand({
      meta: { name: 'spec', description: 'Markdown specs are the source, code is the build output' },
      args: cittyArgs(globalArgs),
      subCommands: Object.fromEntries(
        Object.entries(registry).map(([name, { summary }]) => [name, described(name, summary)]),
      ),
    }),
  )
  return finish(nameGroup(usage, names), [section('EXAMPLES', rootExample, style)], style)
}

/** `spec regen --help`, `spec archive --help`, `spec archive verify --help`. */
export async function renderHelp(
  command: AnyCommand,
  parent: CommandGroup | null,
  style: Style,
): Promise<string> {
  const usage = isGroup(command) ? await groupUsage(command) : await commandUsage(command, parent)
  const flags = Object.keys(globalArgs).map((key) => `--${flagName(key)}`)
  return finish(
    usage,
    [
      ...(command.description === undefined ? [] : [command.description]),
      section(command.example.includes('\n') ? 'EXAMPLES' : 'EXAMPLE', command.example, style),
      style.colours.dim(`Every command takes ${flags.join(', ')}; spec --help explains them.`),
    ],
    style,
  )
}

async function groupUsage(group: CommandGroup): Promise<string> {
  const usage = await renderUsage(
    defineCommand({
      meta: { name: `spec ${group.name}`, description: group.summary },
      subCommands: Object.fromEntries(
        group.subcommands.map(({ name, summary }) => [name, described(name, summary)]),
      ),
    }),
  )
  return nameGroup(
    usage,
    group.subcommands.map(({ name }) => name),
  )
}

async function commandUsage(command: Command, parent: CommandGroup | null): Promise<string> {
  const parentName = parent === null ? 'spec' : `spec ${parent.name}`
  return renderUsage(
    defineCommand({
      meta: { name: command.name, description: command.summary },
      args: cittyArgs(command.args),
    }),
    defineCommand({ meta: { name: parentName } }),
  )
}

function described(name: string, description: string): CommandDef {
  return defineCommand({ meta: { name, description } })
}

/** citty spells out every command in the usage line, which does not fit one line any more. */
function nameGroup(usage: string, names: readonly string[]): string {
  return usage.replace(names.join('|'), '<command>')
}

function cittyArgs(args: ArgsDef): CittyArgs {
  return Object.fromEntries(Object.entries(args).map(([key, def]) => cittyArg(key, def)))
}

/** For display only; the values are read by parse.ts. */
function cittyArg(key: string, def: ArgDef): [string, CittyArgs[string]] {
  if (def.type === 'positional') {
    const values = def.options === undefined ? '' : ` (${def.options.join(', ')})`
    return [
      `${def.hint ?? key}${def.variadic ? '…' : ''}`,
      { type: 'positional', description: def.description + values, required: def.required ?? false },
    ]
  }
  const alias = def.alias === undefined ? {} : { alias: def.alias }
  if (def.type === 'boolean')
    return [flagName(key), { type: 'boolean', description: def.description, ...alias }]
  if (def.type === 'number')
    return [flagName(key), { type: 'string', description: def.description, valueHint: def.hint, ...alias }]
  const common = {
    description: def.repeatable ? `${def.description} (may be repeated)` : def.description,
    required: def.required ?? false,
    ...alias,
    ...(def.default === undefined ? {} : { default: def.default }),
  }
  if (def.options === undefined) return [flagName(key), { type: 'string', valueHint: def.hint, ...common }]
  return [flagName(key), { type: 'enum', options: [...def.options], ...common }]
}

function section(title: string, text: string, { colours }: Style): string {
  const lines = text.split('\n').map((line) => `  ${line}`)
  return [colours.bold(title), '', ...lines].join('\n')
}

function finish(usage: string, parts: readonly string[], { enabled }: Style): string {
  const text = [usage.trimEnd(), ...parts].join('\n\n')
  // citty pads the last column too.
  return `${enabled ? text : stripVTControlCharacters(text)}\n`.replace(/ +$/gm, '')
}
