// What ties a conversation to a commit: who says so (the evidence) and how sure that makes us (the confidence).
// Plain data; a link is never made without evidence.
import type { SessionKey } from '../archive/session.ts'

/** One reason to hold a conversation and a commit for parts of one piece of work. */
export type Evidence =
  /** The commit's message has a trailer `Conversation: <agent>/<session>`. */
  | { readonly kind: 'trailer' }
  /** Git printed the commit's id in the result of a tool; `turn`: number of the message, from 1. */
  | { readonly kind: 'printed'; readonly turn: number }
  /** Lines that the conversation's edits added and that the commit adds, of the lines that the commit adds to these files. */
  | { readonly kind: 'lines'; readonly same: number; readonly added: number }
  /** Lines that the conversation's edits took away and that the commit takes away, of those that it takes away in these files. */
  | { readonly kind: 'removed'; readonly same: number; readonly removed: number }
  /** Files that both change, of the files that the commit changes. */
  | { readonly kind: 'files'; readonly same: number; readonly changed: number }
  /** The commit was made so many seconds after the last edit before it (negative: before the session ended). */
  | { readonly kind: 'time'; readonly seconds: number }
  /** Both name the branch. */
  | { readonly kind: 'branch'; readonly name: string }
  /** The commit is another form (rebase, squash, amend) of one that a recorded link names. */
  | { readonly kind: 'rewritten'; readonly from: string; readonly by: 'patch-id' | 'lines' }

/** A file of the commit that the conversation changed. */
export interface LinkedFile {
  /** In the repository, with `/`, from its top. */
  readonly path: string
  /** Lines that it gained in the commit, and how many of them the conversation's edits added. */
  readonly added: number
  readonly same: number
  /** Numbers of the messages (from 1, as in `spec show` and the anchors of exports) whose edits these are. */
  readonly turns: readonly number[]
}

export interface CommitLink {
  readonly session: SessionKey
  /** Of the conversation: a transcript may hold several. */
  readonly sessionId: string
  /** Full id at the time the link was made. */
  readonly commit: string
  /** `git patch-id --stable` of the commit: what rebasing leaves as it is. Null for merges and empty commits. */
  readonly patchId: string | null
  readonly files: readonly LinkedFile[]
  readonly evidence: readonly Evidence[]
  /** 0 to 1; 1: somebody said so (trailer, printed id). */
  readonly confidence: number
}
