import { describe, expect, test } from 'vitest'
import { createAuth } from '../src/auth/login.js'
import type { User } from '../src/auth/login.js'
import { createNotifier } from '../src/notifications/notifier.js'
import { Outbox } from '../src/notifications/outbox.js'
import type { MailMessage } from '../src/notifications/outbox.js'
import { Preferences } from '../src/notifications/preferences.js'
import { categoryOf, renderMail } from '../src/notifications/templates.js'
import type { NotificationEvent } from '../src/notifications/templates.js'
import { createPayments } from '../src/payments/payments.js'
import type { Payment, Refund } from '../src/payments/payments.js'

const START = Date.UTC(2026, 2, 1, 9, 0)
const MINUTE = 60_000
const USER: User = { id: 'usr_1', email: 'ada@example.org', createdAt: START }

const payment: Payment = {
  id: 'pay_1',
  userId: 'usr_1',
  orderId: 'A-1',
  money: { amount: 1205, currency: 'EUR' },
  refunded: 0,
  status: 'succeeded',
  reference: 'ch_1',
  createdAt: START,
}
const refund: Refund = {
  id: 'rfd_1',
  paymentId: 'pay_1',
  money: { amount: 500, currency: 'EUR' },
  createdAt: START,
}

type EventOf<T extends NotificationEvent['type']> = Extract<NotificationEvent, { type: T }>
const registered: EventOf<'user_registered'> = {
  type: 'user_registered',
  userId: 'usr_1',
  email: USER.email,
  at: START,
}
const locked: EventOf<'account_locked'> = {
  type: 'account_locked',
  userId: 'usr_1',
  email: USER.email,
  until: START + 5 * MINUTE,
  at: START,
}
const succeeded: EventOf<'payment_succeeded'> = { type: 'payment_succeeded', payment, at: START }
const failed: EventOf<'payment_failed'> = {
  type: 'payment_failed',
  payment: { ...payment, status: 'failed' },
  at: START,
}
const refunded: EventOf<'payment_refunded'> = {
  type: 'payment_refunded',
  payment: { ...payment, refunded: 500 },
  refund,
  at: START,
}
const all: NotificationEvent[] = [registered, locked, succeeded, failed, refunded]

function setup() {
  const clock = {
    time: START,
    now() {
      return this.time
    },
  }
  let count = 0
  const ids = { next: (prefix: string) => `${prefix}_${++count}` }
  const messages: MailMessage[] = []
  /** One entry an attempt, in order: an error to reject with, or undefined to accept. */
  const script: (unknown | undefined)[] = []
  const transport = {
    async send(message: MailMessage) {
      messages.push(message)
      await Promise.resolve()
      const error = script.shift()
      if (error !== undefined) throw error
    },
  }
  const outbox = new Outbox({ clock, ids, transport })
  const preferences = new Preferences()
  const notifier = createNotifier({
    outbox,
    preferences,
    findUser: (userId) => (userId === USER.id ? USER : undefined),
  })
  return { clock, messages, script, outbox, preferences, notifier }
}

const draft = (subject: string) => ({
  userId: 'usr_1',
  category: 'account' as const,
  to: USER.email,
  subject,
  text: 'Hello.',
})

