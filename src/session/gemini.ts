// Sessions of Gemini CLI (`~/.gemini/tmp/<project>/chats/session-*.json`, `.jsonl`) in, conversations out. The newer form is a log of
// changes to the older one, which is one object (packages/core/src/services/chatRecordingService.ts of gemini-cli, 0.61).
import { recordReader, type JsonRecord } from './record-reader.ts'
import type { Conversation } from './conversation.ts'
import { conversationOf, madeName, type MessageDraft } from './drafts.ts'
import { asFields, asList, asText, type Fields } from './fields.ts'
import { readGeminiMessage } from './gemini-message.ts'
import type { Verdict } from './tally.ts'
import { PartVerdicts } from './tally-parts.ts'

export const gemini = recordReader('gemini', 'lines', likeness, () => new GeminiReading())

function likeness(record: JsonRecord): number {
  const fields = asFields(record.value)
  if (!fields) return 0
  if (asFields(fields.$set) || typeof fields.$rewindTo === 'string') return 1
  const session = typeof fields.sessionId === 'string' && typeof fields.startTime === 'string'
  if (session && !('type' in fields))
    return 'projectHash' in fields || Array.isArray(fields.messages) ? 1 : 0.8
  if (typeof fields.id !== 'string' || !('content' in fields) || 'message' in fields) return 0
  if (fields.type === 'gemini') return 1
  return ['user', 'info', 'warning', 'error'].includes(asText(fields.type) ?? '') ? 0.7 : 0
}

/** Drafts of one message as it was last recorded. */
interface Kept {
  readonly id: string
  drafts: readonly MessageDraft[]
  abandoned: boolean
}

interface Session {
  readonly id: string | null
  readonly kept: Kept[]
  /** Those that were not taken back, in their order, and by id. */
  readonly live: Kept[]
  readonly byId: Map<string, Kept>
  title: string | null
  cwd: string | null
}

class GeminiReading {
  private readonly sessions = new Map<string | null, Session>()
  private current: Session | null = null

  read(fields: Fields, record: number): Verdict {
    if (typeof fields.$rewindTo === 'string') {
      this.rewind(fields.$rewindTo)
      return null
    }
    const changes = asFields(fields.$set)
    if (changes) return this.metadata(changes, record)
    if ('$set' in fields || '$rewindTo' in fields) return { damaged: 'a change that says nothing' }
    const session = asText(fields.sessionId)
    if (session !== null && typeof fields.type !== 'string') {
      this.begin(session)
      return this.metadata(fields, record)
    }
    if (typeof fields.type !== 'string') return { unknown: `{${Object.keys(fields).slice(0, 3).join()}}` }
    return this.message(fields, record, `record-${record}`)
  }

  conversations(): Conversation[] {
    return [...this.sessions.values()].map(({ id, kept, title, cwd }) => {
      const messages = kept.flatMap(({ drafts, abandoned }) =>
        drafts.map((draft) => ({ ...draft, abandoned })),
      )
      const first = messages[0]
      const name = id ?? madeName(`${first?.id ?? ''}\n${first?.at ?? ''}`)
      return conversationOf({ agent: 'gemini', sessionId: name, title, cwd, messages })
    })
  }

  /** The one that is being recorded. */
  private session(): Session {
    return this.current ?? this.begin(null)
  }

  private begin(id: string | null): Session {
    const known = this.sessions.get(id)
    this.current = known ?? { id, kept: [], live: [], byId: new Map(), title: null, cwd: null }
    this.sessions.set(id, this.current)
    return this.current
  }

  private metadata(fields: Fields, record: number): Verdict {
    const session = this.session()
    session.title = asText(fields.summary) ?? session.title
    session.cwd ??= asText(asList(fields.directories)[0])
    // What a compression left of a conversation replaces it for the model alone: what was said stays said.
    const verdicts = new PartVerdicts()
    asList(fields.messages).forEach((given, index) => {
      const message = asFields(given)
      verdicts.add(
        message
          ? this.message(message, record, `record-${record}.${index}`)
          : { damaged: 'no object in `messages`' },
      )
    })
    return verdicts.sum()
  }

  /** A message is recorded again whenever it grows: the last counts. */
  private message(fields: Fields, record: number, place: string): Verdict {
    const { kept, live, byId } = this.session()
    const id = asText(fields.id)
    const known = id === null ? undefined : byId.get(id)
    const begun = known?.drafts[0]?.record ?? record
    const { drafts, verdict } = readGeminiMessage(fields, begun, place)
    if (known) known.drafts = drafts
    else if (drafts.length > 0) {
      const one: Kept = { id: id ?? place, drafts, abandoned: false }
      kept.push(one)
      live.push(one)
      byId.set(one.id, one)
    }
    return verdict
  }

  /** That message and all after it are taken back; all of them where it is not known. */
  private rewind(id: string): void {
    const { live, byId } = this.session()
    const last = byId.get(id)
    for (let one = live.pop(); one; one = live.pop()) {
      one.abandoned = true
      byId.delete(one.id)
      if (one === last) return
    }
  }
}
