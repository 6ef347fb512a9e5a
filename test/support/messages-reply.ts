// What the loopback server answers with, as data that can be written into a file, and the usual cases by name.

export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/** A step of a streamed body. */
export type Step =
  | { readonly event: string; readonly data: Json }
  /** Bytes as they are: to say something that is no event. */
  | { readonly raw: string }
  /** Milliseconds of silence. */
  | { readonly pause: number }

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** A whole body: a text as it is, anything else as JSON. */
  readonly body?: Json
  /** A streamed body, in place of a whole one. */
  readonly steps?: readonly Step[]
  /**
   * After the body: `end` (default) ends it; `stall` leaves the connection open and silent; `pings` leaves it open and
   * pings every 20 ms; `cut` closes it without an end; `reset` breaks it with a TCP reset.
   */
  readonly then?: 'end' | 'stall' | 'pings' | 'cut' | 'reset'
  /** No response at all: the connection is reset at once. */
  readonly refuse?: boolean
}

export interface AnswerOptions {
  readonly stopReason?: string | null
  readonly stopDetails?: Json
  /** UTF-16 units an event; 20 where absent. */
  readonly chunk?: number
  /** A thinking block before the text. */
  readonly thinking?: string
  readonly usage?: Readonly<Record<string, number>>
  readonly requestId?: string
}

const start = (options: AnswerOptions): Step[] => [
  {
    event: 'message_start',
    data: {
      type: 'message_start',
      message: {
        id: 'msg_loopback',
        type: 'message',
        role: 'assistant',
        model: 'loopback',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 10, output_tokens: 1, ...options.usage },
      },
    },
  },
  { event: 'ping', data: { type: 'ping' } },
]

const block = (index: number, content: Json, deltas: readonly Json[]): Step[] => [
  { event: 'content_block_start', data: { type: 'content_block_start', index, content_block: content } },
  ...deltas.map((delta) => ({
    event: 'content_block_delta',
    data: { type: 'content_block_delta', index, delta },
  })),
  { event: 'content_block_stop', data: { type: 'content_block_stop', index } },
]

function textDeltas(text: string, chunk: number): Json[] {
  const deltas: Json[] = []
  for (let at = 0; at < text.length; at += chunk) {
    deltas.push({ type: 'text_delta', text: text.slice(at, at + chunk) })
  }
  return deltas
}

function content(text: string, options: AnswerOptions): Step[] {
  const thinking =
    options.thinking === undefined
      ? []
      : block(0, { type: 'thinking', thinking: '', signature: '' }, [
          { type: 'thinking_delta', thinking: options.thinking },
          { type: 'signature_delta', signature: 'signed' },
        ])
  const index = thinking.length > 0 ? 1 : 0
  const written =
    text === '' ? [] : block(index, { type: 'text', text: '' }, textDeltas(text, options.chunk ?? 20))
  return [...thinking, ...written]
}

const headersOf = (options: AnswerOptions): { readonly headers: Readonly<Record<string, string>> } => ({
  headers: { 'request-id': options.requestId ?? 'req_loopback' },
})

/** A healthy streamed answer, or one with another stop reason. */
export function answer(text: string, options: AnswerOptions = {}): Reply {
  const stop = {
    stop_reason: options.stopReason === undefined ? 'end_turn' : options.stopReason,
    stop_sequence: null,
    ...(options.stopDetails === undefined ? {} : { stop_details: options.stopDetails }),
  }
  const usage = { output_tokens: Math.ceil(text.length / 4), ...options.usage }
  return {
    ...headersOf(options),
    steps: [
      ...start(options),
      ...content(text, options),
      { event: 'message_delta', data: { type: 'message_delta', delta: stop, usage } },
      { event: 'message_stop', data: { type: 'message_stop' } },
    ],
  }
}

/** An answer that breaks off after this text. */
export function brokenOff(
  text: string,
  then: 'stall' | 'pings' | 'cut' | 'reset' | 'end',
  options: AnswerOptions = {},
): Reply {
  const closing = text === '' ? 0 : 1
  const steps = [...start(options), ...content(text, options)]
  return { ...headersOf(options), steps: closing === 0 ? steps : steps.slice(0, -1), then }
}

/** An answer that turns into an `error` event after this text. */
export function errorEvent(text: string, type: string, message: string): Reply {
  const broken = brokenOff(text, 'end')
  const event: Step = { event: 'error', data: { type: 'error', error: { type, message } } }
  return { ...broken, steps: [...(broken.steps ?? []), event] }
}

/** An error as the API spells it. */
export function apiError(
  status: number,
  type: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { 'request-id': 'req_failed', ...headers },
    body: { type: 'error', error: { type, message }, request_id: 'req_failed' },
  }
}

export const webPage: Reply = {
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html>\n<html><body><h1>Sign in</h1></body></html>\n',
}

export const openAiAnswer: Reply = {
  body: {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    choices: [{ message: { role: 'assistant', content: 'hello' } }],
  },
}

export const openAiStream: Reply = {
  steps: [
    { raw: 'data: {"object":"chat.completion.chunk","choices":[{"delta":{"content":"hello"}}]}\n\n' },
    { raw: 'data: [DONE]\n\n' },
  ],
}

/** The same answer; its first event says what the input cost. */
export function withUsage(reply: Reply, usage: object): Reply {
  const steps = reply.steps?.map((step) => {
    if (!('event' in step) || step.event !== 'message_start') return step
    const data = step.data as { readonly message: { readonly usage?: object } } // made by `start` above
    const message = { ...data.message, usage: { ...data.message.usage, ...usage } }
    return { ...step, data: { ...data, message } as unknown as Json } // counts are JSON
  })
  return steps === undefined ? reply : { ...reply, steps }
}
