// The envelope of everything the archive keeps, and what each kind of record holds.
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Digest } from '../digest/digest.ts'
import type { Decision, TraceEntry } from '../answer/answer.ts'
import type { ModelIdentity, Usage } from '../model/model.ts'
import type { SpecId } from '../spec/spec.ts'

/** A call of the conversation; texts are blobs. */
export interface RecordedTurn {
  /** Blob of the answer's text; null where the call failed without output. */
  readonly answer: Digest | null
  readonly stop: 'end' | 'cut' | 'failed'
  readonly identity: ModelIdentity
  readonly usage: Usage
  readonly requestId: string | null
}

export interface RecordedConversation {
  /** Blobs of the system blocks, in order. */
  readonly system: readonly { readonly blob: Digest; readonly cache: boolean }[]
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly blob: Digest }[]
  readonly turns: readonly RecordedTurn[]
}

export interface RecordedCheck {
  readonly name: string
  readonly verdict: 'passed' | 'failed' | 'not-run'
  /** Why it did not run, or how many findings. */
  readonly note: string | null
}

/** One generation: the question, the conversation, what came of it. */
export interface GenerationBody {
  readonly question: Digest
  /** The question without the code that an update started from: what a later build with the same spec finds it by. */
  readonly intent: Digest
  readonly files: Readonly<Record<string, Digest>>
  readonly decisions: readonly Decision[]
  readonly trace: readonly TraceEntry[]
  readonly identity: ModelIdentity
  readonly conversation: RecordedConversation
  readonly checks: readonly RecordedCheck[]
  /** Path → blob of every input's text: the spec, what it uses, context, tests (rule 14). */
  readonly inputs: Readonly<Record<string, Digest>>
  /** Version of the prompt's wording. Recorded, never digested into the question. */
  readonly template: string
  /** Only in local answers: why it did not land. */
  readonly outcome: 'landed' | 'rejected' | 'cut' | 'pending'
}

/** A person let a difference stand. */
export interface AcceptanceBody {
  readonly because: string
  /** Path → before (null: never built) and after. */
  readonly files: Readonly<Record<string, { readonly before: Digest | null; readonly after: Digest }>>
  readonly inputs: Readonly<Record<string, Digest>>
}

/** Bytes that were overwritten or deleted, stored first. */
export interface OverwrittenBody {
  readonly reason: string
  readonly files: Readonly<Record<string, Digest>>
  /** Those of `files` whose bytes hold a secret: in `.spec/local/` of whoever overwrote them, never in the archive. */
  readonly private?: readonly string[]
}

/** A spec was changed to say what its code does. The spec file and the code that it now answers for. */
export interface AmendmentBody {
  /** What was asked: the spec's text and both sides of the code. */
  readonly question: Digest
  readonly because: string
  /** The spec file; with the new text it is among `files`. */
  readonly path: string
  /** Path → before (null: no record names it) and after: the spec file, and each target whose difference it explains. */
  readonly files: AcceptanceBody['files']
  /** What the model said of its proposal, a line each. */
  readonly why: readonly string[]
  readonly trace: readonly TraceEntry[]
  readonly identity: ModelIdentity
  readonly conversation: RecordedConversation
  /** What the question of the new text was taken from; the spec file itself is among `files`. */
  readonly inputs: Readonly<Record<string, Digest>>
  readonly template: string
  /** Only in local answers: why it did not land. */
  readonly outcome: GenerationBody['outcome']
}

interface Envelope {
  readonly recordVersion: 1
  readonly spec: SpecId
  /** ISO 8601, UTC. */
  readonly at: string
  /** The record before it of the same spec. */
  readonly previous: Digest | null
  /** Version of the tool. */
  readonly tool: string
}

export type StoredRecord =
  | (Envelope & { readonly kind: 'generation'; readonly body: GenerationBody })
  | (Envelope & { readonly kind: 'acceptance'; readonly body: AcceptanceBody })
  | (Envelope & { readonly kind: 'overwritten'; readonly body: OverwrittenBody })
  | (Envelope & { readonly kind: 'amendment'; readonly body: AmendmentBody })

export type RecordKind = StoredRecord['kind']

/** What looking at the whole archive found. */
export interface ArchiveReport {
  /** How many were looked at. */
  readonly records: number
  readonly blobs: number
  /** Empty where every digest was found again. */
  readonly diagnostics: readonly Diagnostic[]
}
