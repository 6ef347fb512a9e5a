// Arguments and input in, what git answers out. Safe in a stranger's repository (rule 30).
import { spawn } from 'node:child_process'

/** A checking command runs git with these, so that nothing of the repository is executed and nothing is written. */
export const safeGitFlags: readonly string[] = [
  '--no-optional-locks',
  '-c',
  'safe.bareRepository=explicit',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
]

export interface GitAnswer {
  readonly exit: number
  readonly stdout: string
}

/** Null where git is not installed or was stopped by a signal. */
export function askGit(cwd: string, args: readonly string[], input = ''): Promise<GitAnswer | null> {
  return new Promise((resolve) => {
    const child = spawn('git', [...safeGitFlags, ...args], {
      cwd,
      env: gitEnvironment(),
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', () => resolve(null))
    child.on('close', (exit) =>
      resolve(exit === null ? null : { exit, stdout: Buffer.concat(chunks).toString('utf8') }),
    )
    // git may exit before it has read its input; its exit code tells.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

/**
 * Without what a git hook sets: the repository is the one around `cwd`, whoever calls. And without any way to a remote: in
 * a partial clone git fetches what it lacks by whatever its configuration names, `ext::sh -c …` included.
 */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const {
    GIT_DIR: _dir,
    GIT_WORK_TREE: _tree,
    GIT_INDEX_FILE: _index,
    GIT_PREFIX: _prefix,
    ...rest
  } = process.env
  return { ...rest, GIT_ALLOW_PROTOCOL: '' }
}
