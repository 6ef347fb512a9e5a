// The words of the drift stage: every disagreement between spec, lock and code.
import type { Place } from '../diagnostic/diagnostic.ts'
import type { Change, Level } from '../diff/change.ts'
import type { SpecId, TargetPath } from '../spec/spec.ts'

/** The states of SEMANTICS, for a target. */
export type TargetState =
  | 'in-sync'
  | 'accepted'
  | 'format'
  | 'draft'
  | 'lost'
  | 'edited'
  | 'stale'
  | 'conflict'
  | 'unmanaged'
  | 'never-built'
  | 'orphaned'
  | 'interrupted'
  | 'unresolved'
  | 'unreadable'

/** One part of the question that moved since the lock was made. */
export interface Cause {
  readonly kind: 'section' | 'requirement' | 'declaration' | 'test' | 'uses'
  readonly change: 'changed' | 'added' | 'removed'
  /** `R4`, `Sessions`, `login`, `test/login.test.ts`, `data-model`. */
  readonly name: string
  /** The file it is in, with the line where it still stands. */
  readonly place: Place
  /** Old and new words of a requirement. */
  readonly before?: string
  readonly after?: string
}

export interface TargetDrift {
  readonly path: TargetPath
  readonly state: TargetState
  /** How much the code differs from what was written; null where there is nothing to compare. */
  readonly level: Level | null
  /** What changed in code that was edited; empty where the written text is not at hand. */
  readonly changes: readonly Change[]
  /** Why the accepted difference stands. */
  readonly because: string | null
}

export interface Drift {
  readonly spec: SpecId
  readonly path: string
  readonly draft: boolean
  readonly targets: readonly TargetDrift[]
  /** What moved in the question; empty where nothing did. */
  readonly causes: readonly Cause[]
  /** The exact next command, or null where there is nothing to do. */
  readonly next: string | null
  /** Specs that become stale when this one's edit is accepted (rule 13). */
  readonly willMakeStale: readonly SpecId[]
}
