// A server on this machine that speaks the Anthropic Messages API, healthy or faulty by a script of replies.
// Used in process by tests; `messages-server-main.mjs` starts it as a process of its own.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { BatchServer } from './messages-batches.ts'
import type { CacheUsage, PromptCache } from './messages-cache.ts'
import type { RequestLimits } from './messages-limits.ts'
import { apiError, withUsage, type Json, type Reply } from './messages-reply.ts'
import { endsWithPrefill, lackingIn, problemsOf, type Lack, type RecordedRequest } from './messages-rules.ts'

export {
  answer,
  apiError,
  brokenOff,
  errorEvent,
  openAiAnswer,
  openAiStream,
  webPage,
} from './messages-reply.ts'
export type { Reply, Step } from './messages-reply.ts'
export type { RecordedRequest } from './messages-rules.ts'

export interface ServerOptions {
  /** Replies to message requests, in order. */
  readonly replies?: readonly Reply[]
  /** When the script is used up; where absent, status 500. */
  readonly otherwise?: Reply | ((request: RecordedRequest) => Reply)
  /** The one key that is right, as Bearer or x-api-key; any or none where absent. */
  readonly key?: string
  /** Members of the models endpoint by id; null: no such endpoint. */
  readonly models?: Readonly<Record<string, Readonly<Record<string, Json>>>> | null
  /** What counting tokens gives, or the reply as it is; null: no such endpoint. */
  readonly count?: number | null | ((request: RecordedRequest) => number | Reply)
  readonly lacks?: readonly Lack[]
  /** Counts the input of each answered request, and what of it came from this cache. */
  readonly cache?: PromptCache
  /** Refuses message requests above these. */
  readonly limits?: RequestLimits
  /** Awaited before the first event of each streamed answer; with the number of the message request, from 0. */
  readonly beforeAnswer?: (at: number) => Promise<void>
  /** The batch endpoints; where absent, there are none. */
  readonly batches?: BatchServer
  /** Milliseconds after which the server stops by itself. */
  readonly lifetimeMs?: number
  readonly log?: (request: RecordedRequest) => void
}

export interface MessagesServer {
  /** `http://127.0.0.1:<port>`, for ANTHROPIC_BASE_URL. */
  readonly url: string
  readonly port: number
  /** Every request, in order, the refused ones too. */
  readonly requests: readonly RecordedRequest[]
  /** Message requests alone. */
  asked(): readonly RecordedRequest[]
  /** What each streamed answer was told to cost, in order of the requests; only with a cache. */
  readonly usages: readonly CacheUsage[]
  /** What the real API would have said against requests. */
  readonly violations: readonly string[]
  push(...replies: readonly Reply[]): void
  /** Connections that are open. */
  connections(): number
  close(): Promise<void>
}

export async function startMessagesServer(options: ServerOptions = {}): Promise<MessagesServer> {
  const queue: Reply[] = [...(options.replies ?? [])]
  const requests: RecordedRequest[] = []
  const violations: string[] = []
  const usages: CacheUsage[] = []
  const sockets = new Set<Socket>()

  const replyTo = (request: RecordedRequest): Reply => {
    if (options.key !== undefined && !carries(request, options.key)) {
      return apiError(401, 'authentication_error', 'invalid x-api-key')
    }
    if (request.method === 'GET' && request.path.startsWith('/v1/models/'))
      return modelReply(request, options.models)
    if (request.path.startsWith('/v1/messages/batches')) return options.batches?.reply(request) ?? notHere
    if (request.path === '/v1/messages/count_tokens' && request.method === 'POST') {
      return countReply(request, options.count)
    }
    if (request.path !== '/v1/messages' || request.method !== 'POST') return notHere
    const prefill = endsWithPrefill(request) ? ['messages: prefill is not supported'] : []
    const problems = [...problemsOf(request), ...prefill]
    if (problems.length > 0) {
      violations.push(...problems)
      return apiError(400, 'invalid_request_error', problems.join('; '))
    }
    const lack = lackingIn(request, options.lacks ?? [])
    if (lack !== null)
      return { status: 400, body: { error: { message: `unknown field ${lack}`, code: 400 } } }
    const { refusal = null, headers = {} } = options.limits?.take() ?? {}
    if (refusal !== null) return refusal
    const reply = scriptedReply(request)
    return { ...reply, headers: { ...headers, ...reply.headers } }
  }

  const scriptedReply = (request: RecordedRequest): Reply => {
    const scripted = queue.shift()
    if (scripted !== undefined) return scripted
    const { otherwise } = options
    if (otherwise === undefined) return apiError(500, 'api_error', 'the loopback server has no reply left')
    return typeof otherwise === 'function' ? otherwise(request) : otherwise
  }

  let streams = 0
  /** A streamed answer is counted when it is decided on, and its prefix can be read by others once it begins. */
  const answering = async (
    reply: Reply,
    request: RecordedRequest,
    outgoing: ServerResponse,
  ): Promise<void> => {
    if (reply.steps === undefined || request.path !== '/v1/messages') return send(reply, outgoing)
    const accounted = options.cache?.account(request.body)
    if (accounted !== undefined) usages.push(accounted.usage)
    await options.beforeAnswer?.(streams++)
    await send(withUsage(reply, accounted?.usage ?? {}), outgoing, accounted?.begun)
  }

  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const request = await readRequest(incoming)
      requests.push(request)
      options.log?.(request)
      await answering(replyTo(request), request, outgoing)
    })().catch(() => outgoing.destroy()) // The client left: nothing to answer.
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined) // Resets are part of the game.
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // A TCP server that listens has a port.

  const close = (): Promise<void> =>
    new Promise((resolve) => {
      clearTimeout(lifetime)
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  const lifetime = setTimeout(() => void close(), options.lifetimeMs ?? 120_000)
  lifetime.unref()

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    asked: () => requests.filter(({ path, method }) => path === '/v1/messages' && method === 'POST'),
    violations,
    usages,
    push: (...replies) => void queue.push(...replies),
    connections: () => sockets.size,
    close,
  }
}

