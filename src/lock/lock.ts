// Per spec: what its targets were last built from. The lock's shape; encoding and versions stand beside it.
import type { Digest } from '../digest/digest.ts'
import type { Question } from '../spec/question.ts'
import type { SpecId } from '../spec/spec.ts'

/** Bytes of a target, named three ways. The blob is in the archive, always (rule 20). */
export interface LockedBytes {
  /** Over LF text without BOM; over the bytes where they are not text. */
  readonly digest: Digest
  /** Over the bytes as they are: the archive's name for them. */
  readonly blob: Digest
  /** git's name for the same bytes. */
  readonly git: string
}

/** A difference that a person looked at and let stand. */
export interface LockedAcceptance {
  readonly because: string
  readonly record: Digest
}

export interface LockedTarget {
  /** The last model output: the base of merges. `accept` never moves it (rule 15). */
  readonly generated: LockedBytes | null
  /** What the tool wrote or a person accepted: what drift compares with and a lost target comes back from. */
  readonly written: LockedBytes
  /** Digest of `written` with form left out, so that a formatter's work is told apart without the old text. */
  readonly form: Digest
  /** Exported name → digest of its declaration, for the specs that use this one (rule 13). */
  readonly declarations: Readonly<Record<string, Digest>>
  /**
   * Proof that the question in this lock is the one that the spec file of certain bytes asks (`vouch.ts`): equal for
   * any target, and the spec need not be parsed. Null where nobody vouched yet. Only the blocks of targets that a
   * build changed get a new one, so that two branches which build neighbouring targets merge.
   */
  readonly vouch: Digest | null
  /** The generation that made it, or the acceptance where there was none. */
  readonly record: Digest
  readonly accepted: LockedAcceptance | null
}

export interface Lock {
  readonly lockVersion: 1
  /** Which rules the digests were taken by (rule 14). */
  readonly digestVersion: 1
  readonly spec: {
    readonly id: SpecId
    readonly path: string
    readonly title: string | null
    readonly status: 'draft' | 'active'
    readonly model: string | null
    /** `auth-flow`, `data-model#R2`: as resolved from front matter. */
    readonly uses: readonly string[]
    readonly context: readonly string[]
    readonly tests: readonly string[]
  }
  /** Without `targets`: those are the keys of `targets` below. */
  readonly question: Omit<Question, 'targets'>
  /** `uses` of each architecture spec in `question.specs`, so that the closure is known without parsing. */
  readonly specUses: Readonly<Record<string, readonly string[]>>
  /** Raw digest of every input file: used specs, context and tests. */
  readonly inputs: Readonly<Record<string, Digest>>
  /** Requirement id → `path#symbol`. */
  readonly trace: Readonly<Record<string, readonly string[]>>
  readonly targets: Readonly<Record<string, LockedTarget>>
}
