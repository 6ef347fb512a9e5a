// A request in the tool's words in; the parameters of one request of a batch out.
import type { ModelRequest } from '../../model/model.ts'
import { paramsOf, type Effort } from '../models/request.ts'

export interface BatchShape {
  readonly model: string
  readonly maxTokens: number
  readonly effort: Effort | undefined
}

/**
 * As an ordinary request, without streaming. A breakpoint pays where another request begins the same way: what the
 * requests of a batch share is the system part. It is kept for an hour, because a batch may take longer than the five
 * minutes ("Using prompt caching with Message Batches" in the API's documentation).
 */
export function batchParams(
  request: ModelRequest,
  shape: BatchShape,
  shared: boolean,
): Readonly<Record<string, unknown>> {
  const bare: ModelRequest = {
    ...request,
    system: request.system.map((block) => ({ ...block, cache: shared && block.cache })),
    messages: request.messages.map(({ role, text }) => ({ role, text })),
  }
  const { stream: _, system, ...params } = paramsOf(bare, { ...shape, plain: false })
  if (system === undefined) return params
  if (typeof system === 'string') return { ...params, system }
  return {
    ...params,
    system: system.map(({ cache_control: control, ...block }) =>
      control === undefined ? block : { ...block, cache_control: { ...control, ttl: '1h' } },
    ),
  }
}
