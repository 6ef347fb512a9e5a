import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { fail, ok } from '../src/auth/api.js'
import type { ApiRequest, Result } from '../src/auth/api.js'
import type { Session } from '../src/auth/sessions.js'
import { GatewayUnavailable, callGateway } from '../src/payments/gateway.js'
import type { ChargeOutcome, ChargeRequest, RefundOutcome, RefundRequest } from '../src/payments/gateway.js'
import { CURRENCIES, formatMoney, parseMoney } from '../src/payments/money.js'
import { createPayments, paymentHandlers } from '../src/payments/payments.js'
import type { PaymentEvent, PaymentOptions } from '../src/payments/payments.js'
import { signWebhook, verifyWebhook, webhookHandler } from '../src/payments/webhooks.js'

const START = Date.UTC(2026, 2, 1, 9, 0)
const SECRET = 'whsec_test'
const ORDER = { orderId: 'A-1', money: { amount: 1200, currency: 'EUR' }, cardToken: 'card_4242' }

type Answer<T> = T | Error

/** A gateway that plays back scripted answers, then approves everything. */
function fakeGateway() {
  const charges: ChargeRequest[] = []
  const refunds: RefundRequest[] = []
  const chargeScript: Answer<ChargeOutcome>[] = []
  const refundScript: Answer<RefundOutcome>[] = []
  async function play<T>(answer: Answer<T>): Promise<T> {
    await Promise.resolve()
    if (answer instanceof Error) throw answer
    return answer
  }
  return {
    charges,
    refunds,
    chargeScript,
    refundScript,
    charge(request: ChargeRequest) {
      charges.push(request)
      return play(
        chargeScript.shift() ?? ({ status: 'approved', reference: `ch_${charges.length}` } as const),
      )
    },
    refund(request: RefundRequest) {
      refunds.push(request)
      return play(refundScript.shift() ?? ({ status: 'approved' } as const))
    },
  }
}

function setup(options: Partial<PaymentOptions> = {}) {
  const clock = {
    time: START,
    now() {
      return this.time
    },
  }
  let count = 0
  const ids = { next: (prefix: string) => `${prefix}_${++count}` }
  const gateway = fakeGateway()
  const waits: number[] = []
  const events: PaymentEvent[] = []
  const payments = createPayments({
    clock,
    ids,
    gateway,
    wait: async (ms) => void waits.push(ms),
    onEvent: (event) => void events.push(event),
    ...options,
  })
  return { clock, gateway, waits, events, payments }
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`unexpected ${JSON.stringify(result.error)}`)
  return result.value
}

function errorOf(result: Result<unknown>) {
  if (result.ok) throw new Error(`unexpected success ${JSON.stringify(result.value)}`)
  return result.error
}

const unavailable = () => [
  new GatewayUnavailable('down'),
  new GatewayUnavailable('down'),
  new GatewayUnavailable('down'),
]
const types = (events: readonly PaymentEvent[]) => events.map((event) => event.type)

async function paid(options: Partial<PaymentOptions> = {}) {
  const world = setup(options)
  const payment = valueOf(await world.payments.create('usr_1', 'pay-1', ORDER))
  world.events.length = 0
  return { ...world, payment }
}

describe('money-is-a-whole-number-of-minor-units', () => {
  test('every currency and the limits are accepted', () => {
    expect(CURRENCIES).toEqual(['EUR', 'GBP', 'JPY', 'USD'])
    for (const currency of CURRENCIES) {
      expect(parseMoney({ amount: 1, currency, note: 'x' })).toEqual({
        ok: true,
        value: { amount: 1, currency },
      })
      expect(parseMoney({ amount: 99_999_999, currency }).ok).toBe(true)
    }
  })

  test.each([
    [{ amount: 12.5, currency: 'EUR' }],
    [{ amount: 0, currency: 'EUR' }],
    [{ amount: -1, currency: 'EUR' }],
    [{ amount: 100_000_000, currency: 'EUR' }],
    [{ amount: NaN, currency: 'EUR' }],
    [{ amount: '12', currency: 'EUR' }],
    [{ amount: 12, currency: 'eur' }],
    [{ amount: 12, currency: 'XXX' }],
    [{ amount: 12 }],
    [{ currency: 'EUR' }],
    [null],
    [undefined],
    [12],
    ['12 EUR'],
    [[12, 'EUR']],
  ])('%j is refused', (value) => {
    expect(errorOf(parseMoney(value))).toMatchObject({ code: 'invalid_input', field: 'money' })
  })
})

