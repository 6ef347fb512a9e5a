// What one question was answered with, ready to be checked.
import type { Digest } from '../digest/digest.ts'
import type { AnswerFile, Decision, TraceEntry } from '../answer/answer.ts'
import type { Conversation } from '../model/conversation.ts'
import type { ModelIdentity } from '../model/model.ts'
import type { SpecId } from '../spec/spec.ts'

export interface Generation {
  readonly spec: SpecId
  readonly question: Digest
  readonly files: readonly AnswerFile[]
  readonly decisions: readonly Decision[]
  readonly trace: readonly TraceEntry[]
  readonly identity: ModelIdentity
  readonly conversation: Conversation
}
