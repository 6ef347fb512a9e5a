// `spec …` as a real process: what cannot be seen in process (faults of the disk, signals, two at a time, closed pipes).
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { repository } from './project.ts'

/** SPEC_TEST_BIN tries another build. */
export const builtBin = process.env['SPEC_TEST_BIN'] ?? join(repository, 'dist/bin.js')

export const faultPreload = fileURLToPath(new URL('faults/preload.cjs', import.meta.url))

export interface Ended {
  /** Null where a signal ended it. */
  readonly exit: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves once stdout or stderr holds the words; rejects where it ends without. */
  readonly said: (words: string) => Promise<void>
}

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly nodeFlags?: readonly string[]
  readonly stdin?: string
}

/** Starts it in `cwd`; it is killed when the test ends. */
export function startSpec(cwd: string, words: readonly string[], options: SpawnOptions = {}): Running {
  return startNode(cwd, [...(options.nodeFlags ?? []), builtBin, ...words], options)
}

export function startNode(cwd: string, args: readonly string[], options: SpawnOptions = {}): Running {
  const { PATH = '', TMPDIR } = process.env
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH, HOME: cwd, NO_COLOR: '1', ...(TMPDIR === undefined ? {} : { TMPDIR }), ...options.env },
  })
  child.stdin.on('error', () => {}) // Who does not read stdin may end before it is written.
  child.stdin.end(options.stdin ?? '')
  let [stdout, stderr, isOver] = ['', '', false]
  const listeners = new Set<() => void>()
  const take = (stream: NodeJS.ReadableStream, add: (text: string) => void): void => {
    stream.setEncoding('utf8').on('data', (text: string) => {
      add(text)
      for (const listener of listeners) listener()
    })
  }
  take(child.stdout, (text) => (stdout += text))
  take(child.stderr, (text) => (stderr += text))
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (exit, signal) => {
      isOver = true
      for (const listener of listeners) listener()
      resolve({ exit, signal, stdout, stderr })
    }),
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = (words: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const isSaid = stdout.includes(words) || stderr.includes(words)
        if (!isSaid && !isOver) return
        listeners.delete(look)
        if (isSaid) resolve()
        else reject(new Error(`it ended without saying ${words}:\n${stdout}${stderr}`))
      }
      listeners.add(look)
      look()
    })
  return { child, ended, said }
}
