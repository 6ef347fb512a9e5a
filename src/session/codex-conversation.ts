// Entries of a rollout in, its conversation out: texts that stand there twice once, what belongs together in one message.
import { digestText, hexOf } from '../digest/digest.ts'
import { noUsage, type Usage } from '../model/model.ts'
import type { CodexDraft, Entry, Spoken } from './codex-draft.ts'
import { editsOfCall } from './codex-patch.ts'
import type { Author, Conversation, SessionMessage } from './conversation.ts'
import { tellApart } from './machine-text.ts'
import type { OpenBlock } from './open-call.ts'
import { addUsage, sumUsage } from './usage.ts'

interface OpenMessage extends Omit<SessionMessage, 'blocks' | 'usage' | 'abandoned'> {
  readonly kind: Spoken['kind']
  readonly blocks: OpenBlock[]
  usage: Usage | null
  abandoned: boolean
}

export function conversationOf(draft: CodexDraft): Conversation {
  const { facts, calls } = draft
  for (const call of calls.values()) {
    call.files = [...(draft.reads.get(call.id) ?? []), ...editsFor(draft, call.id, call.name, call.input)]
    call.subagent = draft.started.get(call.id) ?? null
  }
  for (const [id, call] of draft.patchCalls) call.files = draft.patches.get(id) ?? []
  const entries = draft.entries.filter((entry) => !isToldByItem(entry, draft))
  const { messages: open, early } = grouped(onceEach(entries))
  const messages = open.map(({ kind: _, ...message }): SessionMessage => message)
  const times = messages.flatMap(({ at }) => at ?? [])
  const begin = `${times[0]}\n${firstText(messages)}`
  return {
    agent: 'codex',
    sessionId: facts.id ?? `unnamed-${hexOf(digestText(begin)).slice(0, 16)}`,
    parent: facts.parent === null ? null : { sessionId: facts.parent, callId: null },
    title: facts.title,
    project: { cwd: facts.cwd, remote: facts.remote, commit: facts.commit },
    branch: facts.branch,
    version: facts.version,
    start: times[0] ?? null,
    end: times.at(-1) ?? null,
    messages,
    usage: addUsage(sumUsage(messages), early),
  }
}

function editsFor(
  draft: CodexDraft,
  id: string,
  name: string,
  input: unknown,
): ReturnType<typeof editsOfCall> {
  const applied = draft.patches.get(id)
  if (applied !== undefined) return applied === null ? [] : [...applied]
  return draft.failed.has(id) ? [] : editsOfCall(name, input)
}

/** The event of a patch tells nothing new where the call is there. */
function isToldByItem(entry: Entry, { calls }: CodexDraft): boolean {
  const first = isSpoken(entry) && entry.from === 'event' ? entry.blocks[0] : undefined
  return first?.kind === 'tool-call' && calls.has(first.id)
}

/** Of a text that stands there as an item and as an event the item is kept; a prompt that has an event is a person's. */
function onceEach(entries: readonly Entry[]): Entry[] {
  const items = new Map<string, Spoken[]>()
  for (const entry of entries) {
    if (!isSpoken(entry) || entry.from !== 'item') continue
    for (const key of keysOf(entry)) {
      const same = items.get(key)
      if (same) same.push(entry)
      else items.set(key, [entry])
    }
  }
  for (const same of items.values()) same.reverse()
  const typed = new Set<Entry>()
  let events = 0
  const kept = entries.filter((entry) => {
    if (!isSpoken(entry) || entry.from === 'item') return true
    if (entry.kind === 'prompt') events++
    const twin = keysOf(entry).flatMap((key) => items.get(key)?.pop() ?? [])[0]
    typed.add(twin ?? entry)
    return twin === undefined
  })
  return kept.flatMap((entry) =>
    isSpoken(entry) && entry.kind === 'prompt' ? prompts(entry, typed.has(entry), events > 0) : [entry],
  )
}

function isSpoken(entry: Entry): entry is Spoken {
  return entry.kind !== 'usage' && entry.kind !== 'rollback'
}

/** A prompt is one text; of thoughts there is an event each. */
function keysOf({ kind, blocks }: Spoken): string[] {
  const texts = blocks.flatMap((block) =>
    block.kind === 'text' || block.kind === 'thinking' ? block.text : [],
  )
  if (kind === 'part') return texts.map((text) => `${kind} ${text.trim()}`)
  return kind === 'prompt' || kind === 'said' ? [`${kind} ${texts.join('\n').trim()}`] : []
}

/** What has the role of the user is also instructions and surroundings that the program adds. */
function prompts(entry: Spoken, typed: boolean, eventsTell: boolean): Spoken[] {
  if (!typed && eventsTell) return [{ ...entry, kind: 'machine' }]
  const mine: OpenBlock[] = []
  const machine: OpenBlock[] = []
  for (const block of entry.blocks) {
    const told = block.kind === 'text' ? tellApart(block.text) : null
    if (told === null) mine.push(block)
    else {
      if (told.person !== '') mine.push({ kind: 'text', text: told.person })
      if (told.machine !== '') machine.push({ kind: 'text', text: told.machine })
    }
  }
  if (machine.length === 0) return [entry]
  if (!mine.some((block) => block.kind === 'text')) return [{ ...entry, kind: 'machine' }]
  return [
    { ...entry, kind: 'machine', id: `${entry.id}.machine`, blocks: machine },
    { ...entry, blocks: mine },
  ]
}

const authors: Readonly<Record<Spoken['kind'], Author>> = {
  prompt: 'person',
  said: 'agent',
  part: 'agent',
  result: 'machine',
  machine: 'machine',
  'other-agent': 'agent',
}

/** What the model says between two results is one message. `early`: tokens of no message. */
function grouped(entries: readonly Entry[]): {
  readonly messages: OpenMessage[]
  readonly early: Usage | null
} {
  const messages: OpenMessage[] = []
  let said: OpenMessage | undefined
  let early: Usage | null = null
  for (const entry of entries) {
    if (entry.kind === 'usage') {
      if (said) said.usage = addUsage(said.usage ?? noUsage, entry.usage)
      else early = addUsage(early ?? noUsage, entry.usage)
    } else if (entry.kind === 'rollback') takeBack(messages, entry.turns)
    else {
      const last = messages.at(-1)
      if (last && joins(entry, last)) last.blocks.push(...entry.blocks)
      else messages.push(begun(entry))
      const now = messages.at(-1)
      if (now?.role === 'assistant') {
        said = now
        if (early !== null) said.usage = addUsage(said.usage ?? noUsage, early)
        early = null
      }
    }
  }
  return { messages, early }
}

function joins({ kind }: Spoken, last: OpenMessage): boolean {
  if (kind === 'result') return last.kind === 'result'
  if (last.role !== 'assistant') return false
  return kind === 'part' || (kind === 'said' && !last.blocks.some((block) => block.kind === 'text'))
}

function begun({ kind, role, id, record, at, model, blocks }: Spoken): OpenMessage {
  const author = authors[kind]
  return { kind, id, role, author, at, model, blocks: [...blocks], usage: null, abandoned: false, record }
}

/** So many of the last turns of the person, with all that followed them. */
function takeBack(messages: readonly OpenMessage[], turns: number): void {
  let left = turns
  for (let at = messages.length - 1; at >= 0 && left > 0; at--) {
    const message = messages[at]
    if (!message || message.abandoned) continue
    message.abandoned = true
    if (message.author === 'person') left--
  }
}

function firstText(messages: readonly SessionMessage[]): string {
  const [first] = messages.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'text' ? block.text : [])),
  )
  return first ?? ''
}
