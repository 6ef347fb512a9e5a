// The words of the merge stage: three versions of a file, and what becomes of them.

/** Three versions of one file, their line ends LF. */
export interface ThreeVersions {
  readonly path: string
  /** What the other two started from. */
  readonly base: string
  readonly ours: string
  readonly theirs: string
}

/** What stands behind the marks of a conflict, as `git merge-file -L` takes it. */
export interface Labels {
  readonly ours: string
  readonly base: string
  readonly theirs: string
}

export interface MergeConflict {
  /** `login`, `Session.create`; `''` where it belongs to no symbol. */
  readonly symbol: string
  /** Line of `<<<<<<<` in the merged text, from 1. */
  readonly line: number
}

export type Merge =
  | { readonly kind: 'clean'; readonly text: string }
  | {
      readonly kind: 'conflict'
      /** With the marks of `git merge-file --diff3`. What did not clash is merged. */
      readonly text: string
      readonly conflicts: readonly MergeConflict[]
    }
