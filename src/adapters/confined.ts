// A path below the root in, what stands there out; never anything that a link reaches outside.
import fs from 'node:fs'
import path from 'node:path'
import { errnoOf } from './errno.ts'

export type Reading =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' }
  /** Not a file of the project: a folder, a device, a link out. */
  | { readonly kind: 'other'; readonly what: string }
  /** A file, and the system refuses. */
  | { readonly kind: 'failed'; readonly errno: string }
  | { readonly kind: 'too-large'; readonly size: number }

export interface LookOptions {
  /** In bytes; a larger file is not loaded. */
  readonly limit: number
  /** Is told the metadata of the file as it was before its bytes were read; not for one behind a link. */
  readonly seen?: (stats: fs.BigIntStats) => unknown
  /** Where the bytes may be put: for a caller that is done with them before the next look. */
  readonly room?: Buffer
}

/** Where a path really is. */
export type Location =
  | { readonly kind: 'inside'; readonly real: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'other'; readonly what: string }
  | { readonly kind: 'failed'; readonly errno: string }

const outside = { kind: 'other', what: 'a path outside the project' } as const
const linkOut = { kind: 'other', what: 'a link that leaves the project' } as const
const brokenLink = { kind: 'other', what: 'a link to nothing' } as const

// Windows has neither: there, links are found by the folder check alone.
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants
const openFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK

/** Bytes of one file, where nobody says otherwise. No source is as long, and a repository can hold 8 GB of zeros in a few KB. */
export const mostBytes = 16 * 1024 * 1024

const inBigInts = { bigint: true } as const

/**
 * Reads below one root. Each folder is resolved once and remembered, so that reading ten thousand files costs little
 * more than opening them: good for one command, and not for deciding where to write (see `apply/`).
 */
export class ConfinedReader {
  readonly #root: string
  readonly #realRoot: string
  readonly #prefix: string
  readonly #folders = new Map<string, Location>()

  constructor(root: string) {
    this.#root = root
    this.#realRoot = fs.realpathSync.native(root)
    this.#prefix = root.endsWith(path.sep) ? root : root + path.sep
  }

  /** @param limit in bytes, 16 MB where absent; a larger file is not loaded. */
  read(relative: string, limit = mostBytes): Reading {
    return this.look(relative, { limit })
  }

