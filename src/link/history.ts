// The shape of a commit as far as links need it: who came before it, when it was made, and the tokens of its patch.

export interface CommitFile {
  /** In the repository, with `/`, from its top. */
  readonly path: string
  /** Where it was before the commit moved it. */
  readonly from: string | null
  /** Lines in its patch. */
  readonly added: number
  readonly removed: number
  /** See patch-tokens.ts. Empty for what is no text. */
  readonly patch: Uint32Array
}

export interface HistoryCommit {
  /** Full id. */
  readonly id: string
  readonly parents: readonly string[]
  /** Seconds since 1970. Rebasing and amending leave `authored` as it is. */
  readonly authored: number
  readonly committed: number
  readonly subject: string
  /** What its message says after `Conversation:`, each once. */
  readonly trailers: readonly string[]
  readonly patchId: string | null
  /** None for a merge: its lines are of other commits. */
  readonly files: readonly CommitFile[]
}

export interface CommitHistory {
  /** Parents before children. */
  readonly commits: readonly HistoryCommit[]
  /** Name of a branch → the commit it stands at. */
  readonly branches: ReadonlyMap<string, string>
  /** Is there a way to this commit, whether it is among these or older? */
  readonly reaches: (id: string) => boolean
  /** Did a line with this fingerprint stand in the repository before all of these commits? */
  readonly before: (print: number) => boolean
}
