import { createHash, randomBytes } from 'node:crypto'
import type { Clock, IdSource } from './api.js'

export interface Session {
  readonly id: string
  readonly userId: string
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly expiresAt: number
}

export interface SessionLimits {
  readonly idleMs: number
  readonly absoluteMs: number
}

export interface SessionOptions {
  readonly clock: Clock
  readonly ids: IdSource
  readonly limits?: SessionLimits
  readonly store?: Map<string, Session>
}

const MINUTE_MS = 60_000
const TOKEN_BYTES = 32

export const DEFAULT_LIMITS: SessionLimits = { idleMs: 30 * MINUTE_MS, absoluteMs: 12 * 60 * MINUTE_MS }

export class Sessions {
  readonly #clock: Clock
  readonly #ids: IdSource
  readonly #limits: SessionLimits
  readonly #store: Map<string, Session>

  constructor(options: SessionOptions) {
    this.#clock = options.clock
    this.#ids = options.ids
    this.#limits = options.limits ?? DEFAULT_LIMITS
    this.#store = options.store ?? new Map<string, Session>()
  }

  open(userId: string): { readonly token: string; readonly session: Session } {
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    const now = this.#clock.now()
    const session = this.#seen({ id: this.#ids.next('ses'), userId, createdAt: now }, now)
    this.#store.set(digest(token), session)
    return { token, session: { ...session } }
  }

  find(token: string): Session | undefined {
    const key = digest(token)
    const session = this.#store.get(key)
    if (session === undefined) return undefined
    const now = this.#clock.now()
    if (now >= session.expiresAt) {
      this.#store.delete(key)
      return undefined
    }
    const seen = this.#seen(session, now)
    this.#store.set(key, seen)
    return { ...seen }
  }

  close(token: string): boolean {
    return this.find(token) !== undefined && this.#store.delete(digest(token))
  }

  #seen(session: Pick<Session, 'id' | 'userId' | 'createdAt'>, now: number): Session {
    const { idleMs, absoluteMs } = this.#limits
    return {
      ...session,
      lastSeenAt: now,
      expiresAt: Math.min(now + idleMs, session.createdAt + absoluteMs),
    }
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
