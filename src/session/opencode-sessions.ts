// What OpenCode stores about sessions, messages and their parts in, conversations out. Shapes: packages/opencode/src/session/message-v2.ts.
import type { Usage } from '../model/model.ts'
import type { OpenBlock, OpenCall } from './open-call.ts'
import type { Conversation, FileUse } from './conversation.ts'
import { byAuthors, conversationOf, madeName, newDraft, type MessageDraft } from './drafts.ts'
import { asCount, asFields, asList, asText, asTime, type Fields } from './fields.ts'
import { imageOfDataUrl } from './image.ts'
import { hunksOfDiff } from './patch-text.ts'
import type { Verdict } from './tally.ts'
import { filesOfTool, updatedFile } from './tool-files.ts'

interface Message {
  readonly id: string
  readonly record: number
  session: string | null
  info: Fields | null
  /** By id: a part is stored again whenever it grows. */
  readonly parts: Map<string, OpenBlock[]>
  /** Paths that calls before changed. */
  readonly edited: Set<string>
  /** Blocks of the program within a message of a person. */
  readonly machine: Set<OpenBlock>
}

/** No file system has longer ones, in UTF-16 units. */
const longestPath = 4096

/** Parts that say nothing. */
const quiet = new Set(['step-start', 'step-finish', 'snapshot', 'compaction', 'agent'])

export class OpenCodeSessions {
  private readonly infos = new Map<string, Fields>()
  private readonly messages = new Map<string, Message>()

  session(info: Fields): void {
    const id = asText(info.id)
    if (id !== null) this.infos.set(id, info)
  }

  message(info: Fields, session: string | null, record: number): Verdict {
    const id = asText(info.id)
    if (id === null) return { damaged: 'a message without an id' }
    const message = this.at(id, record)
    message.info = info
    message.session = asText(info.sessionID) ?? session ?? message.session
    return info.role === 'user' || info.role === 'assistant'
      ? null
      : { unknown: `role ${asText(info.role) ?? ''}` }
  }

  part(part: Fields, messageId: string | null, session: string | null, record: number): Verdict {
    const message = this.at(messageId ?? asText(part.messageID) ?? 'without-id', record)
    message.session ??= session
    const id = asText(part.id) ?? `part-${message.parts.size}`
    const type = asText(part.type) ?? ''
    if (quiet.has(type)) return null
    const blocks = blocksOf(part, type, `${message.id}.${id}`, message.edited)
    if (blocks === null) return { unknown: `part ${type}` }
    message.parts.set(id, blocks)
    for (const block of blocks)
      if (block.kind === 'tool-call')
        for (const file of block.files) if (file.kind === 'edit') message.edited.add(file.path)
    if (part.synthetic === true) for (const block of blocks) message.machine.add(block)
    return null
  }

  conversations(): Conversation[] {
    const found = new Map<string | null, MessageDraft[]>([...this.infos.keys()].map((id) => [id, []]))
    const folders = new Map<string | null, string | null>()
    /** Session of a subagent → the session and the call that started it. */
    const starters = new Map<string, { readonly session: string | null; readonly callId: string }>()
    for (const message of this.messages.values()) {
      const { session, info, parts } = message
      const drafts = found.get(session) ?? []
      found.set(session, drafts)
      for (const draft of draftsOf(message, this.infos.get(session ?? ''))) drafts.push(draft)
      folders.set(session, folders.get(session) ?? asText(asFields(info?.path)?.cwd))
      for (const blocks of parts.values())
        for (const block of blocks)
          if (block.kind === 'tool-call' && block.subagent !== null)
            starters.set(block.subagent, { session, callId: block.id })
    }
    return [...found].map(([id, messages]) => {
      const info = this.infos.get(id ?? '')
      const parent = asText(info?.parentID)
      const starter = starters.get(id ?? '')
      const callId = starter?.session === parent ? (starter?.callId ?? null) : null
      return conversationOf({
        agent: 'opencode',
        sessionId: id ?? madeName(messages[0]?.id ?? ''),
        parent: parent === null ? null : { sessionId: parent, callId },
        title: asText(info?.title),
        cwd: asText(info?.directory) ?? folders.get(id) ?? null,
        version: asText(info?.version),
        messages,
      })
    })
  }

  private at(id: string, record: number): Message {
    const message = this.messages.get(id) ?? {
      id,
      record,
      session: null,
      info: null,
      parts: new Map<string, OpenBlock[]>(),
      edited: new Set<string>(),
      machine: new Set<OpenBlock>(),
    }
    this.messages.set(id, message)
    return message
  }
}

