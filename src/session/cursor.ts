// Transcripts of Cursor's agent (`~/.cursor/projects/<project>/agent-transcripts/<id>/<id>.jsonl`) in, a conversation out. A line is a role
// and its content alone: no times, no id of the session, seldom results of tools.
import { recordReader, type JsonRecord } from './record-reader.ts'
import { contentOf } from './claude-code-blocks.ts'
import type { OpenBlock, OpenCall } from './open-call.ts'
import type { Conversation } from './conversation.ts'
import { byAuthors, conversationOf, madeName, newDraft, type MessageDraft } from './drafts.ts'
import { asFields, asText, type Fields } from './fields.ts'
import type { Verdict } from './tally.ts'
import { filesOfTool } from './tool-files.ts'

export const cursor = recordReader('cursor', 'lines', likeness, () => new CursorReading())

function likeness(record: JsonRecord): number {
  const fields = asFields(record.value)
  if (!fields) return 0
  if (quiet.has(asText(fields.type) ?? '')) return 0.5
  const content = asFields(fields.message)?.content
  const said = fields.role === 'user' || fields.role === 'assistant'
  return said && !('type' in fields) && (Array.isArray(content) || typeof content === 'string') ? 0.9 : 0
}

/** `type` of lines that say nothing. */
const quiet = new Set(['turn_ended', 'turn_started'])

class CursorReading {
  private readonly drafts: MessageDraft[] = []
  private readonly calls = new Map<string, OpenCall>()
  /** What the session's name is made of: its first two messages. */
  private readonly first: string[] = []

  read(fields: Fields, record: number): Verdict {
    const type = asText(fields.type)
    if (type !== null && !('role' in fields)) return quiet.has(type) ? null : { unknown: type }
    const { role } = fields
    if (role !== 'user' && role !== 'assistant') return { unknown: `role ${asText(role) ?? ''}` }
    const message = asFields(fields.message)
    const id = `record-${record}`
    const content = contentOf(asKnown(message?.content), id)
    if (!content) return { damaged: `a message of the ${role} without content` }
    const blocks = [...content.blocks]
    if (this.first.length < 2) this.first.push(`${role} ${beginning(blocks)}`)
    if (role === 'assistant') this.assistant(id, record, asText(fields.model), blocks)
    else this.user(id, record, blocks)
    return content.unknown === null ? null : { unknown: `${role} block ${content.unknown}` }
  }

  conversations(): Conversation[] {
    if (this.drafts.length === 0) return []
    return [
      conversationOf({ agent: 'cursor', sessionId: madeName(this.first.join('\n')), messages: this.drafts }),
    ]
  }

  private assistant(id: string, record: number, model: string | null, blocks: OpenBlock[]): void {
    for (const block of blocks)
      if (block.kind === 'tool-call') {
        block.files = filesOfTool(block.name, block.input)
        this.calls.set(block.id, block)
      }
    this.drafts.push(newDraft({ id, record, role: 'assistant', author: 'agent', model, blocks }))
  }

  /** A call that failed changed nothing. */
  private fail(callId: string): void {
    const call = this.calls.get(callId)
    if (call) call.files = []
  }

  private user(id: string, record: number, blocks: OpenBlock[]): void {
    for (const block of blocks) if (block.kind === 'tool-result' && block.isError) this.fail(block.callId)
    const parts = blocks.flatMap(queryOf)
    const draft = newDraft({
      id,
      record,
      role: 'user',
      author: 'person',
      blocks: parts.map(({ block }) => block),
    })
    if (!parts.some(({ typed }) => typed)) {
      this.drafts.push(...byAuthors(draft))
      return
    }
    // Beside `<user_query>` stands what the editor added: open files, rules, the state of the workspace.
    const typed = parts.flatMap(({ block, typed }) => (typed || block.kind === 'image' ? [block] : []))
    const added = parts.flatMap(({ block, typed }) => (typed || block.kind === 'image' ? [] : [block]))
    this.drafts.push({ ...draft, blocks: typed })
    if (added.length > 0)
      this.drafts.push({ ...draft, id: `${id}.machine`, author: 'machine', blocks: added })
  }
}

/** The same also of a record that was cut short for an outline. */
function beginning(blocks: readonly OpenBlock[]): string {
  const [block] = blocks
  if (block?.kind === 'tool-call') return block.name
  return block && 'text' in block ? block.text.slice(0, 200) : ''
}

/** Versions spell the kinds of blocks differently. */
function asKnown(content: unknown): unknown {
  if (!Array.isArray(content)) return content
  return content.map((given: unknown) => {
    const block = asFields(given)
    if (block?.type === 'tool_call') return { ...block, type: 'tool_use' }
    return block?.type === 'tool-result' ? { ...block, type: 'tool_result' } : given
  })
}

interface Part {
  readonly block: OpenBlock
  readonly typed: boolean
}

function queryOf(block: OpenBlock): Part[] {
  if (block.kind !== 'text') return [{ block, typed: false }]
  const open = block.text.indexOf('<user_query>')
  const close = block.text.lastIndexOf('</user_query>')
  if (open < 0 || close < open) return [{ block, typed: false }]
  const query = block.text.slice(open + '<user_query>'.length, close).trim()
  const rest = `${block.text.slice(0, open)}${block.text.slice(close + '</user_query>'.length)}`.trim()
  const typed: Part = { block: { kind: 'text', text: query }, typed: true }
  return rest === '' ? [typed] : [typed, { block: { kind: 'text', text: rest }, typed: false }]
}
