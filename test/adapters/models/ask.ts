// A model, what to ask it with and where it stands: the words that tests of models share.
import {
  anthropicModel,
  type AnthropicModel,
  type AnthropicOptions,
} from '../../../src/adapters/models/anthropic.ts'
import type { ModelAnswer, ModelEvent, ModelRequest } from '../../../src/model/model.ts'
import type { Model } from '../../../src/ports.ts'

/** Long and odd enough to be found in any output. */
export const key = 'sk-ant-loopback-9f3kQzX7-secret'

export const request: ModelRequest = {
  system: [
    { text: 'The rules.', cache: true },
    { text: 'The architecture.', cache: true },
  ],
  messages: [{ role: 'user', text: 'Write login.ts.' }],
}

export interface Asked {
  readonly answer: ModelAnswer
  readonly events: readonly ModelEvent[]
  /** Text of the events, joined. */
  readonly streamed: string
}

export async function askModel(
  model: Model,
  wanted: ModelRequest = request,
  signal: AbortSignal = new AbortController().signal,
): Promise<Asked> {
  const events: ModelEvent[] = []
  const answer = await model.ask(wanted, (event) => events.push(event), signal)
  const streamed = events.map((event) => (event.type === 'text' ? event.text : '')).join('')
  return { answer, events, streamed }
}

/** A model of the server at `url`; nothing is slept for real, and the waits are kept. */
export function modelAt(
  url: string,
  options: Partial<AnthropicOptions> = {},
): AnthropicModel & { readonly waits: number[] } {
  const waits: number[] = []
  const model = anthropicModel({
    model: 'claude-sonnet-5-5',
    env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: key },
    maxTokens: 1000,
    timing: {
      sleep: (ms) => {
        waits.push(ms)
        return Promise.resolve()
      },
      now: () => Date.parse('2026-11-21T12:00:00Z'),
      random: () => 0,
    },
    ...options,
  })
  return { ...model, waits }
}

export const notes = (asked: Asked): readonly string[] =>
  asked.events.flatMap((event) => (event.type === 'note' ? [event.text] : []))
