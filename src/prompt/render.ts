// A prompt in, one Markdown text out: for `spec prompt`, models that are commands, and any chat.
import type { ModelRequest } from '../model/model.ts'

/**
 * System part, then messages. With one message, as a prompt has it, nothing is added: the text reads as one document. Further
 * messages (files asked for again) each get a heading that says whose they are.
 */
export function renderPrompt(prompt: Pick<ModelRequest, 'system' | 'messages'>): string {
  const parts = prompt.system.map((block) => block.text)
  for (const [index, message] of prompt.messages.entries()) {
    const heading = message.role === 'assistant' ? '# Your answer so far\n\n' : '# What is asked now\n\n'
    parts.push(index === 0 ? message.text : `${heading}${message.text}`)
  }
  return parts.map((part) => `${part.replace(/\n+$/u, '')}\n`).join('\n')
}
