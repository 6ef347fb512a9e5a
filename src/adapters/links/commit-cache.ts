// Ids of commits in; what the cache below `.spec/cache/links/` knows of them out, and more of it kept. A line a commit, only
// ever added to the end: one that was written to half is read from git again.
import fs from 'node:fs'
import {
  contentFormat,
  decodeContent,
  encodeContent,
  idOfContent,
  type CommitContent,
} from '../../link/content.ts'
import { Disk } from '../apply/disk.ts'
import { Fault } from '../apply/fault.ts'
import { cacheFolder } from '../apply/folders.ts'
import { ensureLocalFolders } from '../apply/local.ts'
import { ConfinedReader } from '../confined.ts'
import { errnoOf } from '../errno.ts'

/** Relative to the root. */
export const linkCache = `${cacheFolder}/links`

const commitFile = `${linkCache}/commits-${contentFormat}.jsonl`

/** Bytes; a larger one is begun anew. */
const largest = 400 * 1024 * 1024

export function cachedCommits(root: string, wanted: ReadonlySet<string>): Map<string, CommitContent> {
  const found = new Map<string, CommitContent>()
  const reading = new ConfinedReader(root).read(commitFile, largest)
  if (reading.kind !== 'file') return found
  const bytes = Buffer.from(reading.bytes.buffer, reading.bytes.byteOffset, reading.bytes.byteLength)
  for (let at = 0; at < bytes.length;) {
    const next = bytes.indexOf(0x0a, at)
    const end = next < 0 ? bytes.length : next
    const id = idOfContent(bytes.toString('latin1', at, Math.min(end, at + 80)))
    if (id !== null && wanted.has(id)) {
      const content = decodeContent(bytes.toString('utf8', at, end))
      if (content !== null) found.set(id, content)
    }
    at = end + 1
  }
  return found
}

/** What cannot be written is read again the next time: nothing else depends on it. */
export function keepCommits(root: string, commits: readonly CommitContent[]): void {
  if (commits.length === 0) return
  // The line end before it ends what another process may have written to half.
  appendTo(root, commitFile, `\n${commits.map(encodeContent).join('\n')}\n`)
}

function appendTo(root: string, file: string, text: string): void {
  try {
    makeCache(root)
    const disk = new Disk(root)
    const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0, O_TRUNC } = fs.constants
    const size = fs.statSync(disk.at(file), { throwIfNoEntry: false })?.size ?? 0
    const anew = size + text.length > largest ? O_TRUNC : 0
    const open = fs.openSync(disk.at(file), O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW | anew)
    try {
      fs.writeFileSync(open, text)
    } finally {
      fs.closeSync(open)
    }
  } catch (error) {
    if (!(error instanceof Fault) && errnoOf(error) === null) throw error
  }
}

/** @throws Fault */
export function makeCache(root: string): void {
  const disk = new Disk(root)
  ensureLocalFolders(disk)
  if (new ConfinedReader(root).locate(linkCache).kind === 'other') throw new Fault(linkCache, 'ENOTDIR')
  disk.makeFolder(linkCache)
}
