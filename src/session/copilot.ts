// Events of Copilot CLI (`~/.copilot/session-state/<id>/events.jsonl`), and of Copilot in an editor, in, conversations out.
import { recordReader, type JsonRecord } from './record-reader.ts'
import { digestText } from '../digest/digest.ts'
import type { Conversation } from './conversation.ts'
import { copilotNotices, copilotQuiet } from './copilot-kinds.ts'
import { CopilotSession } from './copilot-session.ts'
import { asFields, asJson, asText, type Fields } from './fields.ts'
import type { Verdict } from './tally.ts'

export const copilot = recordReader('copilot', 'lines', likeness, () => new CopilotReading())

function likeness(record: JsonRecord): number {
  const fields = asFields(record.value)
  const data = asFields(fields?.data)
  if (!fields || !data) return 0
  const type = asText(fields.type) ?? ''
  if (type === 'session.start') return data.producer === 'copilot-agent' || 'copilotVersion' in data ? 1 : 0.8
  const known = copilotQuiet.has(type) || Object.hasOwn(copilotNotices, type) || said.has(type)
  return known && ('parentId' in fields || 'id' in fields) ? 1 : 0
}

const said = new Set([
  'user.message',
  'assistant.message',
  'assistant.reasoning',
  'tool.execution_start',
  'tool.execution_complete',
])

class CopilotReading {
  private readonly sessions = new Map<string | null, CopilotSession>()
  private current: CopilotSession | null = null
  private readonly seen = new Set<string>()

  read(fields: Fields, record: number): Verdict {
    const type = asText(fields.type)
    const data = asFields(fields.data)
    if (type === null) return { unknown: 'without a type' }
    if (!data) return { damaged: `an event ${type.slice(0, 80)} without data` }
    const id = asText(fields.id)
    if (type === 'session.start') this.begin(asText(data.sessionId))
    const session = this.current ?? this.begin(null)
    // A session that is resumed may write again what it had written: the same event with the same words.
    const key = digestText(asJson([session.id, fields]))
    if (this.seen.has(key)) return null
    this.seen.add(key)
    return session.take({ type, data, fields, record, id: id ?? `record-${record}` })
  }

  conversations(): Conversation[] {
    return [...this.sessions.values()].flatMap((session) => session.conversations())
  }

  private begin(id: string | null): CopilotSession {
    this.current = this.sessions.get(id) ?? new CopilotSession(id)
    this.sessions.set(id, this.current)
    return this.current
  }
}
