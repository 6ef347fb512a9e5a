// The words between the tool and whatever answers a prompt. No vendor's types.

/** A piece of the system part. A cache breakpoint may follow it where the model has a prompt cache. */
export interface SystemBlock {
  readonly text: string
  readonly cache: boolean
}

export interface Message {
  readonly role: 'user' | 'assistant'
  readonly text: string
  /** A cache breakpoint follows it, where the model has a prompt cache: more of this conversation is to come. */
  readonly cache?: boolean
}

/** What is asked. */
export interface ModelRequest {
  readonly system: readonly SystemBlock[]
  readonly messages: readonly Message[]
  /** Most output tokens wanted; the model's own limit where absent. */
  readonly maxTokens?: number
  /** Output tokens that the answer will have, about: a budget has to hold them. Models take no notice. */
  readonly expectedTokens?: number | undefined
}

/** Counted by the model; a member is null where it did not say. Tokens. */
export interface Usage {
  readonly input: number | null
  readonly output: number | null
  readonly cacheRead: number | null
  readonly cacheWrite: number | null
}

export const noUsage: Usage = { input: null, output: null, cacheRead: null, cacheWrite: null }

/** Why no answer came. */
export type FailureKind =
  | 'no-key'
  | 'authentication'
  | 'permission'
  | 'unknown-model'
  | 'rate-limit'
  | 'overloaded'
  | 'server-fault'
  | 'time-out'
  | 'stalled'
  | 'refused'
  | 'too-long'
  | 'connection-lost'
  | 'malformed'
  | 'bad-request' // the server finds the request invalid
  | 'not-found' // no recorded answer, no such command, no such address
  | 'command-failed'
  | 'over-budget' // not asked: what is left to spend does not pay for it
  | 'cancelled'

export interface Failure {
  readonly kind: FailureKind
  /** One sentence, free of secrets. */
  readonly message: string
  readonly hint: string
}

/** Which model answered, as it names itself. */
export interface ModelIdentity {
  /** `anthropic`, `command`, `response`, `replay`. */
  readonly kind: string
  /** `claude-sonnet-5-5`, `claude -p`, `answer.md`. */
  readonly name: string
}

/** The final value of a call: a failure is a value, so that it can be stored and shown. */
export type ModelAnswer =
  | {
      readonly ok: true
      readonly text: string
      /** `cut`: the output limit ended it. */
      readonly stop: 'end' | 'cut'
      readonly usage: Usage
      readonly identity: ModelIdentity
      /** The provider's id of the request, where there is one. */
      readonly requestId: string | null
    }
  | {
      readonly ok: false
      readonly failure: Failure
      /** What had arrived before the failure; may be empty. */
      readonly partial: string
      readonly usage: Usage
      readonly identity: ModelIdentity
      readonly requestId: string | null
    }

/** What happens while an answer arrives. */
export type ModelEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking' }
  | { readonly type: 'retry'; readonly waitSeconds: number; readonly reason: string }
  /** Something a person should know, once: a setting that was corrected, a limit that is not known. */
  | { readonly type: 'note'; readonly text: string }
