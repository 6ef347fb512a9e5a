// Events of a Messages stream in, one by one; the message they make out. Shapes are checked: compatible servers differ.
// Format: https://platform.claude.com/docs/en/build-with-claude/streaming, and messages.d.ts of the SDK 1.11.
import { noUsage, type ModelEvent, type Usage } from '../../model/model.ts'
import { at, countAt, listAt, parseJson, textAt } from './json.ts'

/** A content block, as it goes back when the server paused its turn. */
type Block = Record<string, unknown>

export interface Received {
  /** Every text block, joined. */
  readonly text: string
  readonly blocks: readonly Block[]
  /** As the server says it; null where it did not. */
  readonly stopReason: string | null
  readonly refusal: { readonly category: string | null; readonly explanation: string | null }
  readonly usage: Usage
  /** `message_start` was seen: a Messages API answers. */
  readonly started: boolean
  /** Content was seen, thinking included: from here on a second attempt pays twice. */
  readonly begun: boolean
  /** `message_stop` was seen. */
  readonly complete: boolean
}

export interface Receiver {
  /** As `Received.begun`, without putting the rest together. */
  begun(): boolean
  take(event: unknown): void
  /** A whole message that came as JSON, from a server that does not stream. False: it is not one. */
  takeWhole(message: unknown): boolean
  received(): Received
}

export function startReceiver(listen: (event: ModelEvent) => void): Receiver {
  const blocks = new Map<number, Block>()
  const texts: string[] = []
  const partialJson = new Map<number, string>()
  let usage: Usage = noUsage
  let stopReason: string | null = null
  let refusal: Received['refusal'] = { category: null, explanation: null }
  let [started, begun, complete] = [false, false, false]

  const addText = (index: number, text: string): void => {
    const block = blocks.get(index) ?? { type: 'text', text: '' }
    block['text'] = `${textAt(block, 'text') ?? ''}${text}`
    blocks.set(index, block)
    if (text === '') return
    begun = true
    texts.push(text)
    listen({ type: 'text', text })
  }

  const append = (index: number, member: string, text: string | null): void => {
    const block = blocks.get(index)
    if (block !== undefined && text !== null) block[member] = `${textAt(block, member) ?? ''}${text}`
  }

  const startBlock = (index: number, block: unknown): void => {
    const type = textAt(block, 'type')
    if (type === null) return
    if (type === 'text') return addText(index, textAt(block, 'text') ?? '')
    begun = true
    blocks.set(index, { ...(typeof block === 'object' ? block : {}) })
    if (type === 'thinking' || type === 'redacted_thinking') listen({ type: 'thinking' })
  }

  const addDelta = (index: number, delta: unknown): void => {
    switch (textAt(delta, 'type')) {
      case 'text_delta':
        return addText(index, textAt(delta, 'text') ?? '')
      case 'thinking_delta':
        append(index, 'thinking', textAt(delta, 'thinking'))
        return listen({ type: 'thinking' })
      case 'signature_delta':
        return append(index, 'signature', textAt(delta, 'signature'))
      case 'input_json_delta':
        partialJson.set(index, `${partialJson.get(index) ?? ''}${textAt(delta, 'partial_json') ?? ''}`)
        return
      default: // A kind of delta from a later version: nothing the answer's text depends on.
    }
  }

  const endBlock = (index: number): void => {
    const input = parseJson(partialJson.get(index) ?? '')
    const block = blocks.get(index)
    if (block !== undefined && input !== undefined) block['input'] = input
  }

  const endMessage = (source: unknown, stop: unknown): void => {
    stopReason = textAt(stop, 'stop_reason') ?? stopReason
    refusal = {
      category: textAt(stop, 'stop_details', 'category') ?? refusal.category,
      explanation: textAt(stop, 'stop_details', 'explanation') ?? refusal.explanation,
    }
    usage = laterUsage(usage, at(source, 'usage'))
  }

  return {
    begun: () => begun,
    take(event) {
      const index = countAt(event, 'index') ?? 0
      switch (textAt(event, 'type')) {
        case 'message_start':
          started = true
          return endMessage(at(event, 'message'), at(event, 'message'))
        case 'content_block_start':
          return startBlock(index, at(event, 'content_block'))
        case 'content_block_delta':
          return addDelta(index, at(event, 'delta'))
        case 'content_block_stop':
          return endBlock(index)
        case 'message_delta':
          return endMessage(event, at(event, 'delta'))
        case 'message_stop':
          complete = true
          return
        default: // `ping`, and events of later versions, say nothing of the message.
      }
    },
    takeWhole(message) {
      if (textAt(message, 'type') !== 'message' || !Array.isArray(at(message, 'content'))) return false
      started = complete = true
      listAt(message, 'content').forEach((block, index) => startBlock(index, block))
      endMessage(message, message)
      return true
    },
    received: () => ({
      text: texts.join(''),
      blocks: [...blocks].sort(([a], [b]) => a - b).map(([, block]) => block),
      stopReason,
      refusal,
      usage,
      started,
      begun,
      complete,
    }),
  }
}

/** Counts of `message_delta` are cumulative: a later one replaces the earlier, a missing one leaves it. */
function laterUsage(before: Usage, said: unknown): Usage {
  return {
    input: countAt(said, 'input_tokens') ?? before.input,
    output: countAt(said, 'output_tokens') ?? before.output,
    cacheRead: countAt(said, 'cache_read_input_tokens') ?? before.cacheRead,
    cacheWrite: countAt(said, 'cache_creation_input_tokens') ?? before.cacheWrite,
  }
}

/** Of several requests that made one answer. */
export function addUsage(a: Usage, b: Usage): Usage {
  const sum = (x: number | null, y: number | null): number | null => (x === null ? y : y === null ? x : x + y)
  return {
    input: sum(a.input, b.input),
    output: sum(a.output, b.output),
    cacheRead: sum(a.cacheRead, b.cacheRead),
    cacheWrite: sum(a.cacheWrite, b.cacheWrite),
  }
}
