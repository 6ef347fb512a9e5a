// A submission → the text of its file, and back; arrivals → one JSON line each, and back.
import {
  boolean,
  digest,
  list,
  map,
  nullable,
  number,
  object,
  oneOf,
  string,
  type Shape,
} from '../digest/shape.ts'
import type { Arrival, Submission } from './batch.ts'

export function encodeSubmission(submission: Submission): string {
  return `${JSON.stringify(submission, null, 2)}\n`
}

const status: Shape = object({
  id: string,
  status: oneOf('in_progress', 'canceling', 'ended'),
  createdAt: nullable(string),
  expiresAt: nullable(string),
  archived: boolean,
  counts: object({
    processing: number,
    succeeded: number,
    errored: number,
    canceled: number,
    expired: number,
  }),
})

const submissionShape: Shape = object({
  version: oneOf(1),
  token: string,
  at: string,
  baseUrl: string,
  bytes: number,
  asks: list(
    object({
      customId: string,
      spec: string,
      model: string,
      question: digest,
      words: digest,
      fresh: boolean,
    }),
  ),
  newest: nullable(string),
  batch: nullable(object({ id: string, sure: boolean })),
  seen: nullable(status),
  notOurs: list(string),
  downloaded: boolean,
  settled: map(
    object({
      standing: oneOf(
        'landed',
        'kept',
        'unneeded',
        'older',
        'failed',
        'errored',
        'expired',
        'canceled',
        'withheld',
      ),
      note: nullable(string),
    }),
  ),
})

/** Null where the text is no submission: damaged, or of a later version. */
export function decodeSubmission(text: string): Submission | null {
  const value = parsed(text)
  if (submissionShape(value) !== null) return null
  const submission = value as Submission // The shape has been looked at.
  const known = /^[0-9a-f]{16}$/.test(submission.token) && !Number.isNaN(Date.parse(submission.at))
  return known && URL.canParse(submission.baseUrl) ? submission : null
}

export function encodeArrivals(arrivals: readonly Arrival[]): string {
  return arrivals.map((arrival) => `${JSON.stringify(arrival)}\n`).join('')
}

const count = nullable(number)
const usage = object({ input: count, output: count, cacheRead: count, cacheWrite: count })
const said = { customId: string, text: string, usage, requestId: nullable(string) }

const shapes: Readonly<Record<Arrival['kind'], Shape>> = {
  answered: object({ ...said, stop: oneOf('end', 'cut') }),
  failed: object({ ...said, failure: object({ kind: string, message: string, hint: string }) }),
  errored: object({ customId: string, said: string }),
  expired: object({ customId: string }),
  canceled: object({ customId: string }),
  withheld: object({ customId: string }),
}

/** Null where a line is damaged: the results are then downloaded again. */
export function decodeArrivals(text: string): readonly Arrival[] | null {
  const arrivals = text
    .split('\n')
    .filter((line) => line !== '')
    .map(parsed)
  return arrivals.every(isArrival) ? arrivals : null
}

function isArrival(value: unknown): value is Arrival {
  const kind: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined
  const shape = Object.entries(shapes).find(([name]) => name === kind)?.[1]
  return shape !== undefined && shape(value) === null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // Damage is an answer here, not a fault.
  }
}
