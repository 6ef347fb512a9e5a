// What `why` asks of the outside world besides files and archive: git and the kept conversations. Each may be absent.
import type { SessionKey } from '../archive/session.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { CommitLink } from '../link/link.ts'
import type { Conversation } from '../session/conversation.ts'

export interface Blamed {
  /** Null for what is not committed yet. */
  readonly id: string | null
  readonly subject: string
  readonly author: string
  /** ISO 8601 in UTC: when it was written, and when this form of it was made. */
  readonly at: string
  readonly committed: string
  /** What is known of the history begins with it. */
  readonly cut: boolean
}

export interface Talk {
  /** Of the session that it is kept in. */
  readonly session: SessionKey
  /** `agent/session` as `spec show` takes it. */
  readonly key: string
  readonly conversation: Conversation
}

export interface WhyWorld {
  /** By number of the line; null where git does not know the file. */
  blame(path: string, from: number, to: number): Promise<ReadonlyMap<number, Blamed> | null>
  /** Conversations whose transcript holds one of the words. */
  talks(words: readonly string[], told: (diagnostics: readonly Diagnostic[]) => void): AsyncIterable<Talk>
  /** Commits that these conversations are linked to; none where there is no git. */
  links(
    talks: readonly Talk[],
    told: (diagnostics: readonly Diagnostic[]) => void,
  ): Promise<readonly CommitLink[]>
}
