// Events of Codex (`event_msg`) in; noted in the draft: texts, edits, files that were read, tokens, subagents.
import type { Usage } from '../model/model.ts'
import type { CodexDraft, Spoken } from './codex-draft.ts'
import { codexEvents } from './codex-kinds.ts'
import { editsOfChanges, readsOfCommand } from './codex-patch.ts'
import { asCount, asFields, asList, asText, type Fields } from './fields.ts'
import { imageOfDataUrl } from './image.ts'
import { openCall, type OpenBlock } from './open-call.ts'
import type { Verdict } from './tally.ts'

export interface Line {
  readonly record: number
  readonly at: string | null
}

export function readEvent(draft: CodexDraft, payload: Fields, line: Line): Verdict {
  const type = asText(payload.type)
  const callId = asText(payload.call_id) ?? ''
  switch (type) {
    case 'user_message':
      return prompt(draft, payload, line)
    case 'agent_message':
      return said(draft, payload.message, { ...line, kind: 'said' })
    case 'agent_reasoning':
      return said(draft, payload.text, { ...line, kind: 'part' })
    case 'token_count':
      return tokens(draft, payload)
    case 'patch_apply_begin':
      if (payload.changes) draft.patches.set(callId, editsOfChanges(payload.changes))
      return null
    case 'patch_apply_end': {
      const edits = payload.changes ? editsOfChanges(payload.changes) : draft.patches.get(callId)
      if (payload.success === false) draft.patches.set(callId, null)
      else if (edits) draft.patches.set(callId, edits)
      if (edits && !draft.patchCalls.has(callId)) {
        const call = openCall(callId, 'apply_patch', null)
        draft.patchCalls.set(callId, call)
        draft.entries.push(entry(draft, { ...line, kind: 'part' }, [call]))
      }
      return null
    }
    case 'exec_command_begin':
    case 'exec_command_end':
      draft.reads.set(callId, readsOfCommand(payload.parsed_cmd))
      return null
    case 'collab_agent_spawn_end': {
      const session = asText(payload.new_thread_id)
      if (session !== null) draft.started.set(callId, session)
      return null
    }
    case 'thread_name_updated':
      draft.facts.title = asText(payload.thread_name) ?? asText(payload.name) ?? draft.facts.title
      return null
    case 'thread_rolled_back':
      draft.entries.push({ kind: 'rollback', turns: asCount(payload.num_turns) ?? 0 })
      return null
    default:
      return type !== null && codexEvents.has(type) ? null : { unknown: `event_msg/${type ?? ''}` }
  }
}

function prompt(draft: CodexDraft, payload: Fields, line: Line): Verdict {
  const message = asText(payload.message)
  const images = asList(payload.images).flatMap((url): OpenBlock[] => {
    const image = typeof url === 'string' ? imageOfDataUrl(url) : null
    return image ? [image] : []
  })
  if (message === null && images.length === 0) return { damaged: 'a prompt without text' }
  const blocks = [...(message === null ? [] : [text(message)]), ...images]
  draft.entries.push(entry(draft, { ...line, kind: 'prompt' }, blocks))
  return null
}

function said(draft: CodexDraft, given: unknown, line: Line & { readonly kind: 'said' | 'part' }): Verdict {
  const message = asText(given)
  // Some events are written before there is a text.
  if (message === null) return null
  const block: OpenBlock = line.kind === 'said' ? text(message) : { kind: 'thinking', text: message }
  draft.entries.push(entry(draft, line, [block]))
  return null
}

function text(written: string): OpenBlock {
  return { kind: 'text', text: written }
}

function entry(
  draft: CodexDraft,
  { kind, record, at }: Line & { readonly kind: 'prompt' | 'said' | 'part' },
  blocks: readonly OpenBlock[],
): Spoken {
  const role = kind === 'prompt' ? 'user' : 'assistant'
  const model = kind === 'prompt' ? null : draft.model
  return { kind, role, from: 'event', id: `record-${record}`, record, at, model, blocks }
}

/** The event is repeated when limits change, with the same total: tokens count once. */
function tokens(draft: CodexDraft, payload: Fields): Verdict {
  const info = asFields(payload.info)
  const total = usageOf(info?.total_token_usage)
  const last = usageOf(info?.last_token_usage)
  const before = draft.total
  if (total && before && total.input === before.input && total.output === before.output) return null
  const usage = last ?? (total && before ? difference(total, before) : total)
  draft.total = total ?? draft.total
  if (usage) draft.entries.push({ kind: 'usage', usage })
  return null
}

/** OpenAI counts cached tokens as input, too; ours does not. */
function usageOf(value: unknown): Usage | null {
  const usage = asFields(value)
  const all = asCount(usage?.input_tokens)
  if (!usage || all === null) return null
  const cacheRead = asCount(usage.cached_input_tokens)
  const cacheWrite = asCount(usage.cache_write_input_tokens)
  const input = Math.max(0, all - (cacheRead ?? 0) - (cacheWrite ?? 0))
  return { input, output: asCount(usage.output_tokens), cacheRead, cacheWrite }
}

function difference(total: Usage, before: Usage): Usage {
  const less = (a: number | null, b: number | null): number | null =>
    a === null ? null : Math.max(0, a - (b ?? 0))
  return {
    input: less(total.input, before.input),
    output: less(total.output, before.output),
    cacheRead: less(total.cacheRead, before.cacheRead),
    cacheWrite: less(total.cacheWrite, before.cacheWrite),
  }
}
