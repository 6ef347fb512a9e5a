import { fail, ok } from '../auth/api.js'
import type { Result } from '../auth/api.js'
import type { Money } from './money.js'

export interface ChargeRequest {
  readonly paymentId: string
  readonly money: Money
  readonly cardToken: string
  readonly idempotencyKey: string
}

export type ChargeOutcome =
  | { readonly status: 'approved'; readonly reference: string }
  | { readonly status: 'pending'; readonly reference: string }
  | { readonly status: 'declined'; readonly reason: string }

export interface RefundRequest {
  readonly reference: string
  readonly money: Money
  readonly idempotencyKey: string
}

export type RefundOutcome = { readonly status: 'approved' } | { readonly status: 'declined'; readonly reason: string }

export interface PaymentGateway {
  charge(request: ChargeRequest): Promise<ChargeOutcome>
  refund(request: RefundRequest): Promise<RefundOutcome>
}

export class GatewayUnavailable extends Error {}

export type Wait = (ms: number) => Promise<void>

/** One attempt for each entry, after a pause of that many milliseconds. */
const PAUSES: readonly number[] = [0, 200, 800]

export async function callGateway<T>(call: () => Promise<T>, wait: Wait): Promise<Result<T>> {
  for (const pause of PAUSES) {
    if (pause > 0) await wait(pause)
    try {
      return await call().then((value) => ok(value))
    } catch (error) {
      if (!(error instanceof GatewayUnavailable)) throw error
    }
  }
  return fail('upstream_unavailable', 'The payment gateway does not answer at the moment.')
}
