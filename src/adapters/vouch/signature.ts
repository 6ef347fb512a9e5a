// Metadata of a file in, a signature out that no other state of the file has: equal means that nobody wrote to it since.
import type { BigIntStats } from 'node:fs'

/** Words of 64 bits in a signature: device, inode, size, modified, changed (nanoseconds). */
export const signatureWords = 5

export type Signature = readonly [bigint, bigint, bigint, bigint, bigint]

/** No file is on device and inode 0: there was none. */
export const absentSignature: Signature = [0n, 0n, 0n, 0n, 0n]

const every = 0xffff_ffff_ffff_ffffn
/** Equal to no file's: nobody can vouch for what was there. */
export const unknownSignature: Signature = [every, every, every, every, every]

/** A moment by the clock of a file system: the change time of a file that was just made on it. */
export interface Stamp {
  readonly device: bigint
  readonly ns: bigint
}

/** Another file system may have another clock: what it calls older than this has to be much older. */
const otherClock = 10_000_000_000n

/**
 * The signature of a regular file, taken before its bytes were read and after `stamp`. A file that was written in the
 * stamp's tick of the clock or later gets none: it could be written once more within the same tick, at the same size.
 * With an older one that cannot happen, as the system sets the change time to now on every write.
 */
export function signatureOf(stats: BigIntStats, stamp: Stamp): Signature {
  const settled = stats.dev === stamp.device ? stamp.ns : stamp.ns - otherClock
  if (!stats.isFile() || stats.ctimeNs >= settled || stats.mtimeNs >= settled) return unknownSignature
  return [word(stats.dev), word(stats.ino), word(stats.size), word(stats.mtimeNs), word(stats.ctimeNs)]
}

/** Signatures, one behind the other, with room for more: one of each of seventy thousand files is made in a check. */
export class SignatureList {
  #words = new BigUint64Array(signatureWords * 1024)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** As `signatureOf`. */
  addStats(stats: BigIntStats, stamp: Stamp): void {
    const settled = stats.dev === stamp.device ? stamp.ns : stamp.ns - otherClock
    if (!stats.isFile() || stats.ctimeNs >= settled || stats.mtimeNs >= settled) {
      this.add(unknownSignature)
      return
    }
    const words = this.#roomForOne()
    // An array of unsigned words takes a time before 1970 as `word` does.
    words[this.#length++] = stats.dev
    words[this.#length++] = stats.ino
    words[this.#length++] = stats.size
    words[this.#length++] = stats.mtimeNs
    words[this.#length++] = stats.ctimeNs
  }

  add(signature: Signature): void {
    this.#roomForOne().set(signature, this.#length)
    this.#length += signatureWords
  }

  /** A copy: the list can be sent to another thread. */
  words(): BigUint64Array<ArrayBuffer> {
    return this.#words.slice(0, this.#length)
  }

  #roomForOne(): BigUint64Array {
    if (this.#length + signatureWords > this.#words.length) {
      const more = new BigUint64Array(this.#words.length * 2)
      more.set(this.#words)
      this.#words = more
    }
    return this.#words
  }
}

/** Signatures, one behind the other. */
export function wordsOf(signatures: readonly Signature[]): BigUint64Array {
  const words = new BigUint64Array(signatures.length * signatureWords)
  signatures.forEach((signature, at) => words.set(signature, at * signatureWords))
  return words
}

/** Is a file still in the state of the signature that begins at `at`? `stats` is null where nothing is there. */
export function isSigned(words: BigUint64Array, at: number, stats: BigIntStats | null): boolean {
  if (stats === null) return words[at] === 0n && words[at + 1] === 0n && words[at + 4] === 0n
  return (
    words[at + 4] === word(stats.ctimeNs) &&
    words[at + 3] === word(stats.mtimeNs) &&
    words[at + 1] === word(stats.ino) &&
    words[at + 2] === word(stats.size) &&
    words[at] === word(stats.dev) &&
    stats.isFile()
  )
}

/** Times before 1970 are negative. */
const word = (value: bigint): bigint => (value < 0n ? BigInt.asUintN(64, value) : value)
