// Bytes of git's index in, lookups of its entries out. The format is that of gitformat-index(5), versions 2 to 4.
import { createHash } from 'node:crypto'

/** What the index says of a file, at the moment git last compared it. */
export interface IndexEntry {
  /** git's name for the content, hex. */
  readonly blob: string
  /** In bytes on the disk; 0 also where git does not trust the entry itself. */
  readonly size: number
  readonly ino: number
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
}

export interface GitIndex {
  /** Null where the path has no entry that speaks of a plain file in the working tree. */
  readonly find: (path: string) => IndexEntry | null
  /** Size of the file on the disk whose entry has this path and this content; null for none. */
  readonly sizeOf: (path: string, blob: string) => number | null
  /** Paths of all `.gitattributes` files. */
  readonly attributes: readonly string[]
}

const fixed = 62 // ten words of 32 bits, an object name of SHA-1, two bytes of flags
const flagsAt = 60
const attributesName = Buffer.from('.gitattributes')

/**
 * Null for what is no index of this format: damaged, a newer version, object names of SHA-256, or a split index, whose
 * entries are in another file.
 */
export function readIndex(bytes: Buffer): GitIndex | null {
  if (bytes.length < 32 || bytes.toString('latin1', 0, 4) !== 'DIRC') return null
  const version = bytes.readUInt32BE(4)
  const count = bytes.readUInt32BE(8)
  if (version < 2 || version > 4 || count > bytes.length / fixed || !isWhole(bytes)) return null
  const entries = version === 4 ? packed(bytes, count) : padded(bytes, count)
  if (entries === null || !hasOnlyKnownExtensions(bytes, entries.end)) return null
  const { find, attributes } = entries
  return {
    find: (path) => entryAt(bytes, find(Buffer.from(path), true)),
    sizeOf: (path, blob) => {
      const entry = entryAt(bytes, find(Buffer.from(path), false))
      return entry?.blob === blob ? entry.size : null
    },
    attributes,
  }
}

interface Entries {
  readonly end: number
  /** Where an entry starts; `inOrder` where the next one asked for is likely the next entry. */
  readonly find: (path: Buffer, inOrder: boolean) => number | null
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
function padded(bytes: Buffer, count: number): Entries | null {
  const starts = new Uint32Array(count)
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
    at += (close - at + 8) & ~7
  }
  /** The first entry from `low` on that is not before a name, of those up to `high`. */
  const search = (name: Buffer, low: number, high: number): number => {
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareName(bytes, nameStart(bytes, starts[middle] ?? 0), name) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
  const folders = new Map<string, readonly [number, number]>()
  /** Where the entries of a path's folder are: of few folders, each asked for often. */
  const folderOf = (path: Buffer): readonly [number, number] => {
    const folder = path.subarray(0, path.lastIndexOf(0x2f) + 1)
    const key = folder.toString('latin1')
    const known = folders.get(key)
    if (known !== undefined) return known
    const from = search(folder, 0, count)
    // The byte behind `/` comes after all that is in the folder.
    const range = [
      from,
      folder.length === 0 ? count : search(Buffer.from([...folder.subarray(0, -1), 0x30]), from, count),
    ] as const
    folders.set(key, range)
    return range
  }
  // Files are asked for in much the order of the index: the next one is often the next entry.
  let next = 0
  const find = (path: Buffer, inOrder: boolean): number | null => {
    const guess = inOrder ? starts[next] : undefined
    if (guess !== undefined && compareName(bytes, nameStart(bytes, guess), path) === 0) {
      next++
      return guess
    }
    const start = inOrder ? search(path, 0, count) : search(path, ...folderOf(path))
    const found = starts[start]
    if (found === undefined || compareName(bytes, nameStart(bytes, found), path) !== 0) return null
    if (inOrder) next = start + 1
    return found
  }
  return { end: at, find, attributes }
}

/** Version 4: each name without what it shares with the one before, so all are spelled out once. */
function packed(bytes: Buffer, count: number): Entries | null {
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
    const key = name.toString('latin1')
    if (isAttributes(name, 0, name.length)) attributes.push(name.toString('utf8'))
    starts.set(key, at)
    before = name
    at = close + 1
  }
  return {
    end: at,
    find: (path) => starts.get(path.toString('latin1')) ?? null,
    attributes,
  }
}

/** From version 3 on, an entry may have two more bytes of flags. */
function nameStart(bytes: Buffer, start: number): number {
  return start + fixed + (isExtended(bytes, start) ? 2 : 0)
}

const isExtended = (bytes: Buffer, start: number): boolean => ((bytes[start + flagsAt] ?? 0) & 0x40) !== 0

function compareName(bytes: Buffer, name: number, path: Buffer): number {
  for (let at = 0; at < path.length; at++) {
    // The name ends with a zero, which is smaller than any byte of a path.
    const difference = (bytes[name + at] ?? 0) - (path[at] ?? 0)
    if (difference !== 0) return difference
  }
  return bytes[name + path.length] === 0 ? 0 : 1
}

function isAttributes(bytes: Buffer, from: number, to: number): boolean {
  const start = to - attributesName.length
  if (start < from || bytes[to - 1] !== 0x73 || bytes[start] !== 0x2e) return false
  return bytes.subarray(start, to).equals(attributesName) && (start === from || bytes[start - 1] === 0x2f)
}

/** Null for a conflict, a link, a submodule, and whatever the user told git not to look at (assume-unchanged, skip-worktree, intent-to-add). */
function entryAt(bytes: Buffer, start: number | null): IndexEntry | null {
  if (start === null) return null
  const flags = bytes.readUInt16BE(start + flagsAt)
  if ((flags & 0xb000) !== 0) return null
  if (isExtended(bytes, start) && bytes.readUInt16BE(start + fixed) !== 0) return null
  if (bytes.readUInt32BE(start + 24) >>> 12 !== 0b1000) return null
  return {
    ctimeNs: nanoseconds(bytes, start),
    mtimeNs: nanoseconds(bytes, start + 8),
    ino: bytes.readUInt32BE(start + 20),
    size: bytes.readUInt32BE(start + 36),
    blob: bytes.toString('hex', start + 40, start + 60),
  }
}

function nanoseconds(bytes: Buffer, at: number): bigint {
  return BigInt(bytes.readUInt32BE(at)) * 1_000_000_000n + BigInt(bytes.readUInt32BE(at + 4))
}
