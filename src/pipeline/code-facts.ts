// A target's bytes in, what a lock keeps of them out. The code stage is heavy and loaded on first need.
import { digestBytes, digestText, gitBlobId, type Digest } from '../digest/digest.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { LockedBytes } from '../lock/lock.ts'

/** The three names of a target's bytes. */
export function namesOf(bytes: Uint8Array): LockedBytes {
  const text = decodeText(bytes)
  const blob = digestBytes(bytes)
  return { digest: text === null ? blob : digestText(text), blob, git: gitBlobId(bytes) }
}

/** Digest with form left out; of the bytes where they are not text. */
export async function formDigestOf(path: string, bytes: Uint8Array): Promise<Digest> {
  const text = decodeText(bytes)
  if (text === null) return digestBytes(bytes)
  const { formDigest } = await import('../code/form.ts')
  return formDigest(path, normalText(text))
}

/** Exported name → digest of its declaration, in order of name. */
export async function declarationDigests(
  path: string,
  text: string,
): Promise<Readonly<Record<string, Digest>>> {
  const { declarationsOf } = await import('../code/declarations.ts')
  const digests = declarationsOf(path, text).map(({ name, digest }): [string, Digest] => [name, digest])
  return Object.fromEntries(digests.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