  look(relative: string, options: LookOptions): Reading {
    if (!isBelow(relative)) return outside
    const folder = this.#folder(folderOf(relative))
    if (folder.kind !== 'inside') return folder
    try {
      return readFile(this.#absolute(relative), options)
    } catch (error) {
      const errno = errnoOf(error)
      if (errno === null) throw error
      // ELOOP: the last part is a link (EMLINK on the BSDs).
      if (errno === 'ELOOP' || errno === 'EMLINK') return this.#readThroughLink(relative, options.limit)
      return withoutFile(errno)
    }
  }

  /** Metadata of what stands at a path, links not followed; null for nothing, and for what a link or a fault is in the way of. */
  stats(relative: string): fs.BigIntStats | 'absent' | null {
    if (!isBelow(relative)) return null
    const folder = this.#folder(folderOf(relative))
    if (folder.kind !== 'inside') return folder.kind === 'absent' ? 'absent' : null
    try {
      return fs.lstatSync(this.#absolute(relative), inBigInts)
    } catch (error) {
      const errno = errnoOf(error)
      if (errno === null) throw error
      return errno === 'ENOENT' ? 'absent' : null
    }
  }

  /** Where a path leads with all links resolved, relative to the root. */
  locate(relative: string): Location {
    if (!isBelow(relative)) return outside
    try {
      const real = path.relative(this.#realRoot, fs.realpathSync.native(path.join(this.#root, relative)))
      const posix = real.replaceAll(path.sep, '/')
      return isBelow(posix) || posix === '' ? { kind: 'inside', real: posix } : linkOut
    } catch (error) {
      return this.#withoutReal(relative, error)
    }
  }

  #withoutReal(relative: string, thrown: unknown): Location {
    const errno = errnoOf(thrown)
    if (errno === null) throw thrown
    if (errno === 'ENOTDIR') return { kind: 'other', what: 'something below a file' }
    if (errno === 'ELOOP') return { kind: 'other', what: 'a link that leads in a circle' }
    if (errno !== 'ENOENT') return { kind: 'failed', errno }
    try {
      if (isLink(path.join(this.#root, relative))) return brokenLink
      // What is not there yet may be made: above it may stand a link out.
      const above = this.#folder(path.posix.dirname(relative))
      return above.kind === 'inside' ? { kind: 'absent' } : above
    } catch (error) {
      return this.#withoutReal(relative, error)
    }
  }

  #folder(relative: string): Location {
    const known = this.#folders.get(relative)
    if (known !== undefined) return known
    const found = this.#lookAtFolder(relative)
    // A folder that is not there yet may be made later in this run.
    if (found.kind === 'inside' || found.kind === 'other') this.#folders.set(relative, found)
    return found
  }

  /** A real folder in a real folder needs no resolving, which looks at every part of the path again. */
  #lookAtFolder(relative: string): Location {
    if (relative === '.') return { kind: 'inside', real: '' }
    const parent = path.posix.dirname(relative)
    const above = this.#folder(parent)
    if (above.kind === 'inside' && above.real === (parent === '.' ? '' : parent)) {
      try {
        const stats = fs.lstatSync(this.#absolute(relative), { throwIfNoEntry: false })
        if (stats?.isDirectory() === true) return { kind: 'inside', real: relative }
      } catch (error) {
        if (errnoOf(error) === null) throw error
      }
    }
    return this.locate(relative)
  }

  #absolute(relative: string): string {
    return isNormal(relative) ? this.#prefix + relative : path.join(this.#root, relative)
  }

  #readThroughLink(relative: string, limit: number): Reading {
    const found = this.locate(relative)
    if (found.kind !== 'inside') return found.kind === 'absent' ? brokenLink : found
    try {
      return readFile(path.join(this.#realRoot, found.real), { limit })
    } catch (error) {
      const errno = errnoOf(error)
      if (errno === null) throw error
      return withoutFile(errno)
    }
  }
}

/** A relative path with `/` that climbs nowhere. */
export function isBelow(relative: string): boolean {
  return (
    relative !== '' &&
    !path.isAbsolute(relative) &&
    !(relative.includes('..') && relative.split(/[/\\]/).includes('..')) &&
    !relative.includes('\0')
  )
}

/** As `path.posix.dirname`, which looks at every character and is asked for every file. */
function folderOf(relative: string): string {
  const slash = relative.lastIndexOf('/')
  return slash > 0 && isNormal(relative) ? relative.slice(0, slash) : path.posix.dirname(relative)
}

/** Has nothing that `path.join` would change on this system; asked for every file, so it is cheap. */
function isNormal(relative: string): boolean {
  return path.sep === '/' && !relative.includes('//') && !relative.includes('./') && !relative.endsWith('/')
}

function withoutFile(errno: string): Reading {
  if (errno === 'ENOENT') return { kind: 'absent' }
  if (errno === 'ENOTDIR') return { kind: 'other', what: 'something below a file' }
  if (errno === 'EISDIR') return { kind: 'other', what: 'a folder' }
  if (errno === 'ENXIO') return { kind: 'other', what: 'a socket or device' }
  return { kind: 'failed', errno }
}

/** Reads without following a link in the last part; throws what the system reports. */
function readFile(absolute: string, { limit, seen, room }: LookOptions): Reading {
  const fd = fs.openSync(absolute, openFlags)
  try {
    const stats = fs.fstatSync(fd, inBigInts)
    if (stats.isDirectory()) return { kind: 'other', what: 'a folder' }
    if (!stats.isFile()) return { kind: 'other', what: 'a pipe, socket or device' }
    const size = Number(stats.size)
    if (size > limit) return { kind: 'too-large', size }
    seen?.(stats)
    const bytes =
      room !== undefined && size <= room.length ? room.subarray(0, size) : Buffer.allocUnsafe(size)
    let length = 0
    while (length < bytes.length) {
      const count = fs.readSync(fd, bytes, length, bytes.length - length, null)
      if (count === 0) break
      length += count
    }
    return { kind: 'file', bytes: length === bytes.length ? bytes : bytes.subarray(0, length) }
  } finally {
    fs.closeSync(fd)
  }
}

function isLink(absolute: string): boolean {
  return entryAt(absolute)?.isSymbolicLink() ?? false
}

/** What stands at a path, a link itself included; null for nothing. */
export function entryAt(absolute: string): fs.Stats | null {
  try {
    return fs.lstatSync(absolute)
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return null
    throw error
  }
}
