// A text in; which other kept sessions, records and blobs hold it as well, out. By bytes: as it stands, and as JSON writes it.
import { blobPath, recordPath } from '../archive/paths.ts'
import { longestChunk } from '../archive/session-chunks.ts'
import { hexOf } from '../digest/digest.ts'
import { ConfinedReader } from './confined.ts'
import { blobsOfArchive, recordsOfArchive } from './archive-names.ts'
import { chunkReader, currentOf, sessionFiles, sessionNames } from './sessions/archive-files.ts'

export interface Holder {
  readonly kind: 'session' | 'record' | 'blob'
  /** Of the session, or hex digits. */
  readonly id: string
}

/**
 * In order of name; what cannot be read holds nothing here. A text over the seam of two chunks of 512 KB is not seen: seams are
 * ends of records, but for records of many megabytes.
 *
 * @param root of the project.
 * @param sessionsRoot below which its sessions lie.
 */
export function holdersOf(root: string, sessionsRoot: string, text: string): readonly Holder[] {
  const spellings = [...new Set([text, JSON.stringify(text).slice(1, -1)])].map((one) => Buffer.from(one))
  const holds = (bytes: Uint8Array | null): boolean => {
    if (bytes === null) return false
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return spellings.some((one) => buffer.includes(one))
  }
  const holders: Holder[] = []
  for (const [key, names] of sessionNames(sessionsRoot)) {
    const files = sessionFiles(sessionsRoot, key, names)
    const bytesOf = chunkReader(sessionsRoot, files)
    const chunks = new Set(currentOf(sessionsRoot, files).flatMap(({ head }) => head.chunks))
    if ([...chunks].some((chunk) => holds(bytesOf(chunk)))) holders.push({ kind: 'session', id: key })
  }
  const reader = new ConfinedReader(root)
  const stored = [
    ...recordsOfArchive(root).digests.map(
      (digest) => ({ kind: 'record', digest, path: recordPath(digest) }) as const,
    ),
    ...blobsOfArchive(root).digests.map(
      (digest) => ({ kind: 'blob', digest, path: blobPath(digest) }) as const,
    ),
  ]
  for (const { kind, digest, path } of stored) {
    const reading = reader.read(path, longestChunk)
    if (reading.kind === 'file' && holds(reading.bytes)) holders.push({ kind, id: hexOf(digest) })
  }
  return holders
}
