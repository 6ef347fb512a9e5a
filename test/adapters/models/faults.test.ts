// Every way a Messages server can fail, through the real SDK: what kind of failure it is, how often it is asked,
// what is kept of a broken answer, and that the key is in no output.
import { describe, expect, test } from 'vitest'
import type { FailureKind } from '../../../src/model/model.ts'
import { failureDiagnostic } from '../../../src/model/failure.ts'
import type { AnthropicOptions } from '../../../src/adapters/models/anthropic.ts'
import {
  answer,
  apiError,
  brokenOff,
  errorEvent,
  openAiAnswer,
  openAiStream,
  startMessagesServer,
  webPage,
  type Reply,
} from '../../support/messages-server.ts'
import { askModel, key, modelAt } from './ask.ts'

const text = 'export const login = 1\nexport const logout = 2\n'

interface FaultCase {
  readonly name: string
  /** The same reply to every request. */
  readonly reply: Reply
  readonly kind: FailureKind
  /** Requests made; 1 where absent. */
  readonly asked?: number
  /** What the message or the hint says. */
  readonly says?: string
  readonly partial?: string
  readonly options?: Partial<AnthropicOptions>
}

const impatient = { patience: { stallMs: 1500, firstMs: 0 } }

const cases: readonly FaultCase[] = [
  {
    name: '401',
    reply: apiError(401, 'authentication_error', `invalid key ${key}`),
    kind: 'authentication',
    says: '[key]',
  },
  { name: '402', reply: apiError(402, 'billing_error', 'no credit'), kind: 'permission', says: 'bill' },
  {
    name: '403',
    reply: apiError(403, 'permission_error', 'not for you'),
    kind: 'permission',
    says: 'not for you',
  },
  {
    name: '404 of a model',
    reply: apiError(404, 'not_found_error', 'model: x'),
    kind: 'unknown-model',
    says: 'claude-sonnet-5-5',
  },
  {
    name: '404 of a web server',
    reply: { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not found</h1>' },
    kind: 'malformed',
    says: 'no Messages API',
  },
  {
    name: '400',
    reply: apiError(400, 'invalid_request_error', 'max_tokens: too many'),
    kind: 'bad-request',
    asked: 2,
    says: 'maxTokens',
  },
  { name: '413', reply: apiError(413, 'invalid_request_error', 'too large'), kind: 'too-long' },
  { name: '408', reply: apiError(408, 'timeout_error', 'slow'), kind: 'time-out', asked: 5 },
  { name: '409', reply: apiError(409, 'conflict_error', 'again'), kind: 'server-fault', asked: 5 },
  {
    name: '429 with a sane wait',
    reply: apiError(429, 'rate_limit_error', 'slow down', { 'retry-after': '7' }),
    kind: 'rate-limit',
    asked: 5,
  },
  {
    name: '429 with an absurd wait',
    reply: apiError(429, 'rate_limit_error', 'slow down', { 'retry-after': '12000' }),
    kind: 'rate-limit',
    says: '3 h 20 min',
  },
  {
    name: '429 with a date tomorrow',
    reply: apiError(429, 'rate_limit_error', 'slow down', { 'retry-after': 'Sun, 22 Nov 2026 12:00:00 GMT' }),
    kind: 'rate-limit',
    says: '24 h',
  },
  { name: '500', reply: apiError(500, 'api_error', 'oops'), kind: 'server-fault', asked: 5 },
  {
    name: '500 that forbids another attempt',
    reply: apiError(500, 'api_error', 'oops', { 'x-should-retry': 'false' }),
    kind: 'server-fault',
  },
  { name: '503 without a body', reply: { status: 503, body: '' }, kind: 'server-fault', asked: 5 },
  { name: '504', reply: apiError(504, 'timeout_error', 'slow'), kind: 'time-out', asked: 5 },
  { name: '529', reply: apiError(529, 'overloaded_error', 'busy'), kind: 'overloaded', asked: 5 },
  {
    name: 'an error event before any text',
    reply: errorEvent('', 'overloaded_error', 'busy'),
    kind: 'overloaded',
    asked: 5,
  },
  {
    name: 'an error event in mid-stream',
    reply: errorEvent(text, 'overloaded_error', `busy ${key}`),
    kind: 'overloaded',
    partial: text,
    says: '[key]',
  },
  {
    name: 'an error event of an unknown type',
    reply: errorEvent(text, 'new_error', 'what'),
    kind: 'server-fault',
    partial: text,
  },
  {
    name: 'a connection reset before any answer',
    reply: { refuse: true },
    kind: 'connection-lost',
    asked: 5,
  },
  { name: 'a reset in mid-stream', reply: brokenOff(text, 'reset'), kind: 'connection-lost', partial: text },
  { name: 'a cut in mid-stream', reply: brokenOff(text, 'cut'), kind: 'connection-lost', partial: text },
  { name: 'a stream that ends early', reply: brokenOff(text, 'end'), kind: 'connection-lost', partial: text },
  {
    name: 'a stream that ends before any text',
    reply: brokenOff('', 'end'),
    kind: 'connection-lost',
    asked: 5,
  },
  {
    name: 'a stream that ends while thinking',
    reply: brokenOff('', 'end', { thinking: 'hm' }),
    kind: 'connection-lost',
  },
  {
    name: 'a stall in mid-stream',
    reply: brokenOff(text, 'stall'),
    kind: 'stalled',
    partial: text,
    options: impatient,
  },
  {
    name: 'a stall before the stream',
    reply: { steps: [], then: 'stall' },
    kind: 'stalled',
    options: impatient,
  },
  {
    name: 'pings without end',
    reply: brokenOff(text, 'pings'),
    kind: 'time-out',
    partial: text,
    options: { patience: { stallMs: 5_000, totalMs: 2_000 } },
  },
  { name: 'a web page with status 200', reply: webPage, kind: 'malformed', says: 'web page' },
  {
    name: 'a web page that calls itself a stream',
    reply: { ...webPage, headers: { 'content-type': 'text/event-stream' } },
    kind: 'malformed',
    says: 'web page',
  },
  { name: 'an answer of the OpenAI API', reply: openAiAnswer, kind: 'malformed', says: 'OpenAI' },
  { name: 'a stream of the OpenAI API', reply: openAiStream, kind: 'malformed', says: 'OpenAI' },
  { name: 'JSON that is no message', reply: { body: { ok: true } }, kind: 'malformed' },
  {
    name: 'an event that is not JSON',
    reply: { steps: [{ raw: 'event: message_start\ndata: {oops\n\n' }] },
    kind: 'malformed',
  },
  { name: 'an empty body', reply: { body: '' }, kind: 'malformed', says: 'empty' },
  { name: 'an empty stream', reply: { steps: [] }, kind: 'malformed', says: 'empty' },
  { name: 'a message without text', reply: answer(''), kind: 'malformed', says: 'empty' },
  {
    name: 'only thinking until the limit',
    reply: answer('', { thinking: 'hm', stopReason: 'max_tokens' }),
    kind: 'malformed',
    says: '1000 tokens',
  },
  {
    name: 'a refusal',
    reply: answer('I cannot', {
      stopReason: 'refusal',
      stopDetails: { type: 'refusal', category: 'cyber', explanation: `because ${key}` },
    }),
    kind: 'refused',
    partial: 'I cannot',
    says: 'cyber',
  },
  {
    name: 'a full context window',
    reply: answer(text, { stopReason: 'model_context_window_exceeded' }),
    kind: 'too-long',
    partial: text,
  },
  {
    name: 'a tool call nobody offered',
    reply: answer(text, { stopReason: 'tool_use' }),
    kind: 'malformed',
    partial: text,
  },
  {
    name: 'a redirect, which would carry the key away',
    reply: { status: 307, headers: { location: 'http://127.0.0.1:9/v1/messages' }, body: '' },
    kind: 'malformed',
    says: 'redirects to',
  },
]

const everything: string[] = []

describe('a Messages server that answers with', () => {
  test.each(cases)('$name', async ({ reply, kind, asked = 1, says = '', partial = '', options = {} }) => {
    const server = await startMessagesServer({ otherwise: reply, key })
    const model = modelAt(server.url, options)
    const { answer: got, events, streamed } = await askModel(model)
    await server.close()
    everything.push(JSON.stringify({ got, events }))

    expect(got.ok).toBe(false)
    if (got.ok) return
    everything.push(JSON.stringify(failureDiagnostic(got.failure)))
    expect({ kind: got.failure.kind, partial: got.partial }).toEqual({ kind, partial })
    expect(`${got.failure.message} ${got.failure.hint}`).toContain(says)
    expect(got.failure.message).not.toMatch(/[\n\u001b]/)
    expect(streamed).toBe(partial)
    expect(server.asked()).toHaveLength(asked)
    expect(events.filter((event) => event.type === 'retry')).toHaveLength(model.waits.length)
    expect(server.violations).toEqual([])
  })
})

test('a server of one’s own may be silent for longer until it begins: it reads the prompt', async () => {
  const { steps = [] } = answer(text)
  const slow = { steps: [{ pause: 2200 }, ...steps] }
  const server = await startMessagesServer({ otherwise: slow })
  const { answer: got } = await askModel(
    modelAt(server.url, { patience: { stallMs: 1500, firstMs: 20_000 } }),
  )
  await server.close()
  expect(got).toMatchObject({ ok: true, text })
})

test('a key at the place where a long message is cut short is taken out before it is cut', async () => {
  const long = `${'x'.repeat(290)}${key}`
  const server = await startMessagesServer({ otherwise: apiError(403, 'permission_error', long) })
  const { answer: got } = await askModel(modelAt(server.url))
  await server.close()
  expect(JSON.stringify(got)).toContain('xxx[key]')
})

describe('outputs of the whole table', () => {
  test('hold the key nowhere', () => {
    expect(everything).toHaveLength(2 * cases.length)
    expect(everything.filter((output) => output.includes(key))).toEqual([])
    expect(everything.filter((output) => output.includes('Bearer'))).toEqual([])
  })
})
