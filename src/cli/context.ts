// Parsed arguments and the process → what a command is given, and what is left to print when it has ended.
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { createColours, type Colours } from '../report/colours.ts'
import { renderDiagnostics, sortDiagnostics } from '../report/diagnostics.ts'
import { escapeJson, escapeText } from '../report/escape.ts'
import type { ArgsDef, ParsedArgs } from './args.ts'
import { wantsColour } from './colour.ts'
import type { CommandContext } from './command.ts'
import type { Io } from './io.ts'

/** Where results and diagnostics go; known before the command line is understood. */
export class Output {
  readonly io: Io
  readonly json: boolean
  readonly colours: CommandContext['colours']
  readonly enabled: { readonly stdout: boolean; readonly stderr: boolean }
  /** How the command is called, once it is known: `['archive', 'verify']`. */
  path: readonly string[] = []
  #diagnostics: Diagnostic[] = []
  readonly #told = new Set<string>()
  #members: Readonly<Record<string, unknown>> | null = null

  constructor(io: Io, json: boolean, colour: boolean | undefined) {
    this.io = io
    this.json = json
    this.enabled = {
      stdout: wantsColour(colour, io.env, io.stdout),
      stderr: wantsColour(colour, io.env, io.stderr),
    }
    this.colours = { stdout: createColours(this.enabled.stdout), stderr: createColours(this.enabled.stderr) }
  }

  print(text: string): void {
    if (!this.json) this.io.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  }

  document(members: Readonly<Record<string, unknown>>): void {
    this.#members = { ...this.#members, ...members }
  }

  /** What several stages of a command came upon is told once. */
  report(diagnostics: readonly Diagnostic[]): void {
    const fresh = diagnostics.filter((diagnostic) => {
      const key = JSON.stringify(diagnostic)
      return !this.#told.has(key) && this.#told.add(key)
    })
    if (this.json) {
      this.#diagnostics.push(...fresh)
      return
    }
    const { stderr } = this.colours
    for (const mistake of fresh.filter(isUsage)) this.io.stderr.write(renderUsage(mistake, stderr))
    const others = fresh.filter((diagnostic) => !isUsage(diagnostic))
    if (others.length > 0) this.io.stderr.write(renderDiagnostics(others, stderr))
  }

  /** Forgets the result: what comes next is why there is none. */
  discard(): void {
    this.#members = null
    this.#diagnostics = []
    this.#told.clear()
  }

  /** With --json, the one document. A run that came to no result has the schema `spec.error/1`, whatever the command. */
  finish(): void {
    if (!this.json) return
    const result =
      this.#members === null
        ? { schema: 'spec.error/1', command: this.path.length === 0 ? null : this.path.join(' ') }
        : { schema: `spec.${this.path.join('-')}/1`, ...this.#members }
    const document = { ...result, diagnostics: sortDiagnostics(this.#diagnostics) }
    this.io.stdout.write(`${escapeJson(JSON.stringify(document, null, 2))}\n`)
  }
}

/** A mistake on the command line has no place in a file and needs no code. */
function isUsage({ code, place }: Diagnostic): boolean {
  return code === 'usage' && place === undefined
}

function renderUsage({ message, hint }: Diagnostic, { red, cyan }: Colours): string {
  const more = hint === undefined ? '' : `  ${cyan('hint:')} ${escapeText(hint)}\n`
  return `${red('spec:')} ${escapeText(message)}\n${more}`
}

export function createContext(args: ParsedArgs<ArgsDef>, io: Io, output: Output): CommandContext {
  return {
    args,
    io,
    json: output.json,
    colours: output.colours,
    get signal() {
      return io.signal
    },
    print: (text) => output.print(text),
    document: (members) => output.document(members),
    report: (diagnostics) => output.report(diagnostics),
  }
}
