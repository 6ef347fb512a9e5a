// A folder inside a repository in, what git's index says of it out: which files there are, and which a commit would change.
import { execFileSync, spawn } from 'node:child_process'
import path from 'node:path'
import { safeGitFlags } from './git.ts'
import { offline } from './git-offline.ts'

export interface IndexEntry {
  /** `100644`, `100755`, `120000` (a link), `160000` (another repository). */
  readonly mode: string
  readonly blob: string
}

/** Git's index, asked through git itself. Runs nothing of the repository and fetches nothing (rule 30). */
export class GitIndex {
  readonly #folder: string
  readonly #env: NodeJS.ProcessEnv

  /** @param env with what git sets for its hooks: `git commit -- <path>` has an index of its own. */
  constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.#folder = folder
    this.#env = hookEnvironment(env)
  }

  /** Files below the folder, without those that are in the middle of a merge. Null: no repository, or no git. */
  async entries(): Promise<ReadonlyMap<string, IndexEntry> | null> {
    const listed = await this.#ask(['ls-files', '-s', '-z'])
    if (listed === null) return null
    const entries = new Map<string, IndexEntry>()
    const text = listed.toString('utf8')
    // `<mode> <blob> <stage>\t<path>\0`, 50,000 of them in a large project.
    for (let at = 0; at < text.length;) {
      const tab = text.indexOf('\t', at)
      const end = text.indexOf('\0', tab)
      if (text.charAt(tab - 1) === '0') {
        const [mode, blob] = [text.slice(at, at + 6), text.slice(at + 7, tab - 2)]
        entries.set(text.slice(tab + 1, end), { mode, blob })
      }
      at = end + 1
    }
    return entries
  }

  /** Paths below the folder that a commit would add, change or delete; a rename is both. In the first commit, all. */
  async changed(): Promise<readonly string[] | null> {
    const listed = await this.#ask([
      'diff',
      '--cached',
      '--relative',
      '--name-only',
      '-z',
      '--no-renames',
      '--no-ext-diff',
      '--no-textconv',
      '--ignore-submodules=all',
    ])
    return listed === null ? null : pathsOf(listed).sort()
  }

  /**
   * Files below `pathspecs` that may not be on disk what the index says, or that are gone from disk. By size and times:
   * a file that was only touched is among them.
   */
  differing(pathspecs: readonly string[]): Promise<readonly string[]> {
    return this.#differing('diff-files', pathspecs)
  }

  /** The same, with the bytes looked at. */
  edited(pathspecs: readonly string[]): Promise<readonly string[]> {
    return this.#differing('diff', pathspecs)
  }

  async #differing(how: 'diff' | 'diff-files', pathspecs: readonly string[]): Promise<readonly string[]> {
    const options = ['--relative', '--name-only', '-z', '--no-ext-diff', '--no-textconv']
    const ask = ['--literal-pathspecs', how, ...options, '--ignore-submodules=all', '--', ...pathspecs]
    const listed = await this.#ask(ask)
    return listed === null ? [] : pathsOf(listed)
  }

  /** Files below `pathspecs` that the index does not have. */
  async untracked(pathspecs: readonly string[]): Promise<readonly string[]> {
    const listed = await this.#ask([
      '--literal-pathspecs',
      'ls-files',
      '-o',
      '--exclude-standard',
      '-z',
      '--',
      ...pathspecs,
    ])
    return listed === null ? [] : pathsOf(listed)
  }

  /**
   * Tracked files below `pathspecs` that hold one of the words, on disk or (`cached`) in the index.
   * An empty list of pathspecs would mean everything, and is answered with nothing.
   */
  async grep(
    words: readonly string[],
    pathspecs: readonly string[],
    cached: boolean,
  ): Promise<readonly string[]> {
    if (pathspecs.length === 0 || words.length === 0) return []
    const options = ['-l', '-z', '-a', '-F', '--no-recurse-submodules', '--no-textconv', '--no-color']
    const found = await this.#ask(
      [
        '--literal-pathspecs',
        'grep',
        ...options,
        ...(cached ? ['--cached'] : []),
        '-f',
        '-',
        '--',
        ...pathspecs,
      ],
      words.map((word) => `${word}\n`).join(''),
      // 1: nothing found.
      [0, 1],
    )
    return found === null ? [] : pathsOf(found)
  }

  /** Blobs by their name; one that this clone does not have is left out. */
  async blobs(names: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>()
    if (names.length === 0) return found
    const answer = await this.#ask(['cat-file', '--batch'], names.map((name) => `${name}\n`).join(''))
    // `<name> blob <size>\n<bytes>\n`, or `<name> missing\n` (git-cat-file, "Batch output").
    for (let at = 0; answer !== null && at < answer.length;) {
      const end = answer.indexOf(10, at)
      const [name = '', kind, size] = answer.toString('latin1', at, end).split(' ')
      at = end + 1
      if (kind !== 'blob') continue
      found.set(name, answer.subarray(at, at + Number(size)))
      at += Number(size) + 1
    }
    return found
  }

  /** One blob, at once; null where this clone does not have it. */
  blob(name: string): Uint8Array | null {
    try {
      return execFileSync('git', [...safeGitFlags, ...offline(['cat-file', 'blob', name])], {
        cwd: this.#folder,
        env: this.#env,
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: Infinity,
        windowsHide: true,
      })
    } catch {
      return null
    }
  }

  /** Does git ignore what stands at this path? */
  isIgnored(relative: string): boolean {
    try {
      // `./` in front: a path that begins with a colon would be pathspec magic.
      execFileSync('git', [...safeGitFlags, 'check-ignore', '-q', '--', `./${relative}`], {
        cwd: this.#folder,
        env: this.#env,
        stdio: 'ignore',
        windowsHide: true,
      })
      return true
    } catch {
      return false
    }
  }

  #ask(args: readonly string[], input = '', good: readonly number[] = [0]): Promise<Buffer | null> {
    return new Promise((resolve) => {
      const child = spawn('git', [...safeGitFlags, ...offline(args)], {
        cwd: this.#folder,
        env: this.#env,
        stdio: ['pipe', 'pipe', 'ignore'],
        windowsHide: true,
      })
      const chunks: Buffer[] = []
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
      child.on('error', () => resolve(null))
      child.on('close', (exit) =>
        resolve(exit !== null && good.includes(exit) ? Buffer.concat(chunks) : null),
      )
      // git may exit before it has read its input; its exit code tells.
      child.stdin.on('error', () => {})
      child.stdin.end(input)
    })
  }
}

function pathsOf(listed: Buffer): string[] {
  return listed
    .toString('utf8')
    .split('\0')
    .filter((one) => one !== '')
}

/**
 * Git tells its hooks which index and repository it works on, relative to the folder it started them in; the hook may
 * look from another one. Without a work tree git takes the current folder for it (git, "GIT_WORK_TREE").
 */
export function hookEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // GIT_PREFIX is of the command that was typed.
  const { GIT_PREFIX: _prefix, ...rest } = env
  const absolute: NodeJS.ProcessEnv = { ...rest }
  for (const name of [
    'GIT_DIR',
    'GIT_COMMON_DIR',
    'GIT_WORK_TREE',
    'GIT_INDEX_FILE',
    'GIT_OBJECT_DIRECTORY',
  ]) {
    const value = env[name]
    if (value !== undefined && value !== '') absolute[name] = path.resolve(value)
  }
  if (env['GIT_DIR'] !== undefined && env['GIT_WORK_TREE'] === undefined)
    absolute['GIT_WORK_TREE'] = process.cwd()
  return absolute
}
