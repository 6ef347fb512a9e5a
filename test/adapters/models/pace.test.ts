// Servers that limit how often they may be asked: all calls to one model wait together, fewer go at a time, and none fails.
import { describe, expect, test } from 'vitest'
import { createPace, createPaces, type Pace, type Turn } from '../../../src/adapters/models/pace.ts'
import type { Timing } from '../../../src/adapters/models/patience.ts'
import { isSpent, windowsOf } from '../../../src/adapters/models/rate-windows.ts'
import { requestLimits, type LimitOptions } from '../../support/messages-limits.ts'
import { answer, apiError } from '../../support/messages-server.ts'
import { askModel, modelAt } from './ask.ts'
import { useServers } from './serving.ts'

const serve = useServers()
const never = new AbortController().signal
const start = Date.parse('2026-11-21T12:00:00Z')

/** A clock that nobody waits for: sleeping moves it on. */
function virtualTiming(): Timing & { readonly slept: number[] } {
  let now = start
  const slept: number[] = []
  return {
    slept,
    now: () => now,
    random: () => 0,
    sleep: async (ms) => {
      slept.push(ms)
      const until = now + ms
      await new Promise((resolve) => setImmediate(resolve))
      now = Math.max(now, until)
    },
  }
}

/** Asks so many times, so many at a time, models made one by one that share a pace. */
async function askMany(
  many: number,
  atATime: number,
  limits: LimitOptions,
): Promise<{
  readonly failed: unknown[]
  readonly refused: number
  readonly slept: readonly number[]
  readonly peak: number
}> {
  const timing = virtualTiming()
  const counted = requestLimits({ ...limits, now: timing.now })
  let [open, peak] = [0, 0]
  const server = await serve({ otherwise: answer('ok'), limits: counted })
  const paces = createPaces()
  const failed: unknown[] = []
  let left = many
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const model = modelAt(server.url, { timing, paces })
      open += 1
      peak = Math.max(peak, open)
      const asked = await askModel(model)
      open -= 1
      if (!asked.answer.ok) failed.push(asked.answer.failure)
    }
  }
  await Promise.all(Array.from({ length: atATime }, worker))
  return { failed, refused: counted.refused(), slept: timing.slept, peak }
}

describe('many calls to a server that allows 5 in a minute', () => {
  const window = { requests: 5, windowMs: 60_000 }

  test('all 30 get their answer; where the server tells what is left, only the first rush is refused', async () => {
    const ran = await askMany(30, 8, window)
    expect(ran.failed).toEqual([])
    // At most eight start knowing nothing, of which five are let in.
    expect(ran.refused).toBeLessThanOrEqual(3)
    expect(ran.peak).toBe(8)
  })

  test('all get their answer where it only says when to come again', async () => {
    const ran = await askMany(12, 8, { ...window, headers: false })
    expect(ran.failed).toEqual([])
    expect(ran.refused).toBeGreaterThan(0)
  })

  test('all get their answer where it says nothing at all', async () => {
    const ran = await askMany(12, 8, { ...window, headers: false, retryAfter: 'unsaid' })
    expect(ran.failed).toEqual([])
  })

  test('one at a time, none is refused', async () => {
    const ran = await askMany(12, 1, window)
    expect({ failed: ran.failed, refused: ran.refused }).toEqual({ failed: [], refused: 0 })
  })
})

test('a call that is refused while none is let in fails after its attempts', async () => {
  const server = await serve({ otherwise: apiError(429, 'rate_limit_error', 'no', { 'retry-after': '7' }) })
  const { answer: got } = await askModel(modelAt(server.url))
  expect(got).toMatchObject({ ok: false, failure: { kind: 'rate-limit' } })
  expect(server.asked()).toHaveLength(5)
})

test('a call that waits for its turn ends when it is cancelled, and nothing is sent', async () => {
  const timing = { ...virtualTiming(), sleep: (_: number, signal: AbortSignal) => aborted(signal) }
  const paces = createPaces()
  const server = await serve({ otherwise: apiError(429, 'rate_limit_error', 'no', { 'retry-after': '7' }) })
  const stop = new AbortController()
  const first = askModel(modelAt(server.url, { timing, paces }), undefined, stop.signal)
  while (server.asked().length === 0) await new Promise((resolve) => setImmediate(resolve))
  const second = askModel(modelAt(server.url, { timing, paces }), undefined, stop.signal)
  stop.abort()
  for (const asked of await Promise.all([first, second]))
    expect(asked.answer).toMatchObject({ ok: false, failure: { kind: 'cancelled' } })
  expect(server.asked()).toHaveLength(1)
})

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve())
  })

