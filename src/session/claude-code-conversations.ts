// Drafts of messages in, conversations out: one a session, each followed by those of its subagents.
import { digestText, hexOf } from '../digest/digest.ts'
import { leftBehind } from './branches.ts'
import type { Draft, Drafts, Outcome, SessionFacts } from './claude-code-draft.ts'
import { filesOfCall } from './claude-code-files.ts'
import type { Conversation, SessionMessage } from './conversation.ts'
import { asFields } from './fields.ts'
import type { OpenCall } from './open-call.ts'
import { sumUsage } from './usage.ts'

/** Messages of one session, or of one of its subagents. */
interface Group {
  readonly session: string
  /** Null for the session itself. */
  readonly subagent: string | null
  readonly drafts: Draft[]
}

export function conversationsOf(read: Drafts): Conversation[] {
  const drafts = allNamed(read)
  const groups = grouped(drafts.messages)
  const calls = callsOf(drafts.messages)
  for (const call of calls.values()) call.files = filesOfCall(call.name, call.input)
  const starters = settle(drafts.outcomes, calls, groups)

  const conversations = groups.map((group): Conversation => {
    const { session, subagent } = group
    const facts = drafts.facts.get(session)
    const left = subagent === null ? leftBehind(drafts.following.get(session) ?? []) : new Set<string>()
    const messages = group.drafts.map((draft): SessionMessage => {
      const { id, role, author, at, model, blocks, usage, record, uuid } = draft
      const abandoned = uuid !== null && (left.has(uuid) || drafts.takenBack.has(uuid))
      return { id, role, author, at, model, blocks, usage, abandoned, record }
    })
    const times = messages.flatMap(({ at }) => at ?? [])
    const callId =
      starters.get(key(session, subagent ?? '')) ?? group.drafts.find((draft) => draft.callId)?.callId ?? null
    const whole = subagent !== null && subagent === session
    return {
      agent: 'claude-code',
      sessionId: subagent === null || whole ? session : `${session}.${subagent}`,
      parent: subagent === null || whole ? null : { sessionId: session, callId },
      title: subagent === null ? titleOf(drafts, group) : null,
      project: { cwd: facts?.cwd ?? null, remote: null, commit: facts?.commit ?? null },
      branch: facts?.branch ?? null,
      version: facts?.version ?? null,
      start: times[0] ?? null,
      end: times.at(-1) ?? null,
      messages,
      usage: sumUsage(messages),
    }
  })
  return conversations
}

/** Sessions in the order in which they appear, each followed by its subagents. */
function grouped(messages: readonly Draft[]): Group[] {
  const roots = sidechainRoots(messages)
  const bySession = new Map<string, Map<string | null, Group>>()
  messages.forEach((draft, at) => {
    const { session, agentId, sidechain } = draft
    const subagent =
      agentId !== null ? `agent-${agentId}` : sidechain ? `sidechain-${roots.get(at) ?? ''}` : null
    const groups = bySession.get(session) ?? new Map<string | null, Group>()
    bySession.set(session, groups)
    const group = groups.get(subagent) ?? { session, subagent, drafts: [] }
    groups.set(subagent, group)
    group.drafts.push(draft)
  })
  return [...bySession.values()].flatMap((groups) => {
    const own = groups.get(null)
    const others = [...groups.values()].filter(({ subagent }) => subagent !== null)
    return own ? [own, ...others] : others
  })
}

/** Older versions do not name the subagent: what follows one record without a parent is one subagent's. */
function sidechainRoots(messages: readonly Draft[]): ReadonlyMap<number, string> {
  const places = new Map<string, number>()
  messages.forEach(({ sidechain, agentId, uuid }, at) => {
    if (sidechain && agentId === null && uuid !== null && !places.has(uuid)) places.set(uuid, at)
  })
  const roots = new Map<number, string>()
  messages.forEach((draft, start) => {
    if (!draft.sidechain || draft.agentId !== null) return
    const climbed: number[] = []
    let at = start
    while (!roots.has(at)) {
      // Its own until more is known, so that records that follow each other in a circle end.
      roots.set(at, messages[at]?.uuid ?? `record-${messages[at]?.record ?? 0}`)
      climbed.push(at)
      const parent = places.get(messages[at]?.parentUuid ?? '')
      if (parent === undefined) break
      at = parent
    }
    const root = roots.get(at)
    if (root !== undefined) for (const one of climbed) roots.set(one, root)
  })
  return roots
}

