// A repository whose hook runs in; what is about to be committed, and the ways to add to it, out. Unlike `askGit` this git works
// on the index that git names to its hooks; it runs nothing of the repository but the filters of `git add`.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { linesAdded } from '../../diff/added-lines.ts'
import { GitIndex, hookEnvironment } from '../git-index.ts'
import { safeGitFlags } from '../git.ts'
import { offline } from '../git-offline.ts'

/** What git is in the middle of, by the file that says so in its folder (git, "path.c" and "wt-status.c"). */
const underWay = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply']

/** A commit that git is making. Paths are relative to the root of the project. */
export interface CommitUnderWay {
  /** It puts work of others together again: a merge, a rebase, a cherry-pick, a revert. */
  readonly others: boolean
  /** `git commit <paths>`: what is added now would be in the commit and not in the index that comes after it. */
  readonly partial: boolean
  /** Of HEAD, as its committer had it; null in the first commit. Milliseconds since 1970. */
  readonly headTime: number | null
  readonly headMessage: string
  /** Files that it adds, changes or deletes. */
  readonly changed: readonly string[]
  /** Lines that it adds, by file. */
  added(): Promise<ReadonlyMap<string, readonly string[]>>
  /** Every file below the root that git knows. */
  known(): Promise<readonly string[]>
  /** Files of a folder that git does not have in its index, and does not ignore. */
  untracked(folder: string): Promise<readonly string[]>
  /** All that stands in these folders, deletions too. False where git refuses. */
  add(folders: readonly string[]): Promise<boolean>
}

/**
 * @param root of the project, absolute.
 * @param env of the process: what git sets for its hooks names the index.
 * @returns null where there is no repository, or git is missing.
 */
export async function commitUnderWay(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<CommitUnderWay | null> {
  const git = new HookGit(root, env)
  const index = new GitIndex(root, { ...env })
  const [changed, folder, head] = await Promise.all([
    index.changed(),
    git.ask(['rev-parse', '--absolute-git-dir']),
    git.ask(['log', '-1', '--no-show-signature', '--format=%ct%n%B', 'HEAD', '--']),
  ])
  if (changed === null || folder === null) return null
  const gitFolder = folder.replace(/\r?\n$/, '')
  let known: Awaited<ReturnType<typeof index.entries>> = null
  const [time = '', ...message] = (head ?? '').split('\n')
  return {
    others: underWay.some((name) => fs.existsSync(path.join(gitFolder, name))),
    partial: /^next-index-\d+\.lock$/.test(path.basename(env['GIT_INDEX_FILE'] ?? '')),
    headTime: time === '' ? null : Number(time) * 1000 + 999,
    headMessage: message.join('\n'),
    changed,
    async added() {
      const options = [
        '--cached',
        '--relative',
        '-U0',
        '--no-renames',
        '--no-color',
        '--no-ext-diff',
        '--no-textconv',
      ]
      const prefixes = ['--src-prefix=a/', '--dst-prefix=b/', '--ignore-submodules=all']
      return linesAdded(
        (await git.ask(['-c', 'core.quotePath=false', 'diff', ...options, ...prefixes])) ?? '',
      )
    },
    known: async () => [...((known ??= await index.entries()) ?? new Map<string, unknown>()).keys()],
    untracked: (below) => index.untracked([below]),
    add: async (folders) =>
      (await git.ask(['--literal-pathspecs', 'add', '--all', '--', ...folders])) !== null,
  }
}

/**
 * No settings of the repository or the person: `trailer.<name>.command` would be run, and add trailers that nobody asked for
 * (git-interpret-trailers(1)).
 */
function withoutSettings(env: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  const { GIT_CONFIG_PARAMETERS: _parameters, GIT_CONFIG_COUNT: _count, ...rest } = env
  const nothing = os.devNull
  return { ...rest, GIT_DIR: nothing, GIT_CONFIG_GLOBAL: nothing, GIT_CONFIG_SYSTEM: nothing }
}

/**
 * Adds lines to the trailers of a message in a file, none of them twice (git-interpret-trailers(1)).
 *
 * @param file absolute. @param comment how lines begin that are no part of the message. @returns false where git refuses.
 */
export async function addTrailers(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
  file: string,
  trailers: readonly string[],
  comment: string,
): Promise<boolean> {
  const setting = comment.length === 1 ? 'core.commentChar' : 'core.commentString'
  const each = trailers.flatMap((one) => ['--trailer', one])
  const how = ['--in-place', '--no-divider', '--if-exists', 'addIfDifferent', '--if-missing', 'add']
  return (
    (await new HookGit(root, withoutSettings(env)).ask([
      '-c',
      `${setting}=${comment}`,
      'interpret-trailers',
      ...how,
      ...each,
      '--',
      file,
    ])) !== null
  )
}

/** How lines begin that git takes out of a message: `core.commentString`, `core.commentChar`; null: git chooses one. */
export async function commentPrefix(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  const asked = await new HookGit(root, env).ask(['config', '--get-regexp', '^core\\.comment(char|string)$'])
  const last = asked?.trimEnd().split('\n').at(-1) ?? ''
  const value = last.slice(last.indexOf(' ') + 1)
  if (last === '' || !last.includes(' ')) return '#'
  return value === 'auto' ? null : value
}

class HookGit {
  readonly #root: string
  readonly #env: NodeJS.ProcessEnv

  constructor(root: string, env: Readonly<Record<string, string | undefined>>) {
    this.#root = root
    this.#env = hookEnvironment({ ...env })
  }

  /** What it printed; null where it failed. */
  ask(args: readonly string[]): Promise<string | null> {
    return new Promise((resolve) => {
      const child = spawn('git', [...safeGitFlags, ...offline(args)], {
        cwd: this.#root,
        env: this.#env,
        stdio: ['ignore', 'pipe', 'ignore'],
        windowsHide: true,
      })
      const chunks: Buffer[] = []
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
      child.on('error', () => resolve(null))
      child.on('close', (exit) => resolve(exit === 0 ? Buffer.concat(chunks).toString('utf8') : null))
    })
  }
}
