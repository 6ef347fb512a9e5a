// A tool call in; its one-line summary and what is folded below it, out: `Edit src/a.ts +3 −1`, `Bash: npm test`.
import type { Block, Conversation, FileUse, Hunk } from '../session/conversation.ts'
import { firstLine } from '../session/title.ts'
import type { Part } from './conversation-parts.ts'

export interface EditedFile {
  readonly path: string
  readonly change: Extract<FileUse, { kind: 'edit' }>['change']
  readonly added: number
  readonly removed: number
}

interface ToolView {
  readonly what: string
  readonly about: string
  /** `+3 −1`, or nothing. */
  readonly mark: string
  readonly parts: readonly Part[]
}

type ToolCall = Extract<Block, { kind: 'tool-call' }>
type Edit = Extract<FileUse, { kind: 'edit' }>

export function toolParts(call: ToolCall, cut: (text: string) => string): ToolView {
  const edits = call.files.filter((file): file is Edit => file.kind === 'edit')
  const subagent: readonly Part[] =
    call.subagent === null ? [] : [{ kind: 'note', text: `It started the session ${call.subagent}` }]
  const patched = edits.filter(({ hunks }) => hunks.length > 0)
  if (patched.length > 0) {
    const { added, removed } = sumOf(edits)
    const parts = patched.map((edit): Part => ({ kind: 'code', language: 'diff', text: cut(patchOf(edit)) }))
    return {
      what: call.name,
      about: edits.map(({ path }) => path).join(', '),
      mark: `+${added} −${removed}`,
      parts: [...parts, ...subagent],
    }
  }
  const command = commandOf(call.input)
  if (command !== null) {
    const parts: readonly Part[] = [{ kind: 'code', language: 'sh', text: cut(command) }, ...subagent]
    return { what: `${call.name}:`, about: firstLine(command), mark: '', parts }
  }
  const text = inputText(call.input)
  const input: readonly Part[] = text === '' ? [] : [{ kind: 'code', language: 'json', text: cut(text) }]
  return { what: call.name, about: aboutOf(call), mark: '', parts: [...input, ...subagent] }
}

/** Every file that was changed, once, with its lines in all; in order of path. */
export function editedFiles({ messages }: Conversation): readonly EditedFile[] {
  const files = new Map<string, EditedFile>()
  for (const { blocks } of messages) {
    for (const block of blocks) {
      if (block.kind !== 'tool-call') continue
      for (const file of block.files) {
        if (file.kind !== 'edit') continue
        const before = files.get(file.path)
        const { added, removed } = sumOf([file])
        files.set(file.path, {
          path: file.path,
          change: before?.change === 'create' && file.change === 'update' ? 'create' : file.change,
          added: (before?.added ?? 0) + added,
          removed: (before?.removed ?? 0) + removed,
        })
      }
    }
  }
  return [...files.values()].sort((one, other) => (one.path < other.path ? -1 : 1))
}

function sumOf(edits: readonly Edit[]): { readonly added: number; readonly removed: number } {
  const lines = edits.flatMap(({ hunks }) => hunks.flatMap((hunk) => hunk.lines))
  const count = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length
  return { added: count('+'), removed: count('-') }
}

/** A unified diff, as far as places are known. */
function patchOf({ path, from, change, hunks }: Edit): string {
  const name = path.replace(/[\r\n]+/g, ' ')
  const old = change === 'create' ? '/dev/null' : (from ?? path).replace(/[\r\n]+/g, ' ')
  return [`--- ${old}`, `+++ ${change === 'delete' ? '/dev/null' : name}`, ...hunks.flatMap(hunkLines)].join(
    '\n',
  )
}

function hunkLines({ oldStart, newStart, lines }: Hunk): readonly string[] {
  const olds = lines.filter((line) => !line.startsWith('+')).length
  const news = lines.filter((line) => !line.startsWith('-')).length
  const head =
    oldStart === null || newStart === null ? '@@' : `@@ -${oldStart},${olds} +${newStart},${news} @@`
  return [head, ...lines]
}

/** What a shell was told: a text, or a list of words. */
function commandOf(input: unknown): string | null {
  const command = memberOf(input, 'command') ?? memberOf(input, 'cmd')
  if (typeof command === 'string') return command
  if (Array.isArray(command) && command.every((word) => typeof word === 'string')) return command.join(' ')
  return null
}

const tellingMembers = [
  'file_path',
  'path',
  'pattern',
  'query',
  'url',
  'description',
  'prompt',
  'title',
  'name',
]

/** Files, or the member of the input that says most. */
function aboutOf({ input, files }: ToolCall): string {
  if (files.length > 0) return files.map(({ path }) => path).join(', ')
  if (typeof input === 'string') return firstLine(input)
  for (const member of tellingMembers) {
    const value = memberOf(input, member)
    if (typeof value === 'string' && value.trim() !== '') return firstLine(value)
  }
  return ''
}

function inputText(input: unknown): string {
  if (input === null || input === undefined) return ''
  if (typeof input === 'string') return input
  const text = JSON.stringify(input, null, 2)
  return text === '{}' ? '' : text
}

function memberOf(value: unknown, member: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, member)) return undefined
  // An object that has it: what it is, the caller finds out.
  return (value as Readonly<Record<string, unknown>>)[member]
}
