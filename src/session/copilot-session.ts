// Events of one session of Copilot CLI in, its conversation and those of its subagents out.
import type { Usage } from '../model/model.ts'
import type { OpenCall } from './open-call.ts'
import type { Conversation } from './conversation.ts'
import { copilotNotices, copilotQuiet } from './copilot-kinds.ts'
import { byAuthors, conversationOf, madeName, newDraft, type MessageDraft } from './drafts.ts'
import { asCount, asFields, asJson, asList, asText, asTime, type Fields } from './fields.ts'
import { hunksOfDiff } from './patch-text.ts'
import { filesOfTool } from './tool-files.ts'
import type { Verdict } from './tally.ts'

export interface CopilotEvent {
  readonly type: string
  readonly data: Fields
  readonly fields: Fields
  readonly record: number
  readonly id: string
}

export class CopilotSession {
  readonly id: string | null
  /** Call that started a subagent → what it said; null: the session itself. */
  private readonly groups = new Map<string | null, MessageDraft[]>([[null, []]])
  private readonly calls = new Map<string, OpenCall>()
  private readonly growing = new Map<string, { readonly draft: MessageDraft; readonly texts: Set<string> }>()
  /** Messages that were not taken back, in the order in which they were said. */
  private readonly live: MessageDraft[] = []
  /** Event → how many of these there were before it. */
  private readonly places = new Map<string, number>()
  private context: Fields = {}
  private version: string | null = null
  private model: string | null = null
  private title: string | null = null

  constructor(id: string | null) {
    this.id = id
  }

  take(event: CopilotEvent): Verdict {
    const { type, data } = event
    this.places.set(event.id, this.live.length)
    this.note(data)
    switch (type) {
      case 'session.start':
        return null
      case 'user.message':
        return this.user(event)
      case 'assistant.message':
        return this.assistant(event)
      case 'assistant.reasoning':
        return this.reasoning(event)
      case 'tool.execution_start':
        this.ensureCall(event)
        return null
      case 'tool.execution_complete':
        return this.result(event)
      case 'session.snapshot_rewind':
        this.rewind(asText(data.upToEventId))
        return null
    }
    if (Object.hasOwn(copilotNotices, type)) return this.notice(event)
    return copilotQuiet.has(type) ? null : { unknown: type }
  }

  conversations(): Conversation[] {
    const own = this.groups.get(null) ?? []
    const first = own[0]
    const sessionId = this.id ?? madeName(`${first?.id ?? ''}\n${first?.at ?? ''}`)
    const { context } = this
    const cwd = asText(context.cwd) ?? asText(context.gitRoot)
    const facts = {
      agent: 'copilot' as const,
      cwd,
      remote: remoteOf(context),
      commit: asText(context.headCommit),
      branch: asText(context.branch),
      version: this.version,
    }
    const groups = [...this.groups].filter(([group, drafts]) => group === null || drafts.length > 0)
    return groups.map(([group, messages]) => {
      if (group === null) return conversationOf({ ...facts, sessionId, title: this.title, messages })
      const call = this.calls.get(group)
      const name = `${sessionId}.${group}`
      if (call) call.subagent = name
      return conversationOf({ ...facts, sessionId: name, parent: { sessionId, callId: group }, messages })
    })
  }

  private note(data: Fields): void {
    const context = asFields(data.context)
    // The branch is the last, where commits went; the commit the first, with which it began.
    if (context) this.context = { ...context, headCommit: this.context.headCommit ?? context.headCommit }
    this.version ??= asText(data.copilotVersion)
    this.model = asText(data.newModel) ?? asText(data.selectedModel) ?? this.model
    this.title = asText(data.title) ?? this.title
  }

  private user(event: CopilotEvent): Verdict {
    const content = asText(event.data.content) ?? asText(event.data.transformedContent)
    if (content === null && typeof event.data.content !== 'string')
      return { damaged: 'a message of the user without content' }
    const source = asText(event.data.source)
    const author = source === null || source === 'user' ? 'person' : 'machine'
    const draft = this.draft(event, 'user', author)
    if (content !== null) draft.blocks.push({ kind: 'text', text: content })
    for (const one of author === 'person' ? byAuthors(draft) : [draft]) this.add(event, one)
    return null
  }

  private assistant(event: CopilotEvent): Verdict {
    const { data } = event
    const id = asText(data.messageId)
    const known = id === null ? undefined : this.growing.get(id)
    const draft = known?.draft ?? { ...this.draft(event, 'assistant', 'agent'), id: id ?? event.id }
    draft.model = asText(data.model) ?? draft.model ?? this.model
    draft.usage = usageOf(data) ?? draft.usage
    const thought = asText(data.reasoningText)
    const texts = known?.texts ?? new Set<string>()
    const content = asText(data.content)
    if (thought !== null && !texts.has(thought)) draft.blocks.push({ kind: 'thinking', text: thought })
    if (content !== null && !texts.has(content)) draft.blocks.push({ kind: 'text', text: content })
    for (const text of [thought, content]) if (text !== null) texts.add(text)
    asList(data.toolRequests).forEach((given, index) => {
      const request = asFields(given)
      if (request)
        this.addCall(
          draft,
          asText(request.toolCallId) ?? `${event.id}.${index}`,
          request.name,
          request.arguments,
        )
    })
    if (known) return null
    this.add(event, draft)
    if (id !== null) this.growing.set(id, { draft, texts })
    return null
  }

