// Attributes of a repository in, whether a file on the disk may differ from the blob that git calls the same out.
import fs from 'node:fs'
import path from 'node:path'
import { ConfinedReader } from '../confined.ts'
import type { GitSource } from './git-source.ts'

/** Attributes by which git changes more than line ends when it writes or reads a file, see gitattributes(5). */
const converting = /^(?!\s*#).*(?:filter|ident|working-tree-encoding)/m
const limit = 1024 * 1024

/**
 * May git convert files of a folder? Judged by words alone and rather too often: then the file is read. Attributes come
 * from each folder on the way, from the repository, and from the user's or the machine's own file.
 */
export class Conversions {
  readonly #root: string
  readonly #reader: ConfinedReader
  readonly #known = new Map<string, boolean>()

  /** @param tracked all `.gitattributes` of the index, relative to its top: git reads one that is deleted from there. */
  constructor(root: string, reader: ConfinedReader, git: GitSource, tracked: readonly string[]) {
    this.#root = root
    this.#reader = reader
    const top = git.prefix === '' ? root : path.resolve(root, git.prefix.replaceAll(/[^/]+/g, '..'))
    const isMissing = (file: string): boolean => !fs.existsSync(path.join(top, file))
    const outside = foldersAbove(top, root).some((folder) =>
      this.#convertsBy(new ConfinedReader(folder), '.gitattributes'),
    )
    this.#known.set(
      '.',
      outside || tracked.some(isMissing) || git.attributes.some(converts) || this.#has('.'),
    )
  }

  mayConvert(folder: string): boolean {
    const known = this.#known.get(folder)
    if (known !== undefined) return known
    const may = this.mayConvert(path.posix.dirname(folder)) || this.#has(folder)
    this.#known.set(folder, may)
    return may
  }

  #has(folder: string): boolean {
    const file = folder === '.' ? '.gitattributes' : `${folder}/.gitattributes`
    if (fs.lstatSync(path.join(this.#root, file), { throwIfNoEntry: false }) === undefined) return false
    return this.#convertsBy(this.#reader, file)
  }

  /** What is there and cannot be read as a file may say anything. */
  #convertsBy(reader: ConfinedReader, file: string): boolean {
    const found = reader.read(file, limit)
    if (found.kind === 'absent') return false
    return found.kind !== 'file' || converting.test(Buffer.from(found.bytes).toString('latin1'))
  }
}

/** Folders from the top of the repository down to the root, the root left out. */
function foldersAbove(top: string, root: string): readonly string[] {
  const folders: string[] = []
  for (let folder = root; folder !== top && folder !== path.dirname(folder);) {
    folder = path.dirname(folder)
    folders.push(folder)
  }
  return folders
}

function converts(file: string): boolean {
  try {
    return converting.test(fs.readFileSync(file, 'latin1'))
  } catch {
    return fs.existsSync(file) // There, and it cannot be read: it may say anything.
  }
}
