// One request to an S3-compatible server in, its answer or why there is none out. Nothing that is asked changes more when it
// is asked twice, so that every fault that may pass is tried again.
import { createHash } from 'node:crypto'
import { readFault } from '../../sync/list-xml.ts'
import { encodePath, encodeQuery, sha256, sign } from '../../sync/sigv4.ts'
import type { Timing } from '../models/patience.ts'
import { oneLine } from '../models/printable.ts'
import type { OpenFetch } from '../models/transport.ts'
import { startWatchdog } from '../models/watchdog.ts'
import type { S3Settings } from './s3-settings.ts'

export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'HEAD'
  /** Without the bucket; '' for the bucket itself. Not encoded. */
  readonly key: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Bytes of the answer that are taken. */
  readonly limit: number
}

export interface S3Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array
}

export interface S3Failure {
  /** Goes after the name of what was asked for. Holds no credential. */
  readonly why: string
  readonly hint: string
  /** The same would happen to every other request. */
  readonly ends: boolean
  /** HTTP status; null where there was no answer. */
  readonly status: number | null
}

export type S3Reply =
  { readonly ok: true; readonly answer: S3Answer } | { readonly ok: false; readonly failure: S3Failure }

export interface S3Patience {
  /** Attempts after the first. */
  readonly retries: number
  /** Milliseconds without a byte until an attempt counts as stalled; more for what is sent. */
  readonly stallMs: number
  /** Milliseconds before the second attempt; twice as many before each that follows. */
  readonly firstWaitMs: number
  readonly longestWaitMs: number
}

export const s3Patience: S3Patience = { retries: 5, stallMs: 60_000, firstWaitMs: 500, longestWaitMs: 20_000 }

/** A line that carries less is as good as none. Bytes in a millisecond. */
const slowest = 16
/** Milliseconds for one attempt. */
const totalMs = 30 * 60_000
const passing = new Set([408, 425, 429, 500, 502, 503, 504])

export type S3Caller = (request: S3Request) => Promise<S3Reply>

export function s3Caller(
  settings: S3Settings,
  open: OpenFetch,
  outer: AbortSignal,
  patience: S3Patience,
  timing: Timing,
): S3Caller {
  /** Of the server's clock, as far as it told. Milliseconds. */
  let ahead = 0
  return async function call(request) {
    for (let tries = 0; ; tries++) {
      const date = new Date(timing.now() + ahead).toISOString().replace(/[-:]|\.\d{3}/g, '')
      const got = await attempt(settings, request, open, outer, patience, date)
      if (got.ok) return got
      const { fault, retry, retryAfterMs, serverTime } = got
      if (outer.aborted || tries >= patience.retries) return { ok: false, failure: fault }
      if (serverTime !== null && ahead === 0) {
        ahead = serverTime - timing.now()
        continue
      }
      if (!retry) return { ok: false, failure: fault }
      const usual = patience.firstWaitMs * 2 ** tries * (1 - timing.random() * 0.25)
      await timing.sleep(Math.min(Math.max(usual, retryAfterMs ?? 0), patience.longestWaitMs), outer)
    }
  }
}

type Attempt =
  | { readonly ok: true; readonly answer: S3Answer }
  | {
      readonly ok: false
      readonly fault: S3Failure
      readonly retry: boolean
      readonly retryAfterMs: number | null
      /** Set where the server finds this machine's clock too far off. Milliseconds since 1970. */
      readonly serverTime: number | null
    }

async function attempt(
  settings: S3Settings,
  request: S3Request,
  open: OpenFetch,
  outer: AbortSignal,
  { stallMs }: S3Patience,
  date: string,
): Promise<Attempt> {
  const { method, key, query = {}, body, limit } = request
  const path = `${settings.base}/${key}`
  const watch = startWatchdog(outer, totalMs)
  const quiet = stallMs + (body?.length ?? 0) / slowest
  const beat = (): void => watch.beat(quiet)
  try {
    const bodyHash = sha256(body ?? '')
    const url = new URL(`${settings.origin}${encodePath(path)}`)
    const headers = {
      host: url.host,
      'x-amz-content-sha256': bodyHash,
      // For servers that do not compare the digest that is signed.
      ...(body === undefined ? {} : { 'content-md5': createHash('md5').update(body).digest('base64') }),
    }
    const scope = { region: settings.region, service: 's3' }
    const { host: _, ...signed } = sign(
      { method, path, query, headers, bodyHash },
      settings.credentials,
      scope,
      date,
    )
    const search = encodeQuery(query)
    const init = { method, headers: signed, signal: watch.signal, ...(body === undefined ? {} : { body }) }
    beat()
    // What Node's `fetch` takes as a body is narrower in its types than what it takes.
    const response = await open({ head: '', fault: undefined }, beat)(
      `${url.href}${search === '' ? '' : `?${search}`}`,
      init as RequestInit,
    )
    const bytes = await bodyOf(response, limit)
    if (bytes === null) return lost('sent more than such a file may have', false)
    const { status } = response
    if (status >= 200 && status < 300)
      return { ok: true, answer: { status, headers: response.headers, body: bytes } }
    return refusal(status, response.headers, bytes, settings)
  } catch (error) {
    if (watch.endedBy() === 'stalled') return lost(`said nothing for ${Math.round(quiet / 1000)} s`, true)
    return lost(connectionFault(error), true)
  } finally {
    watch.stop()
  }
}

/** Null where it is longer than `limit`. */
async function bodyOf(response: Response, limit: number): Promise<Uint8Array | null> {
  const reader = response.body?.getReader()
  const parts: Uint8Array[] = []
  let size = 0
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
    size += next.value.length
    if (size > limit) {
      await reader?.cancel()
      return null
    }
    parts.push(next.value)
  }
  return Buffer.concat(parts)
}

function lost(why: string, retry: boolean): Attempt {
  const fault = { why, hint: 'is the server there, and the line good?', ends: false, status: null }
  return { ok: false, fault, retry, retryAfterMs: null, serverTime: null }
}

function connectionFault(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
  return `could not be reached (${code ?? oneLine(cause instanceof Error ? cause.message : 'no reason given', 100)})`
}

function refusal(status: number, headers: Headers, body: Uint8Array, settings: S3Settings): Attempt {
  const told = readFault(new TextDecoder().decode(body.subarray(0, 64 * 1024)))
  const code = told === null ? '' : ` ${oneLine(told.code, 60)}`
  const { credentials, region } = settings
  const secrets = [credentials.secretAccessKey, credentials.sessionToken].filter((one) => one !== null)
  const message = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), told?.message ?? '')
  const why = `was answered with ${status}${code}${message === '' ? '' : `: ${oneLine(message, 200)}`}`
  const skewed = told?.code === 'RequestTimeTooSkewed' ? Date.parse(headers.get('date') ?? '') : Number.NaN
  const wait = Number(headers.get('retry-after') ?? Number.NaN)
  const right = headers.get('x-amz-bucket-region')
  const hint =
    right !== null && right !== region
      ? `the bucket is in another region: --region ${oneLine(right, 40)}`
      : status === 404
        ? 'is the bucket there, and is it written as in s3://bucket/prefix?'
        : 'may these credentials list, read and write there?'
  const ends =
    status === 401 || status === 403 || (status >= 300 && status < 400) || told?.code === 'NoSuchBucket'
  return {
    ok: false,
    fault: { why, hint, ends, status },
    retry: passing.has(status),
    retryAfterMs: Number.isFinite(wait) ? wait * 1000 : null,
    serverTime: Number.isFinite(skewed) ? skewed : null,
  }
}