function draftsOf(
  { id, record, info, parts, machine }: Message,
  session: Fields | undefined,
): MessageDraft[] {
  const blocks = [...parts.values()].flat()
  const time = asFields(info?.time)
  const at = asTime(time?.created)
  const abandoned = isReverted(id, session)
  if (info?.role === 'user') {
    const typed = blocks.filter((block) => !machine.has(block))
    const added = blocks.filter((block) => machine.has(block))
    const said = newDraft({ id, record, role: 'user', author: 'person', at, blocks: typed, abandoned })
    const drafts = byAuthors(said)
    if (added.length === 0) return drafts
    const second = drafts.find(({ author }) => author === 'machine')
    if (second) for (const block of added) second.blocks.push(block)
    else if (typed.length === 0) return [{ ...said, author: 'machine', blocks: added }]
    else drafts.push({ ...said, id: `${id}.machine`, author: 'machine', blocks: added })
    return drafts
  }
  const model = asText(info?.modelID) ?? asText(asFields(info?.model)?.modelID)
  const usage = usageOf(info?.tokens)
  const role = info?.role === 'system' ? 'system' : 'assistant'
  const author = role === 'system' ? 'machine' : 'agent'
  return [newDraft({ id, record, role, author, at, model, blocks, usage, abandoned })]
}

/** Ids of messages ascend; what a person reverted begins with the message that is named. */
function isReverted(id: string, session: Fields | undefined): boolean {
  const from = asText(asFields(session?.revert)?.messageID)
  return from !== null && id >= from
}

function blocksOf(
  part: Fields,
  type: string,
  place: string,
  edited: ReadonlySet<string>,
): OpenBlock[] | null {
  switch (type) {
    case 'text':
      return typeof part.text === 'string'
        ? part.text === ''
          ? []
          : [{ kind: 'text', text: part.text }]
        : null
    case 'reasoning':
      return typeof part.text === 'string'
        ? part.text === ''
          ? []
          : [{ kind: 'thinking', text: part.text }]
        : null
    case 'tool':
      return called(part, place)
    case 'file':
      return [filePart(part)]
    case 'patch':
      return patched(part, place, edited)
    case 'retry':
      return [
        {
          kind: 'text',
          text: `[retry: ${asText(asFields(asFields(part.error)?.data)?.message) ?? 'no reason given'}]`,
        },
      ]
    case 'subtask':
      return [{ kind: 'text', text: asText(part.prompt) ?? asText(part.description) ?? '' }]
    default:
      return null
  }
}

/** Files that differ after a step: those that no call of an editing tool accounts for were changed by commands. */
function patched(part: Fields, place: string, edited: ReadonlySet<string>): OpenBlock[] {
  const paths = asList(part.files).filter((path) => typeof path === 'string')
  const others = paths.filter((path) => !isAmong(edited, path))
  if (others.length === 0) return []
  const input = { hash: part.hash ?? null, files: paths }
  const files = others.map((path) => updatedFile(path, []))
  return [{ kind: 'tool-call', id: place, name: 'patch', input, subagent: null, files }]
}

/** Calls may name a file by a part of its path. */
function isAmong(edited: ReadonlySet<string>, path: string): boolean {
  for (let from = 0; from < longestPath;) {
    if (edited.has(path.slice(from))) return true
    const slash = path.indexOf('/', from)
    if (slash < 0) return false
    from = slash + 1
  }
  return false
}

function called(part: Fields, place: string): OpenBlock[] {
  const state = asFields(part.state) ?? {}
  const status = asText(state.status)
  const id = asText(part.callID) ?? place
  const name = asText(part.tool) ?? ''
  const input = state.input ?? part.input ?? null
  const metadata = asFields(state.metadata)
  const failed = status === 'error'
  const files = failed ? [] : changed(filesOfTool(name, input), metadata)
  const call: OpenCall = {
    kind: 'tool-call',
    id,
    name,
    input,
    subagent: asText(metadata?.sessionId) ?? asText(metadata?.sessionID),
    files,
  }
  const output = asText(failed ? state.error : state.output) ?? ''
  if (status !== 'completed' && status !== 'success' && !failed && output === '') return [call]
  const attached = asList(state.attachments).flatMap((one) => filePart(asFields(one) ?? {}))
  return [call, { kind: 'tool-result', callId: id, text: output, isError: failed }, ...attached]
}

/** OpenCode keeps the diff of what a call changed. */
function changed(files: readonly FileUse[], metadata: Fields | null): readonly FileUse[] {
  const [file] = files
  const diff = asText(metadata?.diff)
  const hunks = diff === null ? [] : hunksOfDiff(diff)
  if (files.length !== 1 || file?.kind !== 'edit') return files
  const updated = file.change === 'create' && metadata?.exists === true ? 'update' : file.change
  return [{ ...file, change: updated, hunks: hunks.length > 0 && updated === 'update' ? hunks : file.hunks }]
}

function filePart(part: Fields): OpenBlock {
  const url = asText(part.url) ?? ''
  const image = imageOfDataUrl(url)
  if (image) return image
  const name = asText(part.filename) ?? (url.startsWith('data:') ? 'data' : url)
  return { kind: 'text', text: `[file: ${name}]` }
}

/** What the model thought is counted beside what it put out. */
function usageOf(given: unknown): Usage | null {
  const tokens = asFields(given)
  if (!tokens) return null
  const cache = asFields(tokens.cache)
  const output = asCount(tokens.output)
  return {
    input: asCount(tokens.input),
    output: output === null ? null : output + (asCount(tokens.reasoning) ?? 0),
    cacheRead: asCount(cache?.read),
    cacheWrite: asCount(cache?.write),
  }
}
