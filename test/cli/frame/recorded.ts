// Runs the command line in process: words and a pretended process in, exit code and what was printed out.
import { stripVTControlCharacters } from 'node:util'
import type { AnyCommand } from '../../../src/cli/command.ts'
import type { Io } from '../../../src/cli/io.ts'
import type { Registry } from '../../../src/cli/registry.ts'
import { registry } from '../../../src/cli/registry.ts'
import { runCli } from '../../../src/cli/run.ts'

export interface Recorded {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

export interface Pretended {
  readonly cwd?: string
  readonly env?: Io['env']
  readonly stdoutIsTTY?: boolean
  readonly stderrIsTTY?: boolean
  readonly stdin?: string
  readonly signal?: AbortSignal
  readonly registry?: Registry
}

export function recordingIo(pretended: Pretended = {}): { io: Io; stdout: string[]; stderr: string[] } {
  const stdout: string[] = []
  const stderr: string[] = []
  const io: Io = {
    stdin: {
      isTTY: false,
      text: () => Promise.resolve(pretended.stdin ?? ''),
      line: () => Promise.resolve(pretended.stdin?.split('\n')[0] ?? null),
    },
    stdout: {
      write: (text) => void stdout.push(text),
      isTTY: pretended.stdoutIsTTY ?? false,
      columns: 80,
    },
    stderr: {
      write: (text) => void stderr.push(text),
      isTTY: pretended.stderrIsTTY ?? false,
      columns: 80,
    },
    env: pretended.env ?? {},
    cwd: pretended.cwd ?? process.cwd(),
    signal: pretended.signal ?? new AbortController().signal,
  }
  return { io, stdout, stderr }
}

export async function run(argv: readonly string[], pretended: Pretended = {}): Promise<Recorded> {
  const { io, stdout, stderr } = recordingIo(pretended)
  const exit = await runCli(argv, io, pretended.registry ?? registry)
  return { exit, stdout: stdout.join(''), stderr: stderr.join('') }
}

/** A registry of commands that are at hand. */
export function registryOf(...commands: readonly AnyCommand[]): Registry {
  const entries = commands.map(
    (command) => [command.name, { summary: command.summary, load: () => Promise.resolve(command) }] as const,
  )
  const table: Registry = Object.assign(Object.create(null), Object.fromEntries(entries))
  return table
}

export const hasEscapes = (text: string): boolean => stripVTControlCharacters(text) !== text
