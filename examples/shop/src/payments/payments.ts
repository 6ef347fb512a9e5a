import { createHash } from 'node:crypto'
import { fail, isRecord, ok, toResponse } from '../auth/api.js'
import type { Clock, Handler, IdSource, Result } from '../auth/api.js'
import type { Auth } from '../auth/login.js'
import { callGateway } from './gateway.js'
import type { PaymentGateway, RefundOutcome, RefundRequest, Wait } from './gateway.js'
import { parseMoney } from './money.js'
import type { Money } from './money.js'

export type PaymentStatus = 'pending' | 'succeeded' | 'failed' | 'refunded'

export interface Payment {
  readonly id: string
  readonly userId: string
  readonly orderId: string
  readonly money: Money
  /** Minor units of the payment's currency that were given back. */
  readonly refunded: number
  readonly status: PaymentStatus
  readonly reference: string | null
  readonly createdAt: number
}

export interface Refund {
  readonly id: string
  readonly paymentId: string
  readonly money: Money
  readonly createdAt: number
}

export type PaymentEvent =
  | { readonly type: 'payment_succeeded'; readonly payment: Payment; readonly at: number }
  | { readonly type: 'payment_failed'; readonly payment: Payment; readonly at: number }
  | { readonly type: 'payment_refunded'; readonly payment: Payment; readonly refund: Refund; readonly at: number }

export interface PaymentOptions {
  readonly clock: Clock
  readonly ids: IdSource
  readonly gateway: PaymentGateway
  readonly wait: Wait
  readonly onEvent?: (event: PaymentEvent) => void
}

export interface Payments {
  create(userId: string, idempotencyKey: string | undefined, input: unknown): Promise<Result<Payment>>
  find(userId: string, paymentId: string): Result<Payment>
  refund(idempotencyKey: string | undefined, input: unknown): Promise<Result<Refund>>
  settle(reference: string, outcome: 'approved' | 'declined'): Result<Payment>
}

export interface PaymentHandlers {
  readonly create: Handler
  readonly find: Handler
}

interface Order {
  readonly orderId: string
  readonly money: Money
  readonly cardToken: string
}

interface RefundInput {
  readonly paymentId: string
  readonly amount: number | undefined
}

interface StoredPayment {
  /** Replaced as a whole and never changed, so that everybody who was given it holds a snapshot. */
  payment: Payment
  /** Minor units of the refunds that the gateway has not answered yet. */
  underWay: number
}

interface KeyedCall<T> {
  readonly fingerprint: string
  readonly answer: Promise<Result<T>>
}

const NAME = /^[A-Za-z0-9_-]{1,64}$/
const MAX_CARD_TOKEN_LENGTH = 255
const STATUS_AFTER = { approved: 'succeeded', pending: 'pending', declined: 'failed' } as const

function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value)
}

function checkKey(key: string | undefined): Result<string> {
  if (isName(key)) return ok(key)
  return fail('invalid_input', 'An idempotency key of 1 to 64 letters, digits, _ or - is needed.', {
    field: 'idempotency-key',
  })
}

function parseOrder(input: unknown): Result<Order> {
  if (!isRecord(input)) return fail('invalid_input', 'The payment has to be an object.')
  const { orderId, money, cardToken } = input
  if (!isName(orderId)) {
    return fail('invalid_input', 'The order id has to be 1 to 64 letters, digits, _ or -.', { field: 'orderId' })
  }
  const parsed = parseMoney(money)
  if (!parsed.ok) return parsed
  if (typeof cardToken !== 'string' || cardToken === '' || cardToken.length > MAX_CARD_TOKEN_LENGTH) {
    return fail('invalid_input', `The card token has to be 1 to ${MAX_CARD_TOKEN_LENGTH} characters long.`, {
      field: 'cardToken',
    })
  }
  return ok({ orderId, money: parsed.value, cardToken })
}

function parseRefund(input: unknown): Result<RefundInput> {
  if (!isRecord(input)) return fail('invalid_input', 'The refund has to be an object.')
  const { paymentId, amount } = input
  if (typeof paymentId !== 'string') {
    return fail('invalid_input', 'The payment id has to be a text.', { field: 'paymentId' })
  }
  if (amount === undefined) return ok({ paymentId, amount })
  if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 1) {
    return fail('invalid_input', 'The amount has to be a whole number of minor units from 1 up.', { field: 'amount' })
  }
  return ok({ paymentId, amount })
}

/** The idempotency keys of one operation. */
class KeyedCalls<T> {
  private readonly calls = new Map<string, KeyedCall<T>>()

  async once(key: string, input: Order | RefundInput, work: () => Promise<Result<T>>): Promise<Result<T>> {
    // A digest, because the input may hold a card token, which must not be kept.
    const fingerprint = createHash('sha256').update(JSON.stringify(input)).digest('hex')
    const known = this.calls.get(key)
    if (known !== undefined) {
      if (known.fingerprint === fingerprint) return known.answer
      return fail('conflict', 'This idempotency key was already used with other input.', { field: 'idempotency-key' })
    }
    const answer = this.perform(key, work)
    this.calls.set(key, { fingerprint, answer })
    return answer
  }

  private async perform(key: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
    let remembered = false
    try {
      const result = await work()
      remembered = result.ok || result.error.code === 'payment_declined'
      return result
    } finally {
      if (!remembered) this.calls.delete(key)
    }
  }
}

