// A throw-away project on disk, and the command line run in it: what tests of pipelines and commands are written with.
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  existsSync,
  readdirSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { runCli } from '../../src/cli/run.ts'
import { markers } from '../../src/answer/format.ts'

export const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

export interface Ran {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  /** stdout as JSON; throws where it is none. */
  readonly json: () => Record<string, unknown>
}

export interface TestProject {
  readonly root: string
  readonly write: (path: string, text: string | Uint8Array) => void
  readonly read: (path: string) => string
  readonly exists: (path: string) => boolean
  readonly remove: (path: string) => void
  /** Every file below the root, in order of path, without node_modules. */
  readonly files: () => string[]
  /** Runs `spec …` in process. */
  readonly spec: (argv: readonly string[], options?: RunOptions) => Promise<Ran>
}

export interface RunOptions {
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly signal?: AbortSignal
  /** stdout is a terminal, without colours. */
  readonly terminal?: boolean
}

/** A project of these files (path → text) in a folder of its own, gone when the test ends. */
export function testProject(files: Readonly<Record<string, string | Uint8Array>> = {}): TestProject {
  const root = mkdtempSync(join(tmpdir(), 'spec-test-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  // Types of Node and vitest, as a real project has them installed.
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'dir')
  const project = projectAt(root)
  for (const [path, text] of Object.entries(files)) project.write(path, text)
  return project
}

/** The command line in a folder that is there already. */
export function projectAt(root: string): TestProject {
  const write = (path: string, text: string | Uint8Array): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return {
    root,
    write,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    exists: (path) => existsSync(join(root, path)),
    remove: (path) => rmSync(join(root, path), { recursive: true }),
    files: () => listFiles(root),
    spec: (argv, options = {}) => run(root, argv, options),
  }
}

async function run(root: string, argv: readonly string[], options: RunOptions): Promise<Ran> {
  let [stdout, stderr] = ['', '']
  const stream = (take: (text: string) => void) => ({ write: take, isTTY: false, columns: 80 })
  const exit = await runCli(argv, {
    stdin: {
      isTTY: false,
      text: () => Promise.resolve(options.stdin ?? ''),
      line: () => Promise.resolve(null),
    },
    stdout: { ...stream((text) => (stdout += text)), isTTY: options.terminal === true },
    stderr: stream((text) => (stderr += text)),
    env: { PATH: process.env.PATH, HOME: root, NO_COLOR: '1', ...options.env },
    cwd: options.cwd ?? root,
    signal: options.signal ?? new AbortController().signal,
  })
  return { exit, stdout, stderr, json: () => JSON.parse(stdout) as Record<string, unknown> }
}

function listFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.startsWith('node_modules'))
    .sort()
}

export interface ScriptedAnswer {
  readonly files: Readonly<Record<string, string>>
  readonly decisions?: readonly string[]
  readonly trace?: Readonly<Record<string, readonly string[]>>
}

/** An answer in the answer format, for the prompt that `spec prompt` printed. */
export function answerTo(prompt: string, { files, decisions = [], trace = {} }: ScriptedAnswer): string {
  const tag = /The tag of this task is `([0-9a-f]{8})`/.exec(prompt)?.[1]
  if (tag === undefined) throw new Error('the prompt states no tag')
  return [
    ...Object.entries(files).flatMap(([path, text]) => [
      markers.file(tag, path),
      '```ts',
      text.trimEnd(),
      '```',
      markers.endFile(tag),
      '',
    ]),
    markers.decisions(tag),
    ...(decisions.length === 0 ? ['- none'] : decisions),
    '',
    markers.trace(tag),
    ...Object.entries(trace).map(([id, symbols]) => `${id}: ${symbols.join(', ')}`),
    '',
    markers.done(tag),
    '',
  ].join('\n')
}

/** Builds a spec from a scripted answer: `spec prompt`, then `spec regen --response -`. */
export async function buildWith(
  project: TestProject,
  id: string,
  answer: ScriptedAnswer,
  flags: readonly string[] = [],
): Promise<Ran> {
  const only = flags.indexOf('--only')
  const asking = only < 0 ? [] : flags.slice(only, only + 2)
  const fresh = flags.includes('--fresh') ? ['--fresh'] : []
  const prompt = await project.spec(['prompt', id, ...asking, ...fresh])
  if (prompt.exit !== 0) return prompt
  return project.spec(['regen', id, '--response', '-', ...flags], { stdin: answerTo(prompt.stdout, answer) })
}
