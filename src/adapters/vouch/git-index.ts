// Bytes of git's index in, lookups of its entries out. The format is that of gitformat-index(5), versions 2 to 4.
import { createHash } from 'node:crypto'

/** What the index says of a file, at the moment git last compared it. */
export interface IndexEntry {
  /** git's name for the content, hex. */
  readonly blob: string
  /** In bytes on the disk; 0 also where git does not trust the entry itself. */
  readonly size: number
  /** Size on the disk of a file of the archive with the same content; null for none. */
  readonly stored: number | null
  readonly ino: number
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
}

export interface GitIndex {
  /** Null where the path has no entry that speaks of a plain file in the working tree. */
  readonly find: (path: string) => IndexEntry | null
  /** Paths of all `.gitattributes` files. */
  readonly attributes: readonly string[]
  /** With these, another thread need not go through the bytes again; null for version 4. */
  readonly tables: IndexTables | null
}

/** Memory that threads share. */
export interface IndexTables {
  /** Where each entry starts. */
  readonly starts: Uint32Array
  /** Of `BlobTable`. */
  readonly slots: Uint32Array
  readonly attributes: readonly string[]
}

const fixed = 62 // ten words of 32 bits, an object name of SHA-1, two bytes of flags
const blobAt = 40
const flagsAt = 60
const attributesName = Buffer.from('.gitattributes')

/**
 * Null for what is no index of this format: damaged, a newer version, object names of SHA-256, or a split index, whose
 * entries are in another file.
 *
 * @param archive folder of the files that `stored` speaks of, with a slash at its end.
 */
export function readIndex(bytes: Buffer, archive: string): GitIndex | null {
  if (bytes.length < 32 || bytes.toString('latin1', 0, 4) !== 'DIRC') return null
  const version = bytes.readUInt32BE(4)
  const count = bytes.readUInt32BE(8)
  if (version < 2 || version > 4 || count > bytes.length / fixed || !isWhole(bytes)) return null
  const stored = new BlobTable(bytes, slotsFor(count))
  const folder = Buffer.from(archive)
  const entries = version === 4 ? packed(bytes, count, folder, stored) : padded(bytes, count, folder, stored)
  if (entries === null || !hasOnlyKnownExtensions(bytes, entries.end)) return null
  return indexOf(bytes, entries, stored)
}

/** An index of which another thread has made the tables. */
export function sharedIndex(bytes: Buffer, tables: IndexTables): GitIndex {
  const { starts, attributes } = tables
  const entries = { end: bytes.length, find: finder(bytes, starts), attributes, starts }
  return indexOf(bytes, entries, new BlobTable(bytes, tables.slots))
}

function indexOf(bytes: Buffer, { find, attributes, starts }: Entries, stored: BlobTable): GitIndex {
  return {
    find: (path) => {
      const start = find(path)
      return start === null || !isPlain(bytes, start) ? null : entryAt(bytes, start, stored)
    },
    attributes,
    tables: starts === null ? null : { starts, slots: stored.slots, attributes },
  }
}

interface Entries {
  /** Null where they are found in another way. */
  readonly starts: Uint32Array | null
  readonly end: number
  /** Where an entry starts. */
  readonly find: (path: string) => number | null
  readonly attributes: readonly string[]
}

/** The checksum at the end; all zero with `index.skipHash`. */
function isWhole(bytes: Buffer): boolean {
  const end = bytes.length - 20
  const sum = bytes.subarray(end)
  return (
    sum.every((byte) => byte === 0) || createHash('sha1').update(bytes.subarray(0, end)).digest().equals(sum)
  )
}

/** An extension with a small letter changes what the entries mean: `link` is a split index. */
function hasOnlyKnownExtensions(bytes: Buffer, from: number): boolean {
  const end = bytes.length - 20
  let at = from
  while (at + 8 <= end) {
    const isOptional = (bytes[at] ?? 0) >= 0x41 && (bytes[at] ?? 0) <= 0x5a
    if (!isOptional) return false
    at += 8 + bytes.readUInt32BE(at + 4)
  }
  return at === end
}

