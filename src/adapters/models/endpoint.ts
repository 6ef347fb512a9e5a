// The environment and a configured address in; where the Messages API is and what proves who asks, out.
import { failure } from '../../model/failure.ts'
import type { Failure } from '../../model/model.ts'
import { setting, type Environment } from './environment.ts'

const officialUrl = 'https://api.anthropic.com'

/** The key goes as Bearer (and as x-api-key to other servers), the token as Bearer only. */
export type Credential =
  | { readonly kind: 'key'; readonly value: string }
  | { readonly kind: 'token'; readonly value: string }
  | { readonly kind: 'none' }

export interface Endpoint {
  /** Without `/v1` and without a final slash. */
  readonly baseUrl: string
  /** For messages: `api.anthropic.com`, `localhost:11434`. */
  readonly host: string
  /** Anthropic's own: it takes every field, and is never asked again without some. */
  readonly official: boolean
  readonly local: boolean
  readonly credential: Credential
  /** Extra headers of the environment that must not reach this server. */
  readonly withheldHeaders: readonly string[]
  /** Texts that no message may hold. */
  readonly secrets: readonly string[]
  readonly notes: readonly string[]
}

export type EndpointResult =
  { readonly ok: true; readonly endpoint: Endpoint } | { readonly ok: false; readonly failure: Failure }

/**
 * Finds the server and the credential. The key of the environment goes only where the environment sends it
 * (`ANTHROPIC_BASE_URL`, or Anthropic): a `baseUrl` that a cloned repository configures does not get it.
 */
export function findEndpoint(env: Environment, configured: string | undefined): EndpointResult {
  const fromEnvironment = setting(env, 'ANTHROPIC_BASE_URL')
  const written = configured ?? fromEnvironment ?? officialUrl
  const source = configured === undefined ? 'ANTHROPIC_BASE_URL' : '`baseUrl` in spec.config.json'
  const parsed = parseBase(written)
  if (parsed === null) {
    return {
      ok: false,
      failure: failure(
        'not-found',
        `${source} is not an address of a server`,
        'write it as https://host or http://localhost:11434, without a user name or a query',
      ),
    }
  }
  const { url, baseUrl, shortened } = parsed
  const official = url.origin === officialUrl
  const local = isLocalHost(url.hostname)
  const trusted = official || configured === undefined || originOf(fromEnvironment) === url.origin
  const notes: string[] = []
  if (shortened) notes.push(`${source} should not end in /v1: using ${baseUrl}`)

  const key = setting(env, 'ANTHROPIC_API_KEY')
  const token = setting(env, 'ANTHROPIC_AUTH_TOKEN')
  const custom = customHeaders(env)
  // A short header value (`true`, `beta`) is no secret, and taking it out would spoil messages.
  const headerSecrets = custom.map((header) => header.value).filter((value) => value.length >= 8)
  const secrets = [key, token, ...headerSecrets].filter((text) => text !== null)
  const found: Credential =
    key !== null
      ? { kind: 'key', value: key }
      : token !== null
        ? { kind: 'token', value: token }
        : { kind: 'none' }
  const credential: Credential = trusted ? found : { kind: 'none' }

  if (credential.kind !== 'none' && !/^[\x21-\x7e]+$/.test(credential.value)) {
    const name = credential.kind === 'key' ? 'ANTHROPIC_API_KEY' : 'ANTHROPIC_AUTH_TOKEN'
    return {
      ok: false,
      failure: failure('authentication', `${name} holds characters that no key has`, `copy ${name} again`),
    }
  }
  if (credential.kind === 'none' && !local) return { ok: false, failure: noKey(url, found, trusted) }
  if (credential.kind !== 'none' && url.protocol === 'http:' && !local) {
    notes.push(`the key goes to ${url.host} unencrypted: use https`)
  }
  return {
    ok: true,
    endpoint: {
      baseUrl,
      host: url.host,
      official,
      local,
      credential,
      withheldHeaders: trusted ? [] : custom.map((header) => header.name),
      secrets,
      notes,
    },
  }
}

function noKey(url: URL, found: Credential, trusted: boolean): Failure {
  if (!trusted && found.kind !== 'none') {
    return failure(
      'no-key',
      `the configuration names the server ${url.host}; a key of the environment goes only where the environment sends it`,
      `if you trust that server with your key, set ANTHROPIC_BASE_URL=${url.origin}`,
    )
  }
  return failure(
    'no-key',
    `there is no key for ${url.host}: neither ANTHROPIC_API_KEY nor ANTHROPIC_AUTH_TOKEN is set`,
  )
}

function parseBase(
  written: string,
): { readonly url: URL; readonly baseUrl: string; readonly shortened: boolean } | null {
  if (!URL.canParse(written)) return null
  const url = new URL(written)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null
  const path = url.pathname.replace(/\/+$/, '')
  // The SDK appends /v1/messages; many servers' documents give the address with it.
  const bare = path.replace(/\/v1(\/messages)?$/, '').replace(/\/+$/, '')
  return { url, baseUrl: `${url.origin}${bare}`, shortened: bare !== path }
}

const originOf = (address: string | null): string | null =>
  address !== null && URL.canParse(address) ? new URL(address).origin : null

/** `Name: value` lines, as the SDK reads them (client.mjs of 1.11). */
function customHeaders(env: Environment): readonly { readonly name: string; readonly value: string }[] {
  return (env['ANTHROPIC_CUSTOM_HEADERS'] ?? '').split('\n').flatMap((line) => {
    const colon = line.indexOf(':')
    return colon < 0 ? [] : [{ name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() }]
  })
}

/**
 * Is this host on this machine or in its own network, where servers usually ask for no key? Loopback, private and
 * link-local addresses (RFC 1918, RFC 3927, RFC 4193), `.local`, `.internal`, and names without a dot.
 */
export function isLocalHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, '')
  if (isLoopback(host)) return true
  if (/^(0\.0\.0\.0$|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(host)) return isIPv4(host)
  if (host.includes(':')) return /^(::$|f[cd]|fe[89ab])/.test(host)
  return !host.includes('.') || /\.(local|internal|localhost|lan|home\.arpa)$/.test(host)
}

export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, '')
  return host === 'localhost' || host === '::1' || (host.startsWith('127.') && isIPv4(host))
}

const isIPv4 = (host: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(host)