test.each([
  [123405, 'EUR', '1234.05 EUR'],
  [5, 'GBP', '0.05 GBP'],
  [1200, 'USD', '12.00 USD'],
  [1250, 'JPY', '1250 JPY'],
  [99_999_999, 'EUR', '999999.99 EUR'],
] as const)('money-reads-the-same-everywhere: %i %s is %s', (amount, currency, text) => {
  expect(formatMoney({ amount, currency })).toBe(text)
})

describe('create-a-payment', () => {
  test('an approved charge succeeds and is told', async () => {
    const { payments, gateway, events } = setup()
    const payment = valueOf(await payments.create('usr_1', 'k1', ORDER))
    expect(payment).toEqual({
      id: 'pay_1',
      userId: 'usr_1',
      orderId: 'A-1',
      money: { amount: 1200, currency: 'EUR' },
      refunded: 0,
      status: 'succeeded',
      reference: 'ch_1',
      createdAt: START,
    })
    expect(gateway.charges).toEqual([
      { paymentId: 'pay_1', money: ORDER.money, cardToken: 'card_4242', idempotencyKey: 'usr_1:k1' },
    ])
    expect(events).toEqual([{ type: 'payment_succeeded', payment, at: START }])
    expect(payments.find('usr_1', 'pay_1')).toEqual({ ok: true, value: payment })
  })

  test('a pending charge is stored and not told', async () => {
    const { payments, gateway, events } = setup()
    gateway.chargeScript.push({ status: 'pending', reference: 'ch_p' })
    expect(valueOf(await payments.create('usr_1', 'k1', ORDER))).toMatchObject({
      status: 'pending',
      reference: 'ch_p',
    })
    expect(events).toEqual([])
  })

  test('API-7: input is checked in order', async () => {
    const { payments, gateway } = setup()
    const error = async (input: unknown) => errorOf(await payments.create('usr_1', 'k1', input))
    for (const input of [null, undefined, 'text', [ORDER]]) {
      expect(await error(input)).toMatchObject({ code: 'invalid_input' })
      expect((await error(input)).field).toBeUndefined()
    }
    for (const orderId of [undefined, 7, '', 'x'.repeat(65), 'A 1', 'A\n1']) {
      expect(await error({ ...ORDER, orderId, money: 0 })).toMatchObject({
        code: 'invalid_input',
        field: 'orderId',
      })
    }
    expect(await error({ ...ORDER, money: { amount: 0, currency: 'EUR' }, cardToken: '' })).toMatchObject({
      field: 'money',
    })
    for (const cardToken of [undefined, 7, '', 'x'.repeat(256)]) {
      expect(await error({ ...ORDER, cardToken })).toMatchObject({
        code: 'invalid_input',
        field: 'cardToken',
      })
    }
    expect(gateway.charges).toEqual([])
    expect(
      (
        await payments.create('usr_1', 'k1', {
          ...ORDER,
          orderId: 'x'.repeat(64),
          cardToken: 'x'.repeat(255),
        })
      ).ok,
    ).toBe(true)
  })

  test('the card token goes to the gateway and nowhere else', async () => {
    const { payments, gateway, events } = setup()
    gateway.chargeScript.push(
      { status: 'approved', reference: 'ch_1' },
      { status: 'declined', reason: 'stolen' },
    )
    const results = [await payments.create('usr_1', 'k1', ORDER), await payments.create('usr_1', 'k2', ORDER)]
    expect(JSON.stringify([results, events])).not.toContain('card_4242')
  })

  test('DM-7: a listener that throws does not undo the payment', async () => {
    const { payments } = setup({
      onEvent: () => {
        throw new Error('listener')
      },
    })
    const payment = valueOf(await payments.create('usr_1', 'k1', ORDER))
    expect(valueOf(payments.find('usr_1', payment.id))).toEqual(payment)
  })
})

