// Program, arguments and a text for stdin in; what it printed and how it ended out. Effects: a process, a temporary folder.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import type { Environment } from './environment.ts'

export interface ProgramRun {
  readonly argv: readonly [string, ...string[]]
  /** Null: nothing is written, and it closes only when this process ends, however it does. */
  readonly stdin: string | null
  /** Where a program given as a relative path is looked for. */
  readonly base: string
  /** Where it runs; an empty temporary folder where absent. */
  readonly folder?: string | undefined
  readonly env: Environment
  readonly outputLimitBytes: number
  /** Called with each chunk of stdout; false ends the program. */
  readonly listen: (chunk: Uint8Array) => boolean
  readonly signal: AbortSignal
}

export type ProgramEnd =
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: string | null }
  | { readonly kind: 'not-started'; readonly code: string }
  /** The signal ended it, or `listen` did. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'too-much' }

export interface ProgramResult {
  readonly end: ProgramEnd
  /** The last 64 KiB. */
  readonly stderr: string
}

const stderrLimit = 65_536
/** Milliseconds between asking a program to end and making it. */
const grace = 2_000
/** Milliseconds that output may still come after the program's end, where something it started holds the pipe. */
const drain = 1_000

/**
 * Runs a program in an empty temporary folder (rule 31) or in one that is given, without a shell. It is the head of its
 * own process group, so that what it starts ends with it. Never throws.
 */
export async function runProgram(run: ProgramRun): Promise<ProgramResult> {
  if (run.folder !== undefined) return inFolder(run, run.folder)
  const folder = mkdtempSync(join(tmpdir(), 'spec-model-'))
  try {
    return await inFolder(run, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

function inFolder(run: ProgramRun, folder: string): Promise<ProgramResult> {
  const [program, ...args] = run.argv
  const path = /[\\/]/.test(program) && !isAbsolute(program) ? resolve(run.base, program) : program
  return new Promise((settle) => {
    let stopped: ProgramEnd | null = null
    let bytes = 0
    let stderr = Buffer.alloc(0)
    let timer: NodeJS.Timeout | undefined
    let child: ChildProcess
    try {
      child = spawn(path, args, {
        cwd: folder,
        env: passedOn(run.env),
        detached: process.platform !== 'win32',
        stdio: 'pipe',
        windowsHide: true,
      })
    } catch (error) {
      settle({ end: { kind: 'not-started', code: codeOf(error) }, stderr: '' })
      return
    }
    const dieWithUs = (): void => kill(child, 'SIGKILL')
    const finish = (end: ProgramEnd): void => {
      clearTimeout(timer)
      run.signal.removeEventListener('abort', onAbort)
      process.removeListener('exit', dieWithUs)
      kill(child, 'SIGKILL') // What the program started and left behind.
      child.stdin?.destroy()
      child.stdout?.destroy()
      child.stderr?.destroy()
      settle({ end: stopped ?? end, stderr: new TextDecoder().decode(stderr) })
    }
    const stop = (why: ProgramEnd): void => {
      if (stopped !== null) return
      stopped = why
      kill(child, 'SIGTERM')
      timer = setTimeout(() => finish(why), grace)
    }
    const onAbort = (): void => stop({ kind: 'stopped' })
    process.once('exit', dieWithUs)
    run.signal.addEventListener('abort', onAbort, { once: true })

    child.stdout?.on('data', (chunk: Buffer) => {
      if (stopped !== null) return
      bytes += chunk.length
      if (bytes > run.outputLimitBytes) stop({ kind: 'too-much' })
      else if (!run.listen(chunk)) stop({ kind: 'stopped' })
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr = Buffer.concat([stderr, chunk]).subarray(-stderrLimit)
    })
    // A program that does not read its stdin closes the pipe; that is its right.
    child.stdin?.on('error', () => undefined)
    if (run.stdin !== null) child.stdin?.end(run.stdin)

    child.once('error', (error) => finish({ kind: 'not-started', code: codeOf(error) }))
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      timer = setTimeout(() => finish({ kind: 'exited', code, signal }), stopped === null ? drain : 0)
    })
    child.once('close', (code, signal) => finish({ kind: 'exited', code, signal }))
    if (run.signal.aborted) onAbort()
  })
}

/** The whole group, or the program alone where there are no groups. */
function kill(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // The group has ended already.
  }
}

/** Everything but the tool's own variables. */
function passedOn(env: Environment): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('SPEC_')))
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
