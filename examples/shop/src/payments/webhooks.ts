import { createHmac, timingSafeEqual } from 'node:crypto'
import { fail, isRecord, ok, toResponse } from '../auth/api.js'
import type { Clock, Handler, Result } from '../auth/api.js'
import type { Payments } from './payments.js'

export interface WebhookEvent {
  readonly id: string
  readonly type: string
  readonly reference: string
}

export interface WebhookOptions {
  readonly secret: string
  readonly clock: Clock
  readonly payments: Pick<Payments, 'settle'>
}

const SIGNATURE_HEADER = 'x-webhook-signature'
const SIGNATURE = /^t=(\d+),v1=([0-9a-f]{64})$/
const TOLERANCE_MS = 300_000
const OUTCOMES: ReadonlyMap<string, 'approved' | 'declined'> = new Map<string, 'approved' | 'declined'>([
  ['charge.approved', 'approved'],
  ['charge.declined', 'declined'],
])

function hmac(secret: string, unixSeconds: string, body: string): string {
  return createHmac('sha256', secret).update(`${unixSeconds}.${body}`).digest('hex')
}

function isSigned(secret: string, header: string | undefined, body: string, now: number): boolean {
  const match = SIGNATURE.exec(header ?? '')
  const unixSeconds = match?.[1]
  const signature = match?.[2]
  if (unixSeconds === undefined || signature === undefined) return false
  if (!timingSafeEqual(Buffer.from(signature), Buffer.from(hmac(secret, unixSeconds, body)))) return false
  return Math.abs(now - Number(unixSeconds) * 1000) <= TOLERANCE_MS
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function notText(field: keyof WebhookEvent): Result<never> {
  return fail('invalid_input', `The ${field} of the event has to be a text.`, { field })
}

function parseEvent(body: string): Result<WebhookEvent> {
  const value = parseJson(body)
  if (!isRecord(value)) return fail('invalid_input', 'The event has to be a JSON object.')
  const { id, type, reference } = value
  if (typeof id !== 'string') return notText('id')
  if (typeof type !== 'string') return notText('type')
  if (typeof reference !== 'string') return notText('reference')
  return ok({ id, type, reference })
}

export function signWebhook(secret: string, unixSeconds: number, body: string): string {
  return `t=${unixSeconds},v1=${hmac(secret, String(unixSeconds), body)}`
}

export function verifyWebhook(
  secret: string,
  header: string | undefined,
  body: string,
  now: number,
): Result<WebhookEvent> {
  if (!isSigned(secret, header, body, now)) {
    return fail('unauthenticated', 'The webhook has no valid and recent signature.')
  }
  return parseEvent(body)
}

export function webhookHandler(options: WebhookOptions): Handler {
  const { secret, clock, payments } = options
  const answered = new Map<string, WebhookEvent>()

  return async ({ headers, body }) => {
    if (typeof body !== 'string') {
      return toResponse(fail('invalid_input', 'The body of a webhook has to be the raw text.'), 200)
    }
    const verified = verifyWebhook(secret, headers[SIGNATURE_HEADER], body, clock.now())
    if (!verified.ok) return toResponse(verified, 200)
    const event = verified.value
    const outcome = OUTCOMES.get(event.type)
    if (outcome !== undefined && !answered.has(event.id)) {
      const settled = payments.settle(event.reference, outcome)
      if (!settled.ok) return toResponse(settled, 200)
    }
    answered.set(event.id, event)
    return toResponse(ok({ received: true }), 200)
  }
}
