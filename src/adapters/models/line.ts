// The environment and a model's settings in; an open line to its server, or why there is none, out.
import { failure } from '../../model/failure.ts'
import type { Failure } from '../../model/model.ts'
import { findEndpoint } from './endpoint.ts'
import type { Environment } from './environment.ts'
import type { Line } from './exchange.ts'
import { redactor } from './redact.ts'
import type { OpenFetch } from './transport.ts'

export type LineResult =
  { readonly ok: true; readonly line: Line } | { readonly ok: false; readonly failure: Failure }

export interface LineOptions {
  readonly env: Environment
  readonly baseUrl: string | undefined
  /** Instead of the network. */
  readonly transport: OpenFetch | undefined
  readonly now: () => number
}

/** Nothing is sent yet. The SDK and undici are loaded only where there is a server and a credential. */
export async function openLine(options: LineOptions): Promise<LineResult> {
  const found = findEndpoint(options.env, options.baseUrl)
  if (!found.ok) return found
  const { endpoint } = found
  const { openTransport } = await import('./transport.ts')
  const transport =
    options.transport === undefined
      ? openTransport(options.env, endpoint.baseUrl)
      : { ok: true as const, open: options.transport }
  if (!transport.ok) {
    const hint = 'write it as http://host:port; socks5:// works as well'
    return {
      ok: false,
      failure: failure('not-found', `${transport.variable} is not the address of a proxy`, hint),
    }
  }
  const redact = redactor(endpoint.secrets)
  const sdk = await import('@anthropic-ai/sdk')
  return { ok: true, line: { sdk, endpoint, open: transport.open, redact, now: options.now } }
}
