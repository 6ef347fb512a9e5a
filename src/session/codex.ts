// Records of Codex CLI (`~/.codex/sessions/**/rollout-*.jsonl`) in, conversations out: `{timestamp, type, payload}`, and the
// older form without this envelope (up to 0.2x). The format is not documented; what is read was seen up to 0.146.
import { conversationOf } from './codex-conversation.ts'
import { noDraft, type CodexDraft, type Spoken } from './codex-draft.ts'
import { readEvent, type Line } from './codex-events.ts'
import { itemOf, itemTypes, type Item } from './codex-items.ts'
import { codexItems, codexLines } from './codex-kinds.ts'
import { readMeta, sessionFor } from './codex-session.ts'
import type { Block, TranscriptReader } from './conversation.ts'
import { asFields, asText, asTime, type Fields } from './fields.ts'
import { openCall, type OpenBlock } from './open-call.ts'
import { Tally, type Verdict } from './tally.ts'

export const codex: TranscriptReader = {
  agent: 'codex',
  layout: 'lines',
  recognises: (first) => {
    const lines = first.filter((record) => record.kind === 'json')
    const known = lines.filter(({ value }) => isCodex(asFields(value) ?? {}))
    return known.length > lines.length * leastLikely ? known.length / lines.length : 0
  },
  begin() {
    const tally = new Tally()
    const drafts: CodexDraft[] = [noDraft()]
    let current = drafts[0] ?? noDraft()
    return {
      take: (record) =>
        tally.count(record, (given) => {
          const fields = enveloped(given)
          const payload = asFields(fields.payload)
          const type = asText(fields.type)
          if (type === 'session_meta' && payload) current = sessionFor(payload, current, drafts)
          return read(
            current,
            { type, payload, given: fields },
            { record: tally.records, at: asTime(fields.timestamp) },
          )
        }),
      end: () => {
        const conversations = drafts.filter(({ facts, entries }) => facts.id !== null || entries.length > 0)
        return { agent: 'codex', conversations: conversations.map(conversationOf), ...tally.sums() }
      },
    }
  },
}

/** A few lines of this kind among others are chance. */
const leastLikely = 0.2

const lineTypes = new Set([
  ...codexLines,
  'session_meta',
  'response_item',
  'turn_context',
  'event_msg',
  'compacted',
])

function isCodex(fields: Fields): boolean {
  const type = asText(fields.type)
  if (type !== null && lineTypes.has(type)) return asFields(fields.payload) !== null
  if (fields.record_type === 'state') return true
  if (type === null) return isOldMeta(fields)
  if (type === 'message') return Array.isArray(fields.content) && 'role' in fields && !('sessionId' in fields)
  return itemTypes.has(type) && type !== 'agent_message' && ('call_id' in fields || 'summary' in fields)
}

/** The first line of the older form. */
function isOldMeta(fields: Fields): boolean {
  return asText(fields.id) !== null && 'timestamp' in fields && ('instructions' in fields || 'git' in fields)
}

function enveloped(fields: Fields): Fields {
  const type = asText(fields.type)
  if (asFields(fields.payload)) return fields
  if (type === null && isOldMeta(fields))
    return { timestamp: fields.timestamp, type: 'session_meta', payload: fields }
  if (type === null || lineTypes.has(type) || !itemTypes.has(type)) return fields
  return { timestamp: fields.timestamp, type: 'response_item', payload: fields }
}

interface Read {
  readonly type: string | null
  readonly payload: Fields | null
  readonly given: Fields
}

function read(draft: CodexDraft, { type, payload, given }: Read, line: Line): Verdict {
  if (given.record_type === 'state') return null
  if (type === null || !lineTypes.has(type)) return { unknown: type ?? 'without a type' }
  if (!payload) return { damaged: `${type} without a payload` }
  switch (type) {
    case 'session_meta':
      return readMeta(draft, payload)
    case 'turn_context':
      draft.model = asText(payload.model) ?? draft.model
      draft.facts.cwd ??= asText(payload.cwd)
      return null
    case 'event_msg':
      return readEvent(draft, payload, line)
    case 'response_item':
      return readItem(draft, payload, line)
    case 'compacted': {
      const summary = asText(payload.message)
      if (summary !== null)
        add(draft, line, { kind: 'machine', role: 'system' }, [{ kind: 'text', text: summary }])
      return null
    }
    default:
      return null
  }
}

function readItem(draft: CodexDraft, payload: Fields, line: Line): Verdict {
  const type = asText(payload.type) ?? ''
  const item = itemOf(payload)
  if (!item) return codexItems.has(type) ? null : { unknown: `response_item/${type}` }
  const id = asText(payload.id) ?? undefined
  switch (item.kind) {
    case 'message':
      add(draft, line, speaker(item), item.blocks.filter(isNoCall), id)
      return null
    case 'other-agent':
      add(draft, line, { kind: 'other-agent', role: 'user' }, item.blocks.filter(isNoCall), id)
      return null
    case 'thinking': {
      const thoughts = item.texts.map((text) => ({ kind: 'thinking' as const, text }))
      if (thoughts.length > 0) add(draft, line, { kind: 'part', role: 'assistant' }, thoughts, id)
      return null
    }
    case 'call': {
      const call = openCall(item.callId ?? `record-${line.record}`, item.name, item.input)
      draft.calls.set(call.id, call)
      add(draft, line, { kind: 'part', role: 'assistant' }, [call], id)
      return null
    }
    case 'result':
      if (item.failed) draft.failed.add(item.callId)
      noteStarted(draft, item)
      add(draft, line, { kind: 'result', role: 'user' }, item.blocks.filter(isNoCall), id)
      return null
  }
}

function speaker({ role }: Item & { readonly kind: 'message' }): Pick<Spoken, 'kind' | 'role'> {
  if (role === 'assistant') return { kind: 'said', role }
  return role === 'user' ? { kind: 'prompt', role } : { kind: 'machine', role: 'system' }
}

/** `spawn_agent` answers with the session of the agent that it started. */
function noteStarted(draft: CodexDraft, { callId, blocks }: Item & { readonly kind: 'result' }): void {
  if (draft.calls.get(callId)?.name !== 'spawn_agent') return
  const [first] = blocks
  const id = /"agent_id"\s*:\s*"([\w-]{8,80})"/.exec(first?.kind === 'tool-result' ? first.text : '')?.[1]
  if (id !== undefined) draft.started.set(callId, id)
}

function isNoCall(block: Block): block is Exclude<Block, { readonly kind: 'tool-call' }> {
  return block.kind !== 'tool-call'
}

function add(
  draft: CodexDraft,
  { record, at }: Line,
  { kind, role }: Pick<Spoken, 'kind' | 'role'>,
  blocks: readonly OpenBlock[],
  id = `record-${record}`,
): void {
  const model = role === 'assistant' ? draft.model : null
  draft.entries.push({ kind, role, from: 'item', id, record, at, model, blocks })
}
