// A stranger's git repository, and `spec …` run in it as a real process under watch: what it started, where it connected,
// what it changed, how much memory it took.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { safeGitFlags } from '../../src/adapters/git.ts'
import { builtProject, expectPlain } from '../support/built.ts'
import { sampled } from '../runs.ts'
import type { TestProject } from '../support/project.ts'
import { startSpec, type Ended } from '../support/spawned.ts'

/** An address: for a path, Node reads the package of the folder it is started in. */
export const watcher = new URL('watch.cjs', import.meta.url).href

/** Stands outside of the repository, and must never come to light. */
export const outsideWords = 'CANARY-OUTSIDE-THE-REPOSITORY'

/** Programs that something might look for on PATH. Git is the real one. */
const bait = [
  ...['sh', 'bash', 'less', 'more', 'cat', 'man', 'vi', 'ssh', 'curl', 'wget', 'gpg', 'git-lfs', 'watchman'],
  ...[
    'node',
    'npm',
    'npx',
    'pnpm',
    'yarn',
    'tsx',
    'ts-node',
    'tsc',
    'prettier',
    'eslint',
    'coffee',
    'claude',
  ],
]

interface Entry {
  readonly kind: 'watching' | 'program' | 'socket' | 'memory'
  readonly what: readonly string[] | string
  readonly file?: string
  readonly kilobytes?: number
}

export interface Watched extends Ended {
  readonly entries: readonly Entry[]
  /** Of the whole process, at most. */
  readonly megabytes: number
}

export interface Hostile {
  readonly project: TestProject
  /** A folder beside the repository. `secret.md` and others in it hold `outsideWords`. */
  readonly outside: string
  /** A command line that leaves a trace when it is run. */
  readonly canary: string
  /** A module that leaves a trace when it is loaded. */
  readonly canaryModule: string
  /** Names of the traps that were sprung. */
  readonly traces: () => readonly string[]
  readonly git: (...words: readonly string[]) => void
  /** Git as it comes, without the flags of rule 30: shows that the traps are none in name only. It may fail of them. */
  readonly provoke: (...words: readonly string[]) => void
  readonly link: (path: string, to: string) => void
  /** Runs `spec …` under watch. */
  readonly run: (words: readonly string[], cwd?: string) => Promise<Watched>
  /** As `run`, and then holds it against all that a checking command promises. */
  readonly check: (words: readonly string[], cwd?: string) => Promise<Watched>
}

