import { fail, isRecord, ok, toResponse } from './api.js'
import type { Clock, Handler, Headers, IdSource, Result } from './api.js'
import { DEFAULT_COST, checkPassword, hashPassword, verifyPassword } from './password.js'
import type { PasswordCost } from './password.js'
import { DEFAULT_LIMITS, Sessions } from './sessions.js'
import type { Session, SessionLimits } from './sessions.js'

export interface User {
  readonly id: string
  readonly email: string
  readonly createdAt: number
}

export type AuthEvent =
  | { readonly type: 'user_registered'; readonly userId: string; readonly email: string; readonly at: number }
  | {
      readonly type: 'account_locked'
      readonly userId: string
      readonly email: string
      readonly until: number
      readonly at: number
    }

export interface AuthOptions {
  readonly clock: Clock
  readonly ids: IdSource
  readonly cost?: PasswordCost
  readonly limits?: SessionLimits
  readonly onEvent?: (event: AuthEvent) => void
}

export interface Login {
  readonly token: string
  readonly user: User
  readonly expiresAt: number
}

export interface Auth {
  register(input: unknown): Promise<Result<User>>
  login(input: unknown): Promise<Result<Login>>
  authenticate(headers: Headers): Result<Session>
  logout(headers: Headers): Result<null>
  findUser(userId: string): User | undefined
}

export interface AuthHandlers {
  readonly register: Handler
  readonly login: Handler
  readonly logout: Handler
  readonly me: Handler
}

interface Credentials {
  readonly email: string
  readonly password: string
}

interface Account {
  readonly user: User
  readonly passwordHash: string
}

type Rule = (value: string) => Result<string>

const MAX_EMAIL_LENGTH = 254
const EMAIL_FORM = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/
const BEARER_FORM = /^bearer (\S+)$/i
const MAX_FAILURES = 5
const LOCK_MS = 15 * 60_000

class Lockouts {
  readonly #failures = new Map<string, number>()
  readonly #locks = new Map<string, number>()

  remainingMs(email: string, now: number): number {
    const until = this.#locks.get(email)
    if (until === undefined) return 0
    if (now < until) return until - now
    this.#locks.delete(email)
    return 0
  }

