// The digest of a record or a blob in, its path out, and back. Names hold hex digits only (rule 4).
import { hexOf, isDigest, type Digest } from '../digest/digest.ts'

/** Relative to the root. Committed. */
export const recordFolder = '.spec/archive/records'
export const blobFolder = '.spec/archive/blobs'

/** Bytes of one file of the archive. Hosts warn of larger ones and refuse those over 100 MB (GitHub Docs, "About large files"). */
export const largestFile = 50 * 1024 * 1024

/** `.spec/archive/records/ab/cdef….json` */
export function recordPath(digest: Digest): string {
  return `${recordFolder}/${shard(digest)}.json`
}

/** `.spec/archive/blobs/ab/cdef…`: no ending, because a blob may be anything. */
export function blobPath(digest: Digest): string {
  return `${blobFolder}/${shard(digest)}`
}

/** Two digits, a slash, the other 62: no folder grows too long to list. */
export function shard(digest: Digest): string {
  const hex = hexOf(digest)
  return `${hex.slice(0, 2)}/${hex.slice(2)}`
}

/** The digest that `ab/cdef…` or `ab/cdef….json` stands for; null where it is no such name. */
export function digestOfShard(name: string): Digest | null {
  const match = /^([0-9a-f]{2})\/([0-9a-f]{62})(?:\.json)?$/.exec(name)
  const digest = match === null ? null : `sha256:${match[1]}${match[2]}`
  return isDigest(digest) ? digest : null
}
