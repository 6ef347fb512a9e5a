// A conversation as people keep it by hand in `.claude/conversation-archive/*.json` in, records as Claude Code itself writes them out:
// `{ id, feature, messages: [{ role, content, timestamp }], startTime, endTime }`, or less of it.
import { asFields, asList, asText, type Fields } from './fields.ts'

/** Other agents keep `messages`, too: members that are not among these tell that it is none of ours. */
const members = new Set(
  (
    'id sessionId session_id feature title messages startTime endTime start_time end_time timestamp date model ' +
    'cwd gitBranch version'
  ).split(' '),
)
const ofMessages = new Set(['id', 'role', 'content', 'timestamp', 'model'])

/** Null for anything else. `record` is the place in the transcript, for names of what has none. */
export function recordsOfSnapshot(fields: Fields, record: number): Fields[] | null {
  const messages = asList(fields.messages).map(asFields)
  if (messages.length === 0 || !Object.keys(fields).every((name) => members.has(name))) return null
  if (!messages.every((message) => message !== null && isMessage(message))) return null
  const sessionId = asText(fields.sessionId) ?? asText(fields.session_id) ?? asText(fields.id) ?? undefined
  const about = { sessionId, cwd: fields.cwd, gitBranch: fields.gitBranch, version: fields.version }
  const title = asText(fields.title) ?? asText(fields.feature)
  let parentUuid: string | null = null
  const records = messages.map((message, index): Fields => {
    const { role, content, timestamp } = message ?? {}
    const uuid = asText(message?.id) ?? `record-${record}.${index}`
    const model = asText(message?.model) ?? asText(fields.model) ?? undefined
    const said = { ...about, type: role, uuid, parentUuid, timestamp, message: { role, content, model } }
    parentUuid = uuid
    return said
  })
  return title === null ? records : [...records, { ...about, type: 'custom-title', customTitle: title }]
}

function isMessage(message: Fields): boolean {
  const said = typeof message.content === 'string' || Array.isArray(message.content)
  const known = Object.keys(message).every((name) => ofMessages.has(name))
  return said && known && (message.role === 'user' || message.role === 'assistant')
}
