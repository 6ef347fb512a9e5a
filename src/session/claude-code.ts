// Records of Claude Code (`~/.claude/projects/<project>/<session>.jsonl`, `agent-<id>.jsonl`) in, conversations out. The
// format is not documented; what is read here was seen in transcripts of 1.0 to 2.1.329.
import { conversationsOf } from './claude-code-conversations.ts'
import { factsOf, noDrafts, type Drafts } from './claude-code-draft.ts'
import { aboutSession, attachmentKinds, progressKinds, systemKinds } from './claude-code-kinds.ts'
import { ClaudeCodeMessages, type Frame } from './claude-code-messages.ts'
import { recordsOfSnapshot } from './claude-code-snapshot.ts'
import type { TranscriptReader } from './conversation.ts'
import { asFields, asList, asText, type Fields } from './fields.ts'
import { Tally, type Verdict } from './tally.ts'

export const claudeCode: TranscriptReader = {
  agent: 'claude-code',
  layout: 'lines',
  recognises: (first) => {
    const values = first.flatMap((record) => (record.kind === 'json' ? [asFields(record.value) ?? {}] : []))
    // Qwen Code writes the same around messages of another form.
    if (values.some(({ message }) => Array.isArray(asFields(message)?.parts))) return 0
    const likely = values.reduce((sum, fields) => sum + likeness(fields), 0) / values.length
    return likely > leastLikely ? likely : 0
  },
  begin() {
    const tally = new Tally()
    const drafts = noDrafts()
    const messages = new ClaudeCodeMessages(drafts)
    return {
      take: (record) => tally.count(record, (fields) => readAll(fields, tally.records, drafts, messages)),
      end: () => ({ agent: 'claude-code', conversations: conversationsOf(drafts), ...tally.sums() }),
    }
  },
}

/** A few records of this kind among others are chance. */
const leastLikely = 0.2

function likeness(fields: Fields): number {
  if ('payload' in fields) return 0
  if (Array.isArray(fields.loglines)) return 0.9
  if (recordsOfSnapshot(fields, 0)) return 0.6
  const type = asText(fields.type) ?? ''
  if (type === 'user' || type === 'assistant') {
    const message = asFields(fields.message)
    if (!message || !('content' in message)) return 0
    return 'sessionId' in fields && 'uuid' in fields ? 1 : 0.6
  }
  if (type === 'summary') return 'leafUuid' in fields || 'sessionId' in fields ? 1 : 0
  if (type === 'system') return 'subtype' in fields && 'uuid' in fields ? 1 : 0
  if (type === 'progress' || type === 'attachment') return 'uuid' in fields && 'sessionId' in fields ? 1 : 0
  return aboutSession.has(type) && ('sessionId' in fields || 'snapshot' in fields) ? 1 : 0
}

/** Downloaded sessions, and those that people keep by hand, are one object with all records in it. */
function readAll(fields: Fields, record: number, drafts: Drafts, messages: ClaudeCodeMessages): Verdict {
  const lines = recordsOfSnapshot(fields, record) ?? fields.loglines
  if (!Array.isArray(lines)) return read(fields, record, drafts, messages)
  const verdicts = asList(lines).map((line) => {
    const inner = asFields(line)
    return inner ? read(inner, record, drafts, messages) : { damaged: 'no JSON object in `loglines`' }
  })
  return verdicts.find((verdict) => verdict !== null) ?? null
}

function read(fields: Fields, record: number, drafts: Drafts, messages: ClaudeCodeMessages): Verdict {
  const type = asText(fields.type)
  if (type === null) return { unknown: 'without a type' }
  const frame = frameOf(fields, record)
  noteFacts(drafts, frame, type)
  switch (type) {
    case 'user':
    case 'assistant':
      return messages.said(frame, type)
    case 'system':
      return system(frame, drafts, messages)
    case 'summary':
      return summary(frame, drafts, messages)
    case 'attachment':
      return attachment(frame, messages)
    case 'progress':
      return progress(frame, messages)
    default:
      return aboutSession.has(type) ? null : { unknown: type }
  }
}

function frameOf(fields: Fields, record: number): Frame {
  return {
    fields,
    record,
    session: asText(fields.sessionId) ?? '',
    agentId: asText(fields.agentId),
    sidechain: fields.isSidechain === true || asText(fields.agentId) !== null,
    callId: null,
  }
}

function noteFacts(drafts: Drafts, { fields, session }: Frame, type: string): void {
  const facts = factsOf(drafts, session)
  facts.cwd ??= asText(fields.cwd)
  facts.branch = asText(fields.gitBranch) ?? facts.branch
  facts.version ??= asText(fields.version)
  if (type === 'custom-title') facts.customTitle = asText(fields.customTitle) ?? facts.customTitle
  if (type === 'ai-title') facts.aiTitle = asText(fields.aiTitle) ?? facts.aiTitle
  if (type === 'worktree-state') facts.commit ??= asText(asFields(fields.worktreeSession)?.originalHeadCommit)
}

function system(frame: Frame, drafts: Drafts, messages: ClaudeCodeMessages): Verdict {
  const { fields } = frame
  for (const uuid of asList(fields.retractedMessageUuids)) drafts.takenBack.add(String(uuid))
  const subtype = asText(fields.subtype)
  const content = asText(fields.content)
  if (content !== null) {
    messages.machine(frame, 'system', content)
    return null
  }
  messages.silent(frame)
  return subtype !== null && systemKinds.has(subtype) ? null : { unknown: `system/${subtype ?? ''}` }
}

function summary(frame: Frame, drafts: Drafts, messages: ClaudeCodeMessages): Verdict {
  const text = asText(frame.fields.summary)
  if (text !== null) {
    drafts.summaries.push({ text, leaf: asText(frame.fields.leafUuid) })
    return null
  }
  const content = asText(asFields(frame.fields.message)?.content)
  if (content === null) return { damaged: 'a summary without a text' }
  messages.machine(frame, 'system', content)
  return null
}

function attachment(frame: Frame, messages: ClaudeCodeMessages): Verdict {
  const attached = asFields(frame.fields.attachment)
  const type = asText(attached?.type)
  if (type === null) return { damaged: 'an attachment without a type' }
  // What a person typed while the agent was at work is said nowhere else.
  if (type === 'queued_command') return messages.queued(frame, attached ?? {})
  messages.silent(frame)
  return attachmentKinds.has(type) ? null : { unknown: `attachment/${type}` }
}

/** A running subagent's messages arrive as progress of the call that started it. */
function progress(frame: Frame, messages: ClaudeCodeMessages): Verdict {
  messages.silent(frame)
  const data = asFields(frame.fields.data)
  const type = asText(data?.type)
  if (type === null) return { damaged: 'progress without a type' }
  const inner = asFields(data?.message)
  const said = asText(inner?.type)
  const agentId = asText(data?.agentId)
  if (type === 'agent_progress' && inner && agentId !== null && (said === 'user' || said === 'assistant')) {
    const callId = asText(frame.fields.parentToolUseID)
    return messages.said({ ...frame, fields: inner, agentId, sidechain: true, callId }, said)
  }
  return progressKinds.has(type) ? null : { unknown: `progress/${type}` }
}
