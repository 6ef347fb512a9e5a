// An environment and a server's address in; its Message Batches API, each call's fault a value, out.
import type { MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages'
import type { BatchStatus, Reply } from '../../batch/batch.ts'
import { failure } from '../../model/failure.ts'
import type { BatchApi } from '../../ports.ts'
import type { Environment } from '../models/environment.ts'
import type { Line } from '../models/exchange.ts'
import { at, listAt, textAt } from '../models/json.ts'
import { outputLimit, type OutputLimit } from '../models/limits.ts'
import { openLine } from '../models/line.ts'
import type { Patience, Timing } from '../models/patience.ts'
import { defaultPatience, realTiming } from '../models/patience.ts'
import type { OpenFetch } from '../models/transport.ts'
import { caller, type Call } from './call.ts'
import { eachLine } from './lines.ts'
import { batchParams } from './params.ts'
import { readResult } from './results.ts'
import { readStatus } from './status.ts'

export interface BatchApiOptions {
  readonly env: Environment
  readonly baseUrl: string | undefined
  readonly patience?: Partial<Patience> | undefined
  readonly timing?: Partial<Timing> | undefined
  /** Instead of the network. */
  readonly transport?: OpenFetch | undefined
}

/** Pages of the list that are read; the API gives up to 1,000 batches a page. */
const mostPages = 20

/** Not by the SDK's `list`: it takes whatever is no page, such as a proxy's, for one without batches. */
function list(query: Readonly<Record<string, string | number>>): Call<unknown>['send'] {
  return (client, signal) => client.get('/v1/messages/batches', { query: { ...query }, signal })
}

/** Null where anything on it is no batch: it might be the one that is looked for. */
function readPage(found: unknown): { readonly found: unknown; readonly page: readonly BatchStatus[] } | null {
  if (!Array.isArray(at(found, 'data'))) return null
  const listed = listAt(found, 'data')
  const page = listed.flatMap((value) => readStatus(value) ?? [])
  return page.length === listed.length ? { found, page } : null
}

/** Not ok: there is no server, or no key for it. Nothing is sent yet. */
export async function openBatchApi(options: BatchApiOptions): Promise<Reply<BatchApi>> {
  const patience: Patience = { ...defaultPatience, ...options.patience }
  const timing: Timing = { ...realTiming, ...options.timing }
  const found = await openLine({ ...options, transport: options.transport, now: timing.now })
  if (!found.ok) return { ok: false, failure: found.failure, status: null, retryAfterMs: null, taken: 'no' }
  return { ok: true, value: batchApi(found.line, patience, timing) }
}

function batchApi(line: Line, patience: Patience, timing: Timing): BatchApi {
  const { host, baseUrl } = line.endpoint
  const call = caller(line, patience, timing)
  const limits = new Map<string, Promise<OutputLimit>>()

  const limitOf = (model: string, signal: AbortSignal): Promise<OutputLimit> => {
    const known = limits.get(model) ?? outputLimit(line, model, signal, patience.limitsMs)
    limits.set(model, known)
    return known
  }
  const one = (what: Omit<Call<unknown>, 'read'>, signal: AbortSignal): Promise<Reply<BatchStatus>> =>
    call({ ...what, read: readStatus }, signal)

  return {
    host,
    baseUrl,
    async entry(customId, model, request, shared, signal) {
      const limit =
        model.maxTokens === undefined
          ? await limitOf(model.model, signal)
          : { tokens: model.maxTokens, notes: [] }
      const maxTokens = Math.min(limit.tokens, request.maxTokens ?? Infinity)
      const params = batchParams(request, { ...model, maxTokens }, shared)
      const bytes = Buffer.byteLength(JSON.stringify({ custom_id: customId, params }), 'utf8') + 1
      return { entry: { customId, params }, bytes, notes: limit.notes }
    },
    newest: (signal) =>
      call(
        {
          changes: false,
          absent: null,
          send: list({ limit: 1 }),
          read: (page) => (Array.isArray(at(page, 'data')) ? { id: textAt(page, 'data', 0, 'id') } : null),
        },
        signal,
      ).then((reply) => (reply.ok ? { ok: true, value: reply.value.id } : reply)),
    create: (entries, signal) =>
      one(
        {
          changes: true,
          absent: null,
          send: (client, given) => {
            const requests = entries.map(({ customId, params }) => ({
              custom_id: customId,
              params: params as MessageCreateParamsNonStreaming, // Made by `entry`, above.
            }))
            return client.messages.batches.create({ requests }, { signal: given })
          },
        },
        signal,
      ),
    async since(newest, signal) {
      const batches: BatchStatus[] = []
      let cursor = newest
      for (let page = 0; page < mostPages; page++) {
        // Newest first: what is younger stands before. Without a first batch the list is read downwards.
        const place = cursor === null ? {} : newest === null ? { after_id: cursor } : { before_id: cursor }
        const reply = await call(
          {
            changes: false,
            absent: null,
            send: list({ limit: 1000, ...place }),
            read: readPage,
          },
          signal,
        )
        if (!reply.ok) return reply
        const { found, page: listed } = reply.value
        batches.push(...listed)
        cursor = textAt(found, newest === null ? 'last_id' : 'first_id')
        if (at(found, 'has_more') !== true || cursor === null) return { ok: true, value: batches }
      }
      const why = failure('malformed', `${host} lists more batches than can be looked through`)
      return { ok: false, failure: why, status: null, retryAfterMs: null, taken: 'no' }
    },
    retrieve: (id, signal) =>
      one(
        {
          changes: false,
          absent: id,
          send: (client, given) => client.messages.batches.retrieve(id, {}, { signal: given }),
        },
        signal,
      ),
    results: (id, sink, signal) =>
      call(
        {
          changes: false,
          absent: id,
          // Not by the SDK's `results`: it sends the key to whatever address the server names.
          send: async (client, given) => {
            const path = `/v1/messages/batches/${encodeURIComponent(id)}/results`
            const response = await client.get(path, { signal: given }).asResponse()
            sink.restart()
            await eachLine(response, (text) => {
              const arrival = readResult(text, { host, redact: line.redact })
              if (arrival === null) sink.garbage()
              else sink.arrival(arrival)
            })
            return true
          },
          read: () => ({ whole: true }),
        },
        signal,
      ).then((reply) => (reply.ok ? { ok: true, value: null } : reply)),
    cancel: (id, signal) =>
      one(
        {
          // Cancelling twice is cancelling once.
          changes: false,
          absent: id,
          send: (client, given) => client.messages.batches.cancel(id, {}, { signal: given }),
        },
        signal,
      ),
  }
}
