// What the SDK threw in; the kind of failure, whether another attempt may help, and when, out.
// Decided by class, status and type, never by a message's words: those change.
import { failure } from '../../model/failure.ts'
import type { Failure, FailureKind } from '../../model/model.ts'
import type { Endpoint } from './endpoint.ts'
import { isLoopback } from './endpoint.ts'
import { at, textAt } from './json.ts'
import { oneLine } from './printable.ts'
import type { Redact } from './redact.ts'
import type { Exchange } from './transport.ts'

type Sdk = typeof import('@anthropic-ai/sdk')

export interface Fault {
  readonly failure: Failure
  /** Another attempt may succeed, as long as no content has arrived. */
  readonly retry: boolean
  /** Milliseconds that the server asked to wait; null where it did not. */
  readonly retryAfterMs: number | null
  readonly requestId: string | null
  /** HTTP status; null for faults below or above HTTP. */
  readonly status: number | null
}

export interface FaultSetting {
  readonly sdk: Sdk
  readonly endpoint: Endpoint
  readonly model: string
  readonly exchange: Exchange
  readonly redact: Redact
  /** Milliseconds since 1970, for a `retry-after` that is a date. */
  readonly now: () => number
}

export function faultOf(error: unknown, from: FaultSetting): Fault {
  const { sdk } = from
  if (error instanceof sdk.APIConnectionError) return connectionFault(from.exchange.fault ?? error, from)
  if (error instanceof sdk.APIError) {
    return typeof error.status === 'number' ? statusFault(error, error.status, from) : eventFault(error, from)
  }
  if (error instanceof SyntaxError) {
    return plainFault(failure('malformed', `${from.endpoint.host} sent an event that is not JSON`))
  }
  return connectionFault(error, from)
}

export const plainFault = (failed: Failure): Fault => ({
  failure: failed,
  retry: false,
  retryAfterMs: null,
  requestId: null,
  status: null,
})

interface ApiFault {
  readonly type: string | null
  readonly apiMessage: string | null
  readonly requestID: string | null | undefined
  readonly headers: Headers | undefined
  readonly error: unknown
}

/** An `error` event inside a stream: no status, a type. */
function eventFault(error: ApiFault, from: FaultSetting): Fault {
  const kind = kindOfType(error.type) ?? 'server-fault'
  const retry =
    kind === 'overloaded' || kind === 'server-fault' || kind === 'rate-limit' || kind === 'time-out'
  return {
    failure: failure(kind, said(`${from.endpoint.host} broke the answer off with an error`, error, from)),
    retry,
    retryAfterMs: null,
    requestId: error.requestID ?? null,
    status: null,
  }
}

function statusFault(error: ApiFault, status: number, from: FaultSetting): Fault {
  const retryable = status === 408 || status === 409 || status === 429 || status >= 500
  // Not a standard header; the SDK obeys it as well.
  const should = error.headers?.get('x-should-retry')
  return {
    failure: statusFailure(error, status, from),
    retry: should === 'false' ? false : retryable || should === 'true',
    retryAfterMs: retryAfter(error.headers, from.now),
    requestId: error.requestID ?? error.headers?.get('x-request-id') ?? null,
    status,
  }
}

function statusFailure(error: ApiFault, status: number, from: FaultSetting): Failure {
  const { host, credential } = from.endpoint
  const tell = (kind: FailureKind, what: string, hint?: string): Failure =>
    failure(kind, said(what, { ...error, status }, from), hint)
  if (status === 529 || error.type === 'overloaded_error') return tell('overloaded', `${host} is overloaded`)
  if (status === 401 && credential.kind === 'none') {
    return tell('authentication', `${host} asks for a key`, 'set ANTHROPIC_API_KEY for that server')
  }
  if (status === 401) return tell('authentication', `${host} does not accept the key`)
  if (status === 402)
    return tell('permission', `${host} cannot bill this request`, 'see the billing page of the account')
  if (status === 403) return tell('permission', `${host} does not permit this request`)
  if (status === 404 && at(error.error, 'error') !== undefined) {
    return tell('unknown-model', `${host} does not know the model ${oneLine(from.model, 100)}`)
  }
  if (status === 404) return tell('malformed', `${host} has no Messages API at this address`)
  if (status === 407) return tell('permission', 'the proxy asks for a user name and a password', proxyHint)
  if (status === 408 || status === 504)
    return tell('time-out', `${host} gave up waiting`, 'run the command again')
  if (status === 413) return tell('too-long', `the prompt is larger than ${host} takes`)
  if (status === 429) return tell('rate-limit', `${host} limits how often it may be asked`)
  if (status >= 500 || status === 409) return tell('server-fault', `${host} failed`)
  if (status >= 300 && status < 400) {
    return tell(
      'malformed',
      `${host} redirects to ${oneLine(from.redact(error.headers?.get('location') ?? 'nowhere'), 120)}`,
      'set ANTHROPIC_BASE_URL to the final address: a key is never sent along a redirect',
    )
  }
  return tell('bad-request', `${host} finds the request invalid`)
}

