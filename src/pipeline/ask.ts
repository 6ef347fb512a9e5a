// A prompt and a model in, a conversation out: asked once, and again for files that came cut or not at all (rule 22).
import { readTurns } from '../generation/read.ts'
import { cachedToHere } from '../model/cached.ts'
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

export interface AskingOptions {
  /** What an earlier run was answered before it was cut short: it goes on from there. */
  readonly begun?: Pick<Conversation, 'messages' | 'turns'> | undefined
  /** Awaited as soon as an answer has arrived whole, before anything is done with it: it is paid for. */
  readonly arrived?: (conversation: Conversation) => Promise<void>
  /** More may be said after the last answer, so that filling the cache to the end of the conversation is worth its price. */
  readonly goesOn?: boolean
}

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
  { begun, arrived, goesOn = false }: AskingOptions = {},
): Promise<Asking> {
  let messages: readonly Message[] = begun?.messages ?? prompt.messages
  let turns: readonly Turn[] = begun?.turns ?? []
  for (;;) {
    const last = turns.at(-1)
    if (last !== undefined) {
      const { read, faults, askAgain: worthAsking } = readTurns(spec, prompt, turns)
      const isDone = read.missing.length === 0 || !worthAsking || turns.length > mostAskedAgain
      if (isDone || oneAnswer.has(model.identity.kind))
        return { conversation: talk(prompt, messages, turns), failure: null }
      messages = askAgain(prompt, messages, last.answer ?? '', read.missing, faults)
    }
    const request = {
      system: prompt.system,
      messages: goesOn ? cachedToHere(messages) : messages,
      expectedTokens: prompt.expectedTokens,
    }
    const answer = await model.ask(request, listen, signal)
    turns = [...turns, turnOf(answer)]
    const conversation = talk(prompt, messages, turns)
    if (!answer.ok) return { conversation, failure: answer.failure }
    await arrived?.(conversation)
  }
}

const talk = (
  { question, system }: Prompt,
  messages: readonly Message[],
  turns: readonly Turn[],
): Conversation => ({ question, system, messages, turns })

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

/** Going on with the conversation would come to the same another day: only another conversation may help. */
export function isFinal({ kind }: Failure): boolean {
  return kind === 'refused' || kind === 'too-long'
}