test('a-declined-payment-is-kept', async () => {
  const { payments, gateway, events } = setup()
  gateway.chargeScript.push({ status: 'declined', reason: 'insufficient funds' })
  expect(errorOf(await payments.create('usr_1', 'k1', ORDER)).code).toBe('payment_declined')
  expect(types(events)).toEqual(['payment_failed'])
  const payment = events[0]?.payment
  expect(payment).toMatchObject({ status: 'failed', reference: null, orderId: 'A-1' })
  expect(payments.find('usr_1', payment?.id ?? '')).toEqual({ ok: true, value: payment })
})

describe('charge-once-per-idempotency-key', () => {
  test('a double click charges once', async () => {
    const { payments, gateway, events } = setup()
    const [first, second] = await Promise.all([
      payments.create('usr_1', 'k1', ORDER),
      payments.create('usr_1', 'k1', { ...ORDER, extra: 1 }),
    ])
    expect(first.ok).toBe(true)
    expect(second).toEqual(first)
    expect(gateway.charges).toHaveLength(1)
    expect(events).toHaveLength(1)
  })

  test('a repeated key gives the first answer as it was', async () => {
    const { payments, payment, gateway } = await paid()
    valueOf(await payments.refund('r1', { paymentId: payment.id, amount: 500 }))
    expect(await payments.create('usr_1', 'pay-1', ORDER)).toEqual({ ok: true, value: payment })
    expect(payment).toMatchObject({ refunded: 0 })
    expect(gateway.charges).toHaveLength(1)
  })

  test('payment_declined is remembered too', async () => {
    const { payments, gateway } = setup()
    gateway.chargeScript.push({ status: 'declined', reason: 'no' })
    const first = await payments.create('usr_1', 'k1', ORDER)
    expect(await payments.create('usr_1', 'k1', ORDER)).toEqual(first)
    expect(gateway.charges).toHaveLength(1)
  })

  test.each([
    [{ orderId: 'A-2' }],
    [{ money: { amount: 1201, currency: 'EUR' } }],
    [{ money: { amount: 1200, currency: 'USD' } }],
    [{ cardToken: 'card_5555' }],
  ])('a key reused with %j is a conflict', async (change) => {
    const { payments, gateway } = setup()
    const running = payments.create('usr_1', 'k1', ORDER)
    const expected = { code: 'conflict', field: 'idempotency-key' }
    expect(errorOf(await payments.create('usr_1', 'k1', { ...ORDER, ...change }))).toMatchObject(expected)
    await running
    expect(errorOf(await payments.create('usr_1', 'k1', { ...ORDER, ...change }))).toMatchObject(expected)
    expect(gateway.charges).toHaveLength(1)
  })

  test('another user may choose the same key', async () => {
    const { payments, gateway } = setup()
    expect((await payments.create('usr_1', 'k1', ORDER)).ok).toBe(true)
    expect((await payments.create('usr_2', 'k1', ORDER)).ok).toBe(true)
    expect(gateway.charges.map((charge) => charge.idempotencyKey)).toEqual(['usr_1:k1', 'usr_2:k1'])
  })

  test.each([[undefined], [''], ['x'.repeat(65)], ['a b'], ['a:b']])(
    'the key %j is refused before anything else',
    async (key) => {
      const { payments, gateway } = setup()
      const expected = { code: 'invalid_input', field: 'idempotency-key' }
      expect(errorOf(await payments.create('usr_1', key, null))).toMatchObject(expected)
      expect(errorOf(await payments.refund(key, null))).toMatchObject(expected)
      expect(gateway.charges).toEqual([])
    },
  )

  test('invalid input does not use up the key', async () => {
    const { payments } = setup()
    expect((await payments.create('usr_1', 'k1', {})).ok).toBe(false)
    expect((await payments.create('usr_1', 'k1', ORDER)).ok).toBe(true)
  })

  test('API-10: an exception frees the key', async () => {
    const { payments, gateway } = setup()
    gateway.chargeScript.push(new TypeError('bug'))
    await expect(payments.create('usr_1', 'k1', ORDER)).rejects.toThrow('bug')
    expect((await payments.create('usr_1', 'k1', ORDER)).ok).toBe(true)
  })
})

