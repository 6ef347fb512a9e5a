// The one form that the sessions of all coding agents are brought into: what was said, by whom, and what was done to files.
// Plain data, in the order in which it was said.
import type { Digest } from '../digest/digest.ts'
import type { Usage } from '../model/model.ts'

/** Agents whose transcripts are understood. The word stands in ids: `claude-code/3f2a…`. */
export const agents = [
  'claude-code',
  'codex',
  'gemini',
  'copilot',
  'cursor',
  'opencode',
  'aider',
  'specstory',
] as const

export type Agent = (typeof agents)[number]

/** One session of a coding agent. */
export interface Conversation {
  readonly agent: Agent
  /** As the agent names it; for agents that do not, a digest of what never changes in it. */
  readonly sessionId: string
  /** The session whose call started this one (a subagent); null for one that a person started. */
  readonly parent: { readonly sessionId: string; readonly callId: string | null } | null
  readonly title: string | null
  /** Where it ran. What the transcript does not say is null. */
  readonly project: {
    /** Folder, home directories as `~`. */
    readonly cwd: string | null
    /** Address of the git remote, without user and password. */
    readonly remote: string | null
    /** Commit that was checked out when it began. */
    readonly commit: string | null
  }
  /** Where the agent says it with each message, the last one; else the one at its start. */
  readonly branch: string | null
  /** Version of the agent's program. */
  readonly version: string | null
  /** ISO 8601 in UTC; of the first and the last message that has a time. */
  readonly start: string | null
  readonly end: string | null
  readonly messages: readonly SessionMessage[]
  /** Sums of the messages'; each message of the model counted once. */
  readonly usage: Usage
}

/** Who is behind a message. `machine`: put there by the agent's program, whatever role it has on the wire. */
export type Author = 'person' | 'agent' | 'machine'

export interface SessionMessage {
  /**
   * As the transcript has it; else made from its place, so that reading again gives the same. Ends in `.machine` where the
   * program's part of a person's message was told apart.
   */
  readonly id: string
  readonly role: 'user' | 'assistant' | 'system'
  readonly author: Author
  /** ISO 8601 in UTC. */
  readonly at: string | null
  /** The model that answered. */
  readonly model: string | null
  readonly blocks: readonly Block[]
  readonly usage: Usage | null
  /** Says it on a way that was left again (a rewind, an edited prompt). */
  readonly abandoned: boolean
  /** The record in the transcript that it begins with, counted from 1. */
  readonly record: number
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'thinking'; readonly text: string }
  | {
      readonly kind: 'tool-call'
      readonly id: string
      readonly name: string
      /** As JSON has it. */
      readonly input: unknown
      /** Session of the subagent that it started. */
      readonly subagent: string | null
      /** Files that it read or changed, as far as the transcript says so. */
      readonly files: readonly FileUse[]
    }
  | {
      readonly kind: 'tool-result'
      readonly callId: string
      readonly text: string
      readonly isError: boolean
    }
  | { readonly kind: 'image'; readonly mediaType: string; readonly digest: Digest; readonly bytes: number }

/** Paths as the transcript has them, home directories as `~`. */
export type FileUse =
  | { readonly kind: 'read'; readonly path: string }
  | {
      readonly kind: 'edit'
      readonly path: string
      readonly change: 'create' | 'update' | 'delete' | 'move'
      /** Where it was before a move. */
      readonly from: string | null
      /** Empty where the transcript does not tell what changed. A created file is one hunk of added lines. */
      readonly hunks: readonly Hunk[]
    }

/** Part of a patch, as in a unified diff; places are null where the transcript does not say them. */
export interface Hunk {
  readonly oldStart: number | null
  readonly newStart: number | null
  /** Each begins with ` `, `+` or `-`; without line ends. */
  readonly lines: readonly string[]
}

/** What reading a transcript gave: nothing in it is dropped without being counted. */
export interface ReadTranscript {
  readonly agent: Agent
  /** One; several where sessions were mixed in one file; subagents' follow the session that started them. */
  readonly conversations: readonly Conversation[]
  /** Records in all. */
  readonly records: number
  /** Kind of record that no reader knows → how often. */
  readonly unknown: ReadonlyMap<string, number>
  /** Records that could not be understood, with their place (line from 1) and why; the first hundred. */
  readonly damaged: readonly { readonly line: number; readonly why: string }[]
  readonly damagedCount: number
}

/** One record of a transcript: a line of JSON, a whole file of JSON, or a line of text. */
export type TranscriptRecord =
  | {
      readonly kind: 'json'
      readonly value: unknown
      readonly line: number
      /**
       * The JSON as it stands in the transcript, for keeping it as it is where nothing was redacted (numbers that
       * JavaScript cannot hold, spaces). Readers look at `value` alone.
       */
      readonly text?: string
    }
  | { readonly kind: 'text'; readonly text: string; readonly line: number }
  /** What is no JSON where JSON was expected. `text`: as it stands, U+FFFD where it is no UTF-8; may be many lines. */
  | { readonly kind: 'damaged'; readonly why: string; readonly text: string; readonly line: number }

/** How one agent's transcripts are understood. Never throws, whatever it is given. */
export interface TranscriptReader {
  readonly agent: Agent
  /** `lines`: a record a line; `whole`: one value in JSON; `text`: lines of Markdown. */
  readonly layout: 'lines' | 'whole' | 'text'
  /** By content alone, from the first records. 0: not one of these; the highest of all readers wins. */
  recognises(first: readonly TranscriptRecord[]): number
  /** Takes the records one by one, so that a large transcript is never in memory twice. */
  begin(): TranscriptReading
}

export interface TranscriptReading {
  take(record: TranscriptRecord): void
  end(): ReadTranscript
}
