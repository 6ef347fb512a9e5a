// Real git repositories in temporary folders, made without the settings of the machine.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

const env = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'tester',
  GIT_AUTHOR_EMAIL: 'tester@example.org',
  GIT_COMMITTER_NAME: 'tester',
  GIT_COMMITTER_EMAIL: 'tester@example.org',
}

export interface Repository {
  readonly root: string
  /** Runs git; what it prints, without the last end of line. */
  readonly git: (...args: readonly string[]) => string
  readonly write: (path: string, text: string | Uint8Array) => void
  /** Everything there is, as one commit; its id. */
  readonly commit: (message?: string) => string
}

export function runGit(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trimEnd()
}

/** Makes a folder a repository, unless it is one. */
export function repositoryIn(root: string): Repository {
  const git: Repository['git'] = (...args) => runGit(root, ...args)
  return {
    root,
    git,
    write: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    },
    commit: (message = 'a commit') => {
      git('add', '--all')
      git('commit', '-q', '--allow-empty', '-m', message)
      return headOf(root) ?? git('rev-parse', 'HEAD')
    },
  }
}

/** The commit of the branch that is checked out, without a process; null where it stands elsewhere than usual. */
function headOf(root: string): string | null {
  const [, branch] = /^ref: (refs\/heads\/\S+)\n$/.exec(textOf(join(root, '.git/HEAD')) ?? '') ?? []
  return branch === undefined ? null : (textOf(join(root, '.git', branch))?.trimEnd() ?? null)
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null // A linked working tree, a folder of a larger repository, packed references.
  }
}

/** A folder that is gone when the test ends. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spec-git-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A repository with the branch `main` in a folder of its own. */
export function testRepository(folder = testFolder()): Repository {
  const repository = repositoryIn(folder)
  repository.git('init', '-q', '-b', 'main')
  return repository
}

/** A command as a person would paste it into a shell. */
export function paste(
  cwd: string,
  command: string,
): { readonly exit: number | null; readonly stderr: string } {
  const { status, stderr } = spawnSync('sh', ['-c', command], { cwd, env, encoding: 'utf8' })
  return { exit: status, stderr }
}