const notHere: Reply = {
  status: 404,
  headers: { 'content-type': 'text/plain' },
  body: '404 page not found\n',
}

function countReply(request: RecordedRequest, count: ServerOptions['count']): Reply {
  if (count === undefined || count === null) return notHere
  const counted = typeof count === 'function' ? count(request) : count
  return typeof counted === 'number' ? { body: { input_tokens: counted } } : counted
}

const carries = ({ headers }: RecordedRequest, key: string): boolean =>
  headers['authorization'] === `Bearer ${key}` || headers['x-api-key'] === key

function modelReply(request: RecordedRequest, models: ServerOptions['models']): Reply {
  if (models === null || models === undefined) return notHere
  const id = decodeURIComponent(request.path.slice('/v1/models/'.length))
  const model = Object.hasOwn(models, id) ? models[id] : undefined
  if (model === undefined) return apiError(404, 'not_found_error', `model: ${id}`)
  return { body: { type: 'model', id, display_name: id, lifecycle: 'active', ...model } }
}

async function readRequest(incoming: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Uint8Array[] = []
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array) // No encoding is set, so chunks are bytes.
  const text = Buffer.concat(chunks).toString('utf8')
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])
  return {
    method: incoming.method ?? '',
    path: new URL(incoming.url ?? '/', 'http://127.0.0.1').pathname,
    query: new URL(incoming.url ?? '/', 'http://127.0.0.1').search.slice(1),
    headers: Object.fromEntries(headers) as Record<string, string>, // Pairs of texts, as made above.
    body: text === '' ? null : parse(text),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())

/** @param begun called when the first event of a stream is on its way. */
async function send(reply: Reply, outgoing: ServerResponse, begun?: () => void): Promise<void> {
  if (reply.refuse === true) {
    outgoing.socket?.resetAndDestroy()
    return
  }
  const type = reply.steps === undefined ? bodyType(reply.body) : 'text/event-stream; charset=utf-8'
  outgoing.writeHead(reply.status ?? 200, { 'content-type': type, ...reply.headers })
  outgoing.flushHeaders()
  if (reply.body !== undefined) {
    outgoing.write(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body))
  }
  for (const step of reply.steps ?? []) {
    if (outgoing.destroyed) return
    if ('pause' in step) await wait(step.pause)
    else
      outgoing.write(
        'raw' in step ? step.raw : `event: ${step.event}\ndata: ${JSON.stringify(step.data)}\n\n`,
      )
    if ('event' in step && step.event === 'message_start') begun?.()
  }
  await finish(reply.then ?? 'end', outgoing)
}

async function finish(how: NonNullable<Reply['then']>, outgoing: ServerResponse): Promise<void> {
  switch (how) {
    case 'end':
      outgoing.end()
      return
    case 'stall':
      return
    case 'pings':
      while (!outgoing.destroyed) {
        outgoing.write('event: ping\ndata: {"type":"ping"}\n\n')
        await wait(20)
      }
      return
    case 'cut':
    case 'reset':
      await wait(20) // So that what was written is sent before the connection goes.
      if (how === 'cut') outgoing.socket?.destroy()
      else outgoing.socket?.resetAndDestroy()
  }
}

const bodyType = (body: Json | undefined): string =>
  typeof body === 'string' ? 'text/plain' : 'application/json'
