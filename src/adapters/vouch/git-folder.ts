// A project's root in, the git directory that belongs to it out. Found by name alone: git is not run.
import fs from 'node:fs'
import path from 'node:path'

export interface GitFolder {
  /** Where the index of this working tree is. Absolute. */
  readonly own: string
  /** Where configuration and attributes are: of the main working tree, for a linked one. */
  readonly common: string
  /** The root as paths in the index begin: `` or `packages/app/`. */
  readonly prefix: string
}

/**
 * The repository around the root, as git finds it: the nearest `.git` upwards, a folder or (worktrees, submodules) a
 * file that names one. Git refuses to track anything of that name, so no commit can put one there. Null for none.
 */
export function findGitFolder(root: string): GitFolder | null {
  for (let top = root; ; top = path.dirname(top)) {
    const place = path.join(top, '.git')
    const stats = fs.lstatSync(place, { throwIfNoEntry: false })
    if (stats !== undefined) {
      const own = stats.isDirectory() ? place : stats.isFile() ? namedFolder(top, place) : null
      if (own === null || !fs.existsSync(path.join(own, 'HEAD'))) return null
      const below = path.relative(top, root).replaceAll(path.sep, '/')
      return { own, common: commonFolder(own), prefix: below === '' ? '' : `${below}/` }
    }
    if (top === path.dirname(top)) return null
  }
}

/** `gitdir: ../.git/worktrees/one`, see gitrepository-layout(5). */
function namedFolder(top: string, file: string): string | null {
  const named = /^gitdir: (.+)/.exec(firstLine(file))?.[1]
  return named === undefined ? null : path.resolve(top, named.trim())
}

function commonFolder(own: string): string {
  const named = firstLine(path.join(own, 'commondir')).trim()
  return named === '' ? own : path.resolve(own, named)
}

/** Empty where there is no such file, or none that can be read. */
function firstLine(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8').split(/\r?\n/, 1)[0] ?? ''
  } catch {
    return '' // Not being able to tell is the answer: nobody vouches then.
  }
}
