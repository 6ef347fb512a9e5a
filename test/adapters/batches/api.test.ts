// Every call to the Batches API through the real SDK, against a server that fails in every way: the fault is a value, and
// what may have been accepted is never sent again.
import { describe, expect, test } from 'vitest'
import type { Arrival, Reply as Outcome } from '../../../src/batch/batch.ts'
import { openBatchApi } from '../../../src/adapters/batches/api.ts'
import type { BatchApi } from '../../../src/ports.ts'
import { batchServer, succeeded, type BatchServer } from '../../support/messages-batches.ts'
import { apiError, webPage, type Reply } from '../../support/messages-server.ts'
import { useServers } from '../models/serving.ts'

const serve = useServers()
const key = 'made-up-key-of-this-test'
const never = new AbortController().signal

interface Opened {
  readonly api: BatchApi
  readonly batches: BatchServer
  /** Milliseconds that it waited between two attempts. */
  readonly waits: readonly number[]
  readonly asked: () => number
}

/** @param quietMs of silence after which a call has stalled. */
async function open(quietMs = 20_000): Promise<Opened> {
  const batches = batchServer(() => succeeded('the answer'))
  const server = await serve({ models: null, count: null, batches, key })
  const waits: number[] = []
  const opened = await openBatchApi({
    env: { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: key },
    baseUrl: undefined,
    patience: { stallMs: quietMs, firstMs: quietMs, retries: 2 },
    timing: {
      random: () => 0,
      sleep: (ms) => {
        waits.push(ms)
        return Promise.resolve()
      },
    },
  })
  if (!opened.ok) throw new Error(opened.failure.message)
  return { api: opened.value, batches, waits, asked: () => server.requests.length }
}

const model = { baseUrl: undefined, model: 'claude-sonnet-5-5', maxTokens: 1000, effort: undefined }
const request = {
  system: [{ text: 'Be brief.', cache: true }],
  messages: [{ role: 'user', text: 'Write.' }],
} as const

async function create({ api }: Opened): Promise<Outcome<unknown>> {
  const { entry } = await api.entry('spec-0-0', model, request, true, never)
  return api.create([entry], never)
}

async function results({ api, batches }: Opened, take: Arrival[] = []): Promise<Outcome<unknown>> {
  const id = batches.batches[0]?.id ?? ''
  const sink = {
    restart: () => undefined,
    garbage: () => undefined,
    arrival: (one: Arrival) => void take.push(one),
  }
  return api.results(id, sink, never)
}

type Name = 'create' | 'retrieve' | 'list' | 'results' | 'cancel'

const calls: Readonly<Record<Name, (opened: Opened) => Promise<Outcome<unknown>>>> = {
  create,
  retrieve: ({ api }) => api.retrieve('msgbatch_0001', never),
  list: ({ api }) => api.newest(never),
  results: (opened) => results(opened),
  cancel: ({ api }) => api.cancel('msgbatch_0001', never),
}

/** Fault, kind of failure, and whether another attempt may help. */
const faults: readonly (readonly [string, Reply, string, 'again' | 'once'])[] = [
  ['401', apiError(401, 'authentication_error', 'no'), 'authentication', 'once'],
  ['403', apiError(403, 'permission_error', 'no'), 'permission', 'once'],
  ['404', apiError(404, 'not_found_error', 'no'), 'not-found', 'once'],
  ['413', apiError(413, 'request_too_large', 'no'), 'too-long', 'once'],
  ['429', apiError(429, 'rate_limit_error', 'no', { 'retry-after': '7' }), 'rate-limit', 'again'],
  ['500', apiError(500, 'api_error', 'no'), 'server-fault', 'again'],
  ['529', apiError(529, 'overloaded_error', 'no'), 'overloaded', 'again'],
  ['a connection that breaks', { refuse: true }, 'connection-lost', 'again'],
  ['silence', { steps: [], then: 'stall' }, 'stalled', 'once'],
]