describe('a pace', () => {
  const told: number[] = []
  const enter = async (pace: Pace): Promise<Turn> => {
    const turn = await pace.enter(never, (ms) => told.push(ms))
    if (turn === null) throw new Error('nobody ended it')
    return turn
  }
  const plain = new Headers()
  const paceAt = (timing = virtualTiming()): Pace => createPace({ timing, longestWaitMs: 60_000 })

  /** How many of so many may be under way at once. */
  async function room(pace: Pace, wanted = 40): Promise<number> {
    const turns: Turn[] = []
    const stops = Array.from({ length: wanted }, () => new AbortController())
    const waiting = stops.map(async ({ signal }) => {
      const turn = await pace.enter(signal, () => {})
      if (turn !== null) turns.push(turn)
    })
    await new Promise((resolve) => setImmediate(resolve))
    const many = turns.length
    for (const stop of stops) stop.abort()
    await Promise.all(waiting)
    for (const turn of turns.splice(0)) turn.leave()
    return many
  }

  test('lets all go until one is refused, then half of those that were under way', async () => {
    const pace = paceAt()
    expect(await room(pace)).toBe(40)
    const turns = await Promise.all(Array.from({ length: 10 }, () => enter(pace)))
    for (const turn of turns) turn.heard(plain, false)
    // Four of one rush are refused: one mistake, not four.
    for (const turn of turns.slice(0, 4)) turn.refused(0)
    for (const turn of turns) turn.leave()
    expect(await room(pace)).toBe(5)
  })

  test('goes down to one, never to none', async () => {
    const pace = paceAt()
    for (let time = 0; time < 5; time++) {
      const turn = await enter(pace)
      turn.refused(0)
      turn.leave()
    }
    expect(await room(pace)).toBe(1)
  })

  test('lets one more go for each round of answers', async () => {
    const pace = paceAt()
    const turns = await Promise.all(Array.from({ length: 4 }, () => enter(pace)))
    turns[0]?.refused(0)
    for (const turn of turns) turn.leave()
    expect(await room(pace)).toBe(2)
    for (let answers = 0; answers < 3; answers++) {
      const turn = await enter(pace)
      turn.heard(plain, true)
      turn.leave()
    }
    expect(await room(pace)).toBe(3)
  })

  test('lets nobody go before the time told, whoever was refused', async () => {
    const timing = virtualTiming()
    const pace = paceAt(timing)
    const turn = await enter(pace)
    turn.refused(9_000)
    turn.leave()
    await enter(pace)
    expect(timing.slept).toEqual([9_000])
  })

  test('waits for the reset when next to no tokens are left, and then knows that all are there again', async () => {
    const timing = virtualTiming()
    const pace = paceAt(timing)
    const turn = await enter(pace)
    turn.heard(
      new Headers({
        'anthropic-ratelimit-input-tokens-limit': '50000',
        'anthropic-ratelimit-input-tokens-remaining': '1000',
        'anthropic-ratelimit-input-tokens-reset': '2026-11-21T12:00:20Z',
      }),
      true,
    )
    turn.leave()
    await enter(pace)
    await enter(pace)
    expect(timing.slept).toEqual([20_000])
  })

  test('waits no longer than anybody would, and then asks', async () => {
    const timing = virtualTiming()
    const pace = paceAt(timing)
    const turn = await enter(pace)
    turn.heard(
      new Headers({
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': '2026-11-22T12:00:00Z',
      }),
      true,
    )
    turn.leave()
    await enter(pace)
    await enter(pace)
    expect(timing.slept).toEqual([60_000])
  })

  test('is shared by those who ask the same model of the same server, and by no others', () => {
    const paces = createPaces()
    const options = { timing: virtualTiming(), longestWaitMs: 1 }
    expect(paces('one', options)).toBe(paces('one', options))
    expect(paces('one', options)).not.toBe(paces('other', options))
  })
})

describe('headers', () => {
  test('that are no counts or no times say nothing', () => {
    const strange = new Headers({
      'anthropic-ratelimit-requests-remaining': 'many',
      'anthropic-ratelimit-requests-reset': '2026-11-21T12:00:20Z',
      'anthropic-ratelimit-tokens-remaining': '5',
      'anthropic-ratelimit-tokens-reset': 'soon',
    })
    expect(windowsOf(strange).size).toBe(0)
    expect(windowsOf(new Headers()).size).toBe(0)
  })

  test.each([
    ['requests', 10, 0, true],
    ['requests', 10, 1, false],
    ['tokens', 50_000, 1000, true],
    ['tokens', 50_000, 2000, false],
    ['tokens', null, 0, true],
    ['tokens', null, 1, false],
  ] as const)('of %s: of %s, %i left', (kind, limit, remaining, spent) => {
    expect(isSpent({ kind, limit, remaining, resetAt: 0 })).toBe(spent)
  })
})
