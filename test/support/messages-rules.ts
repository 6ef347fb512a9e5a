// A request to the loopback server in; what the real API would say against it out.
// Rules: API version 2026-10-21, as the SDK 1.11 types it and DEPENDENCIES.md section 2 describes it.

export interface RecordedRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** `limit=1`, without the question mark. */
  readonly query?: string
  readonly headers: Readonly<Record<string, string>>
  /** Parsed JSON, else the text; null where there was none. */
  readonly body: unknown
}

/** What a compatible server may lack. It answers such a request with status 400. */
export type Lack = 'cache_control' | 'output_config' | 'system-blocks'

type Members = Readonly<Record<string, unknown>>

const members = (value: unknown): Members | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null // any object has members

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Text blocks in use anywhere in the request. */
function blocksOf(body: Members): readonly Members[] {
  const contents = list(body['messages']).flatMap((message) => list(members(message)?.['content']))
  return [...list(body['system']), ...contents].map(members).filter((block) => block !== null)
}

const breakpoints = (body: Members): number =>
  blocksOf(body).filter((block) => block['cache_control'] !== undefined).length

/** Problems of a message request; none for one that the API takes. */
export function problemsOf(request: RecordedRequest): readonly string[] {
  const body = members(request.body)
  if (body === null) return ['the body is not a JSON object']
  const problems: string[] = []
  const need = (good: boolean, problem: string): void => {
    if (!good) problems.push(problem)
  }
  const { headers } = request
  need(headers['anthropic-version'] !== undefined, 'anthropic-version: header is required')
  need(
    (headers['content-type'] ?? '').startsWith('application/json'),
    'content-type: must be application/json',
  )
  need(typeof body['model'] === 'string' && body['model'] !== '', 'model: field required')
  for (const name of ['temperature', 'top_p', 'top_k'])
    need(body[name] === undefined, `${name}: not supported`)
  if (request.path.endsWith('/messages')) {
    const most = body['max_tokens']
    need(typeof most === 'number' && Number.isInteger(most) && most >= 1, 'max_tokens: field required')
    need(body['stream'] === true, 'stream: this server answers streaming requests only')
  }
  const choice = members(body['tool_choice'])?.['type']
  need(choice !== 'any' && choice !== 'tool', 'tool_choice: forcing a tool is not supported')
  const thinking = members(body['thinking'])?.['type']
  need(
    thinking !== 'disabled' && thinking !== 'enabled',
    `thinking.type: ${String(thinking)} is not supported`,
  )
  need(breakpoints(body) <= 4, 'cache_control: at most 4 blocks')
  need(
    blocksOf(body).every((block) => block['type'] !== 'text' || block['text'] !== ''),
    'text: must not be empty',
  )
  need(
    body['system'] === undefined || typeof body['system'] === 'string' || Array.isArray(body['system']),
    'system: wrong type',
  )

  const messages = list(body['messages']).map((message) => members(message))
  need(messages.length > 0, 'messages: at least one is required')
  messages.forEach((message, index) => {
    const expected = index % 2 === 0 ? 'user' : 'assistant'
    need(message?.['role'] === expected, `messages.${index}.role: expected ${expected}`)
    const content = message?.['content']
    const said = typeof content === 'string' ? content !== '' : list(content).length > 0
    need(said, `messages.${index}.content: must not be empty`)
  })
  return problems
}

/** A last message of the assistant is a prefill, unless its turn was paused. */
export const endsWithPrefill = (request: RecordedRequest): boolean => {
  const last = members(list(members(request.body)?.['messages']).at(-1))
  return last?.['role'] === 'assistant' && typeof last['content'] === 'string'
}

/** What this server lacks and the request uses. */
export function lackingIn(request: RecordedRequest, lacks: readonly Lack[]): Lack | null {
  const body = members(request.body)
  if (body === null) return null
  const used: Readonly<Record<Lack, boolean>> = {
    cache_control: breakpoints(body) > 0,
    output_config: body['output_config'] !== undefined,
    'system-blocks': Array.isArray(body['system']),
  }
  return lacks.find((lack) => used[lack]) ?? null
}
