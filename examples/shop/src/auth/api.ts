export type ErrorCode =
  | 'invalid_input'
  | 'unauthenticated'
  | 'payment_declined'
  | 'not_found'
  | 'conflict'
  | 'too_many_attempts'
  | 'upstream_unavailable'

export interface ErrorDetails {
  readonly field?: string
  readonly retryAfterSeconds?: number
}

export interface AppError extends ErrorDetails {
  readonly code: ErrorCode
  readonly message: string
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError }

export interface Clock {
  now(): number
}

export interface IdSource {
  next(prefix: string): string
}

export type Headers = Readonly<Record<string, string>>

export interface ApiRequest {
  readonly headers: Headers
  readonly params: Readonly<Record<string, string>>
  readonly body: unknown
}

export interface ApiResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

export type Handler = (request: ApiRequest) => Promise<ApiResponse>

const NO_CONTENT = 204

const JSON_HEADERS: Headers = { 'content-type': 'application/json' }

const STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid_input: 400,
  unauthenticated: 401,
  payment_declined: 402,
  not_found: 404,
  conflict: 409,
  too_many_attempts: 429,
  upstream_unavailable: 502,
}

export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function fail(code: ErrorCode, message: string, details?: ErrorDetails): Result<never> {
  return { ok: false, error: { code, message, ...details } }
}

export function toResponse<T>(result: Result<T>, successStatus: number): ApiResponse {
  if (!result.ok) return failureResponse(result.error)
  if (successStatus === NO_CONTENT) return { status: NO_CONTENT, headers: {}, body: null }
  return { status: successStatus, headers: { ...JSON_HEADERS }, body: result.value }
}

function failureResponse({ code, message, field, retryAfterSeconds }: AppError): ApiResponse {
  const headers: Record<string, string> = { ...JSON_HEADERS }
  const error: Record<string, unknown> = { code, message }
  if (field !== undefined) error['field'] = field
  if (retryAfterSeconds !== undefined) {
    error['retryAfterSeconds'] = retryAfterSeconds
    headers['retry-after'] = String(retryAfterSeconds)
  }
  return { status: STATUS[code], headers, body: { error } }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