/** Session and id → call. */
function callsOf(messages: readonly Draft[]): Map<string, OpenCall> {
  const calls = new Map<string, OpenCall>()
  for (const { session, blocks } of messages)
    for (const block of blocks) if (block.kind === 'tool-call') calls.set(key(session, block.id), block)
  return calls
}

function key(session: string, id: string): string {
  return JSON.stringify([session, id])
}

/** Tells calls what came of them. Gives, for subagents, the call that started them. */
function settle(
  outcomes: readonly Outcome[],
  calls: ReadonlyMap<string, OpenCall>,
  groups: readonly Group[],
): ReadonlyMap<string, string> {
  const starters = new Map<string, string>()
  const start = (call: OpenCall, session: string, subagent: string): void => {
    call.subagent = `${session}.${subagent}`
    starters.set(key(session, subagent), call.id)
  }
  for (const { session, callIds, failed, files, agentId } of outcomes) {
    const asked = callIds.flatMap((id) => calls.get(key(session, id)) ?? [])
    const path = files?.[0]?.path
    const meant = asked.length === 1 ? asked[0] : asked.find((call) => call.files[0]?.path === path)
    if (!meant) continue
    if (failed) meant.files = []
    else if (files) meant.files = files
    if (agentId !== null) start(meant, session, `agent-${agentId}`)
  }
  // A subagent without a name is known by what it was asked; one at work by the call its messages are progress of.
  const asked = new Map<string, OpenCall>()
  for (const call of calls.values()) {
    const prompt = asFields(call.input)?.prompt
    if (typeof prompt === 'string' && call.subagent === null && !asked.has(prompt)) asked.set(prompt, call)
  }
  for (const { session, subagent, drafts } of groups) {
    if (subagent === null || starters.has(key(session, subagent))) continue
    const first = drafts[0]?.blocks[0]
    const given = drafts.find(({ callId }) => callId !== null)?.callId
    const call = given ? calls.get(key(session, given)) : asked.get(first?.kind === 'text' ? first.text : '')
    if (call) start(call, session, subagent)
  }
  return starters
}

/** Records that do not say their session belong to the first that is named, else to one with a name made of them. */
function allNamed(drafts: Drafts): Drafts {
  const first = drafts.messages.find(({ session }) => session === '')
  if (!first) return drafts
  const said = first.blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('\n')
  const made = `unnamed-${hexOf(digestText(`${first.at}\n${said}`)).slice(0, 16)}`
  const home =
    [...drafts.messages.map(({ session }) => session), ...drafts.facts.keys(), made].find(Boolean) ?? made
  const at = (session: string): string => (session === '' ? home : session)
  const nameless = { facts: drafts.facts.get(''), following: drafts.following.get('') ?? [] }
  const own = drafts.facts.get(home)
  const facts = nameless.facts && own ? { ...nameless.facts, ...known(own) } : (own ?? nameless.facts)
  return {
    ...drafts,
    messages: drafts.messages.map((draft) => ({ ...draft, session: at(draft.session) })),
    outcomes: drafts.outcomes.map((outcome) => ({ ...outcome, session: at(outcome.session) })),
    facts: facts ? new Map([...drafts.facts, [home, facts]]) : drafts.facts,
    following: new Map([
      ...drafts.following,
      [home, [...nameless.following, ...(drafts.following.get(home) ?? [])]],
    ]),
  }
}

function known(facts: SessionFacts): Partial<SessionFacts> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null))
}

/** One that was given; else one that a model made; else of the summaries the last one of this session. */
function titleOf(drafts: Drafts, group: Group): string | null {
  const facts = drafts.facts.get(group.session)
  const title = facts?.customTitle ?? facts?.aiTitle
  if (title) return title
  const own = new Set(group.drafts.map(({ uuid }) => uuid))
  return drafts.summaries.findLast(({ leaf }) => leaf !== null && own.has(leaf))?.text ?? null
}
