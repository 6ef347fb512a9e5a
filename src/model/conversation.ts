// Messages between the tool and a model about one question: what the archive keeps of a generation's making.
import type { Digest } from '../digest/digest.ts'
import type { Message, ModelIdentity, SystemBlock, Usage } from './model.ts'

/** One call of a conversation. */
export interface Turn {
  /** `null` where the call failed without output. */
  readonly answer: string | null
  readonly stop: 'end' | 'cut' | 'failed'
  readonly identity: ModelIdentity
  readonly usage: Usage
  readonly requestId: string | null
}

/** A generation's conversation: first prompt, then what was asked again. */
export interface Conversation {
  readonly question: Digest
  readonly system: readonly SystemBlock[]
  readonly messages: readonly Message[]
  readonly turns: readonly Turn[]
}
