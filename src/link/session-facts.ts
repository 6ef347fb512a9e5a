// A conversation in, what links need to know of it out, so that the rest of it can be let go.
import type { SessionKey } from '../archive/session.ts'
import type { Conversation } from '../session/conversation.ts'
import { commitsMentioned, filesOf } from '../session/said-and-done.ts'
import { editsOf, type FileEdits } from './session-edits.ts'

export interface PrintedCommit {
  /** As git printed it: 7 to 40 hex digits. */
  readonly sha: string
  readonly branch: string | null
  readonly subject: string
  /** Number of the message, from 1. */
  readonly turn: number
}

export interface SessionFacts {
  readonly key: SessionKey
  /** `agent/session` as the transcript has it. */
  readonly name: string
  readonly sessionId: string
  readonly cwd: string | null
  readonly branch: string | null
  /** Seconds since 1970; null where the transcript has no times. */
  readonly start: number | null
  readonly end: number | null
  readonly edits: readonly FileEdits[]
  /** Of files that it read. */
  readonly read: readonly string[]
  readonly printed: readonly PrintedCommit[]
}

export function factsOf(key: SessionKey, conversation: Conversation): SessionFacts {
  const turns = new Map(conversation.messages.map(({ id }, at) => [id, at + 1]))
  return {
    key,
    name: `${conversation.agent}/${conversation.sessionId}`,
    sessionId: conversation.sessionId,
    cwd: conversation.project.cwd,
    branch: conversation.branch,
    start: seconds(conversation.start),
    end: seconds(conversation.end),
    edits: editsOf(conversation),
    read: filesOf(conversation).read,
    printed: commitsMentioned(conversation).map(({ sha, branch, subject, message }) => ({
      sha,
      branch,
      subject,
      turn: turns.get(message) ?? 1,
    })),
  }
}

function seconds(at: string | null): number | null {
  const time = at === null ? Number.NaN : Date.parse(at)
  return Number.isNaN(time) ? null : time / 1000
}
