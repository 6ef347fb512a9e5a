// The root of an archive in; the links that are recorded in it out, and more of them written: whole or not there, whenever the
// process is killed.
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { fail, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import { decodeText } from '../../digest/text.ts'
import type { CommitLink } from '../../link/link.ts'
import { damagedLink, decodeLink, encodeLink, linkFolder, linkPath } from '../../link/recorded.ts'
import { Disk } from '../apply/disk.ts'
import { attempt, Fault, writeFailed } from '../apply/fault.ts'
import { localFolder } from '../apply/folders.ts'
import { ensureLocalFolders } from '../apply/local.ts'
import { ConfinedReader } from '../confined.ts'
import { listFiles } from '../listing.ts'

/** A link to a commit of ten thousand files is as long. */
const longestLink = 4 * 1024 * 1024

export interface RecordedLinks {
  readonly links: readonly CommitLink[]
  /** Damaged files, and such whose name stands for nothing. */
  readonly diagnostics: readonly Diagnostic[]
}

/** @param root absolute; the archive lies below it. */
export function readRecorded(root: string): RecordedLinks {
  const listing = listFiles(root, linkFolder, '')
  const reader = new ConfinedReader(root)
  const links: CommitLink[] = []
  const diagnostics: Diagnostic[] = [...listing.diagnostics]
  for (const file of listing.paths) {
    const reading = reader.read(file, longestLink)
    const text = reading.kind === 'file' ? decodeText(reading.bytes) : null
    const link = text === null ? fail(damagedLink(file, 'cannot be read')) : decodeLink(text, file)
    diagnostics.push(...link.diagnostics)
    if (link.ok) links.push(link.value)
  }
  return { links, diagnostics }
}

/** Those that are there already stay as they are. */
export function writeLinks(root: string, links: readonly CommitLink[]): Result<null> {
  const disk = new Disk(root)
  try {
    if (links.length > 0) ensureLocalFolders(disk)
    for (const link of links) writeLink(disk, link)
    return ok(null)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return fail(
      writeFailed(error, 'links that were written before it are recorded; the next run records the others'),
    )
  }
}

function writeLink(disk: Disk, link: CommitLink): void {
  const file = linkPath(link)
  const folder = path.posix.dirname(file)
  const found = attempt(folder, () => new ConfinedReader(disk.root).locate(folder))
  // A repository may hold a folder as a link, to have files written elsewhere.
  if (found.kind === 'other') throw new Fault(folder, 'ENOTDIR')
  const bytes = new TextEncoder().encode(encodeLink(link))
  const standing = disk.standing(file)
  if (standing.kind === 'file' && Buffer.compare(standing.bytes, bytes) === 0) return
  disk.makeFolder(folder)
  const temp = `${localFolder}/link-${process.pid}-${randomBytes(4).toString('hex')}`
  disk.write(temp, bytes, null, 'wx')
  disk.rename(temp, file)
  disk.syncFolder(folder)
}
