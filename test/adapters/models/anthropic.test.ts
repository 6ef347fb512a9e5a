// Good answers of the Messages API through the real SDK: what comes of them, and of calls that are cancelled.
import { describe, expect, test } from 'vitest'
import { answer, apiError, brokenOff, type Step } from '../../support/messages-server.ts'
import { askModel, modelAt, notes, request } from './ask.ts'
import { body, useServers } from './serving.ts'

const serve = useServers()

describe('a good answer', () => {
  test('arrives piece by piece, and whole with its usage at the end', async () => {
    const text = 'one two three four five six seven eight nine ten\n'
    const usage = {
      input_tokens: 12,
      output_tokens: 9,
      cache_read_input_tokens: 5,
      cache_creation_input_tokens: 6,
    }
    const server = await serve({ replies: [answer(text, { chunk: 5, usage, requestId: 'req_1' })] })
    const asked = await askModel(modelAt(server.url))
    expect(asked.answer).toEqual({
      ok: true,
      text,
      stop: 'end',
      usage: { input: 12, output: 9, cacheRead: 5, cacheWrite: 6 },
      identity: { kind: 'anthropic', name: 'claude-sonnet-5-5' },
      requestId: 'req_1',
    })
    expect(asked.streamed).toBe(text)
    expect(asked.events.length).toBeGreaterThan(5)
  })

  test('may begin with thinking, which is told and not part of the text', async () => {
    const server = await serve({ replies: [answer('done', { thinking: 'let me see' })] })
    const asked = await askModel(modelAt(server.url))
    expect(asked.answer).toMatchObject({ ok: true, text: 'done' })
    expect(asked.events.map((event) => event.type)).toEqual(['thinking', 'thinking', 'text'])
  })

  test('is cut when the output limit ends it', async () => {
    const server = await serve({ replies: [answer('half a fi', { stopReason: 'max_tokens' })] })
    expect((await askModel(modelAt(server.url))).answer).toMatchObject({
      ok: true,
      text: 'half a fi',
      stop: 'cut',
    })
  })

  test('is all text blocks, joined', async () => {
    const [first, second] = [answer('one '), answer('two')]
    const steps = [...(first.steps ?? []).slice(0, -2), ...shifted(second.steps ?? [])]
    const server = await serve({ replies: [{ steps }] })
    expect((await askModel(modelAt(server.url))).answer).toMatchObject({ ok: true, text: 'one two' })
  })

  test('may come as one JSON message from a server that does not stream', async () => {
    const message = {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: 'whole' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 3, output_tokens: 1 },
    }
    const server = await serve({ replies: [{ body: message }] })
    const asked = await askModel(modelAt(server.url))
    expect(asked.answer).toMatchObject({ ok: true, text: 'whole', usage: { input: 3, output: 1 } })
    expect(asked.streamed).toBe('whole')
  })

  test.each([
    ['null', null, []],
    ['stop_sequence', 'stop_sequence', []],
    ['of a later version', 'enough', ['the model stopped with the unknown reason enough']],
  ])('counts as ended with the stop reason %s', async (_, stopReason, told) => {
    const server = await serve({ replies: [answer('text', { stopReason })] })
    const asked = await askModel(modelAt(server.url))
    expect(asked.answer).toMatchObject({ ok: true, stop: 'end' })
    expect(notes(asked)).toEqual(told)
  })

  test('goes on where the server paused its turn, with the server’s own blocks', async () => {
    const paused = answer('one ', {
      stopReason: 'pause_turn',
      thinking: 'hm',
      usage: { input_tokens: 10, output_tokens: 1 },
    })
    const rest = answer('two', { usage: { input_tokens: 14, output_tokens: 2 } })
    const server = await serve({ replies: [paused, rest] })
    const asked = await askModel(modelAt(server.url))
    expect(asked.answer).toMatchObject({ ok: true, text: 'one two', usage: { input: 24, output: 3 } })
    expect(asked.streamed).toBe('one two')
    expect(body(server, 1)['messages']).toEqual([
      { role: 'user', content: 'Write login.ts.' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 'signed' },
          { type: 'text', text: 'one ' },
        ],
      },
    ])
  })
})

describe('a call that is cancelled', () => {
  test('before it begins sends nothing', async () => {
    const server = await serve({ otherwise: answer('ok') })
    const { answer: got } = await askModel(modelAt(server.url), request, AbortSignal.abort())
    expect(got).toMatchObject({ ok: false, failure: { kind: 'cancelled' } })
    expect(server.asked()).toEqual([])
  })

  test('while it streams keeps what had come, and closes the connection', async () => {
    const server = await serve({ replies: [brokenOff('half an answer', 'pings', { chunk: 100 })] })
    const controller = new AbortController()
    const model = modelAt(server.url)
    const got = await model.ask(
      request,
      (event) => {
        if (event.type === 'text') controller.abort()
      },
      controller.signal,
    )
    expect(got).toMatchObject({ ok: false, failure: { kind: 'cancelled' }, partial: 'half an answer' })
    await expect.poll(() => server.connections()).toBe(0)
  })

  test('while it waits for another attempt does not wait', async () => {
    const limited = apiError(429, 'rate_limit_error', 'slow down', { 'retry-after': '60' })
    const server = await serve({ replies: [limited] })
    const controller = new AbortController()
    const model = modelAt(server.url, { timing: {} })
    const got = await model.ask(
      request,
      (event) => {
        if (event.type === 'retry') controller.abort()
      },
      controller.signal,
    )
    expect(got).toMatchObject({ ok: false, failure: { kind: 'cancelled' } })
    expect(server.asked()).toHaveLength(1)
  })

  test('leaves other calls of the same model alone', async () => {
    const server = await serve({ replies: [brokenOff('slow', 'stall'), answer('ok')] })
    const model = modelAt(server.url)
    const controller = new AbortController()
    const first = model.ask(request, () => controller.abort(), controller.signal)
    expect((await first).ok).toBe(false)
    expect((await askModel(model)).answer).toMatchObject({ ok: true, text: 'ok' })
  })
})

/** The same events, as those of a second content block. */
function shifted(steps: readonly Step[]): readonly Step[] {
  return steps.slice(2).map((step) => {
    if (!('event' in step) || !step.event.startsWith('content_block')) return step
    return { ...step, data: { ...Object(step.data), index: 1 } }
  })
}
