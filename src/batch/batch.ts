// The words of batches: what is asked in one, how far a submission has come, and what came back.
import type { Digest } from '../digest/digest.ts'
import type { Failure, Usage } from '../model/model.ts'
import type { SpecId } from '../spec/spec.ts'

/** One question of a submission. */
export interface Ask {
  /** What its result is found by: letters, digits, `_` and `-`, 64 at most. */
  readonly customId: string
  readonly spec: SpecId
  /** The API's id of the model. */
  readonly model: string
  readonly question: Digest
  /** Digest of the words that were sent: they may change where the question does not. */
  readonly words: Digest
  /** Asked to be built from nothing. */
  readonly fresh: boolean
}

/** What the API says of a batch. Times are RFC 3339. */
export interface BatchStatus {
  readonly id: string
  readonly status: 'in_progress' | 'canceling' | 'ended'
  readonly createdAt: string | null
  readonly expiresAt: string | null
  /** Results are gone: the API keeps them for 29 days. */
  readonly archived: boolean
  readonly counts: BatchCounts
}

export interface BatchCounts {
  readonly processing: number
  readonly succeeded: number
  readonly errored: number
  readonly canceled: number
  readonly expired: number
}

/**
 * What came of one question, once and for all: `landed`; `kept` (checked, did not land, is in the local store);
 * `unneeded` (its spec was in sync by then); `older` (its spec asks something else by now; looked at again by each
 * collecting); the rest gave no answer, and the next `regen --batch` asks again.
 */
export type Standing =
  'landed' | 'kept' | 'unneeded' | 'older' | 'failed' | 'errored' | 'expired' | 'canceled' | 'withheld'

export interface Settled {
  readonly standing: Standing
  /** Why, where there is more to say. */
  readonly note: string | null
}

/** One request to create a batch, written down before it is sent. */
export interface Submission {
  readonly version: 1
  /** 16 hex digits, made up for it; every custom id begins with it. */
  readonly token: string
  /** When it was written down: ISO 8601 in UTC. */
  readonly at: string
  readonly baseUrl: string
  /** Bytes of the request, roughly: for messages. */
  readonly bytes: number
  readonly asks: readonly Ask[]
  /** The newest batch that the API listed just before; null where there was none. What was created later comes before it. */
  readonly newest: string | null
  /** Null: whether the API took it is not known. */
  readonly batch: { readonly id: string; readonly sure: boolean } | null
  /** What the API said last, and when. */
  readonly seen: (BatchStatus & { readonly at: string }) | null
  /** Batches that were taken for it and turned out to be others. */
  readonly notOurs: readonly string[]
  /** The answers are on disk. */
  readonly downloaded: boolean
  /** By custom id. */
  readonly settled: Readonly<Record<string, Settled>>
}

/** What came back for one question. */
export type Arrival =
  | {
      readonly customId: string
      readonly kind: 'answered'
      readonly text: string
      readonly stop: 'end' | 'cut'
      readonly usage: Usage
      /** The message's id. */
      readonly requestId: string | null
    }
  /** A message came that is no answer: declined, empty. It is paid for all the same. */
  | {
      readonly customId: string
      readonly kind: 'failed'
      readonly failure: Failure
      readonly text: string
      readonly usage: Usage
      readonly requestId: string | null
    }
  | { readonly customId: string; readonly kind: 'errored'; readonly said: string }
  | { readonly customId: string; readonly kind: 'expired' | 'canceled' }
  /** Not kept: it repeats a secret of this machine. */
  | { readonly customId: string; readonly kind: 'withheld' }

/** A request as it goes into a batch. */
export interface BatchEntry {
  readonly customId: string
  /** Parameters of the Messages API, without streaming. */
  readonly params: unknown
}

/** Which model answers a request of a batch, where, and how. */
export interface BatchModel {
  /** As the configuration has it; where absent, what the environment says. */
  readonly baseUrl: string | undefined
  /** The API's id. */
  readonly model: string
  readonly maxTokens: number | undefined
  readonly effort: 'low' | 'medium' | 'high' | 'xhigh' | 'max' | undefined
}

/** What a call to the API came to. */
export type Reply<T> = { readonly ok: true; readonly value: T } | NoReply

export interface NoReply {
  readonly ok: false
  readonly failure: Failure
  /** HTTP status; null where none came. */
  readonly status: number | null
  /** Milliseconds that the server asked to wait, where that was longer than a call waits; else null. */
  readonly retryAfterMs: number | null
  /** Of a request that changes something: may the server have taken it? */
  readonly taken: 'no' | 'unknown'
}

/** Takes results while they come. */
export interface ResultSink {
  /** From the first line again: the connection broke. What came stays. */
  restart(): void
  arrival(arrival: Arrival): void
  garbage(): void
}