describe('templates', () => {
  test.each([
    [registered, 'Welcome to the shop'],
    [locked, 'Your account is locked'],
    [succeeded, 'Receipt: 12.05 EUR for order A-1'],
    [failed, 'Payment failed for order A-1'],
    [refunded, 'Refund: 5.00 EUR for order A-1'],
  ])('R1: the subject of $type', (event, subject) => {
    expect(renderMail(event).subject).toBe(subject)
  })

  test.each([
    [registered, ['ada@example.org']],
    [locked, ['2026-03-01 09:05 UTC']],
    [succeeded, ['A-1', '12.05 EUR']],
    [failed, ['A-1', '12.05 EUR']],
    [refunded, ['A-1', '5.00 EUR']],
  ])('R2: the text of $type', (event, parts) => {
    for (const part of parts) expect(renderMail(event).text).toContain(part)
  })

  test('R2: times are rounded up to a whole minute', () => {
    const text = (until: number) => renderMail({ ...locked, until }).text
    expect(text(START + 5 * MINUTE + 1)).toContain('2026-03-01 09:06 UTC')
    expect(text(Date.UTC(2026, 11, 31, 23, 59, 30))).toContain('2027-01-01 00:00 UTC')
  })

  test('R1: the category follows the event', () => {
    expect(all.map(categoryOf)).toEqual(['account', 'security', 'payments', 'payments', 'payments'])
  })

  test('a-subject-is-one-line', () => {
    const orderId = 'A\r\nBcc: eve@example.org\u0000\u007f'
    expect(renderMail({ ...failed, payment: { ...payment, orderId } }).subject).toBe(
      'Payment failed for order A  Bcc: eve@example.org  ',
    )
  })
})

describe('preferences', () => {
  test('R3: categories are muted and unmuted for one user', () => {
    const preferences = new Preferences()
    expect(preferences.isMuted('usr_1', 'payments')).toBe(false)
    expect(preferences.mute('usr_1', 'payments')).toEqual({ ok: true, value: null })
    expect(preferences.mute('usr_1', 'payments')).toEqual({ ok: true, value: null })
    expect(preferences.isMuted('usr_1', 'payments')).toBe(true)
    expect(preferences.isMuted('usr_1', 'account')).toBe(false)
    expect(preferences.isMuted('usr_2', 'payments')).toBe(false)
    preferences.unmute('usr_1', 'payments')
    expect(preferences.isMuted('usr_1', 'payments')).toBe(false)
    expect(preferences.mute('usr_1', 'account').ok).toBe(true)
    expect(new Preferences().isMuted('usr_1', 'account'), 'DM-6').toBe(false)
  })

  test('R4: security cannot be muted', () => {
    const preferences = new Preferences()
    expect(preferences.mute('usr_1', 'security')).toMatchObject({
      ok: false,
      error: { code: 'invalid_input', field: 'category' },
    })
    expect(preferences.isMuted('usr_1', 'security')).toBe(false)
  })
})

describe('queueing', () => {
  test.each(all.map((event) => [event] as const))('R5: $type queues one mail', (event) => {
    const { notifier, outbox } = setup()
    const notification = notifier.notify(event)
    expect(notification).toMatchObject({
      userId: 'usr_1',
      to: 'ada@example.org',
      category: categoryOf(event),
      status: 'queued',
      ...renderMail(event),
    })
    expect(outbox.list()).toEqual([notification])
  })

  test('R5: account events need no user, payment events do', () => {
    const { notifier, outbox } = setup()
    expect(notifier.notify({ ...registered, userId: 'usr_9', email: 'bob@example.org' })).toMatchObject({
      to: 'bob@example.org',
    })
    expect(notifier.notify({ ...succeeded, payment: { ...payment, userId: 'usr_9' } })).toBeUndefined()
    expect(outbox.list()).toHaveLength(1)
  })

  test('R5: a muted category queues nothing', () => {
    const { notifier, outbox, preferences } = setup()
    preferences.mute('usr_1', 'payments')
    expect(notifier.notify(succeeded)).toBeUndefined()
    expect(notifier.notify(registered)).toBeDefined()
    expect(outbox.list()).toHaveLength(1)
  })

  test.each(all.map((event) => [event] as const))('R6: $type told twice queues once', (event) => {
    const { notifier, outbox } = setup()
    notifier.notify(event)
    expect(notifier.notify({ ...event, at: event.at + 1 })).toBeUndefined()
    expect(outbox.list()).toHaveLength(1)
  })

  test('R6: events about other things are other events', () => {
    const { notifier } = setup()
    const others: NotificationEvent[] = [
      ...all,
      { ...registered, userId: 'usr_2' },
      { ...locked, userId: 'usr_2' },
      { ...locked, until: locked.until + 1 },
      { ...succeeded, payment: { ...payment, id: 'pay_2' } },
      { ...failed, payment: { ...payment, id: 'pay_2' } },
      { ...refunded, refund: { ...refund, id: 'rfd_2' } },
    ]
    for (const event of others) expect(notifier.notify(event), JSON.stringify(event)).toBeDefined()
  })

  test('R6: an event that queued nothing may still do so later', () => {
    const { notifier, preferences } = setup()
    preferences.mute('usr_1', 'payments')
    notifier.notify(succeeded)
    preferences.unmute('usr_1', 'payments')
    expect(notifier.notify(succeeded)).toBeDefined()
  })

  test('notifying-never-calls-the-mail-transport', async () => {
    const { notifier, messages } = setup()
    for (const event of all) notifier.notify(event)
    await Promise.resolve()
    expect(messages).toEqual([])
  })
})

