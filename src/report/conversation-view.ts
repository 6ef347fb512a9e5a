// A conversation in; what a reader of it is shown, out: facts, then turns, each with prose, code and folded parts. Both the
// Markdown and the HTML are written from this, so that they say the same.
import type { Block, Conversation, SessionMessage } from '../session/conversation.ts'
import { counted } from './drift-words.ts'
import { firstLine, titleOf } from '../session/title.ts'
import { shortened, type Part } from './conversation-parts.ts'
import { editedFiles, toolParts, type EditedFile } from './conversation-tools.ts'
import { usageWords } from './conversation-words.ts'

export interface ViewOptions {
  /** What the agent's program put in is shown too, folded. */
  readonly all: boolean
  /** Nothing is cut. */
  readonly full: boolean
}

export interface Turn {
  /** Of its first message, from 1, machine text included: a number means the same with and without `all`. */
  readonly number: number
  readonly author: SessionMessage['author']
  readonly at: string | null
  readonly model: string | null
  readonly abandoned: boolean
  readonly parts: readonly Part[]
}

export interface ConversationView {
  readonly title: string
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly files: readonly EditedFile[]
  readonly turns: readonly Turn[]
  /** Messages of the agent's program that are not shown. */
  readonly leftOut: number
}

type ToolResult = Extract<Block, { kind: 'tool-result' }>

export function viewOf(conversation: Conversation, options: ViewOptions): ConversationView {
  const results = resultsOf(conversation)
  const called = new Set(conversation.messages.flatMap(({ blocks }) => blocks.flatMap(callIdOf)))
  const turns: (Turn & { readonly parts: Part[] })[] = []
  let leftOut = 0
  for (const [at, message] of conversation.messages.entries()) {
    // What a tool gave is shown with its call.
    const blocks = message.blocks.filter(
      (block) => block.kind !== 'tool-result' || !called.has(block.callId) || !results.has(block.callId),
    )
    const parts = blocks.flatMap((block) => partsOf(block, message, results, options))
    if (parts.length === 0) continue
    if (message.author === 'machine' && !options.all) {
      leftOut += 1
      continue
    }
    const { author, model, abandoned } = message
    const last = turns.at(-1)
    // An agent that works on says one thing after each call: to a reader, that is one turn.
    if (author === 'agent' && last?.author === author && last.model === model && last.abandoned === abandoned)
      last.parts.push({ kind: 'anchor', number: at + 1 }, ...parts)
    else turns.push({ number: at + 1, author, at: message.at, model, abandoned, parts: [...parts] })
  }
  return {
    title: titleOf(conversation),
    facts: factsOf(conversation),
    files: editedFiles(conversation),
    turns,
    leftOut,
  }
}

function partsOf(
  block: Block,
  message: SessionMessage,
  results: ReadonlyMap<string, ToolResult>,
  { full }: ViewOptions,
): readonly Part[] {
  const cut = (text: string): string => (full ? text : shortened(text))
  switch (block.kind) {
    case 'text':
      if (block.text.trim() === '') return []
      if (message.author !== 'machine') return [{ kind: 'prose', text: block.text }]
      return [
        fold('Machine text', firstLine(block.text), [{ kind: 'code', language: '', text: cut(block.text) }]),
      ]
    case 'thinking':
      if (block.text.trim() === '') return []
      return [fold('Thinking', '', [{ kind: 'prose', text: block.text }])]
    case 'image':
      return [{ kind: 'note', text: `Image, ${block.mediaType}, ${counted(block.bytes, 'byte')}` }]
    case 'tool-result':
      return [
        fold(block.isError ? 'Failed' : 'Output', firstLine(block.text), [
          { kind: 'code', language: '', text: cut(block.text) },
        ]),
      ]
    case 'tool-call': {
      const result = results.get(block.id) ?? null
      const { what, about, mark, parts } = toolParts(block, cut)
      const output: readonly Part[] =
        result === null || result.text.trim() === ''
          ? []
          : [
              { kind: 'note', text: result.isError ? 'Failed:' : 'Output:' },
              { kind: 'code', language: '', text: cut(result.text) },
            ]
      return [
        {
          kind: 'fold',
          what,
          about,
          mark: result?.isError === true ? `${mark} failed`.trim() : mark,
          parts: [...parts, ...output],
        },
      ]
    }
  }
}

const fold = (what: string, about: string, parts: readonly Part[]): Part => ({
  kind: 'fold',
  what,
  about,
  mark: '',
  parts,
})

/** The result of each call; of several, the last. */
function resultsOf({ messages }: Conversation): ReadonlyMap<string, ToolResult> {
  const results = new Map<string, ToolResult>()
  for (const { blocks } of messages)
    for (const block of blocks) if (block.kind === 'tool-result') results.set(block.callId, block)
  return results
}

const callIdOf = (block: Block): readonly string[] => (block.kind === 'tool-call' ? [block.id] : [])

function factsOf(conversation: Conversation): ConversationView['facts'] {
  const { agent, version, sessionId, parent, start, end, branch, project, messages, usage } = conversation
  const models = [...new Set(messages.flatMap(({ model }) => (model === null ? [] : [model])))]
  const facts: readonly (readonly [string, string | null])[] = [
    ['Agent', version === null ? agent : `${agent} ${version}`],
    ['Session', sessionId],
    ['Started by', parent === null ? null : parent.sessionId],
    ['When', start === null ? null : end === null || end === start ? start : `${start} to ${end}`],
    ['Model', models.length === 0 ? null : models.join(', ')],
    ['Branch', branch],
    ['Commit', project.commit],
    ['Repository', project.remote],
    ['Folder', project.cwd],
    ['Messages', String(messages.length)],
    ['Tokens', usageWords(usage)],
  ]
  return facts.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value] as const]))
}
