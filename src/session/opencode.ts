// Sessions of OpenCode in, conversations out: an export (`opencode export`, one object), or the session, messages and parts that it stores
// one by one (`storage/session`, `storage/message`, `storage/part`), in any order.
import { recordReader, type JsonRecord } from './record-reader.ts'
import type { Conversation } from './conversation.ts'
import { asFields, asList, asText, type Fields } from './fields.ts'
import { OpenCodeSessions } from './opencode-sessions.ts'
import type { Verdict } from './tally.ts'
import { PartVerdicts } from './tally-parts.ts'

export const opencode = recordReader('opencode', 'whole', likeness, () => new OpenCodeReading())

type Shape = 'export' | 'session' | 'message' | 'part'

function shapeOf(fields: Fields): Shape | null {
  if (asFields(fields.info) && Array.isArray(fields.messages)) return 'export'
  if (typeof fields.id !== 'string') return null
  if (typeof fields.projectID === 'string' && asFields(fields.time)) return 'session'
  if (typeof fields.sessionID === 'string' && typeof fields.role === 'string') return 'message'
  const inMessage = typeof fields.messageID === 'string' || /^(prt|p)_/.test(fields.id)
  return inMessage && typeof fields.type === 'string' && !('timestamp' in fields) ? 'part' : null
}

function likeness(record: JsonRecord): number {
  const fields = asFields(record.value)
  const shape = fields ? shapeOf(fields) : null
  if (!fields || shape === null) return 0
  if (shape !== 'export') return shape === 'part' ? 0.7 : 0.9
  return typeof asFields(fields.info)?.id === 'string' ? 1 : 0.5
}

class OpenCodeReading {
  private readonly sessions = new OpenCodeSessions()

  read(fields: Fields, record: number): Verdict {
    switch (shapeOf(fields)) {
      case 'session':
        this.sessions.session(fields)
        return null
      case 'message':
        return this.sessions.message(fields, null, record)
      case 'part':
        return this.sessions.part(fields, asText(fields.messageID), asText(fields.sessionID), record)
      case 'export':
        return this.exported(fields, record)
      case null:
        return { unknown: asText(fields.type) ?? `{${Object.keys(fields).slice(0, 3).join()}}` }
    }
  }

  conversations(): Conversation[] {
    return this.sessions.conversations()
  }

  private exported(fields: Fields, record: number): Verdict {
    const info = asFields(fields.info) ?? {}
    const sessionId = asText(info.id)
    this.sessions.session(info)
    const verdicts = new PartVerdicts()
    for (const given of asList(fields.messages)) {
      const message = asFields(given)
      const about = asFields(message?.info)
      verdicts.add(
        about ? this.sessions.message(about, sessionId, record) : { damaged: 'a message without info' },
      )
      for (const part of asList(message?.parts)) {
        const inner = asFields(part)
        verdicts.add(
          inner
            ? this.sessions.part(inner, asText(about?.id), sessionId, record)
            : { damaged: 'a part that is no object' },
        )
      }
    }
    return verdicts.sum()
  }
}
