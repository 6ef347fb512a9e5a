// The element of a tool that SpecStory rendered in, the call and its result out, with files as far as they were rendered.
import type { FileUse, Hunk } from './conversation.ts'
import type { OpenBlock } from './open-call.ts'
import { editsOfPatch, hunksOfDiff } from './patch-text.ts'
import { createdFile, updatedFile, useOf } from './tool-files.ts'

const opening = /^<tool-use data-tool-type="([^"]{0,60})" data-tool-name="([^"]{0,200})">(<details>)?/

/** From the line that opens the element to the one that closes it. */
export function toolBlocks(lines: readonly string[], id: string): OpenBlock[] {
  const [, type = '', name = '', inline] = opening.exec(lines[0] ?? '') ?? []
  const whole = lines.slice(1).join('\n')
  // The editor extension writes what it did not mean as HTML in entities; the command line leaves it as it is.
  const decoded = inline === undefined ? withoutEntities(whole) : whole
  const { summary, body } = partsOf(decoded)
  const path = pathOf(summary, body)
  const command = type === 'shell' || type === 'bash' ? commandOf(body) : null
  const input = { summary, ...(path === null ? {} : { path }), ...(command === null ? {} : { command }) }
  const files = filesOf(type, name, path, body)
  const call: OpenBlock = { kind: 'tool-call', id, name, input, subagent: null, files }
  return body === '' ? [call] : [call, { kind: 'tool-result', callId: id, text: body, isError: false }]
}

function partsOf(text: string): { readonly summary: string; readonly body: string } {
  const start = text.indexOf('<summary>')
  const end = text.indexOf('</summary>', start)
  const body = end < 0 ? text : text.slice(end + '</summary>'.length)
  const summary = start < 0 || end < 0 ? '' : text.slice(start + '<summary>'.length, end)
  const closed = body
    .trimEnd()
    .replace(/<\/tool-use>$/, '')
    .trimEnd()
    .replace(/<\/details>$/, '')
  return {
    summary: summary
      .replace(/^Tool use: /, '')
      .replaceAll('**', '')
      .trim(),
    body: trimLines(closed),
  }
}

function trimLines(text: string): string {
  const lines = text.split('\n')
  const from = lines.findIndex((line) => line.trim() !== '')
  return from < 0 ? '' : lines.slice(from).join('\n').trimEnd()
}

/** Where it stands depends on the agent and on the version. */
function pathOf(summary: string, body: string): string | null {
  const lines = body.split('\n', 12)
  const before = lines.slice(0, Math.max(0, fenceAt(lines)))
  for (const line of before) {
    const found =
      /^Path: `([^`]{1,1000})`/.exec(line) ??
      /^ ?`([^`]{1,1000})`\s*$/.exec(line) ??
      /^ path `([^`]{1,1000})`/.exec(line)
    if (found?.[1] !== undefined) return found[1]
  }
  const read = /(?:Read file|Edit file|Edited file|Write file|Create file|Created file): (.{1,1000})$/.exec(
    summary,
  )?.[1]
  if (read !== undefined) return read.trim()
  return updated.exec(body)?.[1] ?? created.exec(body)?.[1] ?? null
}

const updated = /^The file (.{1,1000}?) has been (?:updated|overwritten)/m
const created = /^File created successfully at: (.{1,1000}?)(?: \(|$)/m

function fenceAt(lines: readonly string[]): number {
  const at = lines.findIndex((line) => line.startsWith('```'))
  return at < 0 ? lines.length : at
}

function commandOf(body: string): string | null {
  const inline = /^`(.{1,10000})`$/m.exec(body.slice(0, 12_000))
  const fenced = /^```(?:bash|sh|shell)\n([\s\S]{1,10000}?)\n```$/m.exec(body.slice(0, 12_000))
  return fenced?.[1] ?? inline?.[1] ?? null
}

function filesOf(type: string, name: string, path: string | null, body: string): FileUse[] {
  if (type === 'read')
    return path === null || path.endsWith('/') || useOf(name) !== 'read' ? [] : [{ kind: 'read', path }]
  if (type !== 'write') return []
  const patched = fences(body).filter(({ word }) => word === 'diff')
  const edits = patched.flatMap(({ text }) => editsOfPatch(text))
  if (edits.length > 0 || path === null) return edits
  if (failed.test(body)) return []
  const hunks = patched.flatMap(({ text, after }) => (after ? [] : hunksOfFence(text)))
  if (hunks.length > 0 || useOf(name) !== 'write' || updated.test(body)) return [updatedFile(path, hunks)]
  const content = fences(body)[0]?.text ?? ''
  return [createdFile(path, created.test(content) ? '' : content)]
}

const failed = /(?:<tool_use_error>|The user doesn't want to proceed with this tool use)/

interface Fence {
  readonly word: string
  readonly text: string
  /** Stands after `Output:`: the tool's own account of what the fences before it say. */
  readonly after: boolean
}

function fences(body: string): Fence[] {
  const found: Fence[] = []
  let open: { readonly mark: string; readonly word: string; readonly lines: string[] } | null = null
  let after = false
  for (const line of body.split('\n')) {
    const mark = /^(`{3,})\s*(\S{0,40})\s*$/.exec(line)
    if (open === null) {
      if (/^Output:/.test(line)) after = true
      if (mark?.[1] !== undefined) open = { mark: mark[1], word: mark[2] ?? '', lines: [] }
    } else if (mark?.[2] === '' && (mark[1]?.length ?? 0) >= open.mark.length) {
      found.push({ word: open.word, text: open.lines.join('\n'), after })
      open = null
    } else open.lines.push(line)
  }
  return found
}

function hunksOfFence(text: string): Hunk[] {
  const hunks = hunksOfDiff(text)
  if (hunks.length > 0) return hunks
  const lines = text.split('\n').filter((line) => /^[ +-]/.test(line) && !/^(?:---|\+\+\+) /.test(line))
  return lines.length === 0 ? [] : [{ oldStart: null, newStart: null, lines }]
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#96': '`',
  '#x27': "'",
}

function withoutEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|#96|#x27);/g, (whole, name: string) => entities[name] ?? whole)
}
