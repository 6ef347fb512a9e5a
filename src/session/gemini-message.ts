// A message as Gemini CLI records it in, drafts of messages out.
import type { Usage } from '../model/model.ts'
import type { OpenBlock, OpenCall } from './open-call.ts'
import type { FileUse } from './conversation.ts'
import { byAuthors, newDraft, type MessageDraft } from './drafts.ts'
import { asCount, asFields, asJson, asList, asText, asTime, type Fields } from './fields.ts'
import { imageBlock } from './image.ts'
import { hunksOfDiff } from './patch-text.ts'
import { createdFile, filesOfTool, updatedFile, useOf } from './tool-files.ts'
import type { Verdict } from './tally.ts'

export interface GeminiRead {
  readonly drafts: readonly MessageDraft[]
  readonly verdict: Verdict
}

/** What Gemini CLI adds to a prompt that names files. */
const referenced = '--- Content from referenced files ---'

/** Shapes: `MessageRecord` in packages/core/src/services/chatRecordingTypes.ts of gemini-cli. */
export function readGeminiMessage(fields: Fields, record: number, place: string): GeminiRead {
  const id = asText(fields.id) ?? place
  const at = asTime(fields.timestamp)
  const unknown = new Set<string>()
  const blocks = partsOf(fields.content ?? fields.parts, id, unknown)
  const type = asText(fields.type) ?? ''
  const draft = { id, at, record, blocks }
  const verdict = (): Verdict => {
    const [kind] = unknown
    return kind === undefined ? null : { unknown: `${type} part ${kind}` }
  }
  switch (type) {
    case 'user':
      return { drafts: prompt(draft, fields), verdict: verdict() }
    case 'gemini':
    case 'model': {
      const thoughts = asList(fields.thoughts).flatMap(thought)
      const calls = asList(fields.toolCalls).flatMap((call, index) =>
        called(asFields(call), `${id}.${index}`),
      )
      const all = [...thoughts, ...blocks, ...calls]
      const model = asText(fields.model)
      const said = newDraft({
        ...draft,
        blocks: all,
        role: 'assistant',
        author: 'agent',
        model,
        usage: usageOf(fields.tokens),
      })
      return { drafts: [said], verdict: verdict() }
    }
    case 'info':
    case 'warning':
    case 'error':
      return { drafts: [newDraft({ ...draft, role: 'system', author: 'machine' })], verdict: verdict() }
    default:
      return { drafts: [], verdict: { unknown: `message ${type}` } }
  }
}

/** `displayContent` is what was typed, where the prompt was made longer before it was sent. */
function prompt(
  draft: Pick<MessageDraft, 'id' | 'at' | 'record' | 'blocks'>,
  fields: Fields,
): MessageDraft[] {
  const said = newDraft({ ...draft, role: 'user', author: 'person' })
  const shown = partsOf(fields.displayContent, draft.id, new Set())
  if (shown.length > 0 && asJson(shown) !== asJson(draft.blocks)) {
    const sent = newDraft({ ...said, id: `${draft.id}.machine`, author: 'machine' })
    return [{ ...said, blocks: shown }, sent]
  }
  const text = draft.blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('')
  if (text.trimStart().startsWith('<state_snapshot>')) return [{ ...said, author: 'machine' }]
  const at = draft.blocks.findIndex((block) => block.kind === 'text' && block.text.includes(referenced))
  const block = draft.blocks[at]
  if (block?.kind !== 'text') return byAuthors(said)
  const from = block.text.indexOf(referenced)
  const typed = block.text.slice(0, from).trimEnd()
  const before: OpenBlock[] = typed === '' ? [] : [{ kind: 'text', text: typed }]
  const added: OpenBlock[] = [{ kind: 'text', text: block.text.slice(from) }, ...draft.blocks.slice(at + 1)]
  return [
    { ...said, blocks: [...draft.blocks.slice(0, at), ...before] },
    { ...said, id: `${draft.id}.machine`, author: 'machine', blocks: added },
  ]
}

/** `PartListUnion`: a text, a part, or a list of these. */
function partsOf(content: unknown, place: string, unknown: Set<string>): OpenBlock[] {
  if (content === undefined || content === null) return []
  const parts = Array.isArray(content) ? asList(content) : [content]
  return parts.flatMap((part, index) => {
    if (typeof part === 'string') return part === '' ? [] : [text(part)]
    const fields = asFields(part)
    const read = fields ? partOf(fields, `${place}.part-${index}`) : null
    if (read === null) unknown.add(fields ? (Object.keys(fields)[0] ?? 'without members') : typeof part)
    return read ?? []
  })
}

