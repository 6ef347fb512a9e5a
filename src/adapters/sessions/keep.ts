// Chunks and a head in, files of the archive out: whole or not there, whenever the process is killed.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { largestFile } from '../../archive/paths.ts'
import { encodeHead, headDigest } from '../../archive/session-encode.ts'
import type { ChunkBytes } from '../../archive/session-versions.ts'
import { chunkName, headName, keyFolder, sessionFolder } from '../../archive/session-paths.ts'
import type { KeptHead, SessionHead, SessionKey } from '../../archive/session.ts'
import { fail, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import { digestBytes, type Digest } from '../../digest/digest.ts'
import type { SessionArchive, SessionDraft } from '../../ports.ts'
import { hold } from '../apply/claims.ts'
import { Disk } from '../apply/disk.ts'
import { attempt, Fault, writeFailed } from '../apply/fault.ts'
import { localFolder } from '../apply/folders.ts'
import { ensureLocalFolders } from '../apply/local.ts'
import { ConfinedReader } from '../confined.ts'
import { errnoOf } from '../errno.ts'
import { chunkReader, readChunk, sessionFiles, type SessionFiles } from './archive-files.ts'

/** Chunks of sessions that are being imported, a folder each. */
const draftFolder = `${localFolder}/sessions`

/** How long another import is waited for. Milliseconds. */
const patience = 2000

const compress = promisify(brotliCompress)
/** Half the time of 5, for files a tenth larger. */
const quality = 4
/** Chunks that are compressed at the same time, beside the one that is being read. */
const atOnce = 3

/** @param root absolute. */
export function openSessionArchive(root: string): SessionArchive {
  const disk = new Disk(root)
  return {
    async hold() {
      const held = await hold(disk, 'sessions', 'the sessions of this project', patience)
      if (!held.ok) return held
      const swept = attemptAll(() => sweep(disk))
      if (swept.ok) return held
      held.value()
      return swept
    },
    heads(key) {
      const files = filesOf(disk, key)
      return ok(files.heads, files.diagnostics)
    },
    tombstones: (key) => filesOf(disk, key).tombstones,
    chunks: (key) => chunkReader(root, filesOf(disk, key)),
    begin: () => new Draft(disk),
  }
}

function filesOf(disk: Disk, key: SessionKey): SessionFiles {
  return sessionFiles(disk.root, key, namesIn(disk, keyFolder(key)))
}

/** None in a folder that a link leads out of the project from. */
function namesIn(disk: Disk, folder: string): readonly string[] {
  const { kind } = new ConfinedReader(disk.root).locate(folder)
  return kind === 'inside' ? disk.names(folder).filter((name) => !name.startsWith('.')) : []
}

class Draft implements SessionDraft {
  readonly #disk: Disk
  readonly #folder = `${draftFolder}/${process.pid}-${randomBytes(4).toString('hex')}`
  /** Digest of what is in it → name of its file. */
  readonly #staged = new Map<Digest, string>()
  #folderMade: true | null = null
  #writing: Promise<Result<null>>[] = []

  constructor(disk: Disk) {
    this.#disk = disk
  }

  /** Compressing and writing run in other threads, while the next chunk is read; a few wait at most. */
  async add(bytes: Uint8Array): Promise<Result<Digest>> {
    const digest = digestBytes(bytes)
    if (this.#staged.has(digest)) return ok(digest)
    this.#staged.set(digest, '')
    if (this.#writing.length >= atOnce) {
      const [first, ...others] = this.#writing
      this.#writing = others
      const done = await first
      if (done && !done.ok) return done
    }
    this.#writing.push(this.#stage(digest, bytes))
    return ok(digest)
  }

  async #stage(digest: Digest, bytes: Uint8Array): Promise<Result<null>> {
    try {
      this.#folderMade ??= this.#makeFolder()
      const packed = await compress(bytes, {
        chunkSize: 256 * 1024,
        params: {
          [constants.BROTLI_PARAM_QUALITY]: quality,
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      })
      const name = chunkName(digest, digestBytes(packed))
      await writeDurably(this.#disk, `${this.#folder}/${name}`, packed)
      this.#staged.set(digest, name)
      return ok(null)
    } catch (error) {
      if (error instanceof Fault) return fail(notKept(error))
      throw error
    }
  }

  #makeFolder(): true {
    ensureLocalFolders(this.#disk)
    confine(this.#disk, draftFolder)
    this.#disk.makeFolder(this.#folder)
    return true
  }

  async #settled(): Promise<Result<null>> {
    const all = await Promise.all(this.#writing)
    return all.find((one) => !one.ok) ?? ok(null)
  }

  async chunks(): Promise<ChunkBytes> {
    await this.#settled()
    const reader = new ConfinedReader(this.#disk.root)
    return (digest) => {
      const name = this.#staged.get(digest) ?? ''
      return name === '' ? null : readChunk(reader, `${this.#folder}/${name}`)
    }
  }

  async land(key: SessionKey, head: SessionHead, superseded: readonly KeptHead[]): Promise<Result<Digest>> {
    const written = await this.#settled()
    if (!written.ok) return written
    const digest = headDigest(head)
    const done = attemptAll(() => this.#land(key, head, digest, superseded))
    return done.ok ? ok(digest) : done
  }

  #land(key: SessionKey, head: SessionHead, digest: Digest, superseded: readonly KeptHead[]): void {
    const disk = this.#disk
    const folder = keyFolder(key)
    for (const one of [sessionFolder, folder]) confine(disk, one)
    disk.makeFolder(folder)
    const files = filesOf(disk, key)
    const sound = chunkReader(disk.root, files)
    for (const chunk of new Set(head.chunks)) {
      // One that is damaged is written again.
      if (sound(chunk) !== null) continue
      const name = this.#staged.get(chunk)
      if (name !== undefined && name !== '') disk.rename(`${this.#folder}/${name}`, `${folder}/${name}`)
    }
    disk.syncFolder(folder)
    const temp = `${this.#folder}.head`
    const written = new TextEncoder().encode(encodeHead(head))
    if (written.length > largestFile) throw new Fault(`${folder}/${headName(digest)}`, 'EFBIG')
    disk.write(temp, written, null, 'w')
    disk.rename(temp, `${folder}/${headName(digest)}`)
    disk.syncFolder(folder)
    for (const one of superseded) if (one.digest !== digest) disk.remove(one.path)
    tidy(disk, key)
  }

  async drop(): Promise<void> {
    await Promise.allSettled(this.#writing)
    if (this.#folderMade === true) removeFolder(this.#disk, this.#folder)
  }
}

/** Chunks that no head names, and a second file of the same chunk. */
function tidy(disk: Disk, key: SessionKey): void {
  const files = filesOf(disk, key)
  // A head that cannot be read may name any of them.
  if (files.diagnostics.length > 0) return
  const named = new Set(files.heads.flatMap(({ head }) => head.chunks))
  for (const [digest, names] of files.chunks) {
    const [first = '', ...others] = names
    const spare = named.has(digest)
      ? others.length > 0 && isSound(disk.root, key, first, digest)
        ? others
        : []
      : names
    for (const name of spare) disk.remove(`${keyFolder(key)}/${name}`)
  }
}

function isSound(root: string, key: SessionKey, name: string, digest: Digest): boolean {
  return chunkReader(root, { key, chunks: new Map([[digest, [name]]]) })(digest) !== null
}

/** What imports that were killed left. */
function sweep(disk: Disk): void {
  ensureLocalFolders(disk)
  confine(disk, draftFolder)
  for (const name of disk.names(draftFolder)) removeFolder(disk, `${draftFolder}/${name}`)
}

function removeFolder(disk: Disk, folder: string): void {
  attempt(folder, () => fs.rmSync(disk.at(folder), { recursive: true, force: true }))
}

/** A repository may hold a folder as a link, to have files written elsewhere. */
function confine(disk: Disk, folder: string): void {
  const found = attempt(folder, () => new ConfinedReader(disk.root).locate(folder))
  if (found.kind === 'other') throw new Fault(folder, 'ENOTDIR')
}

function attemptAll(run: () => void): Result<null> {
  try {
    run()
    return ok(null)
  } catch (error) {
    if (error instanceof Fault) return fail(notKept(error))
    throw error
  }
}

function notKept(fault: Fault): Diagnostic {
  return writeFailed(fault, 'the archive is as it was, or has the session')
}

/** As `Disk.write`, in other threads. */
async function writeDurably(disk: Disk, file: string, bytes: Uint8Array): Promise<void> {
  try {
    const handle = await fs.promises.open(disk.at(file), 'w')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    const errno = errnoOf(error)
    throw errno === null ? error : new Fault(file, errno)
  }
}
