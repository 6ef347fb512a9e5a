// A model of the Anthropic API, or of a compatible server: a request in, a stream of events and one final value out.
import {
  noUsage,
  type Failure,
  type ModelAnswer,
  type ModelEvent,
  type ModelRequest,
} from '../../model/model.ts'
import type { Model } from '../../ports.ts'
import type { Environment } from './environment.ts'
import { attempt, clientFor, type Attempt, type AttemptWatch, type Line } from './exchange.ts'
import { countAt } from './json.ts'
import { outputLimit, type OutputLimit } from './limits.ts'
import { openLine, type LineResult } from './line.ts'
import { endedFailure, outcomeOf, waitTooLong } from './outcome.ts'
import { createPaces, type Paces } from './pace.ts'
import { defaultPatience, realTiming, type Patience, type Timing } from './patience.ts'
import { addUsage } from './received.ts'
import { hasExtras, paramsOf, systemPart, type Effort, type MessageParams } from './request.ts'
import type { OpenFetch } from './transport.ts'
import { startWatchdog, type Watchdog } from './watchdog.ts'

export interface AnthropicOptions {
  /** The API's id: `claude-sonnet-5-5`, or what a compatible server calls its model. */
  readonly model: string
  readonly env: Environment
  /** As the configuration has it; else ANTHROPIC_BASE_URL, else Anthropic's own. */
  readonly baseUrl?: string | undefined
  readonly maxTokens?: number | undefined
  readonly effort?: Effort | undefined
  readonly patience?: Partial<Patience> | undefined
  readonly timing?: Partial<Timing> | undefined
  /** Instead of the network. */
  readonly transport?: OpenFetch | undefined
  /** Shared by the models of a run, so that calls to the same server wait for each other; its own where absent. */
  readonly paces?: Paces | undefined
}

export interface AnthropicModel extends Model {
  /** Input tokens as the server counts them; null where it cannot, or there is no key. */
  count(request: ModelRequest, signal?: AbortSignal): Promise<number | null>
}

type Listen = (event: ModelEvent) => void

/** One call of `ask`. */
interface Call {
  readonly line: Line
  readonly request: ModelRequest
  readonly listen: Listen
  readonly watch: Watchdog
}

/** A server that pauses its turn more often than this does not come to an end. */
const mostPauses = 20

/**
 * A model behind the Messages API. Every fault is a value of `ask`; nothing is read from the home folder or written
 * to stdout. An answer of which content has arrived is never asked for again: it has been paid for.
 */
