import { inspect } from 'node:util'
import type { Clock, IdSource } from '../auth/api.js'
import type { Category } from './templates.js'

export interface MailMessage {
  readonly messageId: string
  readonly to: string
  readonly subject: string
  readonly text: string
}

export interface MailTransport {
  send(message: MailMessage): Promise<void>
}

export interface NotificationDraft {
  readonly userId: string
  readonly category: Category
  readonly to: string
  readonly subject: string
  readonly text: string
}

export interface Notification extends NotificationDraft {
  readonly id: string
  readonly status: 'queued' | 'sent' | 'failed'
  readonly attempts: number
  readonly createdAt: number
  readonly nextAttemptAt: number
  readonly lastError: string | null
}

export interface DeliveryReport {
  readonly sent: number
  readonly retrying: number
  readonly failed: number
}

export interface OutboxOptions {
  readonly clock: Clock
  readonly ids: IdSource
  readonly transport: MailTransport
}

const MINUTE_MS = 60_000
const RETRY_DELAYS_MS: readonly number[] = [
  1 * MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  120 * MINUTE_MS,
]
const MAX_ERROR_LENGTH = 200

export class Outbox {
  readonly #options: OutboxOptions
  readonly #notifications = new Map<string, Notification>()
  #running: Promise<DeliveryReport> | undefined

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  enqueue(draft: NotificationDraft): Notification {
    const createdAt = this.#options.clock.now()
    const notification: Notification = {
      ...draft,
      id: this.#options.ids.next('ntf'),
      status: 'queued',
      attempts: 0,
      createdAt,
      nextAttemptAt: createdAt,
      lastError: null,
    }
    this.#notifications.set(notification.id, notification)
    return notification
  }

  async deliverDue(): Promise<DeliveryReport> {
    return (this.#running ??= this.#run(this.#due()))
  }

  list(): readonly Notification[] {
    return [...this.#notifications.values()]
  }

  #due(): readonly Notification[] {
    const now = this.#options.clock.now()
    return this.list().filter(
      (notification) => notification.status === 'queued' && notification.nextAttemptAt <= now,
    )
  }

  async #run(due: readonly Notification[]): Promise<DeliveryReport> {
    // The transport may call deliverDue itself: the run has to be on record before the first send.
    await Promise.resolve()
    const report = { sent: 0, retrying: 0, failed: 0 }
    try {
      for (const notification of due) {
        const attempted = await attempt(notification, this.#options)
        this.#notifications.set(attempted.id, attempted)
        report[attempted.status === 'queued' ? 'retrying' : attempted.status] += 1
      }
      return report
    } finally {
      this.#running = undefined
    }
  }
}

async function attempt(
  notification: Notification,
  { clock, transport }: OutboxOptions,
): Promise<Notification> {
  const { id, to, subject, text } = notification
  const attempts = notification.attempts + 1
  try {
    await transport.send({ messageId: id, to, subject, text })
  } catch (error) {
    const lastError = messageOf(error).slice(0, MAX_ERROR_LENGTH)
    const delay = RETRY_DELAYS_MS.at(attempts - 1)
    if (delay === undefined) return { ...notification, status: 'failed', attempts, lastError }
    return { ...notification, attempts, nextAttemptAt: clock.now() + delay, lastError }
  }
  return { ...notification, status: 'sent', attempts, lastError: null }
}

function messageOf(error: unknown): string {
  if (
    typeof error === 'object' &&
    error !== null &&
    'message' in error &&
    typeof error.message === 'string'
  ) {
    return error.message
  }
  // Unlike String(), inspect() does not throw for objects that have no toString.
  return typeof error === 'string' ? error : inspect(error)
}