describe('an-unavailable-gateway-is-asked-three-times', () => {
  function counting(...answers: (string | Error)[]) {
    const waits: number[] = []
    let calls = 0
    const result = callGateway(
      async () => {
        const answer = answers[calls++]
        if (answer instanceof Error) throw answer
        return answer
      },
      async (ms) => void waits.push(ms),
    )
    return { result, waits, calls: () => calls }
  }

  test('the first success counts', async () => {
    const { result, waits, calls } = counting('fine')
    expect(await result).toEqual({ ok: true, value: 'fine' })
    expect([waits, calls()]).toEqual([[], 1])
  })

  test('a second attempt comes after 200 ms', async () => {
    const { result, waits } = counting(new GatewayUnavailable(), 'fine')
    expect(await result).toEqual({ ok: true, value: 'fine' })
    expect(waits).toEqual([200])
  })

  test('it gives up after the third', async () => {
    const { result, waits, calls } = counting(...unavailable(), 'too late')
    expect(errorOf(await result).code).toBe('upstream_unavailable')
    expect([waits, calls()]).toEqual([[200, 800], 3])
  })

  test('other exceptions pass through at once', async () => {
    const { result, waits, calls } = counting(new TypeError('bug'), 'fine')
    await expect(result).rejects.toThrow(TypeError)
    expect([waits, calls()]).toEqual([[], 1])
  })

  test('giving up on a charge stores nothing, and the same key may be used again', async () => {
    const { payments, gateway, events, waits } = setup()
    gateway.chargeScript.push(...unavailable())
    expect(errorOf(await payments.create('usr_1', 'k1', ORDER)).code).toBe('upstream_unavailable')
    expect(waits).toEqual([200, 800])
    expect(events).toEqual([])
    for (const { paymentId } of gateway.charges) expect(payments.find('usr_1', paymentId).ok).toBe(false)
    expect((await payments.create('usr_1', 'k1', ORDER)).ok).toBe(true)
    expect(new Set(gateway.charges.map((charge) => charge.idempotencyKey))).toEqual(new Set(['usr_1:k1']))
    expect(gateway.charges).toHaveLength(4)
  })
})

test('payments-belong-to-their-user', async () => {
  const { payments, payment } = await paid()
  expect(payments.find('usr_1', payment.id)).toEqual({ ok: true, value: payment })
  const stranger = errorOf(payments.find('usr_2', payment.id))
  expect(stranger.code).toBe('not_found')
  expect(stranger).toEqual(errorOf(payments.find('usr_2', 'pay_none')))
})

