// Arguments and input for git in, the bytes that it prints and what it complains of out. Neither hooks nor filters nor remotes:
// what reads and writes a branch runs nothing of the repository (rule 30).
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { offline } from '../../git-offline.ts'
import { safeGitFlags } from '../../git.ts'

export interface GitRan {
  /** Null: git is not installed, or was stopped. */
  readonly exit: number | null
  readonly stdout: Buffer
  /** What it complains of, in English. */
  readonly stderr: string
}

export type Environment = Readonly<Record<string, string>>

export function runGit(
  cwd: string,
  args: readonly string[],
  input: string | Buffer = '',
  more: Environment = {},
): Promise<GitRan> {
  return new Promise((resolve) => {
    const child = startGit(cwd, args, more)
    const [out, complaints]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk))
    const end = (exit: number | null): void =>
      resolve({ exit, stdout: Buffer.concat(out), stderr: Buffer.concat(complaints).toString('utf8').trim() })
    child.on('error', () => end(null))
    child.on('close', end)
    // git may exit before it has read its input; its exit code tells.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

/** For one that answers more than fits in memory. */
export function startGit(
  cwd: string,
  args: readonly string[],
  more: Environment = {},
): ChildProcessWithoutNullStreams {
  return spawn('git', [...safeGitFlags, ...offline(args)], {
    cwd,
    env: { ...environment(), ...more },
    stdio: 'pipe',
    windowsHide: true,
  })
}

/** The repository is the one around `cwd`, also in a hook of another one; and nothing is fetched. */
function environment(): NodeJS.ProcessEnv {
  const {
    GIT_DIR: _dir,
    GIT_WORK_TREE: _tree,
    GIT_INDEX_FILE: _index,
    GIT_PREFIX: _prefix,
    GIT_NAMESPACE: _namespace,
    // Of a commit under way, in its hooks.
    GIT_AUTHOR_DATE: _authored,
    GIT_COMMITTER_DATE: _committed,
    ...rest
  } = process.env
  return { ...rest, GIT_ALLOW_PROTOCOL: '', LC_ALL: 'C' }
}
