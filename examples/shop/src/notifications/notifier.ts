import type { User } from '../auth/login.js'
import type { Notification, NotificationDraft, Outbox } from './outbox.js'
import type { Preferences } from './preferences.js'
import { categoryOf, renderMail } from './templates.js'
import type { NotificationEvent } from './templates.js'

export interface NotifierOptions {
  readonly outbox: Pick<Outbox, 'enqueue'>
  readonly preferences: Pick<Preferences, 'isMuted'>
  readonly findUser: (userId: string) => User | undefined
}

export interface Notifier {
  notify(event: NotificationEvent): Notification | undefined
}

export function createNotifier(options: NotifierOptions): Notifier {
  const queuedEvents = new Set<string>()

  function notify(event: NotificationEvent): Notification | undefined {
    const key = keyOf(event)
    if (queuedEvents.has(key)) return undefined
    const recipient = recipientOf(event, options)
    if (recipient === undefined) return undefined
    const category = categoryOf(event)
    if (options.preferences.isMuted(recipient.userId, category)) return undefined
    const notification = options.outbox.enqueue({ ...recipient, category, ...renderMail(event) })
    queuedEvents.add(key)
    return notification
  }

  return { notify }
}

function recipientOf(
  event: NotificationEvent,
  options: NotifierOptions,
): Pick<NotificationDraft, 'userId' | 'to'> | undefined {
  if ('email' in event) return { userId: event.userId, to: event.email }
  const { userId } = event.payment
  const user = options.findUser(userId)
  return user === undefined ? undefined : { userId, to: user.email }
}

function keyOf(event: NotificationEvent): string {
  return JSON.stringify([event.type, ...identityOf(event)])
}

function identityOf(event: NotificationEvent): readonly (string | number)[] {
  switch (event.type) {
    case 'user_registered':
      return [event.userId]
    case 'account_locked':
      return [event.userId, event.until]
    case 'payment_succeeded':
    case 'payment_failed':
      return [event.payment.id]
    case 'payment_refunded':
      return [event.refund.id]
  }
}
