// What an apply is about to do, written down before it does anything: the words, and the two files it stands in.
import type { Digest } from '../../digest/digest.ts'
import { boolean, digest, list, nullable, object, oneOf, string } from '../../digest/shape.ts'
import { mayWrite, mayWriteTarget, type Role } from './allowed.ts'
import type { Disk } from './disk.ts'
import { applyFolder } from './folders.ts'

/** One file that changes. All digests are over bytes as they are on disk. */
export interface JournalEntry {
  readonly role: Role
  readonly path: string
  /** Null: nothing stood there. */
  readonly before: Digest | null
  /** Null: it is deleted. */
  readonly after: Digest | null
  /** Where the new bytes wait; null for a deletion. */
  readonly temp: string | null
  /** The archive's name of the new bytes, for the case that they no longer wait. */
  readonly blob: Digest | null
  /** The blob has LF where this checkout has CRLF. */
  readonly crlf: boolean
}

export interface Journal {
  readonly journalVersion: 1
  readonly spec: string
  /** Folders that the temporary files need and that were not there, outermost first. */
  readonly folders: readonly string[]
  /** In the order in which they take effect: stored bytes first, locks last. */
  readonly entries: readonly JournalEntry[]
}

export interface FoundJournal {
  readonly journal: Journal
  /** The commit mark: from here on the apply is finished, not undone. */
  readonly committed: boolean
}

const openPath = `${applyFolder}/open.json`
const committedPath = `${applyFolder}/committed.json`
const unfinishedPath = `${applyFolder}/open.json.tmp`

const shape = object({
  journalVersion: oneOf(1),
  spec: string,
  folders: list(string),
  entries: list(
    object({
      role: oneOf('stored', 'target', 'lock'),
      path: string,
      before: nullable(digest),
      after: nullable(digest),
      temp: nullable(string),
      blob: nullable(digest),
      crlf: boolean,
    }),
  ),
})

/** Writes the journal. From here on a kill leaves nothing that it does not explain. */
export function openJournal(disk: Disk, journal: Journal): void {
  disk.makeFolder(applyFolder)
  disk.write(unfinishedPath, new TextEncoder().encode(`${JSON.stringify(journal, null, 1)}\n`), null, 'w')
  disk.rename(unfinishedPath, openPath)
  disk.syncFolder(applyFolder)
}

/** Sets the commit mark: one rename, which a kill falls before or after. */
export function commitJournal(disk: Disk): void {
  disk.rename(openPath, committedPath)
  disk.syncFolder(applyFolder)
}

/** The journal has done its work. */
export function closeJournal(disk: Disk): void {
  for (const path of [openPath, committedPath, unfinishedPath]) disk.remove(path)
  disk.syncFolder(applyFolder)
}

/** Is there anything that an interrupted apply left? */
export function hasJournal(disk: Disk): boolean {
  return [openPath, committedPath, unfinishedPath].some((path) => disk.exists(path))
}

/**
 * The journal of an apply that has not ended; null where there is none, or where it was cut short while the journal
 * itself was being written, when nothing else had been done yet. `damaged`: somebody changed it.
 */
export function readJournal(disk: Disk): FoundJournal | 'damaged' | null {
  for (const path of [committedPath, openPath]) {
    const found = disk.standing(path)
    if (found.kind === 'absent') continue
    const journal = found.kind === 'file' ? parsed(Buffer.from(found.bytes).toString('utf8')) : null
    return journal === null ? 'damaged' : { journal, committed: path === committedPath }
  }
  return null
}

/** The folder to look at by hand, for messages. */
export const journalPlace = applyFolder

function parsed(text: string): Journal | null {
  try {
    const value: unknown = JSON.parse(text)
    if (shape(value) !== null) return null
    // The shape has just been checked member by member.
    const journal = value as Journal
    return isAllowed(journal) ? journal : null
  } catch {
    return null
  }
}

/** Somebody may have committed a journal, to have a stranger's next command write what it says. */
function isAllowed({ folders, entries }: Journal): boolean {
  return (
    folders.every(mayWriteTarget) &&
    entries.every(({ role, path, temp }) => mayWrite(role, path) && (temp === null || isTempName(temp)))
  )
}

function isTempName(temp: string): boolean {
  return mayWriteTarget(temp.replace(/^\.spec\//, '')) && /(^|\/)\.[^/]*spec-[0-9a-f]{8}-\d+\.tmp$/.test(temp)
}

/** `.login.ts.spec-1a2b3c4d-7.tmp`: hidden, beside its target, and within any system's limit for names. */
export function tempName(target: string, run: string, index: number): string {
  const at = target.lastIndexOf('/') + 1
  return `${target.slice(0, at)}.${target.slice(at, at + 50)}.spec-${run}-${index}.tmp`
}

/** Where new bytes of the archive and of locks wait: not beside their places, whose folders may not be there yet. */
export function storeTempName(run: string, index: number): string {
  return `.spec/.spec-${run}-${index}.tmp`
}
