// Servers that ask for patience, Anthropic's own, and compatible ones that lack something.
import { describe, expect, test } from 'vitest'
import { answer, apiError, type MessagesServer } from '../../support/messages-server.ts'
import { askModel, key, modelAt, notes, request } from './ask.ts'
import { body, useServers } from './serving.ts'

const serve = useServers()

describe('another attempt', () => {
  test('waits as long as the server asks, and tells of it', async () => {
    const limited = apiError(429, 'rate_limit_error', 'slow down', { 'retry-after': '7' })
    const server = await serve({ replies: [limited, answer('ok')] })
    const model = modelAt(server.url)
    const asked = await askModel(model)
    expect(asked.answer).toMatchObject({ ok: true, text: 'ok' })
    expect(model.waits).toEqual([7000])
    expect(asked.events[0]).toEqual({
      type: 'retry',
      waitSeconds: 7,
      reason: expect.stringContaining('limits how often') as string,
    })
  })

  test.each([
    ['a date', { 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT' }, 30_000],
    ['milliseconds', { 'retry-after-ms': '250' }, 250],
    ['the longest wait there is', { 'retry-after': '60' }, 60_000],
    ['nothing that can be read', { 'retry-after': 'soon' }, 1000],
  ])('understands %s', async (_, headers, wait) => {
    const server = await serve({ replies: [apiError(503, 'api_error', 'later', headers), answer('ok')] })
    const model = modelAt(server.url)
    await askModel(model)
    expect(model.waits).toEqual([wait])
  })

  test('is awaited without counting the wait as silence', async () => {
    const later = apiError(503, 'api_error', 'later', { 'retry-after-ms': '2200' })
    const server = await serve({ replies: [later, answer('ok')] })
    const model = modelAt(server.url, { timing: {}, patience: { stallMs: 1500, firstMs: 0 } })
    expect((await askModel(model)).answer).toMatchObject({ ok: true, text: 'ok' })
  })

  test('waits longer each time where the server does not say', async () => {
    const busy = apiError(529, 'overloaded_error', 'busy')
    const server = await serve({ replies: [busy, busy, busy, busy, answer('ok')] })
    const model = modelAt(server.url)
    expect((await askModel(model)).answer.ok).toBe(true)
    expect(model.waits).toEqual([1000, 2000, 4000, 8000])
  })
})

describe('Anthropic’s own server', () => {
  /** Under its own name, but here. */
  const anthropic = (server: MessagesServer) =>
    modelAt('', {
      env: { ANTHROPIC_API_KEY: key },
      transport: () => (url, init) =>
        fetch(String(url).replace('https://api.anthropic.com', server.url), init),
    })

  test('gets the key as Bearer only', async () => {
    const server = await serve({ otherwise: answer('ok'), key })
    expect((await askModel(anthropic(server))).answer.ok).toBe(true)
    expect(server.asked()[0]?.headers['x-api-key']).toBeUndefined()
  })

  test('is not asked again without caching: what it refuses is wrong', async () => {
    const server = await serve({ otherwise: apiError(400, 'invalid_request_error', 'no') })
    expect((await askModel(anthropic(server))).answer).toMatchObject({
      ok: false,
      failure: { kind: 'bad-request' },
    })
    expect(server.asked()).toHaveLength(1)
  })
})

describe('a compatible server', () => {
  test.each(['cache_control', 'output_config', 'system-blocks'] as const)(
    'that lacks %s is asked again without it, once, and from then on',
    async (lack) => {
      const server = await serve({ otherwise: answer('ok'), lacks: [lack] })
      const model = modelAt(server.url, { effort: 'low' })
      const asked = await askModel(model)
      expect(asked.answer).toMatchObject({ ok: true, text: 'ok' })
      expect(notes(asked)).toEqual([expect.stringContaining('without caching and effort')])
      expect(body(server, 1)).toEqual({
        model: 'claude-sonnet-5-5',
        max_tokens: 1000,
        stream: true,
        system: 'The rules.\n\nThe architecture.',
        messages: [{ role: 'user', content: 'Write login.ts.' }],
      })
      expect((await askModel(model)).answer.ok).toBe(true)
      expect(server.asked()).toHaveLength(3)
    },
  )

  test('may have no models endpoint, and no way to count tokens', async () => {
    const server = await serve({ otherwise: answer('ok') })
    const model = modelAt(server.url, { maxTokens: undefined })
    expect(await model.count(request)).toBeNull()
    expect((await askModel(model)).answer.ok).toBe(true)
  })

  test('that counts tokens is believed', async () => {
    const server = await serve({ count: 4321 })
    expect(await modelAt(server.url).count(request)).toBe(4321)
    expect(server.requests[0]?.body).toMatchObject({
      model: 'claude-sonnet-5-5',
      messages: [{ role: 'user' }],
    })
  })

  test('is not asked for a count without a key', async () => {
    const model = modelAt('https://gateway.example', {
      env: { ANTHROPIC_BASE_URL: 'https://gateway.example' },
    })
    expect(await model.count(request)).toBeNull()
  })
})
