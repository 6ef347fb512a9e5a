// What was read of a transcript of Claude Code so far: messages that may still grow, and what is said about sessions.
import type { Usage } from '../model/model.ts'
import type { Following } from './branches.ts'
import type { Author, FileUse, SessionMessage } from './conversation.ts'
import type { OpenBlock } from './open-call.ts'

export interface Draft {
  readonly session: string
  /** Of a subagent, where the record names it. */
  readonly agentId: string | null
  /** Said by or to a subagent. */
  readonly sidechain: boolean
  readonly uuid: string | null
  readonly parentUuid: string | null
  /** Call that started the subagent, where the record names it. */
  readonly callId: string | null
  readonly id: string
  readonly role: SessionMessage['role']
  readonly author: Author
  readonly at: string | null
  readonly model: string | null
  readonly record: number
  readonly blocks: OpenBlock[]
  usage: Usage | null
}

/** What the result of a call told. */
export interface Outcome {
  readonly session: string
  /** Of the results in the record: it is told to which of them the files belong only where there is one. */
  readonly callIds: readonly string[]
  readonly failed: boolean
  readonly files: readonly FileUse[] | null
  /** Agent that the call started. */
  readonly agentId: string | null
}

export interface SessionFacts {
  cwd: string | null
  /** The last that was checked out: what is committed is committed there. */
  branch: string | null
  version: string | null
  commit: string | null
  customTitle: string | null
  aiTitle: string | null
}

export interface Summary {
  readonly text: string
  /** Message that it is a summary up to. */
  readonly leaf: string | null
}

export interface Drafts {
  readonly messages: Draft[]
  readonly outcomes: Outcome[]
  readonly facts: Map<string, SessionFacts>
  readonly summaries: Summary[]
  /** Session → its records and which they follow; subagents' are left out. */
  readonly following: Map<string, Following[]>
  /** Messages that a later record takes back. */
  readonly takenBack: Set<string>
}

export function noDrafts(): Drafts {
  return {
    messages: [],
    outcomes: [],
    facts: new Map(),
    summaries: [],
    following: new Map(),
    takenBack: new Set(),
  }
}

export function factsOf(drafts: Drafts, session: string): SessionFacts {
  let facts = drafts.facts.get(session)
  if (!facts) {
    facts = { cwd: null, branch: null, version: null, commit: null, customTitle: null, aiTitle: null }
    drafts.facts.set(session, facts)
  }
  return facts
}
