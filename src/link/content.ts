// What a commit says and changes in, a line of text for the cache out; and back, checked.
import { isObject } from '../digest/shape.ts'
import type { CommitFile } from './history.ts'

/** All of a commit that never changes, but its place in the history. */
export interface CommitContent {
  readonly id: string
  /** Seconds since 1970. */
  readonly authored: number
  readonly committed: number
  readonly subject: string
  readonly trailers: readonly string[]
  readonly patchId: string | null
  readonly files: readonly CommitFile[]
}

/** Changes with what is taken from a patch. */
export const contentFormat = 2

export function encodeContent(content: CommitContent): string {
  const files = content.files.map(({ path, from, added, removed, patch }) => [
    path,
    from,
    added,
    removed,
    Buffer.from(patch.buffer, patch.byteOffset, patch.byteLength).toString('base64'),
  ])
  return JSON.stringify({ ...content, files })
}

/** The id alone, without reading the rest; null where the line is none of these. */
export function idOfContent(line: string): string | null {
  return /^\{"id":"([0-9a-f]{40,64})"/.exec(line)?.[1] ?? null
}

/** Null where it is damaged. */
export function decodeContent(line: string): CommitContent | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return null
  }
  if (!isObject(value) || !Array.isArray(value.files) || !Array.isArray(value.trailers)) return null
  const { id, authored, committed, subject, patchId } = value
  const files = value.files.map(decodeFile)
  if (typeof id !== 'string' || typeof authored !== 'number' || typeof committed !== 'number') return null
  if (typeof subject !== 'string' || (patchId !== null && typeof patchId !== 'string')) return null
  const whole = files.filter((file) => file !== null)
  if (whole.length < files.length) return null
  const trailers = value.trailers.filter((one) => typeof one === 'string')
  return { id, authored, committed, subject, patchId, trailers, files: whole }
}

function decodeFile(value: unknown): CommitFile | null {
  const [path, from, added, removed, patch]: unknown[] = Array.isArray(value) ? value : []
  if (typeof path !== 'string' || (from !== null && typeof from !== 'string')) return null
  if (typeof added !== 'number' || typeof removed !== 'number' || typeof patch !== 'string') return null
  const bytes = Buffer.from(patch, 'base64')
  if (bytes.length % 4 !== 0) return null
  // Copied: a Buffer may begin anywhere in its memory, numbers may not.
  return { path, from, added, removed, patch: new Uint32Array(Uint8Array.from(bytes).buffer) }
}