  private reasoning(event: CopilotEvent): Verdict {
    const thought = asText(event.data.content) ?? asText(event.data.reasoningText)
    if (thought === null) return null
    const draft = this.draft(event, 'assistant', 'agent')
    this.add(event, { ...draft, model: this.model, blocks: [{ kind: 'thinking', text: thought }] })
    return null
  }

  /** In an editor, calls are known from their beginning alone. */
  private ensureCall(event: CopilotEvent): void {
    const id = asText(event.data.toolCallId) ?? event.id
    if (this.calls.has(id)) return
    const group = this.group(event)
    const last = group.at(-1)
    const draft = last?.role === 'assistant' ? last : this.draft(event, 'assistant', 'agent')
    if (draft !== last) this.add(event, draft)
    draft.model ??= asText(event.data.model) ?? this.model
    this.addCall(draft, id, event.data.toolName, event.data.arguments)
  }

  private addCall(draft: MessageDraft, id: string, name: unknown, given: unknown): void {
    if (this.calls.has(id)) return
    const tool = asText(name) ?? ''
    const input = typeof given === 'string' ? parsed(given) : (given ?? null)
    const call: OpenCall = {
      kind: 'tool-call',
      id,
      name: tool,
      input,
      subagent: null,
      files: filesOfTool(tool, input),
    }
    draft.blocks.push(call)
    this.calls.set(id, call)
  }

  private result(event: CopilotEvent): Verdict {
    const { data } = event
    const callId = asText(data.toolCallId)
    if (callId === null) return { damaged: 'a result of no call' }
    const result = asFields(data.result)
    const kind = asText(result?.result_type) ?? asText(result?.resultType) ?? 'success'
    const isError = data.success === false || kind !== 'success'
    const draft = this.draft(event, 'user', 'machine')
    draft.blocks.push({ kind: 'tool-result', callId, text: resultText(data), isError })
    this.add(event, draft)
    const call = this.calls.get(callId)
    if (!call) return null
    if (isError) call.files = []
    const detail = asText(result?.detailedContent) ?? ''
    const hunks = /^@@ /m.test(detail) ? hunksOfDiff(detail) : []
    const [file] = call.files
    if (hunks.length > 0 && call.files.length === 1 && file?.kind === 'edit')
      call.files = [{ ...file, hunks }]
    return null
  }

  private notice(event: CopilotEvent): Verdict {
    const text = asText(event.data[copilotNotices[event.type] ?? ''])
    if (text === null) return null
    const draft = this.draft(event, 'system', 'machine')
    this.add(event, { ...draft, blocks: [{ kind: 'text', text }] })
    return null
  }

  /** What came after that event, and the event itself, was taken back. */
  private rewind(id: string | null): void {
    const before = id === null ? undefined : this.places.get(id)
    if (before === undefined) return
    for (const draft of this.live.splice(before)) draft.abandoned = true
  }

  private add(event: CopilotEvent, draft: MessageDraft): void {
    this.group(event).push(draft)
    this.live.push(draft)
  }

  private group({ data }: CopilotEvent): MessageDraft[] {
    const name = asText(data.parentToolCallId)
    const group = this.groups.get(name) ?? []
    this.groups.set(name, group)
    return group
  }

  private draft(
    event: CopilotEvent,
    role: MessageDraft['role'],
    author: MessageDraft['author'],
  ): MessageDraft {
    const { id, record } = event
    return newDraft({ id, role, author, record, at: asTime(event.fields.timestamp) })
  }
}

function resultText(data: Fields): string {
  const { result } = data
  if (typeof result === 'string') return result
  const fields = asFields(result)
  const said =
    asText(fields?.content) ?? asText(fields?.text_result_for_llm) ?? asText(fields?.textResultForLlm)
  if (said !== null) return said
  const error = asText(asFields(data.error)?.message) ?? asText(data.error)
  return error ?? (fields && Object.keys(fields).length > 0 ? asJson(fields) : '')
}

function parsed(text: string): unknown {
  try {
    // What JSON.parse gives is any value; nothing is taken for granted about it.
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** What was put into the model is not told for each message. */
function usageOf(data: Fields): Usage | null {
  const output = asCount(data.outputTokens)
  return output === null ? null : { input: null, output, cacheRead: null, cacheWrite: null }
}

function remoteOf(context: Fields): string | null {
  const repository = asText(context.repository)
  const host = asText(context.repositoryHost)
  if (
    repository === null ||
    host === null ||
    !/^[\w.-]+$/.test(host) ||
    !/^[\w.-]+\/[\w.-]+$/.test(repository)
  )
    return null
  return `https://${host}/${repository}`
}
