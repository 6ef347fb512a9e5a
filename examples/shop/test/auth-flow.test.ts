import { createHash, scryptSync } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { fail, isRecord, ok, toResponse } from '../src/auth/api.js'
import type { ApiRequest, Result } from '../src/auth/api.js'
import { authHandlers, createAuth } from '../src/auth/login.js'
import type { AuthEvent, AuthOptions } from '../src/auth/login.js'
import { DEFAULT_COST, checkPassword, hashPassword, verifyPassword } from '../src/auth/password.js'
import { DEFAULT_LIMITS, Sessions } from '../src/auth/sessions.js'
import type { Session } from '../src/auth/sessions.js'

// Every key that is derived, by its cost and length: what takes the time when somebody logs in.
const derived = vi.hoisted((): string[] => [])
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>()
  type Derive = (password: string, salt: string, length: number, ...rest: unknown[]) => unknown
  const counted = (derive: Derive): Derive => (password, salt, length, ...rest) => {
    const { N, r, p } = rest[0] as { N?: number; r?: number; p?: number }
    derived.push(JSON.stringify({ N, r, p, length }))
    return derive(password, salt, length, ...rest)
  }
  return {
    ...real,
    scrypt: counted(real.scrypt as unknown as Derive),
    scryptSync: counted(real.scryptSync as unknown as Derive),
  }
})

const CHEAP = { N: 16, r: 1, p: 1 }
const START = Date.UTC(2026, 2, 1, 9, 0)
const MINUTE = 60_000
const EMAIL = 'ada@example.org'
const PASSWORD = 'correct horse battery'

function fakeClock(time = START) {
  return {
    time,
    now() {
      return this.time
    },
  }
}

function fakeIds() {
  let count = 0
  return { next: (prefix: string) => `${prefix}_${++count}` }
}

function setup(options: Partial<AuthOptions> = {}) {
  const clock = fakeClock()
  const events: AuthEvent[] = []
  const auth = createAuth({
    clock,
    ids: fakeIds(),
    cost: CHEAP,
    onEvent: (event) => void events.push(event),
    ...options,
  })
  return { clock, events, auth }
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`unexpected ${JSON.stringify(result.error)}`)
  return result.value
}

