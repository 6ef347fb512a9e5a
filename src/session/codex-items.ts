// One item that a model of OpenAI said or was told (`response_item`) in, what it means out.
import type { Block } from './conversation.ts'
import { asFields, asJson, asList, asText, type Fields } from './fields.ts'
import { imageOfDataUrl } from './image.ts'

export type Item =
  | { readonly kind: 'message'; readonly role: string; readonly blocks: readonly Block[] }
  | { readonly kind: 'thinking'; readonly texts: readonly string[] }
  | { readonly kind: 'call'; readonly callId: string | null; readonly name: string; readonly input: unknown }
  | {
      readonly kind: 'result'
      readonly callId: string
      readonly blocks: readonly Block[]
      readonly failed: boolean
    }
  /** Said by another agent that works beside this one. */
  | { readonly kind: 'other-agent'; readonly blocks: readonly Block[] }

/** Null for an item of a kind that is not known here. */
export function itemOf(payload: Fields): Item | null {
  const type = asText(payload.type) ?? ('role' in payload && 'content' in payload ? 'message' : '')
  switch (type) {
    case 'message':
      return { kind: 'message', role: asText(payload.role) ?? '', blocks: contentBlocks(payload.content) }
    case 'agent_message':
      return { kind: 'other-agent', blocks: contentBlocks(payload.content) }
    case 'reasoning':
      return { kind: 'thinking', texts: [...texts(payload.summary), ...texts(payload.content)] }
    case 'function_call':
      return call(payload, parsed(payload.arguments ?? null))
    case 'custom_tool_call':
      return call(payload, payload.input ?? null)
    case 'local_shell_call':
      return call({ ...payload, name: 'local_shell' }, payload.action ?? null)
    case 'web_search_call':
      return call({ ...payload, name: 'web_search' }, payload.action ?? null)
    case 'tool_search_call':
      return call({ ...payload, name: 'tool_search' }, payload.arguments ?? null)
    case 'image_generation_call':
      return call({ ...payload, name: 'image_generation' }, payload.revised_prompt ?? null)
    case 'function_call_output':
    case 'custom_tool_call_output':
      return result(payload, payload.output)
    case 'tool_search_output':
      return result(payload, asJson(payload.tools))
    default:
      return null
  }
}

export const itemTypes: ReadonlySet<string> = new Set(
  (
    'message agent_message reasoning function_call custom_tool_call local_shell_call web_search_call tool_search_call ' +
    'image_generation_call function_call_output custom_tool_call_output tool_search_output'
  ).split(' '),
)

function call(payload: Fields, input: unknown): Item {
  const callId = asText(payload.call_id) ?? asText(payload.id)
  return { kind: 'call', callId, name: asText(payload.name) ?? '', input }
}

/** Arguments are JSON in a string; what is none stays a string. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function result(payload: Fields, output: unknown): Item {
  const callId = asText(payload.call_id) ?? ''
  const inner = asFields(typeof output === 'string' && output.startsWith('{') ? parsed(output) : output)
  const content =
    inner?.output ?? inner?.content ?? (inner && 'text' in inner ? [inner] : undefined) ?? output
  const blocks = contentBlocks(content)
  const text = blocks.flatMap((block) => (block.kind === 'text' ? block.text : [])).join('\n')
  const code = asFields(inner?.metadata)?.exit_code
  const failed = inner?.success === false || (typeof code === 'number' && code !== 0) || saysFailure(text)
  const images = blocks.filter(({ kind }) => kind === 'image')
  return {
    kind: 'result',
    callId,
    blocks: [{ kind: 'tool-result', callId, text, isError: failed }, ...images],
    failed,
  }
}

/** How codex-rs writes exit codes and refused patches before the output itself. */
function saysFailure(text: string): boolean {
  const head = text.slice(0, 400)
  const code = /^(?:Process exited with code|Exit code:) (-?\d+)/m.exec(head)?.[1]
  return (code !== undefined && code !== '0') || /^apply_patch verification failed/.test(head)
}

function contentBlocks(content: unknown): Block[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }]
  return asList(content).flatMap((part): Block[] => {
    const fields = asFields(part)
    if (typeof part === 'string') return [{ kind: 'text', text: part }]
    if (typeof fields?.text === 'string')
      return fields.text === '' ? [] : [{ kind: 'text', text: fields.text }]
    const url = asText(fields?.image_url)
    if (url === null) return []
    return [imageOfDataUrl(url) ?? { kind: 'text', text: `[image: ${url.slice(0, 500)}]` }]
  })
}

function texts(parts: unknown): string[] {
  return asList(parts).flatMap((part) => asText(asFields(part)?.text) ?? [])
}
