// The root of a project in; what former imports said of transcripts of this machine, below `.spec/cache`, out. A transcript counts as
// the same only where size, times, inode and its first bytes are, and where nobody wrote to it just before it was read.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { digestBytes, digestText } from '../../digest/digest.ts'
import type { ImportMemory, Recalled, SessionSource } from '../../ports.ts'
import { Disk } from '../apply/disk.ts'
import { Fault } from '../apply/fault.ts'
import { cacheFolder } from '../apply/folders.ts'
import { ensureLocalFolders } from '../apply/local.ts'
import { KeptFile } from '../vouch/kept-file.ts'
import { signatureOf, unknownSignature } from '../vouch/signature.ts'

/** Of the beginning of a transcript, as many bytes are compared. */
const beginning = 4096
/** Transcripts that are remembered; those that were not met for longest are forgotten. */
const most = 50_000

interface Entry {
  readonly mark: string
  readonly what: Recalled
}

/**
 * Null where nothing can be kept.
 *
 * @param about everything else that what an import says hangs on: rules, known secrets, the archive's place. Only its digest is kept.
 */
export function openImportMemory(root: string, about: readonly unknown[]): ImportMemory | null {
  try {
    ensureLocalFolders(new Disk(root))
  } catch (error) {
    if (error instanceof Fault) return null
    throw error
  }
  const file = new KeptFile(path.join(root, cacheFolder, 'imports'), ownerOf(root, about))
  const stamp = file.stamp()
  if (stamp === null) return null
  const entries = entriesIn(file)
  const marks = new Map<SessionSource, string>()
  let changed = false

  const markOf = (source: SessionSource): string | null => {
    if (source.file === undefined) return null
    try {
      const signature = signatureOf(fs.statSync(source.file, { bigint: true }), stamp)
      if (signature === unknownSignature || Number(signature[2]) !== source.size) return null
      return `${signature.join(' ')} ${digestBytes(firstBytes(source.file))}`
    } catch {
      return null // It is read, and what is wrong with it is told then.
    }
  }
  return {
    recall(source) {
      const mark = markOf(source)
      const entry = source.file === undefined ? undefined : entries.get(source.file)
      if (mark === null || source.file === undefined) return null
      marks.set(source, mark)
      return entry?.mark === mark ? entry.what : null
    },
    note(source, what) {
      const mark = marks.get(source)
      if (mark === undefined || source.file === undefined) return
      entries.delete(source.file)
      entries.set(source.file, { mark, what })
      changed = true
    },
    async keep() {
      if (!changed) return
      changed = false
      await file.write([], JSON.stringify([...entries].slice(-most)))
    },
  }
}

function entriesIn(file: KeptFile): Map<string, Entry> {
  const kept = file.read()
  if (kept === null) return new Map()
  // As `keep` wrote it: its sum and its owner were just compared.
  return new Map(JSON.parse(kept.text) as readonly (readonly [string, Entry])[])
}

function firstBytes(file: string): Uint8Array {
  const open = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0))
  try {
    const bytes = Buffer.alloc(beginning)
    return bytes.subarray(0, fs.readSync(open, bytes, 0, beginning, 0))
  } finally {
    fs.closeSync(open)
  }
}

/** This very folder, this very build, and what else counts: of others, nothing is believed. */
function ownerOf(root: string, about: readonly unknown[]): string {
  const { dev, ino } = fs.lstatSync(root, { bigint: true })
  const builds = [fileURLToPath(import.meta.url), process.argv[1] ?? ''].map((one) => {
    const stats = fs.statSync(one, { throwIfNoEntry: false })
    return [one, stats?.size, stats?.mtimeMs]
  })
  return digestText(JSON.stringify([fs.realpathSync.native(root), `${dev}`, `${ino}`, builds, about]))
}