/** Versions 2 and 3: entries of full names, padded to eight bytes and sorted, so that they are found by halving. */
function padded(bytes: Buffer, count: number, archive: Buffer, stored: BlobTable): Entries | null {
  const starts = sharedWords(count)
  const attributes: string[] = []
  const end = bytes.length - 20
  let at = 12
  for (let entry = 0; entry < count; entry++) {
    if (at + fixed > end) return null
    starts[entry] = at
    const name = nameStart(bytes, at)
    const length = bytes.readUInt16BE(at + flagsAt) & 0xfff
    const close = length < 0xfff ? name + length : bytes.indexOf(0, name)
    if (close < 0 || close >= end || bytes[close] !== 0) return null
    if (isAttributes(bytes, name, close)) attributes.push(bytes.toString('utf8', name, close))
    if (startsWith(bytes, name, archive)) stored.add(at)
    at += (close - at + 8) & ~7
  }
  return { end: at, find: finder(bytes, starts), attributes, starts }
}

function finder(bytes: Buffer, starts: Uint32Array): Entries['find'] {
  // Files are asked for in much the order of the index: the next one is often the next entry.
  let next = 0
  return (name) => {
    const guess = starts[next]
    if (guess !== undefined && isNamed(bytes, nameStart(bytes, guess), name)) {
      next++
      return guess
    }
    const path = Buffer.from(name)
    let low = 0
    let high = starts.length - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      const start = starts[middle] ?? 0
      const order = compareName(bytes, nameStart(bytes, start), path)
      if (order === 0) {
        next = middle + 1
        return start
      }
      if (order < 0) low = middle + 1
      else high = middle - 1
    }
    return null
  }
}

/** Version 4: each name without what it shares with the one before, so all are spelled out once. */
function packed(bytes: Buffer, count: number, archive: Buffer, stored: BlobTable): Entries | null {
  const starts = new Map<string, number>()
  const attributes: string[] = []
  const end = bytes.length - 20
  let at = 12
  let before = Buffer.alloc(0)
  for (let entry = 0; entry < count; entry++) {
    if (at + fixed > end) return null
    let from = nameStart(bytes, at)
    let byte = bytes[from++] ?? 0
    let dropped = byte & 0x7f
    while ((byte & 0x80) !== 0 && from < end) {
      byte = bytes[from++] ?? 0
      dropped = (dropped + 1) * 128 + (byte & 0x7f)
    }
    const close = bytes.indexOf(0, from)
    if (close < 0 || close >= end || dropped > before.length) return null
    const name = Buffer.concat([before.subarray(0, before.length - dropped), bytes.subarray(from, close)])
    if (isAttributes(name, 0, name.length)) attributes.push(name.toString('utf8'))
    if (startsWith(name, 0, archive)) stored.add(at)
    starts.set(name.toString('latin1'), at)
    before = name
    at = close + 1
  }
  const find = (path: string): number | null => starts.get(Buffer.from(path).toString('latin1')) ?? null
  return { end: at, find, attributes, starts: null }
}

const slotsFor = (count: number): Uint32Array => sharedWords(2 ** Math.ceil(Math.log2(2 * count + 2)))

const sharedWords = (count: number): Uint32Array =>
  new Uint32Array(new SharedArrayBuffer(count * Uint32Array.BYTES_PER_ELEMENT))

/** Entries by the blob they name. */
class BlobTable {
  /** Where an entry starts, at a slot that the first bytes of its blob's name give; 0 for none. */
  readonly slots: Uint32Array
  readonly #bytes: Buffer
  readonly #mask: number

  constructor(bytes: Buffer, slots: Uint32Array) {
    this.slots = slots
    this.#bytes = bytes
    this.#mask = slots.length - 1
  }

