// The root of a project in, its archive out: blobs and records by digest, and the answers that did not land.
import path from 'node:path'
import { damagedRecord, decodeRecord, encodeRecord, recordDigest } from '../archive/encode.ts'
import { blobFolder, blobPath, digestOfShard, recordFolder, recordPath, shard } from '../archive/paths.ts'
import type { RecordKind, StoredRecord } from '../archive/record.ts'
import { blobTombstone, goneBecause } from '../archive/tombstone.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { digestBytes, type Digest } from '../digest/digest.ts'
import { decodeText } from '../digest/text.ts'
import type { Store } from '../ports.ts'
import { Disk } from './apply/disk.ts'
import { Fault, writeFailed } from './apply/fault.ts'
import { answerBlobFolder, answerFolder, overwrittenFolder } from './apply/folders.ts'
import { ensureLocalFolders } from './apply/local.ts'
import { ConfinedReader } from './confined.ts'
import { inWords } from './errno.ts'
import { listFiles } from './listing.ts'
import { verifyArchive, type ArchiveReader } from './verify-archive.ts'

/** @param root absolute, as `findRoot` gives it. */
export function createStore(root: string): Store {
  const reader = remembering(archiveReader(root))
  return {
    blob: (digest) => firstOf([blobPath(digest), ...localBlobs(digest)], (file) => reader.blob(file, digest)),
    record: (digest) =>
      firstOf([recordPath(digest), `${answerFolder}/${shard(digest)}.json`], (file) =>
        reader.record(file, digest),
      ),
    records: (kind) => Promise.resolve(recordsOf(reader, kind)),
    localAnswers: () => Promise.resolve(localAnswers(root, reader)),
    keepLocal: (record, blobs) => Promise.resolve(keepLocal(new Disk(root), record, blobs)),
    verify: (locks) => Promise.resolve(verifyArchive(archiveReader(root), locks)),
  }
}

const localBlobs = (digest: Digest): string[] =>
  [answerBlobFolder, overwrittenFolder].map((folder) => `${folder}/${shard(digest)}`)

function firstOf<T>(files: readonly string[], read: (file: string) => Result<T | null>): Result<T | null> {
  for (const file of files) {
    const found = read(file)
    if (!found.ok || found.value !== null) return found
  }
  return ok(null)
}

/** Reads what the archive's files hold, and never gives back what is not what its name says. */
function archiveReader(root: string): ArchiveReader {
  const confined = new ConfinedReader(root)
  const bytesAt = (file: string): Result<Uint8Array | null> => {
    const reading = confined.read(file)
    if (reading.kind === 'file') return ok(reading.bytes)
    if (reading.kind === 'absent') return ok(null)
    const why =
      reading.kind === 'failed'
        ? inWords(reading.errno)
        : reading.kind === 'other'
          ? reading.what
          : 'too large'
    return fail(diagnostic('read-failed', `${file} cannot be read: ${why}`, { place: { path: file } }))
  }
  const blob = (file: string, digest: Digest): Result<Uint8Array | null> => {
    const bytes = bytesAt(file)
    if (!bytes.ok || bytes.value === null || digestBytes(bytes.value) === digest) return bytes
    const tombstone = blobTombstone(bytes.value, digest)
    if (tombstone !== null) return fail(goneBecause('what stood here', file, tombstone))
    return fail(
      diagnostic('record-damaged', `the blob ${file} does not have the digest of its name`, {
        place: { path: file },
        hint: `take it back from git, for instance: git checkout HEAD -- ${file}`,
      }),
    )
  }
  const record = (file: string, digest: Digest): Result<StoredRecord | null> => {
    const bytes = bytesAt(file)
    if (!bytes.ok || bytes.value === null) return bytes.ok ? ok(null) : bytes
    const text = decodeText(bytes.value)
    if (text === null) return damagedRecord(file, 'is not UTF-8 text')
    const found = decodeRecord(text, file)
    if (!found.ok || recordDigest(found.value) === digest) return found
    return damagedRecord(file, 'does not have the digest of its name')
  }
  const list = (folder: string): readonly string[] =>
    [...listFiles(root, folder, '').paths].map((file) => file.slice(folder.length + 1))
  return { blob, record, blobNames: () => list(blobFolder), recordNames: () => list(recordFolder) }
}

/**
 * Decodes each record once: one that was whole is never another, since it is named by what it holds. What lands later is
 * found, because names are listed each time.
 */
function remembering(reader: ArchiveReader): ArchiveReader {
  const known = new Map<string, Result<StoredRecord | null>>()
  const record: ArchiveReader['record'] = (file, digest) => {
    const before = known.get(file)
    if (before !== undefined) return before
    const found = reader.record(file, digest)
    if (found.ok && found.value !== null) known.set(file, found)
    return found
  }
  return { ...reader, record }
}

/** Damaged records are diagnostics; the others are still given. */
function recordsOf(reader: ArchiveReader, kind: RecordKind): Result<readonly StoredRecord[]> {
  const records: StoredRecord[] = []
  const diagnostics: Diagnostic[] = []
  for (const name of reader.recordNames()) {
    const digest = digestOfShard(name)
    if (digest === null) continue
    const record = reader.record(recordPath(digest), digest)
    diagnostics.push(...record.diagnostics)
    if (record.ok && record.value?.kind === kind) records.push(record.value)
  }
  return ok(records, diagnostics)
}

/** What is damaged here is left out: nothing in the repository depends on it. */
function localAnswers(root: string, reader: ArchiveReader): readonly StoredRecord[] {
  return listFiles(root, answerFolder, '.json').paths.flatMap((file) => {
    const digest = digestOfShard(file.slice(answerFolder.length + 1))
    const record = digest === null ? ok(null) : reader.record(file, digest)
    return record.ok && record.value !== null ? [record.value] : []
  })
}

/** Blobs first, so that a record never names what is not there. */
function keepLocal(disk: Disk, record: StoredRecord, blobs: readonly Uint8Array[]): Result<Digest> {
  try {
    ensureLocalFolders(disk)
    for (const blob of blobs) writeOnce(disk, `${answerBlobFolder}/${shard(digestBytes(blob))}`, blob)
    const digest = recordDigest(record)
    const text = new TextEncoder().encode(encodeRecord(record))
    writeOnce(disk, `${answerFolder}/${shard(digest)}.json`, text)
    return ok(digest)
  } catch (error) {
    if (error instanceof Fault) return fail(writeFailed(error, 'the answer was not kept'))
    throw error
  }
}

/** A file that is named by what it holds: whole or not there, also where two processes write it at once. */
function writeOnce(disk: Disk, file: string, bytes: Uint8Array): void {
  const standing = disk.standing(file)
  if (standing.kind === 'file' && standing.digest === digestBytes(bytes)) return
  disk.makeFolder(path.posix.dirname(file))
  const temp = `${path.posix.dirname(file)}/.${process.pid}.tmp`
  try {
    disk.write(temp, bytes, null, 'w')
    disk.rename(temp, file)
  } catch (error) {
    try {
      disk.remove(temp)
    } catch {
      // The first failure is the one to tell.
    }
    throw error
  }
}
