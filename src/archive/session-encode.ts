// A head of a kept session in, its file's text and its digest out; and the text back to the head, checked in full.
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import type { Json } from '../digest/canonical.ts'
import { digestValue, type Digest } from '../digest/digest.ts'
import {
  digest,
  isObject,
  isTooDeep,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  string,
} from '../digest/shape.ts'
import { damagedRecord } from './encode.ts'
import type { SessionHead } from './session.ts'

const newestHeadVersion = 1

const text = nullable(string)
const shape = object({
  headVersion: oneOf(newestHeadVersion),
  agent: string,
  sessionId: string,
  project: object({ remote: text, rootCommit: text }),
  chunks: list(digest),
  records: number,
  bytes: number,
  conversations: list(
    object({
      sessionId: string,
      parent: text,
      title: text,
      branch: text,
      cwd: text,
      start: text,
      end: text,
      messages: number,
    }),
  ),
  trail: nullable(list(string)),
  tombstones: optional(list(digest)),
})

/** Readable JSON, the same for the same head. */
export function encodeHead(head: SessionHead): string {
  return `${JSON.stringify(head, null, 2)}\n`
}

/** Over the canonical JSON of all that it holds. */
export function headDigest(head: SessionHead): Digest {
  // Through JSON, so that the digest of a head in memory is the digest of the file read back.
  const plain: Json = JSON.parse(JSON.stringify(head))
  return digestValue(plain)
}

/** @param path of the file, for the place of `record-damaged`. */
export function decodeHead(written: string, path: string): Result<SessionHead> {
  let parsed: unknown
  try {
    parsed = JSON.parse(written)
  } catch {
    return damagedRecord(path, 'is not JSON')
  }
  if (isObject(parsed) && typeof parsed.headVersion === 'number' && parsed.headVersion > newestHeadVersion)
    return fail(
      diagnostic('record-newer', `the session ${path} was written by a newer version of spec`, {
        place: { path },
        hint: 'update spec to the version that the other people of this project use',
      }),
    )
  if (isTooDeep(parsed)) return damagedRecord(path, 'is no head of a session: it is nested too deep')
  const problem = shape(parsed)
  if (problem !== null)
    return damagedRecord(path, `is no head of a session: ${problem.replace(/^[.:] ?/, '')}`)
  // The shape has just been checked member by member.
  return ok(parsed as SessionHead)
}
