// One call to the Batches API in; its value, or why there is none and whether the server may have taken it, out.
import { failure } from '../../model/failure.ts'
import type { NoReply, Reply } from '../../batch/batch.ts'
import { clientFor, type Line } from '../models/exchange.ts'
import { faultOf, type Fault } from '../models/fault.ts'
import { at, textAt } from '../models/json.ts'
import { endedFailure, waitTooLong } from '../models/outcome.ts'
import type { Patience, Timing } from '../models/patience.ts'
import { oneLine } from '../models/printable.ts'
import type { Exchange } from '../models/transport.ts'
import { startWatchdog } from '../models/watchdog.ts'

type Client = ReturnType<typeof clientFor>

export interface Call<T> {
  /** Done twice it is there twice: it is sent again only where the server cannot have taken it. */
  readonly changes: boolean
  /** The batch that is asked for; null where the endpoint itself is all there is to miss. */
  readonly absent: string | null
  readonly send: (client: Client, signal: AbortSignal) => PromiseLike<unknown>
  /** Null: a success around something else. */
  readonly read: (value: unknown) => T | null
}

/** Faults are tried again as those of ordinary requests are, `retry-after` included. */
export function caller(line: Line, patience: Patience, timing: Timing) {
  return async function call<T>(what: Call<T>, outer: AbortSignal): Promise<Reply<T>> {
    const watch = startWatchdog(outer, patience.totalMs)
    // A batch of many megabytes is on its way for minutes, and nothing comes back meanwhile.
    const quiet = what.changes ? patience.firstMs : patience.stallMs
    const beat = (): void => watch.beat(quiet)
    try {
      for (let tries = 0; ; tries += 1) {
        const exchange: Exchange = { head: '', fault: undefined }
        beat()
        const got = await once(line, what, exchange, watch.signal, beat)
        watch.rest()
        if (got.ok) return got
        const ended = watch.endedBy()
        if (ended !== null) {
          const why = endedFailure(ended, line.endpoint.host, watch.quietMs(), patience.totalMs)
          return { ...got, failure: why }
        }
        const { fault, taken } = got
        if (fault === null || !fault.retry || (what.changes && taken === 'unknown')) return got
        const wait = fault.retryAfterMs ?? Math.min(2 ** tries, 8) * 1000 * (1 - timing.random() * 0.25)
        if (wait > patience.longestWaitMs)
          return { ...got, failure: waitTooLong(fault, wait).failure, retryAfterMs: wait }
        if (tries >= patience.retries) return got
        await timing.sleep(wait, watch.signal)
      }
    } finally {
      watch.stop()
    }
  }
}

type Once<T> = { readonly ok: true; readonly value: T } | (NoReply & { readonly fault: Fault | null })

const unheard = { status: null, retryAfterMs: null, taken: 'unknown', fault: null } as const

async function once<T>(
  line: Line,
  what: Call<T>,
  exchange: Exchange,
  signal: AbortSignal,
  beat: () => void,
): Promise<Once<T>> {
  const { host } = line.endpoint
  try {
    const value = what.read(await what.send(clientFor(line, exchange, beat), signal))
    if (value !== null) return { ok: true, value }
    const odd = failure('malformed', `${host} answered with something that is no batch`)
    return { ok: false, failure: odd, ...unheard }
  } catch (error) {
    if (error instanceof RangeError) {
      const endless = failure('malformed', `${host} sent a line of results that does not end`)
      return { ok: false, failure: endless, ...unheard }
    }
    const fault = faultOf(error, { ...line, model: '', exchange })
    const { status } = fault
    const told = inWords(fault, what.absent, host, line.redact(textAt(error, 'apiMessage') ?? ''))
    const taken = takenBy(status, exchange)
    return { ok: false, failure: told.failure, status, retryAfterMs: null, taken, fault: told }
  }
}

/** What a status means where batches are asked for, and not a message. */
function inWords(fault: Fault, absent: string | null, host: string, said: string): Fault {
  const words = said === '' ? '' : ` (${oneLine(said)})`
  if (fault.status === 404 && absent !== null) {
    const hint = 'batches are seen by keys of the workspace that made them: is ANTHROPIC_API_KEY of that one?'
    return { ...fault, failure: failure('not-found', `${host} knows no batch ${absent}${words}`, hint) }
  }
  if (fault.status === 404) {
    const hint = 'leave --batch out: an ordinary spec regen asks that server'
    return { ...fault, failure: failure('not-found', `${host} has no Message Batches API${words}`, hint) }
  }
  if (fault.status === 413) {
    const hint = 'name fewer specs, or narrow `context` and `uses` of the largest'
    return { ...fault, failure: failure('too-long', `the batch is larger than ${host} takes${words}`, hint) }
  }
  return fault
}

/** Connections that never came about: nothing was sent. */
const neverOpen = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/

/**
 * A refusal (4xx) and "overloaded" (529) say that nothing was taken. Any other status of a server's fault, and silence,
 * may come from in between.
 */
function takenBy(status: number | null, exchange: Exchange): 'no' | 'unknown' {
  if (status !== null)
    return status === 529 || (status >= 400 && status < 500 && status !== 408) ? 'no' : 'unknown'
  let here = exchange.fault
  for (let depth = 0; depth < 5 && here !== undefined; depth += 1) {
    const code = textAt(here, 'code') ?? textAt(here, 'errors', 0, 'code')
    if (code !== null && neverOpen.test(code)) return 'no'
    here = at(here, 'cause')
  }
  return 'unknown'
}
