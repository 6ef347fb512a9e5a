// What would be written and why. Applying a plan never calls a model.
import type { BlastRadius } from '../blast/radius.ts'
import type { Digest } from '../digest/digest.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { StoredRecord } from '../archive/record.ts'
import type { SpecId } from '../spec/spec.ts'

/** One file. `before` is what stood there when the plan was made: the digest of its bytes, or null for nothing. */
export type Action =
  | {
      readonly kind: 'create'
      readonly path: string
      readonly before: null
      readonly after: Uint8Array
      readonly reason: string
    }
  | {
      readonly kind: 'update'
      readonly path: string
      readonly before: Digest
      readonly after: Uint8Array
      readonly reason: string
    }
  | { readonly kind: 'delete'; readonly path: string; readonly before: Digest; readonly reason: string }
  | { readonly kind: 'unchanged'; readonly path: string; readonly before: Digest; readonly reason: string }

/** All that changes together (invariant 4): targets, the lock, records. */
export interface Plan {
  readonly spec: SpecId
  /** Targets, and spec files for `move` and `amend`. */
  readonly actions: readonly Action[]
  /** Locks to write (`text`) or remove (null), with what stood there. */
  readonly locks: readonly {
    readonly path: string
    readonly before: Digest | null
    readonly text: string | null
  }[]
  readonly records: readonly StoredRecord[]
  /** Bytes that the locks and records name. Stored before anything else. */
  readonly blobs: readonly Uint8Array[]
  /** What the new code changes, held against the trace; absent where it replaces none. */
  readonly blast?: BlastRadius
  /** Bytes about to be overwritten that hold a secret: kept in `.spec/local/`, never in the archive (rule 27). */
  readonly privateBlobs: readonly Uint8Array[]
}

export interface ApplyOutcome {
  readonly written: readonly string[]
  readonly deleted: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}
