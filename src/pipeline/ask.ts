// A prompt and a model in, a conversation out: asked once, and again for files that came cut or not at all (rule 22).
import { readTurns } from '../generation/read.ts'
import type { Conversation, Turn } from '../model/conversation.ts'
import type { Failure, Message, ModelAnswer, ModelEvent } from '../model/model.ts'
import type { Model } from '../ports.ts'
import { askAgain, mostAskedAgain } from '../prompt/continue.ts'
import type { Prompt } from '../prompt/prompt.ts'
import type { Spec } from '../spec/spec.ts'

export interface Asking {
  readonly conversation: Conversation
  /** Why the last call gave nothing; null where all were answered. */
  readonly failure: Failure | null
}

/** Models that cannot be asked a second time. */
export const oneAnswer: ReadonlySet<string> = new Set(['response'])

/**
 * Talks with the model until every asked target is there, the rounds are used up, or a call fails. What arrived is
 * always in the conversation: answers are paid for.
 */
export async function ask(
  spec: Spec,
  prompt: Prompt,
  model: Model,
  listen: (event: ModelEvent) => void,
  signal: AbortSignal,
): Promise<Asking> {
  let messages: readonly Message[] = prompt.messages
  const turns: Turn[] = []
  for (let round = 0; ; round++) {
    const answer = await model.ask({ system: prompt.system, messages }, listen, signal)
    turns.push(turnOf(answer))
    const conversation = { question: prompt.question, system: prompt.system, messages, turns }
    if (!answer.ok) return { conversation, failure: answer.failure }
    const { read, askAgain: worthAsking } = readTurns(spec, prompt, turns)
    const done = read.missing.length === 0 || !worthAsking || round === mostAskedAgain
    if (done || oneAnswer.has(model.identity.kind)) return { conversation, failure: null }
    messages = askAgain(prompt, messages, answer.text, read.missing)
  }
}

export function turnOf(answer: ModelAnswer): Turn {
  const text = answer.ok ? answer.text : answer.partial
  return {
    answer: text === '' ? null : text,
    stop: answer.ok ? answer.stop : 'failed',
    identity: answer.identity,
    usage: answer.usage,
    requestId: answer.requestId,
  }
}