/** What a server may have accepted when this came instead of its reply. */
const unknown = new Set(['500', 'a connection that breaks', 'silence'])

describe.each(Object.keys(calls) as Name[])('%s', (name) => {
  test.each(faults)('meets %s', async (label, fault, kind, again) => {
    const opened = await open(label === 'silence' ? 100 : undefined)
    if (name !== 'create') opened.batches.addForeign(1)
    opened.batches.end(opened.batches.batches[0] ?? opened.batches.addForeign(1), [])
    const before = opened.asked()
    opened.batches.faults[name].push(fault, fault, fault, fault)
    const reply = await calls[name](opened)
    expect(reply).toMatchObject({ ok: false, failure: { kind } })
    expect(JSON.stringify(reply)).not.toContain(key)
    const blind = name === 'create' && unknown.has(label)
    expect(opened.asked() - before).toBe(again === 'again' && !blind ? 3 : 1)
    if (name === 'create' && !reply.ok) expect(reply.taken).toBe(blind ? 'unknown' : 'no')
    if (label === '429') expect(opened.waits).toEqual([7000, 7000])
  })

  test('goes on after faults that pass', async () => {
    const opened = await open()
    if (name !== 'create') await create(opened)
    opened.batches.end(opened.batches.batches[0] ?? opened.batches.addForeign(1))
    opened.batches.faults[name].push(apiError(429, 'rate_limit_error', 'no', { 'retry-after': '1' }), null)
    expect(await calls[name](opened)).toMatchObject({ ok: true })
  })
})

test.each(['create', 'retrieve', 'list'] as const)('%s takes a web page for no batch', async (name) => {
  const opened = await open()
  if (name !== 'create') await create(opened)
  opened.batches.faults[name].push(webPage)
  const reply = await calls[name](opened)
  expect(reply).toMatchObject({ ok: false, failure: { kind: 'malformed' } })
  // Something in between answered: the server may have the request all the same.
  if (name === 'create') expect(reply).toMatchObject({ taken: 'unknown' })
})

test('results that break off in the middle are read again, and whole lines are kept', async () => {
  const opened = await open()
  await create(opened)
  const line = (id: string): string => `${JSON.stringify({ custom_id: id, result: { type: 'expired' } })}\n`
  opened.batches.end()
  const steps = [{ raw: `${line('a')}${line('b').slice(0, 20)}` }]
  opened.batches.faults.results.push(
    { steps, then: 'reset' },
    { steps, then: 'cut' },
    { body: line('a') + line('b') },
  )
  const took: Arrival[] = []
  expect(await results(opened, took)).toMatchObject({ ok: true })
  expect(took.map(({ customId }) => customId)).toEqual(['a', 'a', 'a', 'b'])
})

test('what is younger than a batch is listed, over pages; before the first, all of it', async () => {
  const { api, batches } = await open()
  const made = Array.from({ length: 5 }, () => batches.addForeign(1).id)
  const ids = async (newest: string | null) => {
    const reply = await api.since(newest, never)
    return reply.ok ? reply.value.map(({ id }) => id).sort() : reply.failure.kind
  }
  expect(await ids(made[1] ?? null)).toEqual(made.slice(2))
  expect(await ids(null)).toEqual(made)
  expect(await api.newest(never)).toEqual({ ok: true, value: made.at(-1) })
})

test('only what requests share is cached, for an hour, and nothing is streamed', async () => {
  const { api } = await open()
  const { entry, bytes } = await api.entry('spec-0-0', model, request, true, never)
  expect(entry.params).toEqual({
    model: 'claude-sonnet-5-5',
    max_tokens: 1000,
    messages: [{ role: 'user', content: 'Write.' }],
    system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral', ttl: '1h' } }],
  })
  expect(bytes).toBeGreaterThan(JSON.stringify(entry.params).length)
  const alone = await api.entry('spec-0-0', model, request, false, never)
  expect(JSON.stringify(alone.entry.params)).not.toContain('cache_control')
})
