// Messages as a reader gathers them in, a conversation out: with its times, its sums, and people's words told from the rest.
import { digestText, hexOf } from '../digest/digest.ts'
import type { Usage } from '../model/model.ts'
import type { OpenBlock } from './open-call.ts'
import type { Agent, Author, Conversation, SessionMessage } from './conversation.ts'
import { tellApart } from './machine-text.ts'
import { sumUsage } from './usage.ts'

/** A message that may still grow. */
export interface MessageDraft {
  readonly id: string
  readonly role: SessionMessage['role']
  readonly author: Author
  readonly at: string | null
  model: string | null
  readonly blocks: OpenBlock[]
  usage: Usage | null
  abandoned: boolean
  /** Counted from 1. */
  readonly record: number
}

/** What is not said is null. */
export interface SessionDraft {
  readonly agent: Agent
  readonly sessionId: string
  readonly parent?: Conversation['parent']
  readonly title?: string | null
  readonly cwd?: string | null
  readonly remote?: string | null
  readonly commit?: string | null
  readonly branch?: string | null
  readonly version?: string | null
  readonly messages: readonly MessageDraft[]
}

export function conversationOf(draft: SessionDraft): Conversation {
  const { agent, sessionId, messages } = draft
  const times = messages.flatMap(({ at }) => at ?? [])
  return {
    agent,
    sessionId,
    parent: draft.parent ?? null,
    title: draft.title ?? null,
    project: { cwd: draft.cwd ?? null, remote: draft.remote ?? null, commit: draft.commit ?? null },
    branch: draft.branch ?? null,
    version: draft.version ?? null,
    start: times[0] ?? null,
    end: times.at(-1) ?? null,
    messages,
    usage: sumUsage(messages),
  }
}

export function newDraft(
  given: Pick<MessageDraft, 'id' | 'role' | 'author' | 'record'> & Partial<MessageDraft>,
): MessageDraft {
  return { at: null, model: null, blocks: [], usage: null, abandoned: false, ...given }
}

/** A name for a session whose transcript has none, made of what does not change in it. */
export function madeName(told: string): string {
  return `unnamed-${hexOf(digestText(told)).slice(0, 16)}`
}

/**
 * A message of the role `user` as one of a person and one of the program, where both speak in it. Pictures are a
 * person's; results of tools are the program's.
 */
export function byAuthors(message: MessageDraft): MessageDraft[] {
  const person: OpenBlock[] = []
  const machine: OpenBlock[] = []
  for (const block of message.blocks) {
    if (block.kind === 'tool-result') machine.push(block)
    else if (block.kind !== 'text') person.push(block)
    else {
      const told = tellApart(block.text)
      if (told.person !== '') person.push({ kind: 'text', text: told.person })
      if (told.machine !== '') machine.push({ kind: 'text', text: told.machine })
    }
  }
  if (machine.length === 0) return [{ ...message, blocks: person }]
  const added: MessageDraft = { ...message, author: 'machine', blocks: machine }
  if (person.length === 0) return [added]
  return [
    { ...message, blocks: person },
    { ...added, id: `${message.id}.machine`, usage: null },
  ]
}
