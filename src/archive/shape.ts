// A parsed JSON value in, what keeps it from being a record out.
import {
  boolean,
  digest,
  isObject,
  list,
  map,
  nullable,
  number,
  object,
  oneOf,
  optional,
  string,
  type Shape,
} from '../digest/shape.ts'
import type { RecordKind } from './record.ts'

const identity = object({ kind: string, name: string })
const count = nullable(number)
const outcome = oneOf('landed', 'rejected', 'cut', 'pending')
const trace = list(object({ requirement: string, symbols: list(object({ path: string, name: string })) }))
const changedFiles = map(object({ before: nullable(digest), after: digest }))

const conversation = object({
  system: list(object({ blob: digest, cache: boolean })),
  messages: list(object({ role: oneOf('user', 'assistant'), blob: digest })),
  turns: list(
    object({
      answer: nullable(digest),
      stop: oneOf('end', 'cut', 'failed'),
      identity,
      usage: object({ input: count, output: count, cacheRead: count, cacheWrite: count }),
      requestId: nullable(string),
    }),
  ),
})

/** Every kind has a shape; a new kind without one does not compile. */
const bodies: Readonly<Record<RecordKind, Shape>> = {
  generation: object({
    question: digest,
    intent: digest,
    files: map(digest),
    decisions: list(
      object({
        requirement: nullable(string),
        open: string,
        chosen: string,
        because: string,
        noChange: boolean,
      }),
    ),
    trace,
    identity,
    conversation,
    checks: list(
      object({ name: string, verdict: oneOf('passed', 'failed', 'not-run'), note: nullable(string) }),
    ),
    inputs: map(digest),
    template: string,
    outcome,
  }),
  acceptance: object({
    because: string,
    files: changedFiles,
    inputs: map(digest),
  }),
  overwritten: object({ reason: string, files: map(digest), private: optional(list(string)) }),
  amendment: object({
    question: digest,
    because: string,
    path: string,
    files: changedFiles,
    why: list(string),
    trace,
    identity,
    conversation,
    inputs: map(digest),
    template: string,
    outcome,
  }),
}

const envelope = object({
  recordVersion: oneOf(1),
  kind: oneOf(...Object.keys(bodies)),
  spec: string,
  at: string,
  previous: nullable(digest),
  tool: string,
})

export const recordShape: Shape = (value) => {
  const problem = envelope(value)
  if (problem !== null || !isObject(value)) return problem
  // The envelope has just checked the kind.
  const inner = bodies[value.kind as RecordKind](value.body)
  return inner === null ? null : `.body${inner}`
}
