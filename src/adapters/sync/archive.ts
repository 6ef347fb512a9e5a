// The root of a project in; its archive as a sync sees it out. What came waits below `.spec/local/sync`, survives a kill there,
// and becomes part of the archive by renaming: nothing half-written ever has its final name.
import fs from 'node:fs'
import path from 'node:path'
import { decodeHead } from '../../archive/session-encode.ts'
import { digestOfChunk } from '../../archive/session-paths.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import { decodeText } from '../../digest/text.ts'
import type { SessionArchive, SyncArchive } from '../../ports.ts'
import { decodeContinued, encodeContinued } from '../../sync/known.ts'
import { archiveFolder, mostBytesOf, parseName } from '../../sync/names.ts'
import { hold } from '../apply/claims.ts'
import { Disk } from '../apply/disk.ts'
import { attempt, Fault, writeFailed } from '../apply/fault.ts'
import { cacheFolder, localFolder } from '../apply/folders.ts'
import { ensureLocalFolders } from '../apply/local.ts'
import { ConfinedReader } from '../confined.ts'
import { listFiles } from '../listing.ts'

const stagingFolder = `${localFolder}/sync`
const knownFile = `${cacheFolder}/superseded-heads.json`

/** How long another sync is waited for. Milliseconds. */
const patience = 250

export interface SyncArchiveOptions {
  /** Absolute: where records and blobs are. */
  readonly root: string
  /** Where sessions are. */
  readonly sessions: {
    /** Absolute: below it lies `.spec/archive/sessions`. */
    readonly root: string
    readonly archive: Pick<SessionArchive, 'hold'>
    /** After writing, before letting go of the hold. */
    publish(): Promise<Result<unknown>>
  }
  /** Absolute: what came waits there instead. For a dry run, which leaves the project as it is. */
  readonly staging: string | null
}

