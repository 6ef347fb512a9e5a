// Conversations in; what the head of a kept session says of them in short out.
import type { SessionBrief } from '../archive/session.ts'
import { digestText, hexOf } from '../digest/digest.ts'
import type { Conversation, SessionMessage } from './conversation.ts'

/** UTF-16 units of a title. */
const longestTitle = 200

export function briefOf(conversation: Conversation): SessionBrief {
  const { sessionId, parent, title, branch, project, start, end, messages } = conversation
  return {
    sessionId,
    parent: parent?.sessionId ?? null,
    title: shortened(title ?? firstWords(messages)),
    branch,
    cwd: project.cwd,
    start,
    end,
    messages: messages.length,
  }
}

/** A short digest of each message that a person or the agent said, by what was said first in it. */
export function trailOf({ messages }: Conversation): readonly string[] {
  return messages
    .filter(({ author }) => author !== 'machine')
    .map(({ role, blocks }) => {
      const text = blocks.find((block) => block.kind === 'text')
      return hexOf(digestText(`${role}\n${(text?.text ?? '').trim().slice(0, 200)}`)).slice(0, 16)
    })
}

function firstWords(messages: readonly SessionMessage[]): string | null {
  for (const { author, blocks } of messages) {
    const text = author === 'person' ? blocks.find((block) => block.kind === 'text') : undefined
    const line = text?.text.split('\n').find((one) => one.trim() !== '')
    if (line !== undefined) return line.trim()
  }
  return null
}

function shortened(title: string | null): string | null {
  if (title === null) return null
  const line = title.replace(/\s+/g, ' ').trim()
  return line.length <= longestTitle
    ? line
    : `${line.slice(0, longestTitle - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
