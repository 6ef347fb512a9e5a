// Headers of responses in; how much a server still allows, and until when it has to be waited for, out. No clock here.
// Format: https://platform.claude.com/docs/en/api/rate-limits ("Response headers"); times are RFC 3339.

/** What one limit allows. */
export interface RateWindow {
  readonly kind: 'requests' | 'tokens'
  /** Null where the server does not say. */
  readonly limit: number | null
  readonly remaining: number
  /** Milliseconds since 1970: all of it is there again. */
  readonly resetAt: number
}

const names = ['requests', 'tokens', 'input-tokens', 'output-tokens'] as const

/** By name; a limit that is not told, or not readable, is left out. */
export function windowsOf(headers: Headers): ReadonlyMap<string, RateWindow> {
  const found = new Map<string, RateWindow>()
  for (const name of names) {
    const remaining = countIn(headers.get(`anthropic-ratelimit-${name}-remaining`))
    const resetAt = Date.parse(headers.get(`anthropic-ratelimit-${name}-reset`) ?? '')
    if (remaining === null || Number.isNaN(resetAt)) continue
    const limit = countIn(headers.get(`anthropic-ratelimit-${name}-limit`))
    found.set(name, { kind: name === 'requests' ? 'requests' : 'tokens', limit, remaining, resetAt })
  }
  return found
}

/**
 * Is there nothing left to start a request with? Of tokens, the last fiftieth counts as nothing: what is told is rounded
 * to thousands, and no request is that small.
 */
export function isSpent({ kind, limit, remaining }: RateWindow): boolean {
  return kind === 'requests' ? remaining <= 0 : remaining <= Math.max(0, (limit ?? 0) / 50)
}

const countIn = (written: string | null): number | null =>
  written !== null && /^\d{1,15}$/.test(written) ? Number(written) : null
