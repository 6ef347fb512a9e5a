// A conversation in; what people call it, out: the agent's title, or what the person asked for first.
import type { Conversation } from './conversation.ts'

export function titleOf({ title, messages, agent, sessionId }: Conversation): string {
  if (title !== null && title.trim() !== '') return firstLine(title)
  for (const { author, blocks } of messages) {
    const text = author === 'person' ? blocks.find((block) => block.kind === 'text')?.text.trim() : undefined
    if (text !== undefined && text !== '') return firstLine(text)
  }
  return `${agent} ${sessionId}`
}

/** The first line that says something, at most 100 characters. */
export function firstLine(text: string): string {
  const line = /\S[^\r\n]*/.exec(text)?.[0].trim() ?? ''
  const letters = [...line.slice(0, 250)]
  return letters.length <= 100 ? line : `${letters.slice(0, 99).join('')}…`
}