describe('delivery', () => {
  test('R7: a new notification is queued and due at once', () => {
    const { outbox } = setup()
    const first = outbox.enqueue(draft('one'))
    expect(first).toEqual({
      ...draft('one'),
      id: 'ntf_1',
      status: 'queued',
      attempts: 0,
      createdAt: START,
      nextAttemptAt: START,
      lastError: null,
    })
    const second = outbox.enqueue(draft('two'))
    expect(outbox.list()).toEqual([first, second])
  })

  test('R8: due mail is sent, oldest first', async () => {
    const { outbox, messages } = setup()
    const before = outbox.enqueue(draft('one'))
    outbox.enqueue(draft('two'))
    expect(await outbox.deliverDue()).toEqual({ sent: 2, retrying: 0, failed: 0 })
    expect(messages.map((message) => message.subject)).toEqual(['one', 'two'])
    expect(messages[0]).toMatchObject({ to: 'ada@example.org', subject: 'one', text: 'Hello.' })
    expect(outbox.list()).toMatchObject([
      { status: 'sent', attempts: 1, lastError: null },
      { status: 'sent' },
    ])
    expect(await outbox.deliverDue()).toEqual({ sent: 0, retrying: 0, failed: 0 })
    expect(messages).toHaveLength(2)
    expect(before.status, 'DM-5: a snapshot').toBe('queued')
  })

  test('R8: one mail is out before the next begins', async () => {
    const { clock } = setup()
    const log: string[] = []
    const transport = {
      async send({ subject }: MailMessage) {
        log.push(`start ${subject}`)
        await new Promise((resolve) => setImmediate(resolve))
        log.push(`end ${subject}`)
      },
    }
    let count = 0
    const outbox = new Outbox({ clock, ids: { next: (prefix) => `${prefix}_${++count}` }, transport })
    outbox.enqueue(draft('one'))
    outbox.enqueue(draft('two'))
    await outbox.deliverDue()
    expect(log).toEqual(['start one', 'end one', 'start two', 'end two'])
  })

  test('R9: failures are tried again after 1, 5, 30 and 120 minutes, and the fifth is final', async () => {
    const { outbox, clock, script, messages } = setup()
    const { id } = outbox.enqueue(draft('one'))
    for (const [index, minutes] of [1, 5, 30, 120].entries()) {
      script.push(new Error(`failure ${index + 1}`))
      expect(await outbox.deliverDue()).toEqual({ sent: 0, retrying: 1, failed: 0 })
      expect(outbox.list()).toMatchObject([
        {
          id,
          status: 'queued',
          attempts: index + 1,
          nextAttemptAt: clock.time + minutes * MINUTE,
          lastError: `failure ${index + 1}`,
        },
      ])
      clock.time += minutes * MINUTE - 1
      expect(await outbox.deliverDue()).toEqual({ sent: 0, retrying: 0, failed: 0 })
      clock.time += 1
    }
    script.push(new Error('failure 5'))
    expect(await outbox.deliverDue()).toEqual({ sent: 0, retrying: 0, failed: 1 })
    expect(outbox.list()).toMatchObject([{ status: 'failed', attempts: 5, lastError: 'failure 5' }])
    clock.time += 24 * 60 * MINUTE
    expect(await outbox.deliverDue()).toEqual({ sent: 0, retrying: 0, failed: 0 })
    expect(messages).toHaveLength(5)
  })

  test('R8, R9: a success after a failure clears the error', async () => {
    const { outbox, clock, script } = setup()
    outbox.enqueue(draft('one'))
    script.push(new Error('x'.repeat(300)))
    await outbox.deliverDue()
    expect(outbox.list()[0]?.lastError).toBe('x'.repeat(200))
    clock.time += MINUTE
    await outbox.deliverDue()
    expect(outbox.list()).toMatchObject([{ status: 'sent', attempts: 2, lastError: null }])
  })

  test('R9: a transport that throws at once has failed too', async () => {
    const { clock } = setup()
    const outbox = new Outbox({
      clock,
      ids: { next: (prefix) => `${prefix}_1` },
      transport: {
        send() {
          throw new Error('at once')
        },
      },
    })
    outbox.enqueue(draft('one'))
    expect(await outbox.deliverDue()).toEqual({ sent: 0, retrying: 1, failed: 0 })
    expect(outbox.list()).toMatchObject([{ status: 'queued', attempts: 1, lastError: 'at once' }])
  })

  test('R10: every attempt carries the same message id', async () => {
    const { outbox, clock, script, messages } = setup()
    const { id } = outbox.enqueue(draft('one'))
    script.push(new Error('down'))
    await outbox.deliverDue()
    clock.time += MINUTE
    await outbox.deliverDue()
    expect(messages.map((message) => message.messageId)).toEqual([id, id])
  })

  test('R11: a second run joins the first', async () => {
    const { outbox, messages } = setup()
    outbox.enqueue(draft('one'))
    outbox.enqueue(draft('two'))
    const reports = await Promise.all([outbox.deliverDue(), outbox.deliverDue()])
    expect(reports).toEqual([
      { sent: 2, retrying: 0, failed: 0 },
      { sent: 2, retrying: 0, failed: 0 },
    ])
    expect(messages).toHaveLength(2)
    outbox.enqueue(draft('three'))
    expect(await outbox.deliverDue(), 'and a later call starts a new one').toEqual({
      sent: 1,
      retrying: 0,
      failed: 0,
    })
  })

  test('a-failed-mail-does-not-hold-back-the-others', async () => {
    const { outbox, script } = setup()
    for (const subject of ['one', 'two', 'three']) outbox.enqueue(draft(subject))
    script.push(undefined, new Error('down'), undefined)
    expect(await outbox.deliverDue()).toEqual({ sent: 2, retrying: 1, failed: 0 })
    expect(outbox.list().map((notification) => notification.status)).toEqual(['sent', 'queued', 'sent'])
  })
})