describe('refund-no-more-than-was-paid', () => {
  test('in two parts', async () => {
    const { payments, payment, gateway, events, clock } = await paid()
    clock.time += 1000
    const refund = valueOf(await payments.refund('r1', { paymentId: payment.id, amount: 500 }))
    expect(refund).toEqual({
      id: expect.stringMatching(/^rfd_/),
      paymentId: payment.id,
      money: { amount: 500, currency: 'EUR' },
      createdAt: START + 1000,
    })
    const partly = valueOf(payments.find('usr_1', payment.id))
    expect(partly).toEqual({ ...payment, refunded: 500 })
    expect(events).toEqual([{ type: 'payment_refunded', payment: partly, refund, at: START + 1000 }])

    expect(valueOf(await payments.refund('r2', { paymentId: payment.id })).money.amount).toBe(700)
    expect(valueOf(payments.find('usr_1', payment.id))).toEqual({
      ...payment,
      refunded: 1200,
      status: 'refunded',
    })
    expect(gateway.refunds).toEqual([
      { reference: 'ch_1', money: { amount: 500, currency: 'EUR' }, idempotencyKey: 'refund:r1' },
      { reference: 'ch_1', money: { amount: 700, currency: 'EUR' }, idempotencyKey: 'refund:r2' },
    ])
    expect(partly.refunded, 'DM-5: a snapshot').toBe(500)
  })

  test('two at once cannot exceed the payment', async () => {
    const { payments, payment, gateway } = await paid()
    const results = await Promise.all([
      payments.refund('r1', { paymentId: payment.id, amount: 700 }),
      payments.refund('r2', { paymentId: payment.id, amount: 700 }),
    ])
    expect(results.filter((result) => result.ok)).toHaveLength(1)
    expect(results.flatMap((result) => (result.ok ? [] : [result.error]))).toMatchObject([
      { code: 'conflict', field: 'amount' },
    ])
    expect(gateway.refunds).toHaveLength(1)
    expect(valueOf(payments.find('usr_1', payment.id)).refunded).toBe(700)
  })

  test('while all of it is being refunded, nothing remains', async () => {
    const { payments, payment } = await paid()
    const results = await Promise.all([
      payments.refund('r1', { paymentId: payment.id }),
      payments.refund('r2', { paymentId: payment.id }),
    ])
    expect(results.flatMap((result) => (result.ok ? [] : [result.error]))).toMatchObject([
      { code: 'conflict', field: 'amount' },
    ])
  })

  test('input and payment are checked in order', async () => {
    const { payments, payment } = await paid()
    const error = async (input: unknown) => errorOf(await payments.refund('r1', input))
    expect((await error(null)).code).toBe('invalid_input')
    expect((await error(null)).field).toBeUndefined()
    expect(await error({ paymentId: 7, amount: 0 })).toMatchObject({
      code: 'invalid_input',
      field: 'paymentId',
    })
    for (const amount of [0, -1, 1.5, '5', null]) {
      expect(await error({ paymentId: 'pay_none', amount })).toMatchObject({
        code: 'invalid_input',
        field: 'amount',
      })
    }
    expect(await error({ paymentId: 'pay_none' })).toMatchObject({ code: 'not_found', field: 'paymentId' })
    expect(await error({ paymentId: payment.id, amount: 1201 })).toMatchObject({
      code: 'conflict',
      field: 'amount',
    })
    expect((await payments.refund('r1', { paymentId: payment.id, amount: 1200 })).ok).toBe(true)
    expect(errorOf(await payments.refund('r2', { paymentId: payment.id }))).toMatchObject({
      code: 'conflict',
      field: 'paymentId',
    })
  })

  test('only a payment that succeeded can be refunded', async () => {
    const { payments, gateway } = setup()
    gateway.chargeScript.push({ status: 'pending', reference: 'ch_p' })
    const pending = valueOf(await payments.create('usr_1', 'k1', ORDER))
    expect(errorOf(await payments.refund('r1', { paymentId: pending.id }))).toMatchObject({
      code: 'conflict',
      field: 'paymentId',
    })
    expect(gateway.refunds).toEqual([])
  })

  test('a declined or failed refund leaves the payment as it was', async () => {
    const { payments, payment, gateway, events } = await paid()
    gateway.refundScript.push(
      { status: 'declined', reason: 'too late' },
      ...unavailable(),
      new TypeError('bug'),
    )
    expect(errorOf(await payments.refund('r1', { paymentId: payment.id })).code).toBe('payment_declined')
    expect(errorOf(await payments.refund('r2', { paymentId: payment.id })).code).toBe('upstream_unavailable')
    await expect(payments.refund('r3', { paymentId: payment.id })).rejects.toThrow('bug')
    expect(payments.find('usr_1', payment.id)).toEqual({ ok: true, value: payment })
    expect(events).toEqual([])
    expect((await payments.refund('r2', { paymentId: payment.id })).ok, 'nothing stays reserved').toBe(true)
  })

  test('a repeated key refunds once', async () => {
    const { payments, payment, gateway } = await paid()
    const input = { paymentId: payment.id, amount: 400 }
    const [first, second] = await Promise.all([payments.refund('r1', input), payments.refund('r1', input)])
    expect(second).toEqual(first)
    expect(await payments.refund('r1', input)).toEqual(first)
    expect(gateway.refunds).toHaveLength(1)
    expect(errorOf(await payments.refund('r1', { ...input, amount: 401 }))).toMatchObject({
      code: 'conflict',
      field: 'idempotency-key',
    })
  })

  test('a full refund with a repeated key gives the first answer', async () => {
    const { payments, payment } = await paid()
    const first = await payments.refund('r1', { paymentId: payment.id })
    expect(first.ok).toBe(true)
    expect(await payments.refund('r1', { paymentId: payment.id })).toEqual(first)
  })

  test('API-9: keys of charges and refunds are apart', async () => {
    const { payments, payment } = await paid()
    expect((await payments.refund('pay-1', { paymentId: payment.id })).ok).toBe(true)
  })
})

