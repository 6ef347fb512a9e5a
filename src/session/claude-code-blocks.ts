// The content of a message as Claude Code keeps it in, blocks of the normal form out.
import type { Block } from './conversation.ts'
import { asFields, asJson, asList, asText, type Fields } from './fields.ts'
import { imageBlock } from './image.ts'
import { openCall, type OpenBlock } from './open-call.ts'

export interface Content {
  readonly blocks: readonly OpenBlock[]
  /** Kind of a block that is not known. */
  readonly unknown: string | null
}

/** `place` names calls that have no id. Null: the content is no text and no list. */
export function contentOf(content: unknown, place: string): Content | null {
  if (typeof content === 'string') return { blocks: content === '' ? [] : [text(content)], unknown: null }
  if (!Array.isArray(content)) return null
  const blocks: OpenBlock[] = []
  let unknown: string | null = null
  content.forEach((given: unknown, index) => {
    const block = asFields(given)
    const read = block
      ? readBlock(block, `${place}.${index}`)
      : typeof given === 'string'
        ? [text(given)]
        : null
    if (read) blocks.push(...read)
    else unknown ??= asText(block?.type) ?? 'without a type'
  })
  return { blocks, unknown }
}

function readBlock(block: Fields, place: string): OpenBlock[] | null {
  const type = asText(block.type) ?? ''
  switch (type) {
    case 'text':
      return typeof block.text === 'string' ? (block.text === '' ? [] : [text(block.text)]) : null
    case 'thinking': {
      // Newer versions keep only the signature.
      const thought = asText(block.thinking)
      return thought === null ? [] : [{ kind: 'thinking', text: thought }]
    }
    case 'redacted_thinking':
      return []
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use':
      return [openCall(asText(block.id) ?? place, asText(block.name) ?? '', block.input ?? null)]
    case 'image':
    case 'document':
      return pictures(block)
    default:
      return type.endsWith('tool_result') ? result(block) : null
  }
}

function result(block: Fields): OpenBlock[] {
  const parts = typeof block.content === 'string' ? [block.content] : asList(block.content)
  const texts: string[] = []
  const images: OpenBlock[] = []
  for (const part of parts) {
    const fields = asFields(part)
    if (typeof part === 'string') texts.push(part)
    else if (typeof fields?.text === 'string') texts.push(fields.text)
    else if (fields?.type === 'image' || fields?.type === 'document') images.push(...pictures(fields))
    else if (fields) texts.push(asText(fields.tool_name) ?? asJson(fields))
  }
  const failed = block.is_error === true
  const callId = asText(block.tool_use_id) ?? ''
  return [{ kind: 'tool-result', callId, text: texts.join('\n'), isError: failed }, ...images]
}

function pictures(block: Fields): OpenBlock[] {
  const source = asFields(block.source)
  const data = asText(source?.data)
  if (source?.type === 'text' && data !== null) return [text(data)]
  if (data !== null) return [imageBlock(asText(source?.media_type) ?? 'application/octet-stream', data)]
  const url = asText(source?.url) ?? asText(source?.file_id)
  return [text(url === null ? '[image]' : `[image: ${url}]`)]
}

function text(written: string): Block & { readonly kind: 'text' } {
  return { kind: 'text', text: written }
}
