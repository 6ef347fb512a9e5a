// The shape of a session that is kept: a head names the chunks of its redacted transcript in order, and says in short
// what is in it. Nothing in it depends on when, where or by whom it was imported.
import type { Digest } from '../digest/digest.ts'

/** `claude-code/3f2a…`: the word of the agent and its session id made safe for paths, as the folder is called. */
export type SessionKey = string

/** One conversation of a transcript in short; the first is the one that the session is called after. */
export interface SessionBrief {
  readonly sessionId: string
  /** Session whose call started this one. */
  readonly parent: string | null
  readonly title: string | null
  readonly branch: string | null
  /** Folder it ran in, home directories as `~`. */
  readonly cwd: string | null
  /** ISO 8601 in UTC. */
  readonly start: string | null
  readonly end: string | null
  readonly messages: number
}

export interface SessionHead {
  readonly headVersion: 1
  readonly agent: string
  readonly sessionId: string
  /** The repository of the project that it was imported into. */
  readonly project: {
    /** `host/owner/name`, without scheme, user and password. */
    readonly remote: string | null
    /** The first commit of the repository; the least where there are several. */
    readonly rootCommit: string | null
  }
  /** Digests of the redacted, uncompressed bytes, in order. */
  readonly chunks: readonly Digest[]
  /** Records and bytes of the redacted transcript. */
  readonly records: number
  readonly bytes: number
  readonly conversations: readonly SessionBrief[]
  /**
   * For transcripts that an agent writes anew each time: a short digest of each message, by which a longer version is
   * known. Null for those that only grow: their bytes tell.
   */
  readonly trail: readonly string[] | null
  /** Tombstones of the session that it was made under: what they took out is not in it. Absent: none. */
  readonly tombstones?: readonly Digest[]
}

/** A head and where it stands. */
export interface KeptHead {
  readonly key: SessionKey
  /** Relative to the root. */
  readonly path: string
  readonly digest: Digest
  readonly head: SessionHead
}
