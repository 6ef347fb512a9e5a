// The folder of a project's mirror of a branch in; its files, and what the mirror knows of the branch, out and back. A mirror is
// laid out as the project is (`.spec/archive/…`), and git ignores it.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { Tree } from '../../../archive/tree-merge.ts'
import { Disk } from '../../apply/disk.ts'
import { attempt, Fault } from '../../apply/fault.ts'
import { localFolder } from '../../apply/folders.ts'
import { ensureLocalFolders } from '../../apply/local.ts'
import { ConfinedReader } from '../../confined.ts'
import { listFiles } from '../../listing.ts'
import type { Tips } from './branch-git.ts'

/** Below it lies all that a branch of sessions holds, in a mirror as in a project. */
export const archiveFolder = '.spec/archive'

/** What the branch held when the mirror was last brought in line with it. */
export interface MirrorState {
  /** Null while files are being written: then nothing is in line. */
  readonly tips: Tips | null
  /** Path below the mirror → `<mode> <object>`. */
  readonly files: Tree
}

/** Mirrors, one for each branch that was ever used. */
const mirrors = `${localFolder}/branches`

export class MirrorFiles {
  /** Absolute. */
  readonly root: string
  readonly #disk: Disk
  /** Relative to the project's root. */
  readonly #folder: string
  readonly #made = new Set<string>()

  /** @param branch as `isBranchName` has it. @throws Fault where a link stands in the way, or the disk refuses. */
  constructor(projectRoot: string, branch: string) {
    this.#disk = new Disk(projectRoot)
    // No branch has a `+` in its name.
    this.#folder = `${mirrors}/${branch.replaceAll('/', '+')}`
    this.root = path.join(projectRoot, ...this.#folder.split('/'))
    ensureLocalFolders(this.#disk)
    this.#makeFolder('')
    // For its readers, who look into it whether there is anything or not.
    this.#makeFolder(archiveFolder)
  }

  /** Files that may be the branch's, in order; links are none. */
  names(): readonly string[] {
    return listFiles(this.root, archiveFolder, '').paths.filter(
      (file) =>
        isPlainPath(file) && fs.lstatSync(path.join(this.root, file), { throwIfNoEntry: false })?.isFile(),
    )
  }

  /** Whole or not there. */
  write(file: string, bytes: Uint8Array): void {
    this.#makeFolder(path.posix.dirname(file))
    const temporary = `${this.#folder}/${randomBytes(6).toString('hex')}.tmp`
    attempt(file, () => fs.writeFileSync(this.#disk.at(temporary), bytes, { flag: 'wx' }))
    this.#disk.rename(temporary, `${this.#folder}/${file}`)
  }

  remove(file: string): void {
    this.#makeFolder(path.posix.dirname(file))
    this.#disk.remove(`${this.#folder}/${file}`)
    for (let folder = path.posix.dirname(file); folder !== archiveFolder && folder !== '.';) {
      if (!this.#disk.removeEmptyFolder(`${this.#folder}/${folder}`)) break
      this.#made.delete(`${this.#folder}/${folder}`)
      folder = path.posix.dirname(folder)
    }
  }

  /** Null where there is none, or none that is understood: then the mirror is in line with nothing. */
  state(): MirrorState | null {
    let text: string
    try {
      text = fs.readFileSync(path.join(this.root, 'state'), 'utf8')
    } catch {
      return null
    }
    const [first = '', ...lines] = text.split('\n')
    const [version, local = '', remote = ''] = first.split(' ')
    if (version !== 'spec-branch-1' || lines.pop() !== '') return null
    const files = new Map<string, string>()
    for (const line of lines) {
      const tab = line.indexOf('\t')
      files.set(line.slice(tab + 1), line.slice(0, tab))
    }
    const id = (word: string): string | null => (word === '-' ? null : word)
    return { tips: local === '?' ? null : { local: id(local), remote: id(remote) }, files }
  }

  setState({ tips, files }: MirrorState): void {
    const words = tips === null ? '? ?' : `${tips.local ?? '-'} ${tips.remote ?? '-'}`
    const lines = [...files].map(([file, entry]) => `${entry}\t${file}\n`).sort()
    const temporary = `${this.#folder}/${randomBytes(6).toString('hex')}.tmp`
    this.#disk.write(
      temporary,
      new TextEncoder().encode(`spec-branch-1 ${words}\n${lines.join('')}`),
      null,
      'wx',
    )
    this.#disk.rename(temporary, `${this.#folder}/state`)
  }

  /** Takes away what a killed process left. */
  sweep(): void {
    for (const name of this.#disk.names(this.#folder))
      if (name.endsWith('.tmp')) this.#disk.remove(`${this.#folder}/${name}`)
  }

  /** A repository may hold a link on the way, to have files written elsewhere: each folder is looked at. */
  #makeFolder(below: string): void {
    const parts = below === '' || below === '.' ? [] : below.split('/')
    for (let count = 0; count <= parts.length; count++) {
      const folder = [this.#folder, ...parts.slice(0, count)].join('/')
      if (this.#made.has(folder)) continue
      const found = attempt(folder, () => new ConfinedReader(this.#disk.root).locate(folder))
      if (found.kind === 'inside' ? found.real !== folder : found.kind !== 'absent')
        throw new Fault(folder, 'ENOTDIR')
      this.#disk.makeFolder(folder)
      this.#made.add(folder)
    }
  }
}

/** What a branch names is written by others: such a path is a file below the archive on every system. */
export function isPlainPath(file: string): boolean {
  return (
    file.startsWith(`${archiveFolder}/`) &&
    file.length < 1000 &&
    file
      .slice(archiveFolder.length + 1)
      .split('/')
      .every((part) => /^[A-Za-z0-9_][A-Za-z0-9._#@=+-]*$/.test(part) && !part.endsWith('.'))
  )
}
