// A journal in, the tree after or before it out. Each may be killed at any point and started again.
import path from 'node:path'
import { blobPath, shard } from '../../archive/paths.ts'
import { diagnostic, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import { digestBytes, type Digest } from '../../digest/digest.ts'
import { decodeText } from '../../digest/text.ts'
import type { Disk, Standing } from './disk.ts'
import { overwrittenFolder } from './folders.ts'
import { closeJournal, type Journal, type JournalEntry } from './journal.ts'
import { withCrlf } from './line-ends.ts'

/** Before the commit mark: removes what was prepared. Nothing else has been touched. */
export function undo(disk: Disk, journal: Journal): void {
  for (const { temp } of journal.entries) if (temp !== null) disk.remove(temp)
  for (const folder of [...journal.folders].reverse()) disk.removeEmptyFolder(folder)
  closeJournal(disk)
}

/**
 * After the commit mark: puts everything in place, except where a person has been at work since: that file stays as it
 * is, a copy of it goes to `.spec/local/overwritten`, and a diagnostic `apply-kept` says so. The rest, the lock too, goes
 * forward: what was kept then shows as an edit.
 */
export function finish(disk: Disk, journal: Journal): readonly Diagnostic[] {
  const diagnostics = journal.entries.flatMap((entry) => finishEntry(disk, entry) ?? [])
  for (const folder of new Set(journal.entries.map((entry) => path.posix.dirname(entry.path)))) {
    disk.syncFolder(folder)
  }
  for (const { path: file, after } of journal.entries) if (after === null) removeEmptyFolders(disk, file)
  disk.remove(keptTemp)
  closeJournal(disk)
  return diagnostics
}

function finishEntry(disk: Disk, entry: JournalEntry): Diagnostic | null {
  const { path: file, before, after, temp, role } = entry
  const standing = disk.standing(file)
  const found = standing.kind === 'file' ? standing.digest : null
  const isHere = standing.kind !== 'other' && found === after
  // Stored files are named by what they hold: other bytes there are damage, and nobody's work.
  const mayReplace = standing.kind !== 'other' && (found === before || role === 'stored')
  if (isHere || !mayReplace) {
    const kept = isHere ? null : keep(disk, entry, standing)
    if (temp !== null) disk.remove(temp)
    return kept
  }
  if (after === null) {
    disk.remove(file)
    return null
  }
  if (temp === null || !makeReady(disk, entry, temp, after, standing)) {
    return diagnostic(
      'apply-kept',
      `${file} is as it was before an interrupted command, whose new version is gone`,
      {
        place: { path: file },
        hint: 'run: spec drift, and build or accept what it shows',
      },
    )
  }
  disk.makeFolder(path.posix.dirname(file))
  disk.rename(temp, file)
  return null
}

/** Makes sure that the temporary file holds the new bytes: it waits there, or the archive still has them. */
function makeReady(
  disk: Disk,
  entry: JournalEntry,
  temp: string,
  after: Digest,
  standing: Standing,
): boolean {
  const waiting = disk.standing(temp)
  if (waiting.kind === 'file' && waiting.digest === after) return true
  const blob = entry.blob === null ? null : disk.standing(blobPath(entry.blob))
  if (blob === null || blob.kind !== 'file') return false
  const text = entry.crlf ? decodeText(blob.bytes) : null
  const bytes = text === null ? blob.bytes : withCrlf(text)
  if (digestBytes(bytes) !== after) return false
  disk.makeFolder(path.posix.dirname(temp))
  disk.write(temp, bytes, standing.kind === 'file' ? disk.mode(entry.path) : null, 'w')
  return true
}

const keptTemp = `${overwrittenFolder}/kept.tmp`

function keep(disk: Disk, { path: file, after }: JournalEntry, standing: Standing): Diagnostic {
  const place = { path: file }
  const intent = after === null ? 'deleting it' : 'writing it'
  if (standing.kind !== 'file') {
    const found = standing.kind === 'absent' ? 'was deleted' : `became ${standing.what}`
    return diagnostic(
      'apply-kept',
      `${file} ${found} after a command was interrupted while ${intent}; it was left so`,
      {
        place,
        hint: 'run: spec drift',
      },
    )
  }
  const copy = `${overwrittenFolder}/${shard(standing.digest)}`
  if (!disk.exists(copy)) {
    disk.makeFolder(path.posix.dirname(copy))
    disk.write(keptTemp, standing.bytes, null, 'w')
    disk.rename(keptTemp, copy)
  }
  return diagnostic(
    'apply-kept',
    `${file} was edited after a command was interrupted while ${intent}; the edit stays, and ${copy} is a copy of it`,
    { place, hint: 'run: spec drift, then accept the edit or build again' },
  )
}

/** Folders that are part of the project's layout, empty or not. */
const layout = new Set(['specs', 'specs/features', 'specs/architecture', '.spec', '.spec/lock'])

/** As git does: a folder goes with the last file in it. */
function removeEmptyFolders(disk: Disk, file: string): void {
  for (
    let folder = path.posix.dirname(file);
    folder !== '.' && !layout.has(folder);
    folder = path.posix.dirname(folder)
  ) {
    if (disk.exists(folder) && !disk.removeEmptyFolder(folder)) return
  }
}
