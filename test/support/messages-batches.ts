// The batch endpoints of the loopback server: create, retrieve, list, results as JSONL, cancel.
// Rules: "Batch processing" and the API reference of Message Batches (limits, ids, order of lists), November 2026.
import type { Json, Reply } from './messages-reply.ts'
import { apiError } from './messages-reply.ts'
import { problemsOf, type RecordedRequest } from './messages-rules.ts'

export interface BatchedRequest {
  readonly custom_id: string
  readonly params: Readonly<Record<string, Json>>
}

export interface StoredBatch {
  readonly id: string
  readonly requests: readonly BatchedRequest[]
  createdAt: string
  status: 'in_progress' | 'canceling' | 'ended'
  /** Lines of the results, once it has ended. */
  lines: readonly string[]
  archived: boolean
}

type Endpoint = 'create' | 'retrieve' | 'list' | 'results' | 'cancel'

export interface BatchServer {
  /** Every batch that was accepted, the oldest first. */
  readonly batches: StoredBatch[]
  /** What was refused and why. */
  readonly violations: string[]
  /** Replies that take the place of the real ones, in order; null: the real one. */
  readonly faults: Record<Endpoint, (Reply | null)[]>
  /** Accepts so many of the next ones and gives `lostReply` for a reply: a broken connection, or silence. */
  loseReplies: number
  lostReply: Reply
  /** Looks at a batch until it has ended by itself; infinite where a test ends it. */
  endsAfter: number
  /** What comes of a request. */
  answer: (request: BatchedRequest) => Json
  /** Somebody else of the workspace makes one. */
  addForeign(size: number): StoredBatch
  /** Ends a batch, the last one where absent. */
  end(batch?: StoredBatch, lines?: readonly string[]): void
  reply(request: RecordedRequest): Reply
}

export const succeeded = (text: string, more: Readonly<Record<string, Json>> = {}): Json => ({
  type: 'succeeded',
  message: {
    id: `msg_${Math.abs([...text].reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) | 0, 7))}`,
    type: 'message',
    role: 'assistant',
    model: 'loopback',
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 100, output_tokens: 50, service_tier: 'batch' },
    ...more,
  },
})

export const errored = (type: string, message: string): Json => ({
  type: 'errored',
  error: { type: 'error', error: { type, message }, request_id: 'req_failed' },
})

export function batchServer(answer: BatchServer['answer']): BatchServer {
  const faults: BatchServer['faults'] = { create: [], retrieve: [], list: [], results: [], cancel: [] }
  const looks = new Map<string, number>()
  const server: BatchServer = {
    batches: [],
    violations: [],
    faults,
    loseReplies: 0,
    lostReply: { refuse: true },
    endsAfter: Infinity,
    answer,
    addForeign(size) {
      const requests = Array.from({ length: size }, (_, at) => ({ custom_id: `other-${at}`, params: {} }))
      return add(requests)
    },
    end(batch = server.batches.at(-1), lines) {
      if (batch === undefined) throw new Error('there is no batch to end')
      batch.status = 'ended'
      // "Results are not guaranteed to be in the same order as requests."
      const results = [...batch.requests].reverse()
      batch.lines =
        lines ??
        results.map((one) => JSON.stringify({ custom_id: one.custom_id, result: server.answer(one) }))
    },
    reply(request) {
      const [, id, part] = /^\/v1\/messages\/batches(?:\/([^/]+))?(?:\/(\w+))?$/.exec(request.path) ?? []
      const endpoint = endpointOf(request.method, id, part)
      if (endpoint === null) return apiError(404, 'not_found_error', 'no such endpoint')
      const fault = faults[endpoint].shift()
      if (fault !== undefined && fault !== null) return fault
      if (endpoint === 'create') return create(request)
      if (endpoint === 'list') return { body: listOf(new URLSearchParams(request.query)) }
      const batch = server.batches.find((one) => one.id === id)
      if (batch === undefined) return apiError(404, 'not_found_error', `Message Batch ${id} not found`)
      if (endpoint === 'results') return resultsOf(batch)
      if (endpoint === 'cancel') batch.status = batch.status === 'ended' ? 'ended' : 'canceling'
      const looked = (looks.get(batch.id) ?? 0) + 1
      looks.set(batch.id, looked)
      if (batch.status === 'in_progress' && looked > server.endsAfter) server.end(batch)
      return { body: statusOf(batch) }
    },
  }

  const add = (requests: readonly BatchedRequest[]): StoredBatch => {
    const batch: StoredBatch = {
      id: `msgbatch_${String(server.batches.length + 1).padStart(4, '0')}`,
      requests,
      createdAt: new Date().toISOString(),
      status: 'in_progress',
      lines: [],
      archived: false,
    }
    server.batches.push(batch)
    return batch
  }

  const create = (request: RecordedRequest): Reply => {
    const problems = problemsOfBatch(request)
    server.violations.push(...problems)
    if (problems.length > 0) return apiError(400, 'invalid_request_error', problems.join('; '))
    const { requests } = request.body as { readonly requests: readonly BatchedRequest[] } // looked at above
    const batch = add(requests)
    if (server.loseReplies > 0) {
      server.loseReplies -= 1
      return server.lostReply
    }
    return { body: statusOf(batch) }
  }

  /** Newest first; `after_id` and `before_id` are cursors into that order. */
  const listOf = (query: URLSearchParams): Json => {
    const all = [...server.batches].reverse()
    const limit = Number(query.get('limit') ?? 20)
    const [after, before] = [query.get('after_id'), query.get('before_id')]
    const place = (id: string): number => all.findIndex((one) => one.id === id)
    const rest =
      after !== null ? all.slice(place(after) + 1) : before !== null ? all.slice(0, place(before)) : all
    const page = before === null ? rest.slice(0, limit) : rest.slice(-limit)
    return {
      data: page.map(statusOf),
      has_more: rest.length > page.length,
      first_id: page[0]?.id ?? null,
      last_id: page.at(-1)?.id ?? null,
    }
  }
  return server
}

