// What was read of a rollout of Codex so far: entries in their order, and what is said about the session.
import type { Usage } from '../model/model.ts'
import type { FileUse } from './conversation.ts'
import type { OpenBlock, OpenCall } from './open-call.ts'

export interface Spoken {
  /** `said`: text of the model; `part`: a thought or a call of it; `result`: what a tool gave back. */
  readonly kind: 'prompt' | 'said' | 'part' | 'result' | 'machine' | 'other-agent'
  readonly role: 'user' | 'assistant' | 'system'
  /** Texts stand in the rollout twice: as an item of the model, and as an event for who watches. */
  readonly from: 'item' | 'event'
  readonly id: string
  readonly record: number
  readonly at: string | null
  readonly model: string | null
  readonly blocks: readonly OpenBlock[]
}

export type Entry =
  | Spoken
  | { readonly kind: 'usage'; readonly usage: Usage }
  /** So many turns of the person are taken back. */
  | { readonly kind: 'rollback'; readonly turns: number }

export interface SessionFacts {
  id: string | null
  /** Sessions whose beginning was copied into this one. */
  readonly ancestors: Set<string>
  parent: string | null
  cwd: string | null
  remote: string | null
  commit: string | null
  branch: string | null
  version: string | null
  title: string | null
}

export interface CodexDraft {
  readonly facts: SessionFacts
  readonly entries: Entry[]
  readonly calls: Map<string, OpenCall>
  /** Calls that only the event of their patch tells of, should the item be lost. */
  readonly patchCalls: Map<string, OpenCall>
  /** Call → edits that were made; null where they failed. */
  readonly patches: Map<string, readonly FileUse[] | null>
  readonly reads: Map<string, readonly FileUse[]>
  readonly failed: Set<string>
  /** Call → the session that it started. */
  readonly started: Map<string, string>
  model: string | null
  /** Tokens of the whole session when they were last told. */
  total: Usage | null
}

export function noDraft(): CodexDraft {
  const unknown = {
    id: null,
    parent: null,
    cwd: null,
    remote: null,
    commit: null,
    branch: null,
    version: null,
    title: null,
  }
  return {
    facts: { ...unknown, ancestors: new Set() },
    entries: [],
    calls: new Map(),
    patchCalls: new Map(),
    patches: new Map(),
    reads: new Map(),
    failed: new Set(),
    started: new Map(),
    model: null,
    total: null,
  }
}
