// The shape of an answer to `spec why`: for stretches of lines, the requirement, what made them, the decision and the turn of
// a conversation behind them; each step says how sure it is and why. Plain data.
import type { Digest } from '../digest/digest.ts'

/**
 * `certain`: recorded, or the same text in both places. `likely`: follows from something that is recorded. `guessed`: from words
 * or times that agree, and from nothing better.
 */
export const certainties = ['certain', 'likely', 'guessed'] as const
export type Certainty = (typeof certainties)[number]

export interface Sure {
  readonly certainty: Certainty
  /** In words of ours; names in it are from the project and must be escaped. */
  readonly because: string
}

/** A requirement, or a section of the spec where the line follows from that. */
export interface WhyRequirement extends Sure {
  readonly kind: 'requirement' | 'section'
  readonly spec: string
  /** Of a section: its key. */
  readonly id: string
  /** The spec's file; `line` from 1, null where the spec no longer has it. */
  readonly path: string
  readonly line: number | null
  /** In short. */
  readonly text: string
}

/** The record that first has the line, or an edit that no record has. */
export type WhyOrigin = Sure &
  (
    | {
        readonly kind: 'generation' | 'acceptance' | 'amendment'
        readonly record: Digest
        /** ISO 8601, UTC. */
        readonly at: string
        readonly model: { readonly kind: string; readonly name: string } | null
        /** Of an acceptance or an amendment: why it stands. */
        readonly reason: string | null
        /** In that version of the file, from 1; null where only its form is another. */
        readonly line: number | null
      }
    | { readonly kind: 'edit' }
  )

export interface WhyDecision extends Sure {
  readonly record: Digest
  readonly requirement: string | null
  readonly open: string
  readonly chosen: string
  readonly reason: string
}

/** Where it was said, with what was asked before it. */
export interface WhyTurn extends Sure {
  /** Digest of a record, or `agent/session`. */
  readonly conversation: string
  readonly kind: 'generation' | 'session'
  /** As in `spec show`, and the anchors of `spec archive export`; from 1. */
  readonly number: number
  readonly at: string | null
  readonly model: string | null
  readonly quote: string
  readonly asked: { readonly number: number; readonly quote: string } | null
}

export interface WhyCommit extends Sure {
  /** Full; null for lines that are not committed. */
  readonly id: string | null
  readonly subject: string
  readonly author: string
  /** ISO 8601, UTC; when it was written, which rebasing keeps. */
  readonly at: string
  /** ISO 8601, UTC; when this form of it was made. */
  readonly committed: string
}

export interface Unknown {
  readonly what: 'requirement' | 'origin' | 'commit' | 'turn'
  readonly because: string
  /** What would make it known. */
  readonly hint: string
}

export interface WhyPart {
  /** From 1, both included. */
  readonly from: number
  readonly to: number
  readonly symbol: string | null
  /** The likeliest first. */
  readonly requirements: readonly WhyRequirement[]
  readonly origin: WhyOrigin | null
  readonly decisions: readonly WhyDecision[]
  readonly turns: readonly WhyTurn[]
  readonly commit: WhyCommit | null
  readonly unknown: readonly Unknown[]
}
