// Records that say something in, drafts of messages out: parts of one message joined, people's words told from the rest.
import type { Usage } from '../model/model.ts'
import { contentOf } from './claude-code-blocks.ts'
import type { Draft, Drafts } from './claude-code-draft.ts'
import { filesOfResult } from './claude-code-files.ts'
import type { Author, SessionMessage } from './conversation.ts'
import { asCount, asFields, asList, asText, asTime, type Fields } from './fields.ts'
import { tellApart } from './machine-text.ts'
import type { OpenBlock } from './open-call.ts'
import type { Verdict } from './tally.ts'
import { largerUsage } from './usage.ts'

/** A record and what it says about itself. */
export interface Frame {
  readonly fields: Fields
  /** Counted from 1. */
  readonly record: number
  readonly session: string
  readonly agentId: string | null
  readonly sidechain: boolean
  readonly callId: string | null
}

export class ClaudeCodeMessages {
  private readonly drafts: Drafts
  /** Who speaks (session, subagent) → `message.id` → the message that further lines belong to. */
  private readonly growing = new Map<string, Map<string, Draft>>()
  /** Session → ids of its records. */
  private readonly seen = new Map<string, Set<string>>()

  constructor(drafts: Drafts) {
    this.drafts = drafts
  }

  said(frame: Frame, type: 'user' | 'assistant'): Verdict {
    const message = asFields(frame.fields.message)
    if (!message) return { damaged: `a record of the ${type} without a message` }
    const place = asText(frame.fields.uuid) ?? `record-${frame.record}`
    const content = contentOf(message.content, place)
    if (!content) return { damaged: `a message of the ${type} without content` }
    // A record that was written twice is one message.
    if (this.isSecond(frame)) return null
    if (type === 'assistant') this.assistant(frame, message, content.blocks)
    else this.user(frame, content.blocks)
    return content.unknown === null ? null : { unknown: `${type} block ${content.unknown}` }
  }

  /** Words of the agent's program. */
  machine(frame: Frame, role: SessionMessage['role'], text: string): void {
    if (this.isSecond(frame)) return
    this.add(frame, role, 'machine', [{ kind: 'text', text }], 'said')
  }

  /** A record without words: it only leads from one message to the next. */
  silent(frame: Frame): void {
    if (!this.isSecond(frame)) this.follow(frame, 'other')
  }

  queued(frame: Frame, attached: Fields): Verdict {
    const content = contentOf(attached.prompt, asText(frame.fields.uuid) ?? `record-${frame.record}`)
    if (!content) return { damaged: 'a queued prompt without text' }
    if (this.isSecond(frame)) return null
    const typed = (asText(attached.commandMode) ?? 'prompt') === 'prompt' && attached.isMeta !== true
    this.spoken(frame, content.blocks, typed ? 'person' : 'machine')
    return content.unknown === null ? null : { unknown: `attachment block ${content.unknown}` }
  }

  private assistant(frame: Frame, message: Fields, blocks: readonly OpenBlock[]): void {
    for (const uuid of asList(frame.fields.supersedesUuids)) this.drafts.takenBack.add(String(uuid))
    const usage = usageOf(message.usage)
    const id = asText(message.id)
    const who = `${frame.sidechain} ${frame.session.length} ${frame.session}${frame.agentId ?? ''}`
    const own = this.growing.get(who) ?? new Map<string, Draft>()
    const begun = id === null ? undefined : own.get(id)
    if (begun) {
      begun.blocks.push(...blocks.filter((block) => !isCallOf(begun, block)))
      begun.usage = largerUsage(begun.usage, usage)
      this.follow(frame, 'said')
      return
    }
    const synthetic = message.model === '<synthetic>' || frame.fields.isApiErrorMessage === true
    const model = synthetic ? null : asText(message.model)
    const author = synthetic ? 'machine' : 'agent'
    const draft = this.add(frame, 'assistant', author, [...blocks], 'said', { id, model, usage })
    if (id !== null) this.growing.set(who, own.set(id, draft))
  }

  private user(frame: Frame, blocks: readonly OpenBlock[]): void {
    const { fields } = frame
    const callIds = blocks.flatMap((block) => (block.kind === 'tool-result' ? [block.callId] : []))
    if (callIds.length > 0) this.outcome(frame, blocks, callIds)
    this.spoken(frame, blocks, authorOf(frame, fields))
  }