function errorOf(result: Result<unknown>) {
  if (result.ok) throw new Error(`unexpected success ${JSON.stringify(result.value)}`)
  return result.error
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const request = (parts: Partial<ApiRequest> = {}): ApiRequest => ({
  headers: {},
  params: {},
  body: undefined,
  ...parts,
})

async function signedIn(options: Partial<AuthOptions> = {}) {
  const world = setup(options)
  valueOf(await world.auth.register({ email: EMAIL, password: PASSWORD }))
  return { ...world, ...valueOf(await world.auth.login({ email: EMAIL, password: PASSWORD })) }
}

async function failLogins(auth: ReturnType<typeof createAuth>, times: number, email = EMAIL) {
  const codes: string[] = []
  for (let i = 0; i < times; i++) codes.push(errorOf(await auth.login({ email, password: 'wrong' })).code)
  return codes
}

describe('passwords', () => {
  test('AUTH-1: 12 to 128 code points are accepted', () => {
    expect(checkPassword('x'.repeat(12))).toEqual({ ok: true, value: 'x'.repeat(12) })
    expect(checkPassword('x'.repeat(128)).ok).toBe(true)
    expect(checkPassword('🔑'.repeat(12)).ok).toBe(true)
    for (const bad of ['', 'x'.repeat(11), 'x'.repeat(129), '🔑'.repeat(11)]) {
      expect(errorOf(checkPassword(bad))).toMatchObject({ code: 'invalid_input', field: 'password' })
    }
  })

  test('AUTH-1: length is counted after NFKC, and the normalised form is returned', () => {
    expect(errorOf(checkPassword('e\u0301'.repeat(6))).field).toBe('password')
    expect(valueOf(checkPassword('ﬁ'.repeat(6)))).toBe('fi'.repeat(6))
  })

  test('AUTH-2: the stored form names cost, salt and key', async () => {
    const stored = await hashPassword(PASSWORD, CHEAP)
    const parts = stored.split('$')
    expect(parts.slice(0, 4)).toEqual(['scrypt', '16', '1', '1'])
    expect(parts).toHaveLength(6)
    expect(parts[4]).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(parts[5]).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  test('AUTH-2: every hash has its own salt', async () => {
    expect(await hashPassword(PASSWORD, CHEAP)).not.toBe(await hashPassword(PASSWORD, CHEAP))
  })

  test('AUTH-2: the default cost works', async () => {
    expect(DEFAULT_COST).toEqual({ N: 32768, r: 8, p: 3 })
    const stored = await hashPassword(PASSWORD)
    expect(stored).toMatch(/^scrypt\$32768\$8\$3\$/)
    expect(await verifyPassword(PASSWORD, stored)).toBe(true)
  })

  test('AUTH-3: the right password verifies, also in another normal form, and a wrong one does not', async () => {
    const stored = await hashPassword('caf\u00e9 au lait, please', CHEAP)
    expect(await verifyPassword('cafe\u0301 au lait, please', stored)).toBe(true)
    expect(await verifyPassword('cafe au lait, please', stored)).toBe(false)
  })

  test('AUTH-3: cost and salt come from the stored text', async () => {
    const salt = Buffer.alloc(16, 7)
    const key = scryptSync(PASSWORD, salt, 32, { N: 64, r: 2, p: 3 })
    const stored = `scrypt$64$2$3$${salt.toString('base64url')}$${key.toString('base64url')}`
    expect(await verifyPassword(PASSWORD, stored)).toBe(true)
  })

  test('AUTH-3: what cannot be read is false and no exception', async () => {
    const stored = await hashPassword(PASSWORD, CHEAP)
    const [, , , , salt, key] = stored.split('$')
    const damaged = [
      '',
      'plain text',
      stored.replace('scrypt', 'bcrypt'),
      `scrypt$15$1$1$${salt}$${key}`,
      `scrypt$x$1$1$${salt}$${key}`,
      `scrypt$16$1$1$${salt}`,
      `scrypt$16$1$1$${salt}$`,
      `scrypt$16$1$1$${salt}$${key?.slice(0, 20)}`,
      `scrypt$1048576$64$1$${salt}$${key}`,
    ]
    for (const text of damaged) expect(await verifyPassword(PASSWORD, text), text).toBe(false)
  })
})

describe('registration', () => {
  test('AUTH-4: the email is trimmed and lower-cased', async () => {
    const { auth } = setup()
    const user = valueOf(await auth.register({ email: '  Ada@Example.ORG ', password: PASSWORD }))
    expect(user).toEqual({ id: 'usr_1', email: EMAIL, createdAt: START })
  })

  test.each([
    [undefined],
    [42],
    [''],
    ['ada'],
    ['@example.org'],
    ['ada@'],
    ['ada@localhost'],
    ['ada@example.'],
    ['ada@.org'],
    ['ada@example..org'],
    ['a@da@example.org'],
    ['a da@example.org'],
    [`${'x'.repeat(243)}@example.org`],
  ])('AUTH-4: the email %j is refused', async (email) => {
    const { auth } = setup()
    expect(errorOf(await auth.register({ email, password: PASSWORD }))).toMatchObject({
      code: 'invalid_input',
      field: 'email',
    })
  })

  test('AUTH-4: an address of 254 characters is accepted', async () => {
    const { auth } = setup()
    expect((await auth.register({ email: `${'x'.repeat(242)}@example.org`, password: PASSWORD })).ok).toBe(
      true,
    )
  })

  test('AUTH-4, API-7: input is checked in order', async () => {
    const { auth } = setup()
    for (const input of [null, undefined, 'text', [EMAIL, PASSWORD]]) {
      const error = errorOf(await auth.register(input))
      expect(error.code).toBe('invalid_input')
      expect(error.field).toBeUndefined()
    }
    expect(errorOf(await auth.register({})).field).toBe('email')
    expect(errorOf(await auth.register({ email: EMAIL })).field).toBe('password')
    expect(errorOf(await auth.register({ email: EMAIL, password: 'short' })).field).toBe('password')
    expect((await auth.register({ email: EMAIL, password: PASSWORD, admin: true })).ok).toBe(true)
  })

  test('AUTH-5: an address is registered once', async () => {
    const { auth, user, events } = await signedIn()
    const again = errorOf(
      await auth.register({ email: EMAIL.toUpperCase(), password: 'another long password' }),
    )
    expect(again).toMatchObject({ code: 'conflict', field: 'email' })
    expect(valueOf(await auth.login({ email: EMAIL, password: PASSWORD })).user).toEqual(user)
    expect(events).toHaveLength(1)
  })

  test('AUTH-5: of two registrations at the same time one succeeds', async () => {
    const { auth, events } = setup()
    const results = await Promise.all([
      auth.register({ email: EMAIL, password: PASSWORD }),
      auth.register({ email: EMAIL, password: 'another long password' }),
    ])
    expect(results.filter((result) => result.ok)).toHaveLength(1)
    expect(results.filter((result) => !result.ok && result.error.code === 'conflict')).toHaveLength(1)
    expect(events).toHaveLength(1)
  })

  test('AUTH-6: the event and findUser tell about the user and not about the password', async () => {
    const { auth, events, user } = await signedIn()
    expect(events).toEqual([{ type: 'user_registered', userId: user.id, email: EMAIL, at: START }])
    expect(auth.findUser(user.id)).toEqual({ id: user.id, email: EMAIL, createdAt: START })
    expect(auth.findUser('usr_none')).toBeUndefined()
  })

  test('AUTH-6, DM-7: a listener that throws does not undo the registration', async () => {
    const { auth } = setup({
      onEvent: () => {
        throw new Error('listener')
      },
    })
    const user = valueOf(await auth.register({ email: EMAIL, password: PASSWORD }))
    expect(auth.findUser(user.id)).toEqual(user)
  })
})

describe('login', () => {
  test('AUTH-7: the right password opens a session', async () => {
    const { auth, user } = await signedIn()
    const login = valueOf(await auth.login({ email: ' ADA@example.org ', password: PASSWORD }))
    expect(login).toEqual({ token: login.token, user, expiresAt: START + DEFAULT_LIMITS.idleMs })
    expect(valueOf(auth.authenticate(bearer(login.token))).userId).toBe(user.id)
  })

  test('AUTH-7: only the types are checked', async () => {
    const { auth } = setup()
    expect(errorOf(await auth.login({ password: PASSWORD }))).toMatchObject({
      code: 'invalid_input',
      field: 'email',
    })
    expect(errorOf(await auth.login({ email: EMAIL, password: 1 }))).toMatchObject({
      code: 'invalid_input',
      field: 'password',
    })
    expect(errorOf(await auth.login({ email: 'ada', password: 'short' })).code).toBe('unauthenticated')
  })

  test('AUTH-8: a wrong password and an unknown address look alike', async () => {
    const { auth } = await signedIn()
    const wrong = errorOf(await auth.login({ email: EMAIL, password: 'not the password' }))
    const unknown = errorOf(await auth.login({ email: 'bob@example.org', password: PASSWORD }))
    expect(wrong.code).toBe('unauthenticated')
    expect(unknown).toEqual(wrong)
  })

  test('AUTH-8: an unknown address derives one key at the configured cost, as a known one does', async () => {
    const { auth } = await signedIn()
    derived.length = 0
    await auth.login({ email: EMAIL, password: 'not the password' })
    const known = derived.splice(0)
    await auth.login({ email: 'bob@example.org', password: PASSWORD })
    expect(known).toHaveLength(1)
    expect(derived).toEqual(known)
  })

  test('AUTH-9: the sixth attempt after five failures finds the address locked, even with the right password', async () => {
    const { auth, clock } = await signedIn()
    expect(await failLogins(auth, 5)).toEqual(Array(5).fill('unauthenticated'))
    expect(errorOf(await auth.login({ email: EMAIL, password: PASSWORD }))).toMatchObject({
      code: 'too_many_attempts',
      retryAfterSeconds: 900,
    })
    clock.time += 1500
    expect(
      errorOf(await auth.login({ email: EMAIL.toUpperCase(), password: PASSWORD })).retryAfterSeconds,
    ).toBe(899)
  })

  test('AUTH-9: the lock ends 15 minutes after the fifth failure, and attempts meanwhile do not prolong it', async () => {
    const { auth, clock } = await signedIn()
    await failLogins(auth, 4)
    clock.time += MINUTE
    await failLogins(auth, 1)
    clock.time += 15 * MINUTE - 1
    expect(await failLogins(auth, 6)).toEqual(Array(6).fill('too_many_attempts'))
    clock.time += 1
    expect(await failLogins(auth, 4)).toEqual(Array(4).fill('unauthenticated'))
    expect((await auth.login({ email: EMAIL, password: PASSWORD })).ok).toBe(true)
  })

  test('AUTH-9: five more failures after a lock lock again', async () => {
    const { auth, clock, events } = await signedIn()
    events.length = 0
    for (let round = 1; round <= 2; round++) {
      expect(await failLogins(auth, 6)).toEqual([...Array(5).fill('unauthenticated'), 'too_many_attempts'])
      expect(events).toHaveLength(round)
      clock.time += 15 * MINUTE
    }
  })

  test('AUTH-9: a successful login sets the count back', async () => {
    const { auth } = await signedIn()
    await failLogins(auth, 4)
    valueOf(await auth.login({ email: EMAIL, password: PASSWORD }))
    expect(await failLogins(auth, 5)).toEqual(Array(5).fill('unauthenticated'))
    expect(await failLogins(auth, 1)).toEqual(['too_many_attempts'])
  })

  test('AUTH-9: a lock tells once, and only about an account', async () => {
    const { auth, events, user } = await signedIn()
    events.length = 0
    await failLogins(auth, 8, 'bob@example.org')
    expect(await failLogins(auth, 1, 'bob@example.org')).toEqual(['too_many_attempts'])
    expect(events).toEqual([])
    await failLogins(auth, 8)
    expect(events).toEqual([
      { type: 'account_locked', userId: user.id, email: EMAIL, until: START + 15 * MINUTE, at: START },
    ])
  })

  test('AUTH-9: one address does not lock another', async () => {
    const { auth } = await signedIn()
    await failLogins(auth, 6, 'bob@example.org')
    expect((await auth.login({ email: EMAIL, password: PASSWORD })).ok).toBe(true)
  })
})

describe('sessions', () => {
  test('AUTH-10: the bearer token gives the session', async () => {
    const { auth, token, user } = await signedIn()
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      expect(valueOf(auth.authenticate({ authorization: `${scheme} ${token}` })).userId).toBe(user.id)
    }
  })

  test('AUTH-10: everything else gives one and the same error', async () => {
    const { auth, clock, token } = await signedIn()
    const closed = valueOf(await auth.login({ email: EMAIL, password: PASSWORD })).token
    auth.logout(bearer(closed))
    const none = errorOf(auth.authenticate({}))
    expect(none.code).toBe('unauthenticated')
    for (const authorization of [
      '',
      'Bearer',
      'Bearer ',
      token,
      `Basic ${token}`,
      `Bearer ${token} more`,
      'Bearer nonsense',
      `Bearer ${closed}`,
    ]) {
      expect(errorOf(auth.authenticate({ authorization })), authorization).toEqual(none)
    }
    clock.time += DEFAULT_LIMITS.idleMs
    expect(errorOf(auth.authenticate(bearer(token)))).toEqual(none)
  })

  test('AUTH-11: the store holds the digest of the token and not the token', () => {
    const store = new Map<string, Session>()
    const sessions = new Sessions({ clock: fakeClock(), ids: fakeIds(), store })
    const { token, session } = sessions.open('usr_1')
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(session.id).toBe('ses_1')
    expect([...store.keys()]).toEqual([createHash('sha256').update(token).digest('hex')])
    expect(JSON.stringify([...store])).not.toContain(token)
    expect(sessions.open('usr_1').token).not.toBe(token)
  })

  test('AUTH-12: a session is over after idleMs without use', () => {
    const clock = fakeClock()
    const store = new Map<string, Session>()
    const sessions = new Sessions({ clock, ids: fakeIds(), store, limits: { idleMs: 100, absoluteMs: 250 } })
    const { token, session } = sessions.open('usr_1')
    expect(session).toEqual({
      id: 'ses_1',
      userId: 'usr_1',
      createdAt: START,
      lastSeenAt: START,
      expiresAt: START + 100,
    })
    clock.time = START + 99
    expect(sessions.find(token)).toEqual({ ...session, lastSeenAt: START + 99, expiresAt: START + 199 })
    expect(session.expiresAt, 'DM-5: a snapshot').toBe(START + 100)
    clock.time = START + 199
    expect(sessions.find(token)).toBeUndefined()
    expect(store.size).toBe(0)
  })

  test('AUTH-12: use does not carry a session past absoluteMs', () => {
    const clock = fakeClock()
    const sessions = new Sessions({ clock, ids: fakeIds(), limits: { idleMs: 100, absoluteMs: 250 } })
    const { token } = sessions.open('usr_1')
    for (const after of [90, 180, 249]) {
      clock.time = START + after
      expect(sessions.find(token)?.lastSeenAt).toBe(START + after)
    }
    expect(sessions.find(token)?.expiresAt).toBe(START + 250)
    clock.time = START + 250
    expect(sessions.find(token)).toBeUndefined()
  })

  test('AUTH-12: the limits are 30 minutes and 12 hours unless given', async () => {
    expect(DEFAULT_LIMITS).toEqual({ idleMs: 30 * MINUTE, absoluteMs: 12 * 60 * MINUTE })
    expect((await signedIn({ limits: { idleMs: 5, absoluteMs: 10 } })).expiresAt).toBe(START + 5)
  })

  test('AUTH-13: logout closes the presented session and no other', async () => {
    const { auth, token } = await signedIn()
    const other = valueOf(await auth.login({ email: EMAIL, password: PASSWORD })).token
    expect(auth.logout(bearer(token))).toEqual({ ok: true, value: null })
    expect(auth.authenticate(bearer(token)).ok).toBe(false)
    expect(auth.authenticate(bearer(other)).ok).toBe(true)
    expect(errorOf(auth.logout(bearer(token)))).toEqual(errorOf(auth.authenticate({})))
  })

  test('AUTH-13: close tells whether there was an open session', () => {
    const clock = fakeClock()
    const sessions = new Sessions({ clock, ids: fakeIds() })
    const { token } = sessions.open('usr_1')
    expect([sessions.close(token), sessions.close(token), sessions.close('nonsense')]).toEqual([
      true,
      false,
      false,
    ])
    const over = sessions.open('usr_1').token
    clock.time += DEFAULT_LIMITS.idleMs
    expect(sessions.close(over)).toBe(false)
  })

  test('DM-6: two instances share nothing', async () => {
    const { token } = await signedIn()
    const other = setup().auth
    expect(other.authenticate(bearer(token)).ok).toBe(false)
    expect((await other.register({ email: EMAIL, password: PASSWORD })).ok).toBe(true)
  })
})

describe('endpoints', () => {
  test('AUTH-14, API-2: a success carries its value', () => {
    expect(toResponse(ok({ a: 1 }), 201)).toEqual({
      status: 201,
      headers: { 'content-type': 'application/json' },
      body: { a: 1 },
    })
    expect(toResponse(ok(null), 204)).toEqual({ status: 204, headers: {}, body: null })
  })

  test.each([
    ['invalid_input', 400],
    ['unauthenticated', 401],
    ['payment_declined', 402],
    ['not_found', 404],
    ['conflict', 409],
    ['too_many_attempts', 429],
    ['upstream_unavailable', 502],
  ] as const)('AUTH-14, API-3, API-4: %s is %i', (code, status) => {
    const response = toResponse(fail(code, 'No.'), 200)
    expect(response).toStrictEqual({
      status,
      headers: { 'content-type': 'application/json' },
      body: { error: { code, message: 'No.' } },
    })
  })

  test('AUTH-14, API-3, API-5: details go into the body, the waiting time also into a header', () => {
    expect(toResponse(fail('conflict', 'No.', { field: 'email' }), 200).body).toStrictEqual({
      error: { code: 'conflict', message: 'No.', field: 'email' },
    })
    expect(toResponse(fail('too_many_attempts', 'No.', { retryAfterSeconds: 7 }), 200)).toStrictEqual({
      status: 429,
      headers: { 'content-type': 'application/json', 'retry-after': '7' },
      body: { error: { code: 'too_many_attempts', message: 'No.', retryAfterSeconds: 7 } },
    })
  })

  test('AUTH-14: the endpoints answer with 201, 200, 200 and 204', async () => {
    const { auth } = setup()
    const handlers = authHandlers(auth)
    const body = { email: EMAIL, password: PASSWORD }
    const registered = await handlers.register(request({ body }))
    expect(registered).toMatchObject({ status: 201, body: { email: EMAIL } })
    const login = await handlers.login(request({ body }))
    expect(login).toMatchObject({
      status: 200,
      body: { user: registered.body, expiresAt: START + 30 * MINUTE },
    })
    const headers = bearer((login.body as { token: string }).token)
    expect(await handlers.me(request({ headers }))).toMatchObject({
      status: 200,
      body: registered.body as object,
    })
    expect(await handlers.logout(request({ headers }))).toEqual({ status: 204, headers: {}, body: null })
    expect(await handlers.me(request({ headers }))).toMatchObject({
      status: 401,
      body: { error: { code: 'unauthenticated' } },
    })
    expect((await handlers.logout(request({ headers }))).status).toBe(401)
  })

  test('AUTH-15: objects are records, and null, arrays and the rest are not', () => {
    expect([{}, { a: 1 }].map(isRecord)).toEqual([true, true])
    expect([null, undefined, [], 'text', 1, true, () => {}].map(isRecord)).toEqual(Array(7).fill(false))
  })

  test('API-12: the files export what the API lists', async () => {
    expect(Object.keys(await import('../src/auth/api.js')).sort()).toEqual([
      'fail',
      'isRecord',
      'ok',
      'toResponse',
    ])
    expect(Object.keys(await import('../src/auth/password.js')).sort()).toEqual([
      'DEFAULT_COST',
      'checkPassword',
      'hashPassword',
      'verifyPassword',
    ])
    expect(Object.keys(await import('../src/auth/sessions.js')).sort()).toEqual([
      'DEFAULT_LIMITS',
      'Sessions',
    ])
    expect(Object.keys(await import('../src/auth/login.js')).sort()).toEqual(['authHandlers', 'createAuth'])
  })

  test('AUTH-14, API-6: no response repeats the password or its hash', async () => {
    const { auth } = setup()
    const handlers = authHandlers(auth)
    const responses = [
      await handlers.register(request({ body: { email: EMAIL, password: PASSWORD } })),
      await handlers.register(request({ body: { email: EMAIL, password: PASSWORD } })),
      await handlers.login(request({ body: { email: EMAIL, password: PASSWORD } })),
      await handlers.login(request({ body: { email: EMAIL, password: `${PASSWORD}!` } })),
    ]
    expect(JSON.stringify(responses)).not.toMatch(/correct horse|scrypt/)
  })
})