const proxyHint = 'put them into the proxy variable: HTTPS_PROXY=http://user:password@host:port'

const types: Readonly<Partial<Record<string, FailureKind>>> = {
  invalid_request_error: 'bad-request',
  authentication_error: 'authentication',
  billing_error: 'permission',
  permission_error: 'permission',
  not_found_error: 'unknown-model',
  rate_limit_error: 'rate-limit',
  timeout_error: 'time-out',
  api_error: 'server-fault',
  overloaded_error: 'overloaded',
}

const kindOfType = (type: string | null): FailureKind | undefined =>
  type !== null && Object.hasOwn(types, type) ? types[type] : undefined

/** `what (401 authentication_error: its words)`, without secrets, on one line. */
function said(what: string, error: ApiFault & { readonly status?: number }, from: FaultSetting): string {
  const label = [error.status, error.type].filter((part) => part !== undefined && part !== null).join(' ')
  const words = error.apiMessage ?? textAt(error.error, 'error') ?? textAt(error.error, 'message')
  const detail = [label, words === null ? '' : oneLine(from.redact(words))]
    .filter((part) => part !== '')
    .join(': ')
  return detail === '' ? what : `${what} (${from.redact(detail)})`
}

/** RFC 9110, section 10.2.3: seconds or a date; and `retry-after-ms`, which is not standard. */
function retryAfter(headers: Headers | undefined, now: () => number): number | null {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '')
  if (Number.isFinite(ms)) return Math.max(0, ms)
  const written = headers?.get('retry-after')
  if (written === null || written === undefined) return null
  const seconds = Number(written)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(written)
  return Number.isNaN(date) ? null : Math.max(0, date - now())
}

function connectionFault(error: unknown, from: FaultSetting): Fault {
  const { host } = from.endpoint
  const code = codeOf(error)
  const lost = (message: string, retry: boolean, hint?: string): Fault => ({
    ...plainFault(failure('connection-lost', from.redact(message), hint)),
    retry,
  })
  if (code === 'ECONNREFUSED') {
    const local = isLoopback(new URL(from.endpoint.baseUrl).hostname)
    return lost(`nothing listens at ${host}`, !local, 'start the server, or check ANTHROPIC_BASE_URL')
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return lost(`the name ${host} cannot be looked up`, true, 'check the network and ANTHROPIC_BASE_URL')
  }
  if (code !== null && /^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) {
    return lost(
      `the certificate of ${host} is not trusted (${code})`,
      false,
      'if a company proxy signs it, set NODE_EXTRA_CA_CERTS to its certificate',
    )
  }
  if (code === 'UND_ERR_ABORTED') {
    return lost(`the proxy did not open a way to ${host}`, true, 'check HTTPS_PROXY, HTTP_PROXY and NO_PROXY')
  }
  return lost(`the connection to ${host} broke${code === null ? '' : ` (${code})`}`, true)
}

/** The system's or undici's code, from the error or what caused it. */
function codeOf(error: unknown): string | null {
  let here = error
  for (let depth = 0; depth < 5 && here !== undefined; depth += 1) {
    const code = textAt(here, 'code') ?? textAt(here, 'errors', 0, 'code')
    if (code !== null) return oneLine(code, 60)
    here = at(here, 'cause')
  }
  return null
}
