import type { AuthEvent } from '../auth/login.js'
import { formatMoney } from '../payments/money.js'
import type { PaymentEvent } from '../payments/payments.js'

export type NotificationEvent = AuthEvent | PaymentEvent
export type Category = 'account' | 'security' | 'payments'

export interface MailContent {
  readonly subject: string
  readonly text: string
}

const MINUTE_MS = 60_000
const BREAKS_LINE = /[\p{Cc}\u2028\u2029]/gu

export function categoryOf(event: NotificationEvent): Category {
  switch (event.type) {
    case 'user_registered':
      return 'account'
    case 'account_locked':
      return 'security'
    case 'payment_succeeded':
    case 'payment_failed':
    case 'payment_refunded':
      return 'payments'
  }
}

export function renderMail(event: NotificationEvent): MailContent {
  const { subject, text } = contentOf(event)
  return { subject: subject.replace(BREAKS_LINE, ' '), text }
}

function contentOf(event: NotificationEvent): MailContent {
  switch (event.type) {
    case 'user_registered':
      return {
        subject: 'Welcome to the shop',
        text: `Your account for ${event.email} is ready.`,
      }
    case 'account_locked':
      return {
        subject: 'Your account is locked',
        text: `Your account is locked until ${formatTime(event.until)}.`,
      }
    case 'payment_succeeded': {
      const { orderId } = event.payment
      const money = formatMoney(event.payment.money)
      return {
        subject: `Receipt: ${money} for order ${orderId}`,
        text: `We received your payment of ${money} for order ${orderId}.`,
      }
    }
    case 'payment_failed': {
      const { orderId } = event.payment
      const money = formatMoney(event.payment.money)
      return {
        subject: `Payment failed for order ${orderId}`,
        text: `Your payment of ${money} for order ${orderId} failed.`,
      }
    }
    case 'payment_refunded': {
      const { orderId } = event.payment
      const money = formatMoney(event.refund.money)
      return {
        subject: `Refund: ${money} for order ${orderId}`,
        text: `We refunded ${money} for order ${orderId}.`,
      }
    }
  }
}

function formatTime(time: number): string {
  const wholeMinute = Math.ceil(time / MINUTE_MS) * MINUTE_MS
  return new Date(wholeMinute).toISOString().replace('T', ' ').replace(':00.000Z', ' UTC')
}
