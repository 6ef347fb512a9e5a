// What is sent to the Messages API, as a server on this machine sees it; and how long an answer may be.
import { describe, expect, test } from 'vitest'
import { cachedToHere } from '../../../src/model/cached.ts'
import type { ModelRequest } from '../../../src/model/model.ts'
import { answer, type ServerOptions } from '../../support/messages-server.ts'
import { askModel, modelAt, notes, request } from './ask.ts'
import { body, useServers } from './serving.ts'

const serve = useServers()

describe('a request', () => {
  test('streams, marks what may be cached, and has none of the fields that current models refuse', async () => {
    const server = await serve({ replies: [answer('ok')] })
    await askModel(modelAt(server.url))
    expect(body(server)).toEqual({
      model: 'claude-sonnet-5-5',
      max_tokens: 1000,
      stream: true,
      system: [
        { type: 'text', text: 'The rules.', cache_control: { type: 'ephemeral' } },
        { type: 'text', text: 'The architecture.', cache_control: { type: 'ephemeral' } },
      ],
      messages: [{ role: 'user', content: 'Write login.ts.' }],
    })
  })

  test('marks the first and the last three blocks where more are wanted, and leaves empty ones out', async () => {
    const system = ['a', '', 'b', 'c', 'd', 'e', 'f'].map((text) => ({ text, cache: true }))
    const server = await serve({ replies: [answer('ok')] })
    await askModel(modelAt(server.url), { ...request, system })
    const sent = body(server)['system'] as readonly {
      readonly text: string
      readonly cache_control?: unknown
    }[]
    expect(sent.map((block) => block.text)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    expect(sent.filter((block) => block.cache_control !== undefined).map((block) => block.text)).toEqual([
      'a',
      'd',
      'e',
      'f',
    ])
  })

  test('marks the end of a conversation that goes on, in place of one of the blocks', async () => {
    const system = ['a', 'b', 'c', 'd'].map((text) => ({ text, cache: true }))
    const said = [
      { role: 'user', text: 'Write two files.' },
      { role: 'assistant', text: 'Here is one.' },
      { role: 'user', text: 'And the other?' },
    ] as const
    const server = await serve({ otherwise: answer('ok') })
    await askModel(modelAt(server.url), { system, messages: cachedToHere(said) })
    const cache_control = { type: 'ephemeral' }
    expect(body(server)['system']).toEqual([
      { type: 'text', text: 'a', cache_control },
      { type: 'text', text: 'b' },
      { type: 'text', text: 'c', cache_control },
      { type: 'text', text: 'd', cache_control },
    ])
    expect(body(server)['messages']).toEqual([
      { role: 'user', content: 'Write two files.' },
      { role: 'assistant', content: 'Here is one.' },
      { role: 'user', content: [{ type: 'text', text: 'And the other?', cache_control }] },
    ])
  })

  test('says nothing of caching to a server that refuses it, in a conversation neither', async () => {
    const server = await serve({ otherwise: answer('ok'), lacks: ['cache_control'] })
    const messages = cachedToHere([{ role: 'user', text: 'Write.' }])
    expect((await askModel(modelAt(server.url), { system: [], messages })).answer.ok).toBe(true)
    expect(body(server, 1)['messages']).toEqual([{ role: 'user', content: 'Write.' }])
  })

  test('says how hard to try only where that is configured', async () => {
    const server = await serve({ replies: [answer('ok')] })
    await askModel(modelAt(server.url, { effort: 'high' }))
    expect(body(server)['output_config']).toEqual({ effort: 'high' })
  })

  test('carries a conversation on', async () => {
    const messages: ModelRequest['messages'] = [
      { role: 'user', text: 'Write two files.' },
      { role: 'assistant', text: 'Here is one.' },
      { role: 'user', text: 'And the other?' },
    ]
    const server = await serve({ replies: [answer('ok')] })
    await askModel(modelAt(server.url), { system: [], messages })
    expect(body(server)['system']).toBeUndefined()
    expect(body(server)['messages']).toEqual(messages.map(({ role, text }) => ({ role, content: text })))
  })
})

describe('the output limit', () => {
  const limitOf = async (
    options: ServerOptions,
    model: Parameters<typeof modelAt>[1],
    wanted: ModelRequest = request,
  ): Promise<{ readonly tokens: unknown; readonly notes: readonly string[] }> => {
    const server = await serve({ ...options, replies: [answer('ok')] })
    const asked = await askModel(modelAt(server.url, { maxTokens: undefined, ...model }), wanted)
    return { tokens: body(server)['max_tokens'], notes: notes(asked) }
  }

  test('comes from the models endpoint first', async () => {
    const models = { 'claude-sonnet-5-5': { max_tokens: 64_000 } }
    expect(await limitOf({ models }, {})).toEqual({ tokens: 64_000, notes: [] })
  })

  test.each([
    ['is absent', null],
    ['does not know the model', {}],
    ['does not know the limit', { 'claude-sonnet-5-5': { max_tokens: null } }],
  ])('comes from dated data where the models endpoint %s', async (_, models) => {
    expect(await limitOf({ models }, {})).toEqual({ tokens: 128_000, notes: [] })
  })

  test('is a cautious one, and says so, for a model that nothing is known of', async () => {
    const { tokens, notes: told } = await limitOf({}, { model: 'qwen3-coder:30b' })
    expect(tokens).toBe(8192)
    expect(told).toEqual([expect.stringContaining('qwen3-coder:30b')])
  })

  test('is the configured one where there is one, without asking', async () => {
    const server = await serve({
      replies: [answer('ok')],
      models: { 'claude-sonnet-5-5': { max_tokens: 1 } },
    })
    await askModel(modelAt(server.url, { maxTokens: 500 }))
    expect(body(server)['max_tokens']).toBe(500)
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/messages'])
  })

  test('is what the request wants where that is less', async () => {
    expect((await limitOf({}, {}, { ...request, maxTokens: 77 })).tokens).toBe(77)
  })

  test('is asked for once', async () => {
    const server = await serve({ otherwise: answer('ok'), models: {} })
    const model = modelAt(server.url, { maxTokens: undefined })
    await askModel(model)
    await askModel(model)
    expect(server.requests.filter(({ method }) => method === 'GET')).toHaveLength(1)
  })

  test('brings along that a model is about to go', async () => {
    const models = {
      'claude-sonnet-5-5': { lifecycle: 'deprecated', retires_at: '2027-01-31T00:00:00Z', max_tokens: 5 },
    }
    expect((await limitOf({ models }, {})).notes).toEqual([
      'the model claude-sonnet-5-5 is deprecated and retires at 2027-01-31T00:00:00Z',
    ])
  })
})
