// A folder (a share, one that a program keeps the same on many machines) as the other end of a sync. Nothing in it is trusted:
// links are not followed, and what is written has its name only when it is whole.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import type { SyncTarget } from '../../ports.ts'
import { mostBytesOf, parseName } from '../../sync/names.ts'
import { Disk } from '../apply/disk.ts'
import { attempt, Fault } from '../apply/fault.ts'
import { ConfinedReader, entryAt } from '../confined.ts'
import { errnoOf, inWords } from '../errno.ts'
import { inPool } from './pool.ts'

const part = /^\.spec-[0-9a-f]{16}\.part$/
/** A part that nobody wrote to for so long was left by a sync that was killed. Milliseconds. */
const abandoned = 60 * 60 * 1000

/**
 * @param folder absolute; is made with the first file that is sent, where the folder above it is there.
 * @param now milliseconds since 1970.
 */
export function openFolderTarget(
  folder: string,
  shown: string,
  { signal, mustStand }: { readonly signal: AbortSignal; readonly mustStand: boolean },
  now: () => number = Date.now,
): Result<SyncTarget> {
  let disk: Disk
  try {
    if (mustStand && !fs.existsSync(folder)) return fail(unusable(shown, 'is not there'))
    // The folder itself may be a link: that is the person's own. One to nothing is found when it is written to.
    disk = new Disk(
      fs.existsSync(folder)
        ? fs.realpathSync.native(folder)
        : path.join(fs.realpathSync.native(path.dirname(folder)), path.basename(folder)),
    )
    const stands = fs.existsSync(disk.root) ? disk.root : path.dirname(disk.root)
    if (!fs.statSync(stands).isDirectory()) return fail(unusable(shown, 'is no folder'))
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === null) throw error
    const why =
      errno === 'ENOENT' ? 'is not there, nor the folder above it' : `cannot be used: ${inWords(errno)}`
    return fail(unusable(shown, why))
  }
  const pool = { atOnce: 4, signal, shown }
  return ok({
    shown,
    list(prefix) {
      const sizes = new Map<string, number>()
      try {
        walk(disk, prefix.replace(/\/$/, ''), sizes, now())
        return Promise.resolve(ok(sizes))
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        return Promise.resolve(
          fail(unusable(`${shown}/${error.path}`, `cannot be read: ${inWords(error.errno)}`)),
        )
      }
    },
    fetch: (wanted, take) =>
      inPool(
        wanted.keys(),
        async (name) => {
          const bytes = readFile(disk, name)
          if (typeof bytes === 'string')
            return { told: failed(shown, name, `cannot be read: ${bytes}`), ends: false }
          await take(name, bytes)
          return null
        },
        pool,
      ),
    send: (files, sent) =>
      inPool(
        files,
        async ({ name, load }) => {
          const bytes = await load()
          if (bytes === null) return null
          try {
            writeFile(disk, name, bytes)
          } catch (error) {
            if (!(error instanceof Fault)) throw error
            const why = `could not be written: ${inWords(error.errno)}`
            return { told: failed(shown, name, why), ends: error.errno !== 'ENOTDIR' }
          }
          sent(name, bytes.length)
          return null
        },
        pool,
      ),
  })
}

/** Files below a folder, links and hidden files left out; parts that a killed sync left go. */
function walk(disk: Disk, folder: string, sizes: Map<string, number>, now: number): void {
  for (const entry of attempt(folder, () => entriesOf(disk.at(folder)))) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory() && !entry.name.startsWith('.')) walk(disk, name, sizes, now)
    else if (entry.isFile() && part.test(entry.name)) sweep(disk, name, now)
    else if (entry.isFile() && !entry.name.startsWith('.')) {
      const stats = attempt(name, () => fs.lstatSync(disk.at(name), { throwIfNoEntry: false }))
      if (stats?.isFile() === true) sizes.set(name, stats.size)
    }
  }
}

function entriesOf(folder: string): readonly fs.Dirent[] {
  return fs.existsSync(folder) ? fs.readdirSync(folder, { withFileTypes: true }) : []
}

function sweep(disk: Disk, name: string, now: number): void {
  const changed = disk.changedAt(name)
  if (changed === null || now - changed < abandoned) return
  try {
    disk.remove(name)
  } catch {
    // Another one's, perhaps: it harms nobody.
  }
}

/** Its bytes, or why there are none. */
function readFile(disk: Disk, name: string): Uint8Array | string {
  const parsed = parseName(name)
  if (parsed === null || !isPlain(disk, name)) return 'it is no plain file'
  const reading = new ConfinedReader(disk.root).read(name, mostBytesOf(parsed))
  if (reading.kind === 'file') return reading.bytes
  if (reading.kind === 'failed') return inWords(reading.errno)
  return reading.kind === 'absent'
    ? 'it is gone'
    : reading.kind === 'other'
      ? reading.what
      : 'it is too large'
}

/** No part of its path is a link. */
function isPlain(disk: Disk, name: string): boolean {
  const parts = name.split('/')
  return parts.every((_, at) => entryAt(disk.at(parts.slice(0, at + 1).join('/')))?.isSymbolicLink() !== true)
}

function writeFile(disk: Disk, name: string, bytes: Uint8Array): void {
  const folder = path.posix.dirname(name)
  if (!attempt(name, () => isPlain(disk, folder))) throw new Fault(name, 'ENOTDIR')
  disk.makeFolder(folder)
  const temp = `${folder}/.spec-${randomBytes(8).toString('hex')}.part`
  try {
    disk.write(temp, bytes, null, 'wx')
    disk.rename(temp, name)
  } catch (error) {
    try {
      disk.remove(temp)
    } catch {
      // The first failure is the one to tell.
    }
    throw error
  }
}

function unusable(shown: string, why: string): Diagnostic {
  return diagnostic('sync-target', `${shown} ${why}`, {
    hint: 'is the share connected, and may you write to it?',
  })
}

function failed(shown: string, name: string, why: string): Diagnostic {
  return diagnostic('sync-failed', `${shown}: ${name} ${why}`, {
    hint: 'run the command again when the cause is gone: it goes on where it was',
  })
}
