// The words of the drift reports: what a check found, as every format takes it, and a report with what it had to leave out.
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Level } from '../diff/change.ts'
import type { Drift } from '../drift/drift.ts'
import type { Coverage } from '../pipeline/coverage.ts'

/** A check that ran, whatever it found. */
export interface Checked {
  readonly drifts: readonly Drift[]
  readonly diagnostics: readonly Diagnostic[]
  /** True only where the command ends with 0. */
  readonly clean: boolean
  /** The least level of an edit that fails the check. */
  readonly failOn: Level
  readonly toolVersion: string
  /**
   * The project's root as seen from the repository's, with `/`: `packages/api`. SARIF and annotations name files from
   * the repository's root. Left out where both are one folder.
   */
  readonly folder?: string
  readonly coverage?: Pick<Coverage, 'files' | 'lines'>
}

/** A report, and warnings about what its reader would not have accepted and was left out. */
export interface Rendered {
  /** Ends with LF. */
  readonly text: string
  readonly diagnostics: readonly Diagnostic[]
}
