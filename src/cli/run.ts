// Words and a process in, an exit code out: finds the command, reads its arguments strictly, runs it, and turns
// whatever goes wrong into one line and a hint.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { ArgsDef } from './args.ts'
import { createContext, Output } from './context.ts'
import { findCommand, type Found } from './find.ts'
import { globalArgs } from './globals.ts'
import { renderHelp, renderRootHelp } from './help.ts'
import type { Io } from './io.ts'
import { parseCommandArgs } from './parse.ts'
import { registry, type Registry } from './registry.ts'
import { describeUnexpected } from './unexpected.ts'
import { usageError } from './usage-error.ts'
import { toolVersion } from './version.ts'

const interrupted = 130

/** Runs `spec <words…>`. Never throws; prints through `io` only. */
export async function runCli(
  words: readonly string[],
  io: Io,
  commands: Registry = registry,
): Promise<number> {
  // `spec help regen` is what people type who do not know yet that it is `spec regen --help`.
  const argv = words[0] === 'help' ? ['--help', ...words.slice(1)] : words
  // Read before the rest is understood, so that a mistake is reported in the form that was asked for. Exact, because
  // a word that looks like a flag is never taken for a value.
  const flags = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length)
  const output = new Output(io, wantsJson(flags), colourFlag(flags))
  const watched = new WatchedIo(io)
  let exit: number
  try {
    const found = await findCommand(argv, commands)
    exit = found.ok
      ? await runFound(found.value, flags, watched, output, commands)
      : refuse(found.diagnostics, output)
    output.finish()
    await watched.hearOut()
  } catch (error) {
    exit = 2
    if (!watched.interrupted) fallOver(error, io, output)
  }
  return watched.interrupted ? interrupted : exit
}

async function runFound(
  found: Found,
  flags: readonly string[],
  io: WatchedIo,
  output: Output,
  commands: Registry,
): Promise<number> {
  if (flags.includes('--help') || flags.includes('-h')) {
    const style = { colours: output.colours.stdout, enabled: output.enabled.stdout }
    const { group } = found
    const shown = found.kind === 'command' ? found.command : group
    const text =
      shown === null ? await renderRootHelp(commands, style) : await renderHelp(shown, group, style)
    return answer(output, 'help', { text }, text)
  }

  output.path = found.path
  const args: ArgsDef = found.kind === 'command' ? { ...found.command.args, ...globalArgs } : globalArgs
  const typed = ['spec', ...found.path].join(' ')
  const parsed = parseCommandArgs(found.words, args, typed)
  if (!parsed.ok) return refuse(parsed.diagnostics, output)
  if (parsed.value.version === true) return answer(output, 'version', { version: toolVersion }, toolVersion)
  if (found.kind === 'incomplete') {
    const hint = `${typed} --help lists the commands`
    return refuse([usageError(`the name of a command is missing after ${typed}`, hint)], output)
  }
  if (typeof parsed.value.cwd === 'string') {
    const folder = resolve(io.cwd, parsed.value.cwd)
    if (!isFolder(folder))
      return refuse(
        [usageError(`--cwd: ${parsed.value.cwd} is not a folder`, 'give a folder that exists')],
        output,
      )
    io.cwd = folder
  }
  if (found.command.endsByInterrupt === true) io.expectInterrupt()
  return found.command.run(createContext(parsed.value, io, output))
}

/** The command line's own answers: help and version. */
function answer(output: Output, name: string, members: Readonly<Record<string, string>>, text: string): 0 {
  output.path = [name]
  output.document(members)
  output.print(text)
  return 0
}

/** A mistake on the command line. */
function refuse(diagnostics: readonly Diagnostic[], output: Output): 2 {
  output.report(diagnostics)
  return 2
}

function fallOver(error: unknown, io: Io, output: Output): void {
  const { diagnostic, details } = describeUnexpected(error, io.env)
  if (details !== null) io.stderr.write(details)
  output.discard()
  if (output.json || details === null) output.report([diagnostic])
  output.finish()
}

/** `--json`, or `--format json` of the commands that have several formats. */
function wantsJson(flags: readonly string[]): boolean {
  return flags.some(
    (word, at) =>
      word === '--json' || word === '--format=json' || (word === 'json' && flags[at - 1] === '--format'),
  )
}

/** Of `--color` and `--no-color` the one that is there; both is a mistake that is told later. */
function colourFlag(flags: readonly string[]): boolean | undefined {
  if (flags.includes('--no-color')) return false
  return flags.includes('--color') ? true : undefined
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** The process with a folder that `--cwd` can set, and a memory of whether Ctrl-C reached the command. */
class WatchedIo implements Io {
  readonly stdin: Io['stdin']
  readonly stdout: Io['stdout']
  readonly stderr: Io['stderr']
  readonly env: Io['env']
  cwd: string
  readonly #io: Io
  #signal: AbortSignal | null = null
  #expected = false

  constructor(io: Io) {
    this.#io = io
    this.stdin = io.stdin
    this.stdout = io.stdout
    this.stderr = io.stderr
    this.env = io.env
    this.cwd = io.cwd
  }

  get signal(): AbortSignal {
    this.#signal ??= this.#io.signal
    return this.#signal
  }

  /** Lets a Ctrl-C that came while files were written, which is one go, be noticed. Signals come between two turns. */
  async hearOut(): Promise<void> {
    for (let turn = 0; turn < 2 && this.#signal !== null; turn++)
      await new Promise((resolve) => setImmediate(resolve))
  }

  /** The command ends by it, and says itself how it went. */
  expectInterrupt(): void {
    this.#expected = true
  }

  get interrupted(): boolean {
    return !this.#expected && (this.#signal?.aborted ?? false)
  }
}