export function openSyncArchive({ root, sessions, staging }: SyncArchiveOptions): SyncArchive {
  const disks = { records: new Disk(root), sessions: new Disk(sessions.root) }
  const readers = new Map<Disk, ConfinedReader>()
  const diskOf = (name: string): Disk => (name.startsWith('sessions/') ? disks.sessions : disks.records)
  const waiting = staging === null ? null : new Disk(staging)
  const roomOf = (name: string): Disk => waiting ?? diskOf(name)
  const staged = (name: string): string => `${stagingFolder}/${name}`

  const read = (disk: Disk, name: string, file: string): Uint8Array | null => {
    const parsed = parseName(name)
    if (parsed === null) return null
    const reader = readers.get(disk) ?? new ConfinedReader(disk.root)
    readers.set(disk, reader)
    const reading = reader.read(file, mostBytesOf(parsed))
    return reading.kind === 'file' ? reading.bytes : null
  }
  const rename = (name: string): void => {
    const disk = diskOf(name)
    const folder = path.posix.dirname(`${archiveFolder}/${name}`)
    confine(disk, folder)
    disk.makeFolder(folder)
    disk.rename(staged(name), `${archiveFolder}/${name}`)
  }

  return {
    hold: () => hold(disks.sessions, 'sync', 'syncing the archive of this project', patience),
    list() {
      const sizes = new Map<string, number>()
      const diagnostics: Diagnostic[] = []
      for (const [disk, folders] of [
        [disks.sessions, ['sessions']],
        [disks.records, ['records', 'blobs']],
      ] as const)
        for (const folder of folders) diagnostics.push(...sizesIn(disk, folder, sizes))
      return diagnostics.length > 0 ? fail(...diagnostics) : ok(sizes)
    },
    read: (name) => read(diskOf(name), name, `${archiveFolder}/${name}`),
    readStaged: (name) => read(roomOf(name), name, staged(name)),
    stage: (name, bytes) =>
      written(() => {
        const disk = roomOf(name)
        if (waiting === null) ensureLocalFolders(disk)
        const folder = path.posix.dirname(staged(name))
        confine(disk, folder)
        disk.makeFolder(folder)
        const temp = `${folder}/.${process.pid}.part`
        // A repository may hold a link of this name.
        disk.remove(temp)
        disk.write(temp, bytes, null, 'wx')
        disk.rename(temp, staged(name))
      }),
    unstage(name) {
      const all = name === null ? new Set([disks.sessions, disks.records]) : new Set([roomOf(name)])
      for (const disk of waiting === null ? all : [waiting])
        if (new ConfinedReader(disk.root).locate(stagingFolder).kind === 'inside')
          fs.rmSync(disk.at(name === null ? stagingFolder : staged(name)), { recursive: true, force: true })
    },
    async landSessions(all) {
      const held = await sessions.archive.hold()
      if (!held.ok) return held
      try {
        const landed = written(() => {
          for (const { chunks, heads, tombstones } of all) {
            for (const name of chunks) rename(name)
            for (const name of heads) {
              if (!hasChunks(disks.sessions, name, read(disks.sessions, name, staged(name))))
                throw new Fault(`${archiveFolder}/${name}`, 'ENOENT')
              disks.sessions.syncFolder(path.posix.dirname(`${archiveFolder}/${name}`))
              rename(name)
            }
            for (const name of tombstones) rename(name)
          }
        })
        // What landed before a fault is whole, and is put where it belongs too.
        const published = await sessions.publish()
        return landed.ok && !published.ok ? fail(...published.diagnostics) : landed
      } finally {
        held.value()
      }
    },
    land: (names) =>
      Promise.resolve(
        written(() => {
          for (const name of names) rename(name)
        }),
      ),
    continued() {
      const text = disks.sessions.exists(knownFile) ? disks.sessions.standing(knownFile) : null
      return decodeContinued(text?.kind === 'file' ? (decodeText(text.bytes) ?? '') : '')
    },
    remember(continued) {
      if (waiting !== null) return
      // It is a cache: without it, the same is found out again.
      written(() => {
        ensureLocalFolders(disks.sessions)
        const temp = `${cacheFolder}/.${process.pid}.part`
        disks.sessions.remove(temp)
        disks.sessions.write(temp, new TextEncoder().encode(encodeContinued(continued)), null, 'wx')
        disks.sessions.rename(temp, knownFile)
      })
    },
  }
}

/** Regular files alone: a link says nothing of what it leads to. */
function sizesIn(disk: Disk, folder: string, sizes: Map<string, number>): readonly Diagnostic[] {
  const { paths, diagnostics } = listFiles(disk.root, `${archiveFolder}/${folder}`, '')
  for (const file of paths) {
    const name = file.slice(archiveFolder.length + 1)
    const stats =
      parseName(name) === null ? undefined : fs.lstatSync(disk.at(file), { throwIfNoEntry: false })
    if (stats?.isFile() === true) sizes.set(name, stats.size)
  }
  return diagnostics
}

/** An import may have taken some away since the archive was listed. */
function hasChunks(disk: Disk, name: string, bytes: Uint8Array | null): boolean {
  const head = decodeHead((bytes === null ? null : decodeText(bytes)) ?? '', name)
  if (!head.ok) return false
  const here = new Set(disk.names(path.posix.dirname(`${archiveFolder}/${name}`)).map(digestOfChunk))
  return head.value.chunks.every((chunk) => here.has(chunk))
}

/** A repository may hold a folder as a link, to have files written elsewhere. */
function confine(disk: Disk, folder: string): void {
  const found = attempt(folder, () => new ConfinedReader(disk.root).locate(folder))
  if (found.kind === 'other') throw new Fault(folder, 'ENOTDIR')
}

function written(run: () => void): Result<null> {
  try {
    run()
    return ok(null)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    if (error.errno === 'ENOENT')
      return fail(
        diagnostic('sync-failed', `${error.path} did not land: the archive was changed meanwhile`, {
          hint: 'run the command again',
        }),
      )
    return fail(writeFailed(error, 'what landed before is whole'))
  }
}