  /** Splits what a person wrote from what the program added. */
  private spoken(frame: Frame, blocks: readonly OpenBlock[], author: Author): void {
    const results = blocks.some((block) => block.kind === 'tool-result')
    const mine: OpenBlock[] = []
    const machine: OpenBlock[] = []
    for (const block of blocks) {
      if (block.kind !== 'text' || author === 'machine')
        (results || author === 'machine' ? machine : mine).push(block)
      else {
        const told = tellApart(block.text)
        if (told.person !== '') mine.push({ kind: 'text', text: told.person })
        if (told.machine !== '') machine.push({ kind: 'text', text: told.machine })
      }
    }
    // A picture is a person's where words of a person stand beside it, or nothing does.
    const words = mine.some((block) => block.kind === 'text')
    const own = words || machine.length === 0
    if (own && !results) this.add(frame, 'user', author, mine, 'prompt')
    if (!own) this.add(frame, 'user', 'machine', [...machine, ...mine], 'said')
    else if (machine.length > 0) this.add(frame, 'user', 'machine', machine, 'said', { suffix: '.machine' })
    // Who refuses a call may say why: after its result.
    if (own && results) this.add(frame, 'user', author, mine, 'said')
  }

  private outcome(frame: Frame, blocks: readonly OpenBlock[], callIds: readonly string[]): void {
    const result = frame.fields.toolUseResult
    const started = asText(asFields(result)?.agentId)
    const single = callIds.length === 1
    for (const block of blocks) {
      if (block.kind !== 'tool-result') continue
      this.drafts.outcomes.push({
        session: frame.session,
        callIds: [block.callId],
        failed: block.isError,
        files: single ? filesOfResult(result) : null,
        agentId: single ? started : null,
      })
    }
    const files = single ? null : filesOfResult(result)
    if (files)
      this.drafts.outcomes.push({ session: frame.session, callIds, failed: false, files, agentId: null })
  }

  private add(
    frame: Frame,
    role: SessionMessage['role'],
    author: Author,
    blocks: OpenBlock[],
    kind: 'prompt' | 'said',
    more: { id?: string | null; model?: string | null; usage?: Usage | null; suffix?: string } = {},
  ): Draft {
    const { fields, session, agentId, sidechain, callId, record } = frame
    const uuid = asText(fields.uuid)
    const draft: Draft = {
      session,
      agentId,
      sidechain,
      uuid,
      parentUuid: asText(fields.parentUuid),
      callId,
      id: (more.id ?? uuid ?? `record-${record}`) + (more.suffix ?? ''),
      role,
      author,
      at: asTime(fields.timestamp),
      model: more.model ?? null,
      record,
      blocks,
      usage: more.usage ?? null,
    }
    this.drafts.messages.push(draft)
    if (more.suffix !== '.machine') this.follow(frame, author === 'person' ? kind : 'said')
    return draft
  }

  private follow({ fields, session, sidechain }: Frame, kind: 'prompt' | 'said' | 'other'): void {
    const id = asText(fields.uuid)
    if (id === null || sidechain) return
    const follows = asText(fields.parentUuid) ?? asText(fields.logicalParentUuid)
    const records = this.drafts.following.get(session)
    if (records) records.push({ id, follows, kind })
    else this.drafts.following.set(session, [{ id, follows, kind }])
  }

  private isSecond({ fields, session }: Frame): boolean {
    const uuid = asText(fields.uuid)
    if (uuid === null) return false
    const ids = this.seen.get(session)
    if (ids === undefined) this.seen.set(session, new Set([uuid]))
    else if (ids.has(uuid)) return true
    else ids.add(uuid)
    return false
  }
}

/** Whose words a record of the user may hold; what the program wrapped them in is told apart afterwards. */
function authorOf({ sidechain }: Frame, fields: Fields): Author {
  const origin = asText(asFields(fields.origin)?.kind)
  const plan = asText(fields.planContent) !== null
  if (fields.isMeta === true || fields.isCompactSummary === true || plan) return 'machine'
  if (fields.isVisibleInTranscriptOnly === true || (origin !== null && origin !== 'human')) return 'machine'
  // What a subagent is asked was written by the agent that started it.
  return sidechain ? 'agent' : 'person'
}

function isCallOf(draft: Draft, block: OpenBlock): boolean {
  return (
    block.kind === 'tool-call' && draft.blocks.some((one) => one.kind === 'tool-call' && one.id === block.id)
  )
}

function usageOf(value: unknown): Usage | null {
  const usage = asFields(value)
  if (!usage) return null
  return {
    input: asCount(usage.input_tokens),
    output: asCount(usage.output_tokens),
    cacheRead: asCount(usage.cache_read_input_tokens),
    cacheWrite: asCount(usage.cache_creation_input_tokens),
  }
}
