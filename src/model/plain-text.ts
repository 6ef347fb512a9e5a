// A request in, one text out: for models that take a single text (a program's stdin, a chat window).
import type { Message, ModelRequest } from './model.ts'

const headings: Readonly<Record<Message['role'], string>> = {
  user: '=== ASKED NEXT ===',
  assistant: '=== YOUR ANSWER SO FAR ===',
}

/**
 * The system part, then the messages, separated by blank lines and ending in one line end. A conversation of more
 * than one message has a heading before each message but the first.
 */
export function requestAsText(request: Pick<ModelRequest, 'system' | 'messages'>): string {
  const parts = request.system.map((block) => block.text)
  request.messages.forEach((message, index) => {
    parts.push(index === 0 ? message.text : `${headings[message.role]}\n\n${message.text}`)
  })
  const written = parts.map((part) => part.replace(/\n+$/, '')).filter((part) => part !== '')
  return written.length === 0 ? '' : `${written.join('\n\n')}\n`
}
