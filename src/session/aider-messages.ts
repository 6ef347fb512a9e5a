// Turns of one session of Aider in, drafts of messages out, with the edits that the model asked for and the program applied.
import type { Usage } from '../model/model.ts'
import { editsAskedFor, type AskedEdit } from './aider-edits.ts'
import type { AiderTurn } from './aider-turns.ts'
import type { Hunk } from './conversation.ts'
import { newDraft, type MessageDraft } from './drafts.ts'
import { openCall, type OpenCall } from './open-call.ts'
import { replacement, wholeFile } from './patch-text.ts'
import { updatedFile } from './tool-files.ts'
import { addUsage } from './usage.ts'

export interface AiderMessages {
  readonly messages: readonly MessageDraft[]
  readonly version: string | null
}

/** What Aider sends by itself when a check of the edited files failed. */
const reflected = /^# Fix any errors below, if possible\./

export function aiderMessages(turns: readonly AiderTurn[]): AiderMessages {
  const messages: MessageDraft[] = []
  let version: string | null = null
  let model: string | null = null
  /** Of the last answer: what it asked for, and was not applied so far. */
  let open: OpenAnswer | null = null
  for (const { by, lines, at } of turns) {
    const record = at + 1
    const id = `record-${record}`
    const text = withoutBlank(lines)
    if (by === 'person') {
      const author = reflected.test(text) ? 'machine' : 'person'
      const blocks = text === '' ? [] : [{ kind: 'text' as const, text }]
      messages.push(newDraft({ id, record, role: 'user', author, blocks }))
      continue
    }
    if (by === 'model') {
      if (text === '') continue
      const answer = newDraft({
        id,
        record,
        role: 'assistant',
        author: 'agent',
        model,
        blocks: [{ kind: 'text', text }],
      })
      open = { answer, waiting: new Map() }
      for (const asked of editsAskedFor(lines)) wait(open, asked, `${id}.${answer.blocks.length - 1}`)
      messages.push(answer)
      continue
    }
    const program = newDraft({ id, record, role: 'system', author: 'machine' })
    const told: string[] = []
    for (const line of lines) {
      version = /^Aider v(\S{1,40})$/.exec(line)?.[1] ?? version
      model = /^(?:Models?|Main model): (\S{1,100}?)⚡? with /.exec(line)?.[1] ?? model
      const usage = usageOf(line)
      if (usage && open)
        open.answer.usage = open.answer.usage === null ? usage : addUsage(open.answer.usage, usage)
      const path = /^Applied edit to (.{1,500})$/.exec(line)?.[1]
      if (path !== undefined) apply(path, id, open, program)
      else told.push(line)
    }
    const said = withoutBlank(told)
    if (said !== '') program.blocks.unshift({ kind: 'text', text: said })
    if (program.blocks.length > 0) messages.push(program)
  }
  return { messages, version }
}

interface OpenEdit {
  readonly asked: AskedEdit
  readonly call: OpenCall
}

interface OpenAnswer {
  readonly answer: MessageDraft
  /** Path with slashes → edits of that file. */
  readonly waiting: Map<string, OpenEdit[]>
}

/** Whether it was applied is told later. */
function wait({ answer, waiting }: OpenAnswer, asked: AskedEdit, id: string): void {
  const { path, search, replace } = asked
  const call = openCall(id, 'edit', { path, search: search.join('\n'), replace: replace.join('\n') })
  answer.blocks.push(call)
  const edits = waiting.get(slashed(path)) ?? []
  waiting.set(slashed(path), edits)
  edits.push({ asked, call })
}

/** A model may leave out the folder of a file; Aider then finds it by its name. */
function takeWaiting(waiting: Map<string, OpenEdit[]>, path: string): readonly OpenEdit[] {
  for (let from = 0; ;) {
    const rest = path.slice(from)
    const edits = waiting.get(rest)
    if (edits) {
      waiting.delete(rest)
      return edits
    }
    const slash = path.indexOf('/', from)
    if (slash < 0) return []
    from = slash + 1
  }
}

/** In other formats than search and replace, only the name of the file is told: then the edit has no hunks. */
function apply(path: string, place: string, open: OpenAnswer | null, program: MessageDraft): void {
  const text = `Applied edit to ${path}`
  const asked = open ? takeWaiting(open.waiting, slashed(path)) : []
  for (const { asked: edit, call } of asked) {
    call.files = [updatedFile(path, edit.search.length === 0 ? addedBy(edit) : hunksOf(edit))]
    program.blocks.push({ kind: 'tool-result', callId: call.id, text, isError: false })
  }
  if (asked.length > 0) return
  const call: OpenCall = {
    ...openCall(`${place}.${program.blocks.length}`, 'edit', { path }),
    files: [updatedFile(path, [])],
  }
  const answer = open?.answer ?? program
  answer.blocks.push(call)
  program.blocks.push({ kind: 'tool-result', callId: call.id, text, isError: false })
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/')
}

function hunksOf({ search, replace }: AskedEdit): Hunk[] {
  return replacement(asText(search), asText(replace))
}

/** An empty search makes a file, or adds to its end: which of both is not told. */
function addedBy({ replace }: AskedEdit): Hunk[] {
  return wholeFile(asText(replace), '+').map(({ lines }) => ({ oldStart: null, newStart: null, lines }))
}

function asText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

/** As Aider prints it; whether `sent` counts what was cached depends on the provider. `Tokens: 5.2k sent, 1k cache write, 2k cache hit, 604 received. Cost: …`; thousands are rounded by Aider. */
function usageOf(line: string): Usage | null {
  if (!line.startsWith('Tokens: ')) return null
  const count = (word: string): number | null => {
    const found = new RegExp(`(\\d[\\d,.]{0,20})([kM]?) ${word}`).exec(line)
    if (!found) return null
    const factor = found[2] === 'M' ? 1_000_000 : found[2] === 'k' ? 1000 : 1
    return Math.round(Number((found[1] ?? '').replaceAll(',', '')) * factor)
  }
  const sent = count('sent')
  if (sent === null) return null
  return {
    input: sent,
    output: count('received'),
    cacheRead: count('cache hit') ?? count('cached'),
    cacheWrite: count('cache write'),
  }
}

function withoutBlank(lines: readonly string[]): string {
  const from = lines.findIndex((line) => line.trim() !== '')
  return from < 0 ? '' : lines.slice(from).join('\n').trimEnd()
}
