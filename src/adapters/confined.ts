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

/**
 * Reads below one root. Each folder is resolved once and remembered, so that reading ten thousand files costs little
 * more than opening them: good for one command, and not for deciding where to write (see `apply/`).
 */
export class ConfinedReader {
  readonly #root: string
  readonly #realRoot: string
  readonly #folders = new Map<string, Location>()

  constructor(root: string) {
    this.#root = root
    this.#realRoot = fs.realpathSync.native(root)
  }

  /** @param limit in bytes; a larger file is not loaded. */
  read(relative: string, limit = Infinity): Reading {
    if (!isBelow(relative)) return outside
    const folder = this.#folder(path.posix.dirname(relative))
    if (folder.kind !== 'inside') return folder
    try {
      return readFile(path.join(this.#root, relative), limit)
    } catch (error) {
      const errno = errnoOf(error)
      if (errno === null) throw error
      // ELOOP: the last part is a link (EMLINK on the BSDs).
      if (errno === 'ELOOP' || errno === 'EMLINK') return this.#readThroughLink(relative, limit)
      return withoutFile(errno)
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
    const found: Location = relative === '.' ? { kind: 'inside', real: '' } : this.locate(relative)
    // A folder that is not there yet may be made later in this run.
    if (found.kind === 'inside' || found.kind === 'other') this.#folders.set(relative, found)
    return found
  }

  #readThroughLink(relative: string, limit: number): Reading {
    const found = this.locate(relative)
    if (found.kind !== 'inside') return found.kind === 'absent' ? brokenLink : found
    try {
      return readFile(path.join(this.#realRoot, found.real), limit)
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
    !relative.split(/[/\\]/).includes('..') &&
    !relative.includes('\0')
  )
}

function withoutFile(errno: string): Reading {
  if (errno === 'ENOENT') return { kind: 'absent' }
  if (errno === 'ENOTDIR') return { kind: 'other', what: 'something below a file' }
  if (errno === 'EISDIR') return { kind: 'other', what: 'a folder' }
  if (errno === 'ENXIO') return { kind: 'other', what: 'a socket or device' }
  return { kind: 'failed', errno }
}

/** Reads without following a link in the last part; throws what the system reports. */
function readFile(absolute: string, limit: number): Reading {
  const fd = fs.openSync(absolute, openFlags)
  try {
    const stats = fs.fstatSync(fd)
    if (stats.isDirectory()) return { kind: 'other', what: 'a folder' }
    if (!stats.isFile()) return { kind: 'other', what: 'a pipe, socket or device' }
    if (stats.size > limit) return { kind: 'too-large', size: stats.size }
    const bytes = Buffer.allocUnsafe(stats.size)
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