const event = (type = 'charge.approved', reference = 'ch_p', id = 'evt_1') =>
  JSON.stringify({ id, type, reference })
const seconds = START / 1000

describe('only-signed-webhooks-count', () => {
  const mac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex')

  test('the signature is an HMAC over time and body', () => {
    expect(signWebhook(SECRET, 1700000000, '{"ü":1}')).toBe(
      `t=1700000000,v1=${mac(SECRET, '1700000000.{"ü":1}')}`,
    )
  })

  test('a signed event is read', () => {
    const body = event()
    expect(verifyWebhook(SECRET, signWebhook(SECRET, seconds, body), body, START)).toEqual({
      ok: true,
      value: { id: 'evt_1', type: 'charge.approved', reference: 'ch_p' },
    })
  })

  test('a wrong or missing signature is unauthenticated', () => {
    const body = event()
    const good = signWebhook(SECRET, seconds, body)
    const bad = [
      undefined,
      '',
      'nonsense',
      good.replace('v1=', 'v2='),
      good.slice(0, -1),
      `t=${seconds}`,
      `${good}00`,
      signWebhook('another secret', seconds, body),
      signWebhook(SECRET, seconds, `${body} `),
      good.replace(`t=${seconds}`, `t=${seconds + 1}`),
      `t=soon,v1=${mac(SECRET, `soon.${body}`)}`,
      `t=${seconds},v1=${'é'.repeat(64)}`,
    ]
    for (const header of bad)
      expect(errorOf(verifyWebhook(SECRET, header, body, START)).code, String(header)).toBe('unauthenticated')
  })

  test('300 seconds either way are tolerated, and no more', () => {
    const body = event()
    for (const [shift, accepted] of [
      [-301, false],
      [-300, true],
      [300, true],
      [301, false],
    ] as const) {
      expect(
        verifyWebhook(SECRET, signWebhook(SECRET, seconds + shift, body), body, START).ok,
        String(shift),
      ).toBe(accepted)
    }
    expect(verifyWebhook(SECRET, signWebhook(SECRET, seconds - 300, body), body, START + 1).ok).toBe(false)
  })

  test.each([
    ['not json'],
    ['null'],
    ['[]'],
    ['{}'],
    ['{"id":1,"type":"x","reference":"y"}'],
    ['{"id":"1","type":"x"}'],
  ])('a signed %s is invalid input', (body) => {
    expect(errorOf(verifyWebhook(SECRET, signWebhook(SECRET, seconds, body), body, START)).code).toBe(
      'invalid_input',
    )
  })
})