  /** Gives the end of the lock if this failure locks the address. */
  recordFailure(email: string, now: number): number | undefined {
    const count = (this.#failures.get(email) ?? 0) + 1
    if (count < MAX_FAILURES) {
      this.#failures.set(email, count)
      return undefined
    }
    const until = now + LOCK_MS
    this.#failures.delete(email)
    this.#locks.set(email, until)
    return until
  }

  recordSuccess(email: string): void {
    this.#failures.delete(email)
  }
}

export function createAuth(options: AuthOptions): Auth {
  const { clock, ids, cost = DEFAULT_COST, limits = DEFAULT_LIMITS, onEvent } = options
  const accounts = new Map<string, Account>()
  const users = new Map<string, User>()
  const lockouts = new Lockouts()
  const sessions = new Sessions({ clock, ids, limits })

  function emit(event: AuthEvent): void {
    try {
      onEvent?.(event)
    } catch {
      // What is stored stays stored: a listener cannot fail the operation that it is told about.
    }
  }

  function lockError(email: string): Result<never> | undefined {
    const remainingMs = lockouts.remainingMs(email, clock.now())
    if (remainingMs === 0) return undefined
    return fail('too_many_attempts', 'There were too many failed logins, so try again later.', {
      retryAfterSeconds: Math.ceil(remainingMs / 1000),
    })
  }

  async function findByPassword({ email, password }: Credentials): Promise<User | undefined> {
    const account = accounts.get(email)
    if (account === undefined) {
      // Takes as long as a wrong password, so that the time does not tell which addresses have an account.
      await hashPassword(password, cost)
      return undefined
    }
    return (await verifyPassword(password, account.passwordHash)) ? account.user : undefined
  }

  function recordFailure(email: string): void {
    const now = clock.now()
    const until = lockouts.recordFailure(email, now)
    const account = accounts.get(email)
    if (until === undefined || account === undefined) return
    emit({ type: 'account_locked', userId: account.user.id, email, until, at: now })
  }

  function finishLogin(email: string, user: User | undefined): Result<Login> {
    if (user === undefined) {
      recordFailure(email)
      return fail('unauthenticated', 'The email or the password is wrong.')
    }
    lockouts.recordSuccess(email)
    const { token, session } = sessions.open(user.id)
    return ok({ token, user: { ...user }, expiresAt: session.expiresAt })
  }

  return {
    async register(input) {
      const credentials = checkCredentials(input, checkEmail, checkPassword)
      if (!credentials.ok) return credentials
      const { email, password } = credentials.value
      const passwordHash = await hashPassword(password, cost)
      // Checked after the wait, so that of two registrations at the same time only one gets through.
      if (accounts.has(email)) {
        return fail('conflict', 'This email address is already registered.', { field: 'email' })
      }
      const user: User = { id: ids.next('usr'), email, createdAt: clock.now() }
      accounts.set(email, { user, passwordHash })
      users.set(user.id, user)
      emit({ type: 'user_registered', userId: user.id, email, at: user.createdAt })
      return ok({ ...user })
    },

    async login(input) {
      const credentials = checkCredentials(input, ok, ok)
      if (!credentials.ok) return credentials
      const { email } = credentials.value
      const locked = lockError(email)
      if (locked !== undefined) return locked
      const user = await findByPassword(credentials.value)
      // Attempts that ran at the same time may have locked the address meanwhile.
      return lockError(email) ?? finishLogin(email, user)
    },

    authenticate(headers) {
      const session = sessions.find(bearerToken(headers))
      return session === undefined ? noSession() : ok(session)
    },

    logout(headers) {
      return sessions.close(bearerToken(headers)) ? ok(null) : noSession()
    },

    findUser(userId) {
      const user = users.get(userId)
      return user === undefined ? undefined : { ...user }
    },
  }
}

export function authHandlers(auth: Auth): AuthHandlers {
  return {
    register: async (request) => toResponse(await auth.register(request.body), 201),
    login: async (request) => toResponse(await auth.login(request.body), 200),
    logout: async (request) => toResponse(auth.logout(request.headers), 204),
    me: async (request) => toResponse(findCaller(auth, request.headers), 200),
  }
}

function findCaller(auth: Auth, headers: Headers): Result<User> {
  const session = auth.authenticate(headers)
  if (!session.ok) return session
  const user = auth.findUser(session.value.userId)
  return user === undefined ? noSession() : ok(user)
}

function checkCredentials(input: unknown, emailRule: Rule, passwordRule: Rule): Result<Credentials> {
  if (!isRecord(input)) {
    return fail('invalid_input', 'The input must be an object with an email and a password.')
  }
  const { email, password } = input
  if (typeof email !== 'string') {
    return fail('invalid_input', 'The email must be a string.', { field: 'email' })
  }
  const checkedEmail = emailRule(email.trim().toLowerCase())
  if (!checkedEmail.ok) return checkedEmail
  if (typeof password !== 'string') {
    return fail('invalid_input', 'The password must be a string.', { field: 'password' })
  }
  const checkedPassword = passwordRule(password)
  if (!checkedPassword.ok) return checkedPassword
  return ok({ email: checkedEmail.value, password: checkedPassword.value })
}

function checkEmail(email: string): Result<string> {
  if (email.length > MAX_EMAIL_LENGTH || !EMAIL_FORM.test(email)) {
    return fail('invalid_input', 'The email must be a valid email address.', { field: 'email' })
  }
  return ok(email)
}

/** Gives the empty string, which is no session's token, where the header is missing or malformed. */
function bearerToken(headers: Headers): string {
  const { authorization = '' } = headers
  return BEARER_FORM.exec(authorization)?.[1] ?? ''
}

function noSession(): Result<never> {
  return fail('unauthenticated', 'A valid session token is needed.')
}
