// A record in, its file's text and its digest out; and the text back to the record, checked in full.
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import type { Json } from '../digest/canonical.ts'
import { digestValue, type Digest } from '../digest/digest.ts'
import { isObject, isTooDeep } from '../digest/shape.ts'
import type { StoredRecord } from './record.ts'
import { markOf } from './removed.ts'
import { recordShape } from './shape.ts'

const newestRecordVersion = 1

/** Readable JSON. Its layout is free: a record's integrity is over its canonical value (rule 28). */
export function encodeRecord(record: StoredRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`
}

/** The digest that names a record: over the canonical JSON of all it holds. One that texts were taken out of says its name itself. */
export function recordDigest(record: StoredRecord): Digest {
  // Through JSON, so that the digest of a record in memory is the digest of the file read back.
  const plain: Json = JSON.parse(JSON.stringify(record))
  return markOf(plain)?.digest ?? digestValue(plain)
}

/**
 * The record that `text` holds. Whether it is the one its name says is the caller's question: `recordDigest`.
 *
 * @param path of the file, for the place of `record-damaged`.
 */
export function decodeRecord(text: string, path: string): Result<StoredRecord> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    // JSON.parse throws nothing but SyntaxError, whose message names the spot.
    return damagedRecord(path, `is not JSON: ${error instanceof Error ? error.message : 'it ends too early'}`)
  }
  if (
    isObject(parsed) &&
    typeof parsed.recordVersion === 'number' &&
    parsed.recordVersion > newestRecordVersion
  ) {
    return fail(
      diagnostic('record-newer', `the record ${path} was written by a newer version of spec`, {
        place: { path },
        hint: 'update spec to the version that the other people of this project use',
      }),
    )
  }
  if (isTooDeep(parsed)) return damagedRecord(path, 'is not a record: it is nested too deep')
  const problem = recordShape(parsed)
  if (problem !== null) return damagedRecord(path, `is not a record: ${problem.replace(/^[.:] ?/, '')}`)
  // The shape has just been checked member by member. Unknown members stay: the digest is over them too.
  return ok(parsed as StoredRecord)
}

/** `record-damaged`, with the way out. */
export function damagedRecord(path: string, what: string): Result<never> {
  return fail(
    diagnostic('record-damaged', `the record ${path} ${what}`, {
      place: { path },
      hint: `take it back from git, for instance: git checkout HEAD -- ${path}`,
    }),
  )
}
