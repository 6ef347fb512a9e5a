// A request in the tool's words in; the parameters of a Messages API request out.
// Never a temperature, a forced tool, a prefill or a thinking setting: current models answer those with status 400.
import type {
  MessageCreateParamsStreaming,
  MessageParam,
  TextBlockParam,
} from '@anthropic-ai/sdk/resources/messages'
import type { Message, ModelRequest } from '../../model/model.ts'

export type MessageParams = MessageCreateParamsStreaming
export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max'

/** The API takes four breakpoints (https://platform.claude.com/docs/en/build-with-claude/prompt-caching). */
const mostBreakpoints = 4

export interface Shape {
  readonly model: string
  readonly maxTokens: number
  readonly effort: Effort | undefined
  /** Without the fields that compatible servers may not know: caching, effort, a system part in blocks. */
  readonly plain: boolean
}

export function paramsOf(request: ModelRequest, shape: Shape): MessageParams {
  const system = systemPart(request, shape.plain)
  return {
    model: shape.model,
    max_tokens: shape.maxTokens,
    stream: true,
    messages: messageParams(request.messages, shape.plain),
    ...(system === null ? {} : { system }),
    ...(shape.plain || shape.effort === undefined ? {} : { output_config: { effort: shape.effort } }),
  }
}

/** Does the request hold anything that `plain` would leave out? */
export const hasExtras = (params: Pick<MessageParams, 'system' | 'messages' | 'output_config'>): boolean =>
  Array.isArray(params.system) ||
  params.output_config !== undefined ||
  params.messages.some(({ role, content }) => role === 'user' && Array.isArray(content))

/** Texts; the last that is to be cached as a block, which can carry a breakpoint: earlier ones are found without. */
function messageParams(messages: readonly Message[], plain: boolean): MessageParam[] {
  const cached = plain ? -1 : lastCached(messages)
  return messages.map(({ role, text }, index) =>
    index === cached
      ? { role, content: [{ type: 'text', text, cache_control: { type: 'ephemeral' } }] }
      : { role, content: text },
  )
}

const lastCached = (messages: readonly Message[]): number =>
  messages.findLastIndex(({ cache }) => cache === true)

/** Blocks with breakpoints, or one text; null where there is nothing to say. Empty blocks are refused by the API. */
export function systemPart(
  request: Pick<ModelRequest, 'system' | 'messages'>,
  plain: boolean,
): string | TextBlockParam[] | null {
  const blocks = request.system.filter((block) => block.text !== '')
  if (blocks.length === 0) return null
  if (plain) return blocks.map((block) => block.text).join('\n\n')
  const most = lastCached(request.messages) < 0 ? mostBreakpoints : mostBreakpoints - 1
  const wanted = blocks.flatMap((block, index) => (block.cache ? [index] : []))
  const cached = breakpointsOf(wanted, most)
  return blocks.map((block, index) => ({
    type: 'text',
    text: block.text,
    ...(cached.has(index) ? { cache_control: { type: 'ephemeral' } } : {}),
  }))
}

/** The first, which everybody shares, and the last ones, which cover the longest prefixes. */
function breakpointsOf(wanted: readonly number[], most: number): ReadonlySet<number> {
  return new Set(wanted.length <= most ? wanted : [...wanted.slice(0, 1), ...wanted.slice(1 - most)])
}