function endpointOf(method: string, id: string | undefined, part: string | undefined): Endpoint | null {
  if (id === undefined) return method === 'POST' ? 'create' : method === 'GET' ? 'list' : null
  if (part === undefined) return method === 'GET' ? 'retrieve' : null
  if (part === 'results' && method === 'GET') return 'results'
  return part === 'cancel' && method === 'POST' ? 'cancel' : null
}

function resultsOf(batch: StoredBatch): Reply {
  if (batch.status !== 'ended' || batch.archived)
    return apiError(404, 'not_found_error', 'the results are not available')
  return {
    headers: { 'content-type': 'application/x-jsonl' },
    body: batch.lines.map((line) => `${line}\n`).join(''),
  }
}

function statusOf(batch: StoredBatch): Json {
  const kinds = batch.lines.map((line) => /"type":"(succeeded|errored|canceled|expired)"/.exec(line)?.[1])
  const count = (kind: string): number => kinds.filter((one) => one === kind).length
  const isEnded = batch.status === 'ended'
  const tally = {
    succeeded: count('succeeded'),
    errored: count('errored'),
    canceled: count('canceled'),
    expired: count('expired'),
  }
  const done = Object.values(tally).reduce((sum, one) => sum + one, 0)
  return {
    id: batch.id,
    type: 'message_batch',
    processing_status: batch.status,
    request_counts: isEnded
      ? { processing: batch.requests.length - done, ...tally }
      : { processing: batch.requests.length, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
    created_at: batch.createdAt,
    expires_at: new Date(Date.parse(batch.createdAt) + 86_400_000).toISOString(),
    ended_at: isEnded ? new Date().toISOString() : null,
    archived_at: batch.archived ? new Date().toISOString() : null,
    cancel_initiated_at: null,
    // Somebody else's server: a client that follows it gives its key away.
    results_url: isEnded ? `http://127.0.0.1:9/${batch.id}` : null,
  }
}

function problemsOfBatch(request: RecordedRequest): readonly string[] {
  const requests = (request.body as { readonly requests?: unknown } | null)?.requests // any JSON value may come
  if (!Array.isArray(requests) || requests.length === 0) return ['requests: field required']
  if (requests.length > 100_000) return ['requests: at most 100000']
  const problems: string[] = []
  const ids = new Set<string>()
  for (const one of requests as readonly Partial<BatchedRequest>[]) {
    const id = one.custom_id ?? ''
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(id)) problems.push(`custom_id: ${id} does not fit`)
    if (ids.has(id)) problems.push(`custom_id: ${id} is there twice`)
    ids.add(id)
    const params = one.params ?? {}
    if ('stream' in params) problems.push('stream: not supported in a batch')
    const most = params['max_tokens']
    if (typeof most !== 'number' || most < 1) problems.push('max_tokens: at least 1')
    problems.push(...problemsOf({ ...request, path: '/v1/messages/batches', body: params }))
  }
  return problems
}