describe('webhooks-settle-pending-payments', () => {
  async function pending() {
    const world = setup()
    world.gateway.chargeScript.push({ status: 'pending', reference: 'ch_p' })
    const payment = valueOf(await world.payments.create('usr_1', 'k1', ORDER))
    const handler = webhookHandler({ secret: SECRET, clock: world.clock, payments: world.payments })
    const send = (body: string) =>
      handler({ headers: { 'x-webhook-signature': signWebhook(SECRET, seconds, body) }, params: {}, body })
    return { ...world, payment, handler, send }
  }

  test('settle moves a pending payment once', async () => {
    const { payments, payment, events } = await pending()
    expect(payments.settle('ch_p', 'approved')).toEqual({
      ok: true,
      value: { ...payment, status: 'succeeded' },
    })
    expect(payments.settle('ch_p', 'declined')).toEqual({
      ok: true,
      value: { ...payment, status: 'succeeded' },
    })
    expect(events).toEqual([
      { type: 'payment_succeeded', payment: { ...payment, status: 'succeeded' }, at: START },
    ])
    expect(errorOf(payments.settle('ch_none', 'approved')).code).toBe('not_found')
    expect(payment.status, 'DM-5: a snapshot').toBe('pending')
  })

  test('approved later, and repeated', async () => {
    const { payments, payment, events, send } = await pending()
    for (let i = 0; i < 3; i++)
      expect(await send(event())).toMatchObject({ status: 200, body: { received: true } })
    expect(valueOf(payments.find('usr_1', payment.id)).status).toBe('succeeded')
    expect(types(events)).toEqual(['payment_succeeded'])
  })

  test('declined later', async () => {
    const { payments, payment, events, send } = await pending()
    expect((await send(event('charge.declined'))).status).toBe(200)
    expect(valueOf(payments.find('usr_1', payment.id)).status).toBe('failed')
    expect(types(events)).toEqual(['payment_failed'])
  })

  test('a used event id has no further effect', async () => {
    const { payments, payment, send } = await pending()
    expect((await send(event('something.else'))).status).toBe(200)
    expect((await send(event('charge.approved'))).status).toBe(200)
    expect(valueOf(payments.find('usr_1', payment.id)).status).toBe('pending')
    expect((await send(event('charge.approved', 'ch_p', 'evt_2'))).status).toBe(200)
    expect(valueOf(payments.find('usr_1', payment.id)).status).toBe('succeeded')
  })

  test('a webhook that is faster than the charge works when it comes again', async () => {
    const { payments, gateway, send } = await pending()
    expect(await send(event('charge.approved', 'ch_late'))).toMatchObject({
      status: 404,
      body: { error: { code: 'not_found' } },
    })
    gateway.chargeScript.push({ status: 'pending', reference: 'ch_late' })
    const late = valueOf(await payments.create('usr_1', 'k2', ORDER))
    expect((await send(event('charge.approved', 'ch_late'))).status).toBe(200)
    expect(valueOf(payments.find('usr_1', late.id)).status).toBe('succeeded')
  })

  test('unsigned and unreadable requests are refused', async () => {
    const { handler, send, events } = await pending()
    const headers = { 'x-webhook-signature': signWebhook(SECRET, seconds, event()) }
    expect((await handler({ headers: {}, params: {}, body: event() })).status).toBe(401)
    expect((await handler({ headers, params: {}, body: JSON.parse(event()) })).status).toBe(400)
    expect((await send('not json')).status).toBe(400)
    expect(events).toEqual([])
  })
})

describe('endpoints-ask-who-is-calling', () => {
  const session: Session = {
    id: 'ses_1',
    userId: 'usr_1',
    createdAt: START,
    lastSeenAt: START,
    expiresAt: START + 1,
  }
  const auth = {
    authenticate: (headers: Readonly<Record<string, string>>) =>
      headers['authorization'] === 'Bearer good' ? ok(session) : fail('unauthenticated', 'Log in first.'),
  }
  const request = (parts: Partial<ApiRequest>): ApiRequest => ({
    headers: {},
    params: {},
    body: undefined,
    ...parts,
  })

  test('a payment is made and found by its user', async () => {
    const { payments } = setup()
    const { create, find } = paymentHandlers(auth, payments)
    const headers = { authorization: 'Bearer good', 'idempotency-key': 'k1' }
    const created = await create(request({ headers, body: ORDER }))
    expect(created).toMatchObject({
      status: 201,
      body: { id: 'pay_1', userId: 'usr_1', status: 'succeeded' },
    })
    expect(await find(request({ headers, params: { paymentId: 'pay_1' } }))).toMatchObject({
      status: 200,
      body: created.body as object,
    })
    expect((await find(request({ headers, params: { paymentId: 'pay_9' } }))).status).toBe(404)
  })

  test('without a token nothing happens', async () => {
    const { payments, gateway } = setup()
    const { create, find } = paymentHandlers(auth, payments)
    expect((await create(request({ headers: { 'idempotency-key': 'k1' }, body: ORDER }))).status).toBe(401)
    expect((await create(request({}))).status).toBe(401)
    expect((await find(request({ params: { paymentId: 'pay_1' } }))).status).toBe(401)
    expect(gateway.charges).toEqual([])
  })

  test('API-8: the key comes from its header', async () => {
    const { payments } = setup()
    const { create } = paymentHandlers(auth, payments)
    const response = await create(request({ headers: { authorization: 'Bearer good' }, body: ORDER }))
    expect(response).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_input', field: 'idempotency-key' } },
    })
  })
})
