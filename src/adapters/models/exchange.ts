// One request to a Messages API in; the message that came, or a fault with what had come until then, out.
import type { Stream } from '@anthropic-ai/sdk/core/streaming'
import { failure } from '../../model/failure.ts'
import type { ModelEvent } from '../../model/model.ts'
import type { Endpoint } from './endpoint.ts'
import { faultOf, plainFault, type Fault } from './fault.ts'
import { at, parseJson } from './json.ts'
import { startReceiver, type Received } from './received.ts'
import type { Redact } from './redact.ts'
import type { MessageParams } from './request.ts'
import type { Exchange, OpenFetch } from './transport.ts'
import { longestTimer } from './watchdog.ts'

type Sdk = typeof import('@anthropic-ai/sdk')
type Client = InstanceType<Sdk['Anthropic']>

/** Everything a request needs beside what it asks. */
export interface Line {
  readonly sdk: Sdk
  readonly endpoint: Endpoint
  readonly open: OpenFetch
  readonly redact: Redact
  readonly now: () => number
}

export interface Attempt {
  /** Null: the message is whole. */
  readonly fault: Fault | null
  readonly received: Received
  readonly requestId: string | null
}

/** Longest text that is taken from a server, UTF-16 units: above it, something is wrong. */
const longestAnswer = 50_000_000

/**
 * A client for one exchange. Nothing is left to the SDK's environment: it would read credentials from the home
 * folder, write its log to stdout, and wait as long as any `retry-after` says.
 */
export function clientFor(line: Line, exchange: Exchange, beat: () => void): Client {
  const { credential, official, baseUrl, withheldHeaders } = line.endpoint
  const headers: Record<string, string | null> = Object.fromEntries(
    withheldHeaders.map((name) => [name, null]),
  )
  if (credential.kind === 'key' && !official) headers['x-api-key'] = credential.value
  // The SDK looks for credentials of its own unless it has one; this one is taken off again by the header.
  if (credential.kind === 'none') headers['Authorization'] = null
  return new line.sdk.Anthropic({
    ...(credential.kind === 'token' ? { authToken: credential.value } : {}),
    ...(credential.kind === 'key' ? { apiKey: credential.value } : {}),
    ...(credential.kind === 'none' ? { apiKey: 'none' } : {}),
    baseURL: baseUrl,
    defaultHeaders: headers,
    maxRetries: 0,
    timeout: longestTimer,
    logLevel: 'off',
    openTelemetry: false,
    fetch: line.open(exchange, beat),
  })
}

/** Who is told how a request fares. */
export interface AttemptWatch {
  readonly signal: AbortSignal
  /** Something arrived. `begun`: content has. */
  beat(begun: boolean): void
  /** The response has begun: its headers, and whether its status is one of success. */
  heard(headers: Headers, isAnswer: boolean): void
}

/** Asks once. Never throws: an ended `signal` shows as a fault of the connection, and the caller knows who ended it. */
export async function attempt(
  line: Line,
  params: MessageParams,
  listen: (event: ModelEvent) => void,
  watch: AttemptWatch,
): Promise<Attempt> {
  const exchange: Exchange = { head: '', fault: undefined }
  const receiver = startReceiver(listen)
  let requestId: string | null = null
  const ended = (fault: Fault | null): Attempt => ({
    fault,
    received: receiver.received(),
    requestId: requestId ?? fault?.requestId ?? null,
  })
  const beat = (): void => watch.beat(receiver.begun())
  beat()
  try {
    const client = clientFor(line, exchange, beat)
    const { data, response } = await client.messages.create(params, { signal: watch.signal }).withResponse()
    watch.heard(response.headers, true)
    requestId = response.headers.get('request-id') ?? response.headers.get('x-request-id')
    const type = response.headers.get('content-type') ?? ''
    if (/\b(json|html)\b/i.test(type)) {
      const whole = parseJson(await response.text())
      return ended(receiver.takeWhole(whole) ? null : strange(line, exchange))
    }
    if (await tooLong(data, receiver.take, () => receiver.received().text.length)) {
      return ended(plainFault(failure('malformed', `${line.endpoint.host} sent more than 50 MB of text`)))
    }
  } catch (error) {
    const isRefusal = error instanceof line.sdk.APIError && typeof error.status === 'number'
    if (isRefusal && error.headers !== undefined) watch.heard(error.headers, false)
    return ended(faultOf(error, { ...line, model: params.model, exchange }))
  }
  const { started, complete } = receiver.received()
  if (complete) return ended(null)
  if (!started) return ended(strange(line, exchange))
  const lost = failure(
    'connection-lost',
    `${line.endpoint.host} closed the connection in the middle of the answer`,
  )
  return ended({ ...plainFault(lost), retry: true })
}

/** Hands on every event; true as soon as too much came. */
async function tooLong(
  events: Stream<unknown>,
  take: (event: unknown) => void,
  length: () => number,
): Promise<boolean> {
  let count = 0
  for await (const event of events) {
    take(event)
    count += 1
    // Joining the text is work: looked at every 1,000 events.
    if (count % 1000 === 0 && length() > longestAnswer) return true
  }
  return length() > longestAnswer
}

/** A status of success around something that is no message. */
function strange(line: Line, exchange: Exchange): Fault {
  const { host } = line.endpoint
  const head = exchange.head.trimStart()
  if (head.startsWith('<')) {
    const hint = 'a proxy, a login page or a wrong ANTHROPIC_BASE_URL may stand in between'
    return plainFault(failure('malformed', `${host} answered with a web page`, hint))
  }
  const first = parseJson(head.replace(/^data:\s*/, '').split('\n')[0] ?? '') ?? parseJson(head)
  if (Array.isArray(at(first, 'choices')) || at(first, 'object') === 'chat.completion') {
    const hint =
      'that server needs the Messages API (/v1/messages): a newer version of it, or a gateway, has one'
    return plainFault(failure('malformed', `${host} answered in the format of the OpenAI API`, hint))
  }
  if (head === '') return plainFault(failure('malformed', `${host} sent an empty answer`))
  return plainFault(failure('malformed', `${host} answered with something that is no message`))
}