/** greeting, farewell and count, built and committed, with a folder outside and traps on PATH. */
export async function hostileRepository(): Promise<Hostile> {
  const project = await builtProject()
  const beside = mkdtempSync(join(tmpdir(), 'spec-hostile-'))
  onTestFinished(() => rmSync(beside, { recursive: true, force: true }))
  const [outside, traces, home, programs] = ['outside', 'traces', 'home', 'bin'].map((name) => {
    mkdirSync(join(beside, name))
    return join(beside, name)
  }) as [string, string, string, string] // One for each name.
  for (const name of ['secret.md', 'secret.json', 'secret.ts'])
    writeFileSync(join(outside, name), `${outsideWords}\n`)

  const trap = (path: string, name: string): void => {
    // By its own path: the name `sh` on PATH is a trap as well.
    writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> '${traces}/${name}'\n`)
    chmodSync(path, 0o755)
  }
  for (const name of bait) trap(join(programs, name), name)
  const canary = join(beside, 'canary')
  trap(canary, 'canary')
  const canaryModule = `import('node:fs').then((fs) => fs.writeFileSync(${JSON.stringify(join(traces, 'module'))}, 'ran'))\n`

  const env = { ...plainGit, PATH: process.env.PATH ?? '', HOME: home }
  const git = (...words: readonly string[]): void =>
    void execFileSync('git', words, { cwd: project.root, env, stdio: 'pipe' })
  const provoke = (...words: readonly string[]): void =>
    void spawnSync('git', words, { cwd: project.root, env, stdio: 'ignore' })
  project.write('.gitignore', 'node_modules\n.spec/local\n.spec/cache\n')
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-q', '-m', 'built')

  const watch = join(beside, 'watch')
  const run: Hostile['run'] = async (words, cwd = project.root) => {
    writeFileSync(watch, '')
    const running = startSpec(cwd, words, {
      nodeFlags: ['--import', watcher],
      env: { PATH: [programs, gitFolder].join(delimiter), HOME: home, SPEC_TEST_WATCH: watch },
    })
    const ended = await running.ended
    const entries = readFileSync(watch, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Entry) // Written by the watcher.
    const megabytes = Math.max(...entries.map(({ kilobytes = 0 }) => kilobytes)) / 1024
    return { ...ended, entries, megabytes }
  }
  const check: Hostile['check'] = async (words, cwd) => {
    const before = [stateOf(project.root), stateOf(outside)]
    const ran = await run(words, cwd)
    const said = `spec ${words.join(' ')}\n${ran.stdout}${ran.stderr}`
    expect(ran.signal, said).toBeNull()
    expect([0, 1, 2], said).toContain(ran.exit)
    expect(readdirSync(traces), said).toEqual([])
    expectHarmless(ran)
    expectPlain(ran)
    expect(ran.stdout + ran.stderr).not.toContain(outsideWords)
    expect([stateOf(project.root), stateOf(outside)]).toEqual(before)
    return ran
  }
  const link = (path: string, to: string): void => {
    rmSync(join(project.root, path), { recursive: true, force: true })
    mkdirSync(dirname(join(project.root, path)), { recursive: true })
    symlinkSync(to, join(project.root, path))
  }
  const sprung = (): readonly string[] => readdirSync(traces)
  return { project, outside, canary, canaryModule, traces: sprung, git, provoke, link, run, check }
}

/** No connection, and no program but git with the flags of rule 30. */
export function expectHarmless({ entries }: Watched): void {
  expect(entries[0]?.kind).toBe('watching')
  expect(entries.filter(({ kind }) => kind === 'socket')).toEqual([])
  for (const { what, file } of entries.filter(({ kind }) => kind === 'program')) {
    expect(file).toBe('git')
    expect(what.slice(0, safeGitFlags.length + 1)).toEqual(['git', ...safeGitFlags])
  }
}

/** Milliseconds. Each of these tests starts many processes; what hangs, hangs for longer. */
export const patience = 240_000

/** The checking commands: each must be safe in any repository. */
export const checking: readonly (readonly string[])[] = [
  ['drift'],
  ['drift', '--json'],
  ['check'],
  ['list'],
  ['diff'],
]

/** Every form that a report comes in, and what is measured from a commit on. */
export const formats: readonly (readonly string[])[] = [
  ...['text', 'json', 'sarif', 'github', 'junit', 'markdown'].map((format) => ['drift', '--format', format]),
  ['drift', '--since', 'HEAD'],
]

/** Runs the checking commands under watch: `drift` alone, and all of them in the full run. */
export async function checkAll(hostile: Hostile, cwd?: string): Promise<void> {
  for (const words of sampled(checking, checking.length)) await hostile.check(words, cwd)
}

/** Runs under watch what reads most, for the many cases that differ in one file: `drift`, and `check` in the full run. */
export async function checkMost(
  hostile: Hostile,
  cwd?: string,
): Promise<{ readonly drift: Watched; readonly all: readonly Watched[] }> {
  const drift = await hostile.check(['drift'], cwd)
  const more = process.env.SPEC_TEST_FULL === undefined ? [] : [await hostile.check(['check'], cwd)]
  return { drift, all: [drift, ...more] }
}

const plainGit = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A Stranger',
  GIT_AUTHOR_EMAIL: 'stranger@example.org',
  GIT_COMMITTER_NAME: 'A Stranger',
  GIT_COMMITTER_EMAIL: 'stranger@example.org',
}

const gitFolder = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => existsSync(join(folder, 'git')))
  .slice(0, 1)
  .join()

/** What the tool keeps for this machine alone: no pull request carries it. */
const ownFolders: ReadonlySet<string> = new Set(['node_modules', '.spec/cache', '.spec/local', '.git/spec'])

/** What stands below a folder, git's own files included. */
function stateOf(root: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  const visit = (folder: string): void => {
    for (const name of readdirSync(join(root, folder))) {
      const path = `${folder}${name}`
      if (ownFolders.has(path)) continue
      const stat = lstatSync(join(root, path))
      if (stat.isDirectory()) visit(`${path}/`)
      else if (stat.isSymbolicLink()) found[path] = `-> ${readlinkSync(join(root, path))}`
      // A file of hundreds of MB is told by its size and time.
      else if (stat.size > 10_000_000 || !stat.isFile()) found[path] = `${stat.size} ${stat.mtimeMs}`
      else found[path] = digest(readFileSync(join(root, path)))
    }
  }
  visit('')
  return found
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