function partOf(part: Fields, place: string): OpenBlock[] | null {
  if (typeof part.text === 'string') {
    if (part.text === '') return []
    return part.thought === true ? [{ kind: 'thinking', text: part.text }] : [text(part.text)]
  }
  const inline = asFields(part.inlineData)
  const data = asText(inline?.data)
  if (data !== null) return [imageBlock(asText(inline?.mimeType) ?? 'application/octet-stream', data)]
  const uri = asText(asFields(part.fileData)?.fileUri)
  if (uri !== null) return [text(`[file: ${uri}]`)]
  const call = asFields(part.functionCall)
  if (call) return called(call, place)
  const response = asFields(part.functionResponse)
  if (!response) return null
  const callId = asText(response.id) ?? ''
  return [
    {
      kind: 'tool-result',
      callId,
      text: responseText(response.response),
      isError: failedIn(response.response),
    },
  ]
}

function thought(given: unknown): OpenBlock[] {
  const fields = asFields(given)
  const told = [asText(fields?.subject), asText(fields?.description)].filter((part) => part !== null)
  return told.length === 0 ? [] : [{ kind: 'thinking', text: told.join('\n') }]
}

function called(call: Fields | null, place: string): OpenBlock[] {
  if (!call) return []
  const id = asText(call.id) ?? place
  const name = asText(call.name) ?? ''
  const status = asText(call.status)
  const failed = status === 'error' || status === 'cancelled'
  const input = call.args ?? null
  const files = failed ? [] : (filesShown(name, input, call.resultDisplay) ?? filesOfTool(name, input))
  const block: OpenCall = { kind: 'tool-call', id, name, input, subagent: asText(call.agentId), files }
  const result = resultText(call)
  return result === null && !failed
    ? [block]
    : [block, { kind: 'tool-result', callId: id, text: result ?? '', isError: failed }]
}

/** Gemini CLI shows a change of a file as a unified diff. */
function filesShown(name: string, input: unknown, display: unknown): FileUse[] | null {
  const shown = asFields(display)
  const diff = asText(shown?.fileDiff)
  const use = useOf(name)
  if (!shown || diff === null || (use !== 'edit' && use !== 'write')) return null
  const path = filesOfTool(name, input)[0]?.path ?? asText(shown.filePath) ?? asText(shown.fileName)
  if (path === null || path === undefined) return null
  const isNew =
    shown.isNewFile === true ||
    (use === 'write' && (shown.originalContent === null || shown.originalContent === ''))
  const content = asText(shown.newContent)
  return [isNew && content !== null ? createdFile(path, content) : updatedFile(path, hunksOfDiff(diff))]
}

function resultText(call: Fields): string | null {
  const parts = Array.isArray(call.result)
    ? asList(call.result)
    : call.result === undefined
      ? []
      : [call.result]
  const texts = parts.flatMap((part) => {
    if (typeof part === 'string') return [part]
    const fields = asFields(part)
    const response = asFields(fields?.functionResponse)
    if (response) return [responseText(response.response)]
    return typeof fields?.text === 'string' ? [fields.text] : []
  })
  if (texts.length > 0) return texts.join('\n')
  return typeof call.resultDisplay === 'string' ? call.resultDisplay : null
}

function responseText(response: unknown): string {
  const fields = asFields(response)
  const said = asText(fields?.output) ?? asText(fields?.error) ?? asText(fields?.content)
  return said ?? (response === undefined || response === null ? '' : asJson(response))
}

function failedIn(response: unknown): boolean {
  return asText(asFields(response)?.error) !== null
}

/** `input` counts what was cached, too. */
function usageOf(tokens: unknown): Usage | null {
  const fields = asFields(tokens)
  if (!fields) return null
  const input = asCount(fields.input)
  const cached = asCount(fields.cached)
  const output = asCount(fields.output)
  return {
    input: input === null ? null : Math.max(0, input - (cached ?? 0)) + (asCount(fields.tool) ?? 0),
    output: output === null ? null : output + (asCount(fields.thoughts) ?? 0),
    cacheRead: cached,
    cacheWrite: null,
  }
}

function text(written: string): OpenBlock {
  return { kind: 'text', text: written }
}
