// What is remembered of heads at targets: which other one continues them. Digests name what they stand for, so that what was
// true once stays true; it spares fetching a superseded head again each time.
import type { Digest } from '../digest/digest.ts'
import { isDigest } from '../digest/digest.ts'
import { isObject } from '../digest/shape.ts'

/** Head → a head that continues it. */
export type Continued = ReadonlyMap<Digest, Digest>

const version = 1

/** Nothing where it is damaged: then it is found out again. */
export function decodeContinued(text: string): Continued {
  try {
    const parsed: unknown = JSON.parse(text)
    if (!isObject(parsed) || parsed.version !== version || !isObject(parsed.continued)) return new Map()
    return new Map(
      Object.entries(parsed.continued).flatMap(([head, by]) =>
        isDigest(head) && isDigest(by) ? [[head, by] as const] : [],
      ),
    )
  } catch {
    return new Map()
  }
}

export function encodeContinued(continued: Continued): string {
  const sorted = [...continued].sort(([a], [b]) => (a < b ? -1 : 1))
  return `${JSON.stringify({ version, continued: Object.fromEntries(sorted) })}\n`
}

/** Does one of `heads` say all that this one says? */
export function isContinuedBy(
  head: Digest,
  heads: { has(digest: Digest): boolean },
  known: Continued,
): boolean {
  const seen = new Set<Digest>()
  for (let at = known.get(head); at !== undefined && !seen.has(at); at = known.get(at)) {
    if (heads.has(at)) return true
    seen.add(at)
  }
  return false
}