export function createPayments(options: PaymentOptions): Payments {
  const { clock, ids, gateway, wait, onEvent } = options
  const byId = new Map<string, StoredPayment>()
  const byReference = new Map<string, StoredPayment>()
  const charges = new KeyedCalls<Payment>()
  const refunds = new KeyedCalls<Refund>()

  function emit(event: PaymentEvent): void {
    try {
      onEvent?.(event)
    } catch {
      // What a listener throws must not fail an operation that is already stored.
    }
  }

  function announce(payment: Payment, at: number): void {
    if (payment.status === 'succeeded') emit({ type: 'payment_succeeded', payment, at })
    if (payment.status === 'failed') emit({ type: 'payment_failed', payment, at })
  }

  async function charge(userId: string, order: Order, idempotencyKey: string): Promise<Result<Payment>> {
    const { orderId, money, cardToken } = order
    const id = ids.next('pay')
    const answer = await callGateway(
      () => gateway.charge({ paymentId: id, money, cardToken, idempotencyKey }),
      wait,
    )
    if (!answer.ok) return answer
    const outcome = answer.value
    const now = clock.now()
    const payment: Payment = {
      id,
      userId,
      orderId,
      money,
      refunded: 0,
      status: STATUS_AFTER[outcome.status],
      reference: outcome.status === 'declined' ? null : outcome.reference,
      createdAt: now,
    }
    const stored: StoredPayment = { payment, underWay: 0 }
    byId.set(id, stored)
    if (payment.reference !== null) byReference.set(payment.reference, stored)
    announce(payment, now)
    if (outcome.status === 'declined') return fail('payment_declined', 'The payment was declined.')
    return ok(payment)
  }

  async function giveBack(input: RefundInput, idempotencyKey: string): Promise<Result<Refund>> {
    const stored = byId.get(input.paymentId)
    if (stored === undefined) return fail('not_found', 'There is no such payment.', { field: 'paymentId' })
    const { id, money, refunded, status, reference } = stored.payment
    if (status !== 'succeeded' || reference === null) {
      return fail('conflict', 'Only a payment that succeeded can be refunded.', { field: 'paymentId' })
    }
    const remaining = money.amount - refunded - stored.underWay
    const amount = input.amount ?? remaining
    if (remaining === 0 || amount > remaining) {
      return fail('conflict', 'The refund is more than what remains of the payment.', { field: 'amount' })
    }

    const request: RefundRequest = { reference, money: { amount, currency: money.currency }, idempotencyKey }
    let answer: Result<RefundOutcome>
    stored.underWay += amount
    try {
      answer = await callGateway(() => gateway.refund(request), wait)
    } finally {
      stored.underWay -= amount
    }
    if (!answer.ok) return answer
    if (answer.value.status === 'declined') return fail('payment_declined', 'The refund was declined.')

    const now = clock.now()
    const refund: Refund = { id: ids.next('rfd'), paymentId: id, money: request.money, createdAt: now }
    // Read again: another refund may have been approved in the meantime.
    const total = stored.payment.refunded + amount
    const payment: Payment = {
      ...stored.payment,
      refunded: total,
      status: total === money.amount ? 'refunded' : 'succeeded',
    }
    stored.payment = payment
    emit({ type: 'payment_refunded', payment, refund, at: now })
    return ok(refund)
  }

  return {
    async create(userId, idempotencyKey, input) {
      const key = checkKey(idempotencyKey)
      if (!key.ok) return key
      const order = parseOrder(input)
      if (!order.ok) return order
      const userKey = `${userId}:${key.value}`
      return charges.once(userKey, order.value, () => charge(userId, order.value, userKey))
    },

    find(userId, paymentId) {
      const stored = byId.get(paymentId)
      if (stored === undefined || stored.payment.userId !== userId) {
        return fail('not_found', 'There is no such payment.')
      }
      return ok(stored.payment)
    },

    async refund(idempotencyKey, input) {
      const key = checkKey(idempotencyKey)
      if (!key.ok) return key
      const parsed = parseRefund(input)
      if (!parsed.ok) return parsed
      return refunds.once(key.value, parsed.value, () => giveBack(parsed.value, `refund:${key.value}`))
    },

    settle(reference, outcome) {
      const stored = byReference.get(reference)
      if (stored === undefined) return fail('not_found', 'There is no payment with this reference.')
      if (stored.payment.status !== 'pending') return ok(stored.payment)
      const payment: Payment = { ...stored.payment, status: STATUS_AFTER[outcome] }
      stored.payment = payment
      announce(payment, clock.now())
      return ok(payment)
    },
  }
}

export function paymentHandlers(auth: Pick<Auth, 'authenticate'>, payments: Payments): PaymentHandlers {
  return {
    async create(request) {
      const session = auth.authenticate(request.headers)
      if (!session.ok) return toResponse(session, 201)
      const key = request.headers['idempotency-key']
      return toResponse(await payments.create(session.value.userId, key, request.body), 201)
    },

    async find(request) {
      const session = auth.authenticate(request.headers)
      if (!session.ok) return toResponse(session, 200)
      return toResponse(payments.find(session.value.userId, request.params['paymentId'] ?? ''), 200)
    },
  }
}
