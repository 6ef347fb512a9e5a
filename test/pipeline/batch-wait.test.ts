// Waiting for batches: pauses grow, what the server says is obeyed, and nobody waits for nothing.
import { expect, test } from 'vitest'
import type { Submission } from '../../src/batch/batch.ts'
import { ok } from '../../src/diagnostic/diagnostic.ts'
import { failure } from '../../src/model/failure.ts'
import type { BatchPorts } from '../../src/pipeline/batch-unclear.ts'
import { progressOf, waitForBatches } from '../../src/pipeline/batch-wait.ts'
import type { BatchApi, BatchBook } from '../../src/ports.ts'
import { statusOf, submissionOf } from '../batch/submission.ts'

const controller = () => new AbortController()

function scene(looks: number, signal = controller().signal) {
  const saved: Submission[] = []
  let left = looks
  const api: Partial<BatchApi> = {
    retrieve: (id) =>
      Promise.resolve({ ok: true, value: statusOf({ id, status: left-- > 0 ? 'in_progress' : 'ended' }) }),
  }
  const book: Partial<BatchBook> = {
    save: (one) => {
      saved.push(one)
      return ok(null)
    },
  }
  const ports: BatchPorts = {
    api: () => Promise.resolve(api as BatchApi), // only what is looked at
    book: book as BatchBook, // only what is written
    clock: { now: () => '2026-11-21T10:00:00Z' },
    signal,
    say: () => undefined,
  }
  const pauses: number[] = []
  const sleep = (ms: number): Promise<void> => {
    pauses.push(ms)
    return Promise.resolve()
  }
  return { ports, pauses, sleep, saved }
}

test('pauses grow up to five minutes, and it ends when the batch has', async () => {
  const { ports, pauses, sleep } = scene(12)
  const told: string[] = []
  const waited = await waitForBatches([submissionOf()], [], ports, {
    sleep,
    looked: (one) => told.push(progressOf(one)),
  })
  expect(waited.submissions[0]?.seen?.status).toBe('ended')
  expect(pauses.slice(0, 3)).toEqual([10_000, 15_000, 22_500])
  expect(pauses.slice(-2)).toEqual([300_000, 300_000])
  expect(told).toHaveLength(12)
  expect(told[0]).toBe('msgbatch_01: 0 of 2 done')
})

test('what has ended is not waited for', async () => {
  const { ports, pauses, sleep, saved } = scene(0)
  const ended = submissionOf({ seen: { ...statusOf({ status: 'ended' }), at: '2026-11-21T10:00:00Z' } })
  await waitForBatches([ended], [], ports, { sleep, looked: () => undefined })
  expect(pauses).toEqual([])
  expect(saved).toEqual([])
})

test('a person who stops waiting stops nothing else', async () => {
  const stop = controller()
  const { ports, sleep } = scene(100, stop.signal)
  const waited = await waitForBatches([submissionOf()], [], ports, {
    sleep: (ms) => {
      stop.abort()
      return sleep(ms)
    },
    looked: () => undefined,
  })
  expect(waited.submissions[0]?.seen?.status).toBe('in_progress')
  expect(waited.diagnostics).toEqual([])
})

test('a server that gives nothing ends the waiting', async () => {
  const { ports, pauses, sleep } = scene(5)
  const refused = {
    ok: false as const,
    failure: failure('authentication', 'no'),
    status: 401,
    retryAfterMs: null,
    taken: 'no' as const,
  }
  const api = { retrieve: () => Promise.resolve(refused) } as unknown as BatchApi // only what is looked at
  const waited = await waitForBatches(
    [submissionOf()],
    [],
    { ...ports, api: () => Promise.resolve(api) },
    {
      sleep,
      looked: () => undefined,
    },
  )
  expect(waited.diagnostics.map(({ code }) => code)).toEqual(['batch-failed'])
  expect(pauses).toEqual([])
})

test('what passes by itself is waited out, for as long as the server asks', async () => {
  const { ports, pauses, sleep } = scene(0)
  const limited = {
    ok: false as const,
    failure: failure('rate-limit', 'slow down'),
    status: 429,
    retryAfterMs: 90_000,
    taken: 'no' as const,
  }
  const replies = [
    limited,
    { ...limited, retryAfterMs: null },
    { ok: true, value: statusOf({ status: 'ended' }) },
  ]
  const api = { retrieve: () => Promise.resolve(replies.shift()) } as unknown as BatchApi // only what is looked at
  const waited = await waitForBatches(
    [submissionOf()],
    [],
    { ...ports, api: () => Promise.resolve(api) },
    {
      sleep,
      looked: () => undefined,
    },
  )
  expect(pauses).toEqual([90_000, 15_000])
  expect(waited.submissions[0]?.seen?.status).toBe('ended')
  expect(waited.diagnostics).toEqual([])
})
