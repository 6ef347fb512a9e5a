// The root of a project in, a copy of it out that programs may run and write in while the project stays as it is.
import {
  constants,
  existsSync,
  mkdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { copyFile, lstat } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { errnoOf } from '../errno.ts'
import { projectFiles } from './files.ts'
import { trialFolder } from './folder.ts'
import { sharePackages } from './packages.ts'

export interface Copy {
  /** Absolute: the copy of the repository's top. Nothing outside of it is written. */
  readonly base: string
  /** Absolute: the project's root in it. */
  readonly root: string
  /** Absolute: a folder beside the copy, for reports of programs. */
  readonly beside: string
  /** Files below the root as they were copied, relative to it. */
  readonly paths: readonly string[]
  /** Path below the root → text; null takes the file away. */
  readonly lay: (files: ReadonlyMap<string, string | null>) => void
  readonly remove: () => void
}

/** Files copied at a time. */
const lanes = 32

/**
 * Copies tracked files and those that git would track, blocks shared where the disk can (never hard links: a test that
 * writes would change the original). `node_modules` are folders of links. Throws what the disk reports.
 */
export async function copyProject(root: string, signal: AbortSignal): Promise<Copy> {
  const files = await projectFiles(realpathSync.native(root))
  const folder = trialFolder()
  try {
    const base = join(folder.path, 'tree')
    mkdirSync(base)
    const beside = join(folder.path, 'reports')
    mkdirSync(beside)
    const folders = new Set(['', files.root, ...files.paths.flatMap(foldersOf)])
    for (const one of folders) mkdirSync(join(base, one), { recursive: true })
    await inLanes(files.paths, (path) => copyOne(files.base, base, path), signal)
    for (const one of folders)
      if (existsSync(join(files.base, one, 'node_modules')))
        sharePackages({ from: files.base, to: base }, one)
    shareOuterPackages(files.base, folder.path)
    const copied = join(base, files.root)
    const above = files.root === '' ? '' : `${files.root}/`
    const paths = files.paths.filter((path) => path.startsWith(above)).map((path) => path.slice(above.length))
    return { base, root: copied, beside, paths, lay: (laid) => layFiles(copied, laid), remove: folder.remove }
  } catch (error) {
    folder.remove()
    throw error
  }
}

function layFiles(root: string, files: ReadonlyMap<string, string | null>): void {
  for (const [path, text] of files) {
    const at = join(root, path)
    // Whatever stands there goes first: through a link something else would be written.
    rmSync(at, { force: true, recursive: true })
    if (text === null) continue
    mkdirSync(dirname(at), { recursive: true })
    writeFileSync(at, text)
  }
}

async function copyOne(from: string, to: string, path: string): Promise<void> {
  const [source, target] = [join(from, path), join(to, path)]
  try {
    const stat = await lstat(source)
    if (stat.isFile()) await copyFile(source, target, constants.COPYFILE_FICLONE)
    else if (stat.isSymbolicLink()) copyLink(from, to, source, target)
    // A folder here is a submodule, which is ignored (rule 30).
  } catch (error) {
    // Listed and gone, or not ours to read: the copy is without it, as the project is for its programs.
    const errno = errnoOf(error)
    if (errno !== 'ENOENT' && errno !== 'EACCES' && errno !== 'ENOTDIR') throw error
  }
}

/** A link within the project leads to the same place in the copy; one that leaves it is left out: writes would follow it. */
function copyLink(from: string, to: string, source: string, target: string): void {
  const meant = relative(from, resolve(dirname(source), readlinkSync(source)))
  if (isAbsolute(meant) || meant.split(sep)[0] === '..') return
  const inside = join(to, meant)
  const kind = statSync(source, { throwIfNoEntry: false })?.isDirectory() === true ? 'junction' : 'file'
  symlinkSync(relative(dirname(target), inside), target, kind)
}

/** Packages are also looked for above the repository, and there is nothing above the copy. */
function shareOuterPackages(from: string, to: string): void {
  for (let folder = dirname(from); folder !== dirname(folder); folder = dirname(folder)) {
    if (!existsSync(join(folder, 'node_modules'))) continue
    symlinkSync(join(folder, 'node_modules'), join(to, 'node_modules'), 'junction')
    return
  }
}

function foldersOf(path: string): string[] {
  const folders: string[] = []
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
    folders.push(path.slice(0, at))
  return folders
}

async function inLanes<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      signal.throwIfAborted()
      await work(item)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
