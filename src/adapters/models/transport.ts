// Proxy settings of the environment in; a `fetch` without hidden time limits out, which can be listened to.
// Loaded late, as a whole: a bundled `import('undici')` would have no names, because undici is CommonJS.
import { Agent, EnvHttpProxyAgent, fetch, type Dispatcher } from 'undici'
import { setting, type Environment } from './environment.ts'
import { isLoopback } from './endpoint.ts'

/** What one HTTP exchange showed from below the SDK, which keeps some of it to itself. */
export interface Exchange {
  /** Start of the body, at most 2,048 UTF-16 units: to tell a web page from an answer. */
  head: string
  /** Why no response came: the SDK turns some reasons into "timed out". */
  fault: unknown
}

export type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>

/** Opens a `fetch` for one exchange. `beat` is called for whatever arrives, pings included. */
export type OpenFetch = (exchange: Exchange, beat: () => void) => Fetch

export type TransportResult =
  { readonly ok: true; readonly open: OpenFetch } | { readonly ok: false; readonly variable: string }

const headLimit = 2048

/**
 * undici's own limits (300 s for headers and between two chunks) are off: the caller's watchdog decides. Node 20's
 * `fetch` reads no proxy variables; here HTTPS_PROXY, HTTP_PROXY and NO_PROXY count, in upper or lower case, and an
 * address of this machine never goes through a proxy. `ok: false` names the variable that is no address.
 */
export function openTransport(env: Environment, baseUrl: string): TransportResult {
  const limits = { headersTimeout: 0, bodyTimeout: 0 }
  const proxies = isLoopback(new URL(baseUrl).hostname) ? noProxies : proxiesOf(env)
  for (const { name, value } of [proxies.http, proxies.https]) {
    if (value !== '' && !isProxyAddress(value)) return { ok: false, variable: name }
  }
  const dispatcher: Dispatcher =
    proxies.http.value === '' && proxies.https.value === ''
      ? new Agent(limits)
      : new EnvHttpProxyAgent({
          ...limits,
          httpProxy: proxies.http.value,
          httpsProxy: proxies.https.value,
          noProxy: proxies.except,
        })
  return {
    ok: true,
    open: (exchange, beat) => async (url, init) => {
      // The SDK calls with an address, never a Request; its init is the standard one, which undici takes at run time,
      // while the two packages' types for it differ in name only.
      const request = { ...init, dispatcher, redirect: 'manual' } as Parameters<typeof fetch>[1]
      const address = typeof url === 'string' || url instanceof URL ? url : url.url
      const response = await fetch(address, request).catch((error: unknown) => {
        exchange.fault = error
        throw error
      })
      beat()
      const headers = [...response.headers].map(([name, value]): [string, string] => [name, value])
      const given = { status: response.status, statusText: response.statusText, headers }
      if (response.body === null) return new Response(null, given)
      return new Response(watched(response.body, exchange, beat), given)
    },
  }
}

/** The body as it is, told of while it passes. */
function watched(
  body: AsyncIterable<Uint8Array> & { cancel(reason?: unknown): Promise<void> },
  exchange: Exchange,
  beat: () => void,
): ReadableStream<Uint8Array> {
  const decoder = new TextDecoder()
  const chunks = body[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await chunks.next()
      if (next.done === true) {
        controller.close()
        return
      }
      beat()
      if (exchange.head.length < headLimit) {
        exchange.head = (exchange.head + decoder.decode(next.value, { stream: true })).slice(0, headLimit)
      }
      controller.enqueue(next.value)
    },
    async cancel() {
      await chunks.return?.()
    },
  })
}

interface Proxies {
  readonly http: { readonly name: string; readonly value: string }
  readonly https: { readonly name: string; readonly value: string }
  readonly except: string
}

const noProxies: Proxies = { http: { name: '', value: '' }, https: { name: '', value: '' }, except: '' }

/** Empty texts, not absent ones: for an absent option undici reads the process's environment. */
function proxiesOf(env: Environment): Proxies {
  const read = (name: string): { readonly name: string; readonly value: string } => {
    const found = [name.toLowerCase(), name].find((spelling) => setting(env, spelling) !== null)
    return { name: found ?? name, value: found === undefined ? '' : (setting(env, found) ?? '') }
  }
  return { http: read('HTTP_PROXY'), https: read('HTTPS_PROXY'), except: read('NO_PROXY').value }
}

const isProxyAddress = (value: string): boolean =>
  URL.canParse(value) && /^(https?|socks5?):$/.test(new URL(value).protocol) && new URL(value).hostname !== ''
