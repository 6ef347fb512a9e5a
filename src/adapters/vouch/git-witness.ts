// The index of the project's git in, whether it can vouch for a file without its bytes being read out.
import fs, { type BigIntStats } from 'node:fs'
import path from 'node:path'
import { blobFolder } from '../../archive/paths.ts'
import type { LockedBytes } from '../../lock/lock.ts'
import type { ConfinedReader } from '../confined.ts'
import { Conversions } from './conversions.ts'
import { readIndex, sharedIndex, type IndexEntry, type IndexTables } from './git-index.ts'
import type { GitSource } from './git-source.ts'

export interface GitWitness {
  /**
   * Has the file the bytes that a lock calls written? `false` says nothing: then it has to be read. True only where
   * - the file is in the state in which git last compared it, and has been for longer than a tick of the clock,
   * - git calls it by the name that the lock has for these bytes,
   * - git has not converted it: no attribute says so, and it is as long as the same blob in the archive, as which it is
   *   stored unconverted.
   */
  readonly vouchesFor: (file: string, stats: BigIntStats, written: LockedBytes) => boolean
}

/** An index that was read: threads share its bytes and what was found in them. */
export interface ReadIndex {
  /** In shared memory. */
  readonly bytes: Uint8Array
  readonly tables: IndexTables | null
  readonly writtenNs: bigint
}

/** Null where the index is none that can be read. */
export function gitWitness(
  root: string,
  reader: ConfinedReader,
  source: GitSource,
  { bytes, tables, writtenNs }: ReadIndex,
): GitWitness | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const index = tables === null ? readIndex(buffer, archiveOf(source)) : sharedIndex(buffer, tables)
  if (index === null) return null
  const conversions = new Conversions(root, reader, source, index.attributes)
  return {
    vouchesFor: (file, stats, { git }) => {
      const entry = index.find(source.prefix + file)
      if (entry?.blob !== git || !isSettled(entry, stats, writtenNs)) return false
      if (entry.stored !== entry.size) return false
      return !conversions.mayConvert(path.posix.dirname(file))
    },
  }
}

/** Same state, and not racy: git wrote the index in a later tick of the clock than the file was changed in. */
function isSettled(entry: IndexEntry, stats: BigIntStats, writtenNs: bigint): boolean {
  return (
    stats.isFile() &&
    entry.ctimeNs === stats.ctimeNs &&
    entry.mtimeNs === stats.mtimeNs &&
    BigInt(entry.size) === stats.size &&
    BigInt(entry.ino) === (stats.ino & 0xffff_ffffn) &&
    entry.ctimeNs < writtenNs &&
    entry.mtimeNs < writtenNs
  )
}

const archiveOf = ({ prefix }: GitSource): string => `${prefix}${blobFolder}/`

/** Null where there is no index, or none that may be read or that this tool reads. */
export function openIndex(source: GitSource): ReadIndex | null {
  let fd: number | null = null
  try {
    fd = fs.openSync(path.join(source.own, 'index'), 'r')
    const { mtimeNs, size } = fs.fstatSync(fd, { bigint: true })
    const bytes = Buffer.from(new SharedArrayBuffer(Number(size)))
    let length = 0
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = fs.readSync(fd, bytes, length, bytes.length - length, null)
    // One that was cut meanwhile has no checksum at its end.
    const index = readIndex(bytes, archiveOf(source))
    return index === null ? null : { bytes, tables: index.tables, writtenNs: mtimeNs }
  } catch {
    return null // Nobody vouches then.
  } finally {
    if (fd !== null) fs.closeSync(fd)
  }
}
