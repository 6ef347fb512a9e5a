// The contract that each command file fulfils, and what a running command is given.
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Colours } from '../report/colours.ts'
import type { ArgsDef, ParsedArgs } from './args.ts'
import type { Io } from './io.ts'

/** 0 clean, 1 findings or drift, 2 trouble, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 130

export interface CommandContext<A extends ArgsDef = ArgsDef> {
  readonly args: ParsedArgs<A>
  /** With `cwd` as `--cwd` sets it. */
  readonly io: Io
  /** stdout is one JSON document; `print` is silent. */
  readonly json: boolean
  readonly colours: { readonly stdout: Colours; readonly stderr: Colours }
  /** Aborted by Ctrl-C; see `Io.signal`. The exit is then 130, whatever the command returns. */
  readonly signal: AbortSignal
  /** The result for people, on stdout; an end of line is added where there is none. Text from files must be escaped. */
  print(text: string): void
  /**
   * The result for programs: with `--json`, these members go into the one document, beside `schema` and
   * `diagnostics`. Calling it again adds members.
   */
  document(members: Readonly<Record<string, unknown>>): void
  /** Diagnostics: escaped and sorted on stderr, or in the document with `--json`. */
  report(diagnostics: readonly Diagnostic[]): void
}

interface CommandInfo {
  /** As typed: `regen`. */
  readonly name: string
  /** One line for lists of commands, without a full stop. */
  readonly summary: string
  /** Paragraphs for `--help`, after the summary. */
  readonly description?: string
  /** A command line that works as written, shown in `--help`. Several: one a line. */
  readonly example: string
}

export interface Command<A extends ArgsDef = ArgsDef> extends CommandInfo {
  readonly args: A
  /** Ctrl-C is how it ends: the exit is what it returns, not 130. */
  readonly endsByInterrupt?: true
  // A method, so that a command with its own arguments is a Command: parameters of methods are compared both ways.
  run(context: CommandContext<A>): Promise<ExitCode>
}

/** A command that only holds others: `archive verify`. */
export interface CommandGroup extends CommandInfo {
  readonly subcommands: readonly Command[]
}

export type AnyCommand = Command | CommandGroup

/** A command, with the types of its arguments inferred from `args`. */
export function defineCommand<const A extends ArgsDef>(command: Command<A>): Command<A> {
  return command
}

export function isGroup(command: AnyCommand): command is CommandGroup {
  return 'subcommands' in command
}
