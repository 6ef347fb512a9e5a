// A folder in, the root of the project it stands in out (rule 1).
import fs from 'node:fs'
import path from 'node:path'

/**
 * The nearest folder upwards that holds `.spec/`, `spec.config.json` or `specs/features/`, never past the git root.
 * Absolute; null where there is none.
 */
export function findRoot(cwd: string): string | null {
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    if (isFolder(path.join(folder, '.spec')) || isFolder(path.join(folder, 'specs', 'features')))
      return folder
    if (fs.existsSync(path.join(folder, 'spec.config.json'))) return folder
    // A linked worktree and a submodule have a file of that name.
    if (fs.existsSync(path.join(folder, '.git'))) return null
    if (folder === path.dirname(folder)) return null
  }
}

/** The root as seen from the repository it is in, with `/`: `packages/api`. Null where both are one, or there is none. */
export function folderInRepository(root: string): string | null {
  for (let folder = root; ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, '.git')))
      return folder === root ? null : path.relative(folder, root).split(path.sep).join('/')
    if (folder === path.dirname(folder)) return null
  }
}

function isFolder(folder: string): boolean {
  return fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false
}
