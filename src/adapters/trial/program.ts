// A command line and a copy in; how it ended and its last words out. It ends with its group, its time, or Ctrl-C.
import { stripVTControlCharacters } from 'node:util'
import type { Environment } from '../models/environment.ts'
import { runProgram, type ProgramEnd } from '../models/program.ts'
import { spokenTime, startWatchdog } from '../models/watchdog.ts'
import type { Copy } from './copy.ts'
import { trialEnvironment } from './environment.ts'

export interface Programs {
  readonly copy: Copy
  readonly env: Environment
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface Ended {
  readonly end: 'passed' | 'failed' | 'time-out' | 'not-started' | 'stopped'
  /** `it ended with exit code 1`. */
  readonly what: string
  /** The last lines of both streams, paths as seen from the root. */
  readonly words: string
  /** The end of stdout as it was printed. */
  readonly stdout: string
}

/** Characters of each stream that are kept: the end, where programs say what is wrong. */
const kept = 16_384
/** Lines of it that are told. */
const mostLines = 20

/** What the supervisor exits with where the program is not there, as shells do. */
const notThere = 127

/**
 * Stands between: killed with `kill -9`, this process cannot end what it started, but a pipe closes. Then the whole group
 * goes, tests that would have run for ever included.
 */
const supervisor = `
const [program, ...args] = process.argv.slice(1)
const end = () => { try { process.kill(-process.pid, 'SIGKILL') } catch { process.exit(1) } }
process.stdin.on('end', end).on('error', end).resume()
const child = require('node:child_process').spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })
child.on('error', (error) => process.exit(error.code === 'ENOENT' ? ${notThere} : 126))
child.on('exit', (code, signal) => { if (signal !== null) process.stderr.write('ended by ' + signal); process.exit(code === null ? 1 : code) })
`

/** @param folder absolute, within the copy. */
export async function runInCopy(
  { copy, env, timeoutMs, signal }: Programs,
  argv: readonly [string, ...string[]],
  folder: string,
): Promise<Ended> {
  const watch = startWatchdog(signal, timeoutMs)
  let stdout = Buffer.alloc(0)
  const { end, stderr } = await runProgram({
    argv: [process.execPath, '-e', supervisor, '--', ...argv],
    stdin: null,
    base: folder,
    folder,
    env: trialEnvironment(env, folder, copy.root),
    outputLimitBytes: Number.POSITIVE_INFINITY,
    listen: (chunk) => {
      stdout = Buffer.concat([stdout, chunk]).subarray(-kept)
      return true
    },
    signal: watch.signal,
  })
  watch.stop()
  const words = lastLines(`${stdout.toString('utf8')}\n${stderr.slice(-kept)}`, copy)
  const said = { words, stdout: stdout.toString('utf8') }
  if (watch.endedBy() === 'cancelled') return { end: 'stopped', what: 'it was stopped', ...said }
  if (watch.endedBy() !== null)
    return { end: 'time-out', what: `it did not end within ${spokenTime(timeoutMs)}`, ...said }
  return { ...endOf(end), ...said }
}

function endOf(end: ProgramEnd): Omit<Ended, 'words' | 'stdout'> {
  switch (end.kind) {
    case 'not-started':
      return {
        end: 'not-started',
        what: end.code === 'ENOENT' ? 'it is not installed' : `it could not be started (${end.code})`,
      }
    case 'stopped':
    case 'too-much':
      return { end: 'stopped', what: 'it was stopped' }
    case 'exited':
      if (end.code === 0) return { end: 'passed', what: 'it passed' }
      if (end.code === notThere) return { end: 'not-started', what: 'it is not installed' }
      return {
        end: 'failed',
        what: `it ended with ${end.code === null ? (end.signal ?? 'a signal') : `exit code ${end.code}`}`,
      }
  }
}

function lastLines(output: string, copy: Copy): string {
  const lines = stripVTControlCharacters(output)
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '')
  return fromRoot(lines.slice(-mostLines).join('\n'), copy)
}

/** A text with paths as the project knows them, wherever the copy stands. */
export function fromRoot(text: string, { base, root }: Pick<Copy, 'base' | 'root'>): string {
  let told = text
  for (const folder of [root, base]) {
    const spelled = folder.replaceAll('\\', '/')
    told = told
      .replaceAll(`file://${spelled}/`, '')
      .replaceAll(`${spelled}/`, '')
      .replaceAll(`${folder}\\`, '')
      .replaceAll(folder, '.')
  }
  return told
}
