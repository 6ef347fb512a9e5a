// A folder in, where git looks for its hooks out.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

export interface GitHooks {
  /** The working tree's root: hooks run there. */
  readonly top: string
  /** The folder itself, whether it is there or not: `core.hooksPath`, or `hooks` in the folder that all worktrees share. */
  readonly folder: string
  /** Does the folder belong to this repository? One that the user shares among repositories does not. */
  readonly own: boolean
}

/** Null where the folder is in no working tree, or git is missing. Absolute paths. Runs nothing of the repository. */
export function gitHooks(cwd: string): GitHooks | null {
  // Told as git would run them: what a hook's environment says of another repository is left out.
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...env } = process.env
  const ask = (...args: readonly string[]): string | null => {
    const flags = ['-c', 'safe.bareRepository=explicit', '-c', 'core.fsmonitor=false']
    const { status, stdout } = spawnSync('git', [...flags, 'rev-parse', ...args], {
      cwd,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    })
    return status === 0 ? stdout.replace(/\r?\n$/, '') : null
  }
  const [top, hooks, common] = [ask('--show-toplevel'), ask('--git-path', 'hooks'), ask('--git-common-dir')]
  if (top === null || top === '' || hooks === null || common === null) return null
  const root = path.resolve(top)
  // `core.hooksPath` is taken from where hooks run; git prints it as it is written.
  const isDefault = path.resolve(cwd, hooks) === path.join(path.resolve(cwd, common), 'hooks')
  const folder = isDefault ? path.resolve(cwd, hooks) : path.resolve(root, hooks)
  const own = [root, path.resolve(cwd, common)].some((home) => isWithin(real(home), real(folder)))
  return { top: root, folder, own }
}

function isWithin(folder: string, inner: string): boolean {
  const relative = path.relative(folder, inner)
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative)
}

/** Links resolved as far as the path is there. */
function real(file: string): string {
  try {
    return fs.realpathSync.native(file)
  } catch {
    const parent = path.dirname(file)
    return parent === file ? file : path.join(real(parent), path.basename(file))
  }
}