export function anthropicModel(options: AnthropicOptions): AnthropicModel {
  const patience: Patience = { ...defaultPatience, ...options.patience }
  const timing: Timing = { ...realTiming, ...options.timing }
  const identity = { kind: 'anthropic', name: options.model } as const
  const paces = options.paces ?? createPaces()
  const told = new Set<string>()
  let opened: Promise<LineResult> | undefined
  let limit: Promise<OutputLimit> | undefined
  /** The server refused a request with fields that only some servers know. */
  let plain = false

  const open = (): Promise<LineResult> =>
    (opened ??= openLine({
      env: options.env,
      baseUrl: options.baseUrl,
      transport: options.transport,
      now: timing.now,
    }))

  /** Each note once in the life of the model. */
  const note = (call: Call, text: string): void => {
    if (told.has(text)) return
    told.add(text)
    call.listen({ type: 'note', text })
  }

  /** Asks until a message is whole, the attempts are used up, or somebody ends it. */
  async function persist(call: Call, build: () => MessageParams): Promise<Attempt> {
    const { line, listen, watch } = call
    const { host, official, baseUrl } = line.endpoint
    const patient = official ? patience.stallMs : Math.max(patience.stallMs, patience.firstMs)
    const beat = (begun: boolean): void => watch.beat(begun ? patience.stallMs : patient)
    const pace = paces(`${baseUrl} ${options.model}`, { timing, longestWaitMs: patience.longestWaitMs })
    const tell = (reason: string, wait: number): void =>
      listen({ type: 'retry', waitSeconds: wait / 1000, reason })
    let letIn = pace.successes()
    let reason = `${host} limits how often it may be asked`
    for (let tries = 0; ;) {
      const turn = await pace.enter(watch.signal, (wait) => tell(reason, wait))
      const params = build()
      const heard: AttemptWatch['heard'] = (headers, isAnswer) => turn?.heard(headers, isAnswer)
      // Where somebody ended it before its turn came, nothing is sent: the attempt only says so.
      const got = await attempt(line, params, listen, { signal: watch.signal, beat, heard })
      watch.rest()
      turn?.leave()
      if (got.fault === null || watch.endedBy() !== null || got.received.begun) return got
      const { status, failure } = got.fault
      if (!plain && !official && hasExtras(params) && (status === 400 || status === 422)) {
        plain = true
        note(call, `${host} refuses the request: asking again without caching and effort`)
        continue
      }
      if (!got.fault.retry) return got
      // One of too many, not one that gets no answer: the others are let in meanwhile.
      if (failure.kind === 'rate-limit' && pace.successes() > letIn) tries = 0
      letIn = pace.successes()
      // Limits are by the minute: unless the server says when, four attempts have to last as long.
      const [first, most] = failure.kind === 'rate-limit' ? [4000, 32_000] : [1000, 8000]
      const unsaid = Math.min(first * 2 ** tries, most) * (1 - timing.random() * 0.25)
      const wait = got.fault.retryAfterMs ?? unsaid
      if (wait > patience.longestWaitMs) return { ...got, fault: waitTooLong(got.fault, wait) }
      if (tries >= patience.retries) return got
      tries += 1
      reason = failure.message
      if (failure.kind === 'rate-limit' || failure.kind === 'overloaded') {
        turn?.refused(wait)
        continue
      }
      tell(reason, wait)
      await timing.sleep(wait, watch.signal)
      if (watch.endedBy() !== null) return got
    }
  }

  async function outputTokens(call: Call): Promise<number> {
    const most = call.request.maxTokens ?? Infinity
    if (options.maxTokens !== undefined) return Math.min(options.maxTokens, most)
    limit ??= outputLimit(call.line, options.model, call.watch.signal, patience.limitsMs)
    const known = await limit
    if (call.watch.endedBy() === null) for (const text of known.notes) note(call, text)
    else limit = undefined // Nobody waited for the answer: the next call asks again.
    return Math.min(known.tokens, most)
  }

  async function answer(call: Call): Promise<ModelAnswer> {
    const { host, notes } = call.line.endpoint
    for (const text of notes) note(call, text)
    const maxTokens = await outputTokens(call)
    const going: MessageParams['messages'] = []
    let [text, usage] = ['', noUsage]
    for (let pauses = 0; ; pauses += 1) {
      const got = await persist(call, () => {
        const params = paramsOf(call.request, {
          model: options.model,
          maxTokens,
          effort: options.effort,
          plain,
        })
        return { ...params, messages: [...params.messages, ...going] }
      })
      text += got.received.text
      usage = addUsage(usage, got.received.usage)
      const common = { usage, identity, requestId: got.requestId }
      const failed = (why: Failure): ModelAnswer => ({ ok: false, failure: why, partial: text, ...common })
      const ended = call.watch.endedBy()
      if (got.fault !== null && ended !== null) {
        return failed(endedFailure(ended, host, call.watch.quietMs(), patience.totalMs))
      }
      if (got.fault !== null) return failed(got.fault.failure)
      if (got.received.stopReason === 'pause_turn' && pauses < mostPauses) {
        // The server's own blocks go back unchanged, whatever kinds there are: it made them, and checks them.
        const content = got.received.blocks as unknown as Exclude<
          MessageParams['messages'][number]['content'],
          string
        >
        going.push({ role: 'assistant', content })
        continue
      }
      const outcome = outcomeOf(got.received, text, { host, maxTokens, redact: call.line.redact })
      if ('kind' in outcome) return failed(outcome)
      if (outcome.note !== null) note(call, outcome.note)
      return { ok: true, text, stop: outcome.stop, ...common }
    }
  }

  const { model, baseUrl, maxTokens, effort } = options
  return {
    identity,
    batch: { model, baseUrl, maxTokens, effort },
    async ask(request, listen, signal) {
      const watch = startWatchdog(signal, patience.totalMs)
      try {
        const found = await open()
        if (found.ok) return await answer({ line: found.line, request, listen, watch })
        return { ok: false, failure: found.failure, partial: '', usage: noUsage, identity, requestId: null }
      } finally {
        watch.stop()
      }
    },
    async count(request, signal = AbortSignal.timeout(patience.limitsMs)) {
      const found = await open()
      if (!found.ok) return null
      const system = systemPart(request, plain)
      const messages = request.messages.map(({ role, text }) => ({ role, content: text }))
      try {
        const client = clientFor(found.line, { head: '', fault: undefined }, () => undefined)
        const body = { model: options.model, messages, ...(system === null ? {} : { system }) }
        return countAt(await client.messages.countTokens(body, { signal }), 'input_tokens')
      } catch {
        return null // Many compatible servers cannot count.
      }
    },
  }
}
