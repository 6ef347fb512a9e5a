// The words of the diff stage: two versions of a file, told apart by meaning.

/** How much a difference matters, least first. Coarse levels; `code` is split further by later comparison. */
export type Level = 'identical' | 'format' | 'code'

export interface Change {
  readonly kind: 'added' | 'removed' | 'signature' | 'body'
  /** `login`, `Session.create`. */
  readonly symbol: string
  readonly exported: boolean
  /** Line in the new version; in the old one for `removed`. From 1. */
  readonly line: number
  /** Signatures rendered short, where the change is one of signature. */
  readonly before?: string
  readonly after?: string
}

export interface FileDiff {
  readonly path: string
  readonly level: Level
  readonly changes: readonly Change[]
}
