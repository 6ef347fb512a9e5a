// A bucket and a prefix of an S3-compatible server as the other end of a sync. A PUT there is all or nothing, and puts the
// same bytes under the same name whoever sends them: no condition, no lock and no index is needed.
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import type { SyncTarget } from '../../ports.ts'
import { readListing } from '../../sync/list-xml.ts'
import { mostBytesOf, parseName } from '../../sync/names.ts'
import type { Environment } from '../models/environment.ts'
import { realTiming, type Timing } from '../models/patience.ts'
import { openTransport } from '../models/transport.ts'
import { inPool } from './pool.ts'
import { s3Caller, s3Patience, type S3Caller, type S3Failure, type S3Patience } from './s3-call.ts'
import type { S3Settings } from './s3-settings.ts'

const atOnce = 8
/** A page holds a thousand keys. */
const longestPage = 8 * 1024 * 1024
const mostKeys = 2_000_000
const noBody = 64 * 1024

export interface S3Options {
  readonly prefix: string
  /** For messages: `s3://bucket/prefix`. */
  readonly shown: string
  readonly env: Environment
  readonly signal: AbortSignal
  readonly patience?: S3Patience
  readonly timing?: Timing
}

export function openS3Target(settings: S3Settings, options: S3Options): Result<SyncTarget> {
  const { prefix, shown, env, signal, patience = s3Patience, timing = realTiming } = options
  const transport = openTransport(env, settings.origin)
  if (!transport.ok)
    return fail(
      diagnostic('sync-target', `${transport.variable} is no address of a proxy`, {
        hint: `correct ${transport.variable}, or unset it`,
      }),
    )
  const call = s3Caller(settings, transport.open, signal, patience, timing)
  const keyOf = (name: string): string => (prefix === '' ? name : `${prefix}/${name}`)
  const pool = { atOnce, signal, shown }
  const failed = (name: string, failure: S3Failure): Diagnostic =>
    diagnostic('sync-failed', `${shown}${name === '' ? '' : `: ${name}`} ${failure.why}`, {
      hint: failure.hint,
    })
  return ok({
    shown,
    async list(below) {
      const names = new Map<string, number>()
      const start = keyOf('').length
      for (let token: string | null = null, isFirst = true; isFirst || token !== null; isFirst = false) {
        const page = await listPage(call, keyOf(below), token)
        if ('why' in page) return fail(failed('', page))
        for (const [key, size] of page.keys) names.set(key.slice(start), size)
        if (names.size > mostKeys || (page.next !== null && page.next === token))
          return fail(failed('', { ...strange, why: 'has a listing that does not end' }))
        token = page.next
      }
      return ok(names)
    },
    fetch: (wanted, take) =>
      inPool(
        wanted.keys(),
        async (name) => {
          const parsed = parseName(name)
          if (parsed === null) return null
          const reply = await call({ method: 'GET', key: keyOf(name), limit: mostBytesOf(parsed) })
          if (!reply.ok) return { told: failed(name, reply.failure), ends: reply.failure.ends }
          await take(name, reply.answer.body)
          return null
        },
        pool,
      ),
    send: (files, sent) =>
      inPool(
        files,
        async ({ name, load }) => {
          const body = await load()
          if (body === null) return null
          const reply = await call({ method: 'PUT', key: keyOf(name), body, limit: noBody })
          if (!reply.ok && !(await isThere(call, keyOf(name), body.length, reply.failure)))
            return { told: failed(name, reply.failure), ends: reply.failure.ends }
          sent(name, body.length)
          return null
        },
        pool,
      ),
  })
}

const strange: S3Failure = { why: '', hint: 'is it an S3-compatible server?', ends: true, status: null }

async function listPage(
  call: S3Caller,
  prefix: string,
  token: string | null,
): Promise<NonNullable<ReturnType<typeof readListing>> | S3Failure> {
  const query = {
    'list-type': '2',
    'max-keys': '1000',
    'encoding-type': 'url',
    prefix,
    ...(token === null ? {} : { 'continuation-token': token }),
  }
  const reply = await call({ method: 'GET', key: '', query, limit: longestPage })
  if (!reply.ok) return reply.failure
  const page = readListing(new TextDecoder().decode(reply.answer.body), prefix)
  return page ?? { ...strange, why: 'answered with something that is no listing of a bucket' }
}

/** Some servers refuse to write what is there (412), others say that they cannot (501): what counts is whether it is there. */
async function isThere(call: S3Caller, key: string, size: number, { status }: S3Failure): Promise<boolean> {
  if (status !== 412 && status !== 501) return false
  const found = await call({ method: 'HEAD', key, limit: noBody })
  return found.ok && found.answer.headers.get('content-length') === String(size)
}
