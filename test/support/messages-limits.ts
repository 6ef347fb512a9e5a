// How often the loopback server may be asked in; for each request, whether it is refused and what its headers say, out.
// Headers: https://platform.claude.com/docs/en/api/rate-limits ("Response headers"), as of 2026-11.
import { apiError, type Reply } from './messages-reply.ts'

export interface LimitOptions {
  /** Message requests that one window allows. */
  readonly requests: number
  readonly windowMs: number
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** How a refusal says when to come again: in whole seconds as the API does, in milliseconds, or not at all. */
  readonly retryAfter?: 'seconds' | 'milliseconds' | 'unsaid'
  /** Answers tell what is left, as the API's do. */
  readonly headers?: boolean
}

export interface RequestLimits {
  /** Counts a request: its refusal, or null, and the headers that go with either. */
  take(): { readonly refusal: Reply | null; readonly headers: Readonly<Record<string, string>> }
  readonly refused: () => number
}

/** A window begins with the first request after the one before it is over. */
export function requestLimits(options: LimitOptions): RequestLimits {
  const { requests, windowMs, now = Date.now, retryAfter = 'seconds', headers = true } = options
  let [start, used, refused] = [-Infinity, 0, 0]
  return {
    take() {
      if (now() >= start + windowMs) [start, used] = [now(), 0]
      const isOver = used >= requests
      if (isOver) refused += 1
      else used += 1
      const end = start + windowMs
      const told: Readonly<Record<string, string>> = headers
        ? {
            'anthropic-ratelimit-requests-limit': String(requests),
            'anthropic-ratelimit-requests-remaining': String(requests - used),
            'anthropic-ratelimit-requests-reset': new Date(end).toISOString(),
          }
        : {}
      if (!isOver) return { refusal: null, headers: told }
      const left = end - now()
      const wait: Readonly<Record<string, string>> =
        retryAfter === 'seconds'
          ? { 'retry-after': String(Math.ceil(left / 1000)) }
          : retryAfter === 'milliseconds'
            ? { 'retry-after-ms': String(left) }
            : {}
      return {
        refusal: apiError(429, 'rate_limit_error', 'too many requests', { ...told, ...wait }),
        headers: told,
      }
    },
    refused: () => refused,
  }
}
