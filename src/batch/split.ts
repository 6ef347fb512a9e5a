// Requests and their sizes in, parts that one batch may hold out.

/**
 * What one batch may hold: 100,000 requests or 256 MB, whichever is reached first ("Batch processing" in the API's
 * documentation, November 2026). Less is taken, because nothing says whether the megabytes are decimal.
 */
export const batchLimits: Limits = { requests: 100_000, bytes: 240_000_000 }

export interface Limits {
  readonly requests: number
  readonly bytes: number
}

/** In order; a request that is too large by itself gets a part of its own, and the API says so. */
export function splitBySize<T>(
  requests: readonly T[],
  bytesOf: (request: T) => number,
  limits: Limits = batchLimits,
): readonly (readonly T[])[] {
  const parts: T[][] = []
  let part: T[] = []
  let bytes = 0
  for (const request of requests) {
    const more = bytesOf(request)
    if (part.length > 0 && (part.length === limits.requests || bytes + more > limits.bytes)) {
      parts.push(part)
      part = []
      bytes = 0
    }
    part.push(request)
    bytes += more
  }
  return part.length === 0 ? parts : [...parts, part]
}
