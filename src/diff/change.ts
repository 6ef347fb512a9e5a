// The words of the diff stage: two versions of a file, told apart by meaning.

/** How much a difference matters, least first. */
export const levels = ['identical', 'format', 'implementation', 'api'] as const

/**
 * `format`: what a formatter may change. `implementation`: bodies, private members, code that is not exported. `api`: what an
 * importer can see.
 */
export type Level = (typeof levels)[number]

export interface Change {
  /** `renamed`: another name, the same body. `moved`: told between targets of one run, never within one file. */
  readonly kind: 'added' | 'removed' | 'renamed' | 'moved' | 'signature' | 'body'
  /**
   * `login`, `Session.create`; the new name of what was renamed; a key path in JSON and YAML (`jobs.test[0]`), a section
   * in Markdown (`Title / Part`); `''` for the file as a whole.
   */
  readonly symbol: string
  readonly exported: boolean
  /** Line in the new version; in the old one for `removed`. From 1. */
  readonly line: number
  /**
   * Signatures rendered short, where the change is one of signature; values of a key, cut at 80 characters; the old name of
   * what was renamed; the old path of what moved.
   */
  readonly before?: string
  readonly after?: string
  /** For `body`: how many statements differ. */
  readonly statements?: number
}

export interface FileDiff {
  readonly path: string
  readonly level: Level
  /** What a reviewer wants first comes first. */
  readonly changes: readonly Change[]
}

/** Does a difference matter more than its form? */
export function isBeyondForm(level: Level | null): boolean {
  return level === 'implementation' || level === 'api'
}

/** Is `level` at least as much as `limit`? */
export function reaches(level: Level, limit: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf(limit)
}
