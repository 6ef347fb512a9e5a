// A conversation in; its messages as documents out. What one message holds of text, of calls and of what calls gave are
// documents of their own: a person's words are not lost beside the output of a program.
import type { Block, Conversation, SessionMessage } from '../session/conversation.ts'
import { titleOf } from '../session/title.ts'
import type { SearchDocument, SourceDocuments } from './document.ts'

/** @param version follows the id: `#2` of versions that differ, or nothing. */
export function searchableConversation(conversation: Conversation, version = ''): SourceDocuments {
  const { agent, sessionId } = conversation
  return {
    source: {
      kind: 'conversation',
      id: `${agent}/${sessionId}${version}`,
      title: titleOf(conversation),
      agent,
      spec: null,
      files: filesOf(conversation),
    },
    documents: documentsOf(conversation),
  }
}

function* documentsOf({ messages, title }: Conversation): Generator<SearchDocument> {
  if (title !== null) yield { role: null, at: null, title: 'title', place: null, weight: 1.3, text: title }
  for (const [at, message] of messages.entries()) {
    const about = { at: message.at, title: `message ${at + 1}`, place: at + 1 }
    const said = joinedText(message, (block) =>
      block.kind === 'text' || block.kind === 'thinking' ? block.text : null,
    )
    if (said !== '') yield { ...about, role: message.author, weight: weightOf(message), text: said }
    const calls = joinedText(message, (block) => (block.kind === 'tool-call' ? callText(block) : null))
    if (calls !== '') yield { ...about, role: 'agent', weight: 0.7, text: calls }
    const given = joinedText(message, (block) => (block.kind === 'tool-result' ? block.text : null))
    if (given !== '') yield { ...about, role: 'machine', weight: 0.5, text: given }
  }
}

function weightOf({ author, abandoned }: SessionMessage): number {
  const weight = author === 'person' ? 1.3 : author === 'agent' ? 1 : 0.5
  return abandoned ? weight / 2 : weight
}

function joinedText({ blocks }: SessionMessage, text: (block: Block) => string | null): string {
  return blocks
    .flatMap((block) => text(block) ?? [])
    .join('\n')
    .trim()
}

function callText({ name, input, files }: Extract<Block, { kind: 'tool-call' }>): string {
  return [name, ...stringsIn(input, 0), ...files.map(({ path }) => path)].join('\n')
}

/** Values of text, at any depth that anybody writes. */
function stringsIn(value: unknown, depth: number): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null || depth > 40) return []
  return Object.values(value).flatMap((inner) => stringsIn(inner, depth + 1))
}

function filesOf({ messages }: Conversation): readonly string[] {
  const paths = new Set<string>()
  for (const { blocks } of messages)
    for (const block of blocks)
      if (block.kind === 'tool-call')
        for (const file of block.files) {
          paths.add(file.path)
          if (file.kind === 'edit' && file.from !== null) paths.add(file.from)
        }
  return [...paths]
}
