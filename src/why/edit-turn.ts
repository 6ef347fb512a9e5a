// A conversation with a coding agent and lines of a file in; the message whose edit added each line, and what a person asked
// before it, out.
import { fileUses } from '../link/file-uses.ts'
import type { Conversation, SessionMessage } from '../session/conversation.ts'
import { firstLine } from '../session/title.ts'

export interface EditTurn {
  /** Number of the message, from 1. */
  readonly number: number
  readonly at: string | null
  readonly model: string | null
}

/** Paths of a transcript are absolute, or relative to a folder that may be gone: the end of the path decides. */
export function isPath(inTranscript: string, path: string): boolean {
  const plain = inTranscript.replaceAll('\\', '/').replace(/^\.\//, '')
  return plain === path || plain.endsWith(`/${path}`)
}

/**
 * Line, trimmed → the message that added it and after which no edit took it away again. Of several that added it while it was
 * there, the first.
 */
export function addedLines(conversation: Conversation, path: string): ReadonlyMap<string, EditTurn> {
  const owners = new Map<string, EditTurn>()
  for (const { turn: number, message, use: edit } of fileUses(conversation)) {
    if (edit.kind !== 'edit' || ![edit.path, edit.from].some((one) => one !== null && isPath(one, path)))
      continue
    const turn: EditTurn = { number, at: message.at, model: message.model }
    if (edit.change === 'delete') owners.clear()
    for (const { lines } of edit.hunks) {
      const added = new Set(lines.flatMap((line) => (line.startsWith('+') ? [line.slice(1).trim()] : [])))
      for (const line of lines) {
        const text = line.slice(1).trim()
        if (line.startsWith('-') && !added.has(text)) owners.delete(text)
      }
      for (const text of added) if (text !== '' && !owners.has(text)) owners.set(text, turn)
    }
  }
  return owners
}

/** The last words of a person before a message; in a subagent, what it was told to do. */
export function askedBefore(
  { messages }: Conversation,
  number: number,
): { readonly number: number; readonly quote: string } | null {
  for (let at = number - 2; at >= 0; at--) {
    const message = messages[at]
    if (message === undefined || message.author !== 'person' || message.abandoned) continue
    const quote = quoteOf(message)
    if (quote !== '') return { number: at + 1, quote }
  }
  const first = messages[0]
  const told = first === undefined || first.role !== 'user' || number === 1 ? '' : quoteOf(first)
  return told === '' ? null : { number: 1, quote: told }
}

/** The first line of what a message says; of one that only calls tools, nothing. */
export function quoteOf({ blocks }: SessionMessage): string {
  for (const block of blocks)
    if (block.kind === 'text' && block.text.trim() !== '') return firstLine(block.text)
  return ''
}

/** What the agent says with an edit, or said last before it. */
export function saidAt({ messages }: Conversation, number: number): string {
  for (let at = number - 1; at >= 0; at--) {
    const message = messages[at]
    if (message === undefined || message.abandoned || message.author === 'machine') continue
    if (message.author === 'person') return ''
    const quote = quoteOf(message)
    if (quote !== '') return quote
  }
  return ''
}