test('R5, R8: accounts, payments and mails work together', async () => {
  const { clock, outbox, preferences, messages } = setup()
  let count = 0
  const ids = { next: (prefix: string) => `${prefix}_${++count}` }
  const notifier = createNotifier({ outbox, preferences, findUser: (userId) => auth.findUser(userId) })
  const auth = createAuth({ clock, ids, cost: { N: 16, r: 1, p: 1 }, onEvent: notifier.notify })
  const payments = createPayments({
    clock,
    ids,
    wait: async () => {},
    onEvent: notifier.notify,
    gateway: {
      charge: async () => ({ status: 'approved', reference: 'ch_1' }),
      refund: async () => ({ status: 'approved' }),
    },
  })
  const user = await auth.register({ email: USER.email, password: 'correct horse battery' })
  if (!user.ok) throw new Error('not registered')
  const input = { orderId: 'A-1', money: { amount: 1200, currency: 'EUR' }, cardToken: 'card_1' }
  const paid = await payments.create(user.value.id, 'k1', input)
  if (!paid.ok) throw new Error('not paid')
  await payments.refund('r1', { paymentId: paid.value.id })
  await outbox.deliverDue()
  expect(messages.map((message) => message.subject)).toEqual([
    'Welcome to the shop',
    'Receipt: 12.00 EUR for order A-1',
    'Refund: 12.00 EUR for order A-1',
  ])
})
