// Counting a request's tokens by the model's server: whatever the server does, there is a figure, and it is asked no more
// than once in vain.
import { describe, expect, test } from 'vitest'
import { estimateRequest } from '../../src/cost/estimate.ts'
import { createCounter } from '../../src/pipeline/count-tokens.ts'
import { key, modelAt, request } from '../adapters/models/ask.ts'
import { useServers } from '../adapters/models/serving.ts'
import { apiError, webPage, type Reply } from '../support/messages-server.ts'

const open = useServers()
const { signal } = new AbortController()
const estimated = { tokens: estimateRequest(request), counted: false }

test('the server counts, with the key and what would be asked, and no message is asked for', async () => {
  const server = await open({ count: 1234, key })
  const counter = createCounter(true, () => expect.fail('it did count'))
  expect(await counter.count(modelAt(server.url), request, signal)).toEqual({ tokens: 1234, counted: true })
  expect(server.requests.map(({ path }) => path)).toEqual(['/v1/messages/count_tokens'])
  expect(server.asked()).toEqual([])
  expect(server.requests[0]?.body).toMatchObject({
    model: 'claude-sonnet-5-5',
    messages: [{ role: 'user', content: 'Write login.ts.' }],
  })
})

test('without a key, with --offline, or where it may not see a prompt, no server is asked', async () => {
  const server = await open({ count: 1234 })
  const failed: string[] = []
  const never = createCounter(false, (model) => failed.push(model))
  expect(await never.count(modelAt(server.url), request, signal)).toEqual(estimated)
  const counter = createCounter(true, (model) => failed.push(model))
  expect(await counter.count(modelAt(server.url), request, signal, false)).toEqual(estimated)
  expect(server.requests).toEqual([])
  expect(failed).toEqual([])
})

describe('a server that does not count is told of once, not asked again, and what it should have counted is estimated', () => {
  const faults: readonly (readonly [string, Reply])[] = [
    ['401', apiError(401, 'authentication_error', `invalid key ${key}`)],
    ['403', apiError(403, 'permission_error', 'not for you')],
    ['404', { status: 404, body: 'not found' }],
    ['429', apiError(429, 'rate_limit_error', 'slow down', { 'retry-after': '3600' })],
    ['500', apiError(500, 'api_error', 'oops')],
    ['529', apiError(529, 'overloaded_error', 'busy')],
    ['a hang', { body: '{', then: 'stall' }],
    ['a hang before a word', { then: 'stall' }],
    ['a cut connection', { body: '{"input_tok', then: 'cut' }],
    ['a reset connection', { body: '{"input_tok', then: 'reset' }],
    ['a refused connection', { refuse: true }],
    ['a web page', webPage],
    ['garbage', { body: '\u0000\u0001{{{' }],
    ['JSON that is no object', { body: [1, 2] }],
    ['a count that is no number', { body: { input_tokens: 'many' } }],
    ['a count below nothing', { body: { input_tokens: -5 } }],
    ['no count', { body: {} }],
  ]
  test.each(faults)('%s', async (_, reply) => {
    const server = await open({ count: () => reply })
    const failed: string[] = []
    const counter = createCounter(true, (model) => failed.push(model))
    const model = modelAt(server.url, { patience: { limitsMs: 150 } })
    const counts = await Promise.all([1, 2].map(() => counter.count(model, request, signal)))
    counts.push(await counter.count(model, request, signal))
    expect(counts).toEqual([estimated, estimated, estimated])
    expect(failed).toEqual(['claude-sonnet-5-5'])
    expect(server.requests.length).toBeLessThanOrEqual(2)
    expect(JSON.stringify([counts, failed])).not.toContain(key)
  })

  test('no server at all', async () => {
    const failed: string[] = []
    const counter = createCounter(true, (model) => failed.push(model))
    expect(await counter.count(modelAt('http://127.0.0.1:9'), request, signal)).toEqual(estimated)
    expect(failed).toHaveLength(1)
  })
})
