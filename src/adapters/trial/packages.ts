// A `node_modules` folder in, one of links out that shares the packages; links between workspaces lead into the copy.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  symlinkSync,
  type Dirent,
} from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { errnoOf } from '../errno.ts'

/** What tools keep for themselves between runs: the copy gets its own, so that no run writes into the project. */
const caches = /^\.(?:cache|vite|vite-temp|vitest|package-lock\.json|yarn-integrity|yarn-state\.yml)$/

export interface Bases {
  /** Absolute, with links resolved: the project, and its copy. */
  readonly from: string
  readonly to: string
}

/**
 * Makes `folder`/node_modules in the copy a real folder with a link for each entry. Installed packages are shared, and
 * read only as far as programs keep to the custom of not writing there.
 *
 * @param folder relative to both bases, `''` for themselves.
 */
export function sharePackages(bases: Bases, folder: string): void {
  share(bases, join(bases.from, folder, 'node_modules'), join(bases.to, folder, 'node_modules'))
}

function share(bases: Bases, from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of entriesOf(from)) {
    const [source, link] = [join(from, entry.name), join(to, entry.name)]
    if (caches.test(entry.name)) continue
    if (entry.name.startsWith('@') && entry.isDirectory()) share(bases, source, link)
    else {
      const target = realPath(source)
      if (target === null) continue
      symlinkSync(inCopy(bases, target) ?? target, link, isFolder(target) ? 'junction' : 'file')
    }
  }
}

/** Where a workspace package stands in the copy; null for an installed one, or one whose folder is not copied. */
function inCopy({ from, to }: Bases, target: string): string | null {
  const path = relative(from, target)
  if (
    path === '' ||
    isAbsolute(path) ||
    path.split(sep).some((part) => part === '..' || part === 'node_modules')
  )
    return null
  const copied = join(to, path)
  return existsSync(copied) ? copied : null
}

function realPath(path: string): string | null {
  try {
    return realpathSync.native(path)
  } catch (error) {
    if (errnoOf(error) === null) throw error
    return null // A link to nothing.
  }
}

const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (errnoOf(error) === null) throw error
    return []
  }
}