  add(start: number): void {
    // An empty one is an entry that git does not trust itself, or an empty file, which is quickly read.
    if (!isPlain(this.#bytes, start) || sizeAt(this.#bytes, start) === 0) return
    let slot = this.#bytes.readUInt32BE(start + blobAt) & this.#mask
    while (this.slots[slot] !== 0) slot = (slot + 1) & this.#mask
    this.slots[slot] = start
  }

  /** Size of a file whose entry names the same blob as this one. */
  sizeOf(start: number): number | null {
    const bytes = this.#bytes
    let slot = bytes.readUInt32BE(start + blobAt) & this.#mask
    for (let other = this.slots[slot]; other !== undefined && other !== 0; other = this.slots[slot]) {
      if (isSameBlob(bytes, start, other)) return sizeAt(bytes, other)
      slot = (slot + 1) & this.#mask
    }
    return null
  }
}

function isSameBlob(bytes: Buffer, start: number, other: number): boolean {
  for (let at = blobAt; at < flagsAt; at++) if (bytes[start + at] !== bytes[other + at]) return false
  return true
}

const sizeAt = (bytes: Buffer, start: number): number => bytes.readUInt32BE(start + 36)

/** From version 3 on, an entry may have two more bytes of flags. */
function nameStart(bytes: Buffer, start: number): number {
  return start + fixed + (isExtended(bytes, start) ? 2 : 0)
}

const isExtended = (bytes: Buffer, start: number): boolean => ((bytes[start + flagsAt] ?? 0) & 0x40) !== 0

/** `false` says nothing of a name that is not plain ASCII. */
function isNamed(bytes: Buffer, name: number, path: string): boolean {
  const close = name + path.length
  return bytes[close] === 0 && bytes.toString('latin1', name, close) === path && isAscii(path)
}

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)

function compareName(bytes: Buffer, name: number, path: Buffer): number {
  for (let at = 0; at < path.length; at++) {
    // The name ends with a zero, which is smaller than any byte of a path.
    const difference = (bytes[name + at] ?? 0) - (path[at] ?? 0)
    if (difference !== 0) return difference
  }
  return bytes[name + path.length] === 0 ? 0 : 1
}

function startsWith(bytes: Buffer, at: number, prefix: Buffer): boolean {
  for (let index = 0; index < prefix.length; index++) if (bytes[at + index] !== prefix[index]) return false
  return true
}

function isAttributes(bytes: Buffer, from: number, to: number): boolean {
  const start = to - attributesName.length
  if (start < from || bytes[to - 1] !== 0x73 || bytes[start] !== 0x2e) return false
  return bytes.subarray(start, to).equals(attributesName) && (start === from || bytes[start - 1] === 0x2f)
}

/** No conflict, no link, no submodule, and nothing that the user told git not to look at (assume-unchanged, skip-worktree, intent-to-add). */
function isPlain(bytes: Buffer, start: number): boolean {
  if ((bytes.readUInt16BE(start + flagsAt) & 0xb000) !== 0) return false
  if (isExtended(bytes, start) && bytes.readUInt16BE(start + fixed) !== 0) return false
  return bytes.readUInt32BE(start + 24) >>> 12 === 0b1000
}

function entryAt(bytes: Buffer, start: number, stored: BlobTable): IndexEntry {
  return {
    ctimeNs: nanoseconds(bytes, start),
    mtimeNs: nanoseconds(bytes, start + 8),
    ino: bytes.readUInt32BE(start + 20),
    size: sizeAt(bytes, start),
    blob: bytes.toString('hex', start + blobAt, start + flagsAt),
    stored: stored.sizeOf(start),
  }
}

/** Many files were written in one second. */
let second = { number: 0, ns: 0n }

function nanoseconds(bytes: Buffer, at: number): bigint {
  const number = bytes.readUInt32BE(at)
  if (number !== second.number) second = { number, ns: BigInt(number) * 1_000_000_000n }
  return second.ns + BigInt(bytes.readUInt32BE(at + 4))
}
