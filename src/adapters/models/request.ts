// A request in the tool's words in; the parameters of a Messages API request out.
// Never a temperature, a forced tool, a prefill or a thinking setting: current models answer those with status 400.
import type { MessageCreateParamsStreaming, TextBlockParam } from '@anthropic-ai/sdk/resources/messages'
import type { ModelRequest } from '../../model/model.ts'

export type MessageParams = MessageCreateParamsStreaming
export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max'

/** The API takes four breakpoints; the last ones cover the longest prefixes. */
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
    messages: request.messages.map(({ role, text }) => ({ role, content: text })),
    ...(system === null ? {} : { system }),
    ...(shape.plain || shape.effort === undefined ? {} : { output_config: { effort: shape.effort } }),
  }
}

/** Does the request hold anything that `plain` would leave out? */
export const hasExtras = (params: MessageParams): boolean =>
  Array.isArray(params.system) || params.output_config !== undefined

/** Blocks with breakpoints, or one text; null where there is nothing to say. Empty blocks are refused by the API. */
export function systemPart(
  request: Pick<ModelRequest, 'system'>,
  plain: boolean,
): string | TextBlockParam[] | null {
  const blocks = request.system.filter((block) => block.text !== '')
  if (blocks.length === 0) return null
  if (plain) return blocks.map((block) => block.text).join('\n\n')
  const marked = blocks.flatMap((block, index) => (block.cache ? [index] : []))
  const cached = new Set(marked.slice(-mostBreakpoints))
  return blocks.map((block, index) => ({
    type: 'text',
    text: block.text,
    ...(cached.has(index) ? { cache_control: { type: 'ephemeral' } } : {}),
  }))
}
