// The outside world as the pipelines see it. Adapters implement these; stages never import them.
import type { Diagnostic, Result } from './diagnostic/diagnostic.ts'
import type { Digest } from './digest/digest.ts'
import type { ModelAnswer, ModelEvent, ModelIdentity, ModelRequest } from './model/model.ts'
import type { SpecFile, SpecId } from './spec/spec.ts'
import type { NamingLock } from './archive/links.ts'
import type { ArchiveReport, StoredRecord } from './archive/record.ts'
import type { ApplyOutcome, Plan } from './plan/plan.ts'
import type { TypeReport } from './verify/verify.ts'

/** What stands at a path. */
export type PathState =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' }
  /** A directory, a link out of the root, a device: nothing that can be a target. */
  | { readonly kind: 'other'; readonly what: string }

/** A lock file as it was found. */
export interface LockFile {
  /** Relative to the root: `.spec/lock/auth-flow.json`. */
  readonly path: string
  readonly text: string
}

/** The project's files, confined to its root. Reads never follow a link out of it. */
export interface Workspace {
  /** Absolute path of the root, for messages of adapters only; never recorded. */
  readonly root: string
  /** Every `.md` below `specs/features` and `specs/architecture`, in order of path. */
  readSpecs(): Promise<Result<readonly SpecFile[]>>
  /** Every lock, in order of path. */
  readLocks(): Promise<Result<readonly LockFile[]>>
  /** What stands at a path, relative to the root. */
  read(path: string): PathState
  /** Files that match the globs (rule 3: no ignored, hidden or outside files), in order of path. */
  glob(patterns: readonly string[]): Promise<readonly string[]>
  /** Interrupted applies that a writing command has to finish or undo. */
  interrupted(): readonly string[]
}

/** The archive: content-addressed blobs and records, and the local store of answers that did not land. */
export interface Store {
  /** Bytes by raw digest; null when not there. Damaged content is trouble, never returned. */
  blob(digest: Digest): Result<Uint8Array | null>
  record(digest: Digest): Result<StoredRecord | null>
  /** All records of a kind. */
  records(kind: StoredRecord['kind']): Promise<Result<readonly StoredRecord[]>>
  /** Answers kept locally because they did not land. */
  localAnswers(): Promise<readonly StoredRecord[]>
  /** Keeps an answer that did not land, with the texts its record names; `blob` finds those too. */
  keepLocal(record: StoredRecord, blobs: readonly Uint8Array[]): Promise<Result<Digest>>
  /** Re-derives every digest; reports each damaged record and blob, and each that a record or a lock names and that is missing. */
  verify(locks: readonly { readonly path: string; readonly lock: NamingLock }[]): Promise<ArchiveReport>
}

/** Whatever answers a prompt. */
export interface Model {
  readonly identity: ModelIdentity
  ask(request: ModelRequest, listen: (event: ModelEvent) => void, signal: AbortSignal): Promise<ModelAnswer>
}

export interface TypeChecker {
  /**
   * Faults that appear when `overlay` (path → text; null deletes) is laid over the tree. Faults that the tree has
   * without it are left out.
   */
  check(overlay: ReadonlyMap<string, string | null>): Promise<TypeReport>
}

/** Writing: one plan at a time, all or nothing. */
export interface Applier {
  /** Finishes or undoes interrupted applies (rule 25). */
  recover(): Promise<Result<readonly Diagnostic[]>>
  /** Applies a plan or changes nothing. */
  apply(plan: Plan): Promise<Result<ApplyOutcome>>
  /** Holds specs for a whole run; the returned function lets go. */
  claim(ids: readonly SpecId[]): Promise<Result<() => void>>
}

export interface Clock {
  /** ISO 8601 in UTC, seconds. */
  now(): string
}

/** What a person sees of work under way. */
export interface Progress {
  begin(id: SpecId, what: string): void
  update(
    id: SpecId,
    detail: { readonly tokens?: number; readonly file?: string; readonly note?: string },
  ): void
  end(id: SpecId, outcome: string): void
  /** A line above the display. */
  say(line: string): void
}
