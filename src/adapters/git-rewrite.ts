// Files that were taken out of the archive in; what git's history still holds of them, and the commands that take it out of it, out.
import fs from 'node:fs'
import path from 'node:path'
import { gitBlobId } from '../digest/digest.ts'
import { Disk } from './apply/disk.ts'
import { attempt, Fault } from './apply/fault.ts'
import { localFolder } from './apply/folders.ts'
import { ensureLocalFolders } from './apply/local.ts'
import { pastFiles } from './git-past.ts'

export interface PastBytes {
  /** From the top of the repository: files of the history that stand nowhere any more. */
  readonly paths: readonly string[]
  /** Git's names of earlier bytes of files that say something else now. */
  readonly blobs: readonly string[]
  /** For `sh`, to be run in a fresh clone. None where the history holds nothing of it. */
  readonly commands: readonly string[]
}

/** Longer lists go into a file. */
const mostInline = 20

/**
 * @param root of the project.
 * @param place below which the files stand: sessions may be kept elsewhere.
 * @param folders in which only what stands there now is to stay: a session that grew has left chunks in the history.
 * @param files that were changed or removed. All relative to `place`.
 * @param dryRun they are still as they were: all that is there counts as past.
 * @returns null where git cannot tell.
 */
export async function historyOf(
  root: string,
  place: string,
  folders: readonly string[],
  files: readonly string[],
  dryRun: boolean,
): Promise<PastBytes | null> {
  const past = await pastFiles(root, [...folders, ...files])
  if (past === null) return null
  const standing = new Map<string, string>()
  const names = folders.flatMap((folder) => namesIn(place, folder))
  if (!dryRun)
    for (const file of [...names, ...files]) {
      const bytes = bytesAt(place, file)
      if (bytes !== null) standing.set(file, gitBlobId(bytes))
    }
  const changed = new Set(files)
  const paths = new Set<string>()
  const blobs = new Set<string>()
  for (const one of past) {
    const own = [...standing.keys()].find((file) => one.path === file || one.path.endsWith(`/${file}`))
    const inPlace = [...changed].some((file) => one.path === file || one.path.endsWith(`/${file}`))
    if (inPlace && (own !== undefined || dryRun)) {
      if (own === undefined || standing.get(own) !== one.blob) blobs.add(one.blob)
    } else if (own === undefined) paths.add(one.path)
  }
  const found = { paths: [...paths].sort(), blobs: [...blobs].sort() }
  return { ...found, commands: commandsFor(root, found, dryRun) }
}

function commandsFor(
  root: string,
  { paths, blobs }: Omit<PastBytes, 'commands'>,
  dryRun: boolean,
): readonly string[] {
  const commands: string[] = []
  if (paths.length > 0)
    commands.push(
      paths.length <= mostInline || dryRun
        ? `git filter-repo --invert-paths ${paths.map((one) => `--path ${shellWord(one)}`).join(' ')}`
        : `git filter-repo --invert-paths --paths-from-file ${shellWord(listed(root, 'paths', paths))}`,
    )
  if (blobs.length > 0) {
    const file = dryRun ? '<a file with their names>' : shellWord(listed(root, 'blobs', blobs))
    commands.push(`git filter-repo --strip-blobs-with-ids ${file}`)
  }
  return commands
}

/** A file of this machine alone, which git does not see; its absolute path, as the commands run in another clone. */
function listed(root: string, what: string, lines: readonly string[]): string {
  const disk = new Disk(root)
  const file = `${localFolder}/redacted-${what}.txt`
  try {
    ensureLocalFolders(disk)
    disk.write(file, new TextEncoder().encode(lines.map((line) => `${line}\n`).join('')), null, 'w')
  } catch (error) {
    if (!(error instanceof Fault)) throw error
  }
  return disk.at(file)
}

function namesIn(root: string, folder: string): readonly string[] {
  return new Disk(root).names(folder).map((name) => `${folder}/${name}`)
}

function bytesAt(root: string, file: string): Uint8Array | null {
  try {
    return attempt(file, () => fs.readFileSync(path.join(root, file)))
  } catch (error) {
    if (error instanceof Fault) return null
    throw error
  }
}

/** For a shell to read back as one word. */
function shellWord(word: string): string {
  return /^[\w%+=:,./@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
