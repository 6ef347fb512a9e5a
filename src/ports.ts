// The outside world as the pipelines see it. Adapters implement these; stages never import them.
import type { Diagnostic, Result } from './diagnostic/diagnostic.ts'
import type { Change, Level } from './diff/change.ts'
import type { Digest } from './digest/digest.ts'
import type { CommitHistory, HistoryCommit } from './link/history.ts'
import type { CommitLink } from './link/link.ts'
import type { SessionFacts } from './link/session-facts.ts'
import type { LockFacts } from './lock/facts.ts'
import type { ModelAnswer, ModelEvent, ModelIdentity, ModelRequest } from './model/model.ts'
import type { SpecFile, SpecId } from './spec/spec.ts'
import type { NamingLock } from './archive/links.ts'
import type {
  Arrival,
  BatchEntry,
  BatchModel,
  BatchStatus,
  Reply,
  ResultSink,
  Submission,
} from './batch/batch.ts'
import type { ArchiveReport, StoredRecord } from './archive/record.ts'
import type { KeptTombstone } from './archive/session-redacted.ts'
import type { ChunkBytes } from './archive/session-versions.ts'
import type { KeptHead, SessionBrief, SessionHead, SessionKey } from './archive/session.ts'
import type { ReadTranscript } from './session/conversation.ts'
import type { PathNames } from './session/path-names.ts'
import type { ApplyOutcome, Plan } from './plan/plan.ts'
import type { Continued } from './sync/known.ts'
import type { TrialReport, TrialRequest } from './verify/trial.ts'
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
  /** Every `.md` below `specs/features` and `specs/architecture`, in order of path; or these. */
  readSpecs(paths?: readonly string[]): Promise<Result<readonly SpecFile[]>>
  /** Every lock, in order of path; or these. */
  readLocks(paths?: readonly string[]): Promise<Result<readonly LockFile[]>>
  /** What stands at a path, relative to the root. */
  read(path: string): PathState
  /** Files that match the globs (rule 3: no ignored, hidden or outside files), in order of path. */
  glob(patterns: readonly string[]): Promise<readonly string[]>
  /** Interrupted applies that a writing command has to finish or undo. */
  interrupted(): readonly string[]
}

/** What a commit would hold: git's index, below the project's root. Paths are relative to the root. */
export interface Staging {
  readonly root: string
  /** Paths that the commit would add, change or delete, in order. */
  readonly changed: readonly string[]
  /** Files of the index in a folder, by the end of their name, in order of path. */
  list(folder: string, ending: string): readonly string[]
  /** Files of a folder, by the end of their name, whose text holds one of the words. */
  holding(folder: string, ending: string, words: readonly string[]): Promise<readonly string[]>
  /** Reads many files in one go, so that `read` need not ask for each. */
  load(paths: readonly string[]): Promise<void>
  read(path: string): PathState
  /** Files of the index that the globs match (rule 3: no hidden files), in order of path. */
  glob(patterns: readonly string[]): Promise<readonly string[]>
  /** Which of these differ, on disk, from what the commit would hold. */
  unstaged(paths: readonly string[]): Promise<readonly string[]>
}

/** What one look at a lock, its spec file, its targets and its inputs found. Plain data: it is kept and sent to threads. */
export interface Glance {
  /** Path of the lock file. */
  readonly lock: string
  /** Path of the spec file of the same id; null where there is none, or more than one. */
  readonly spec: string | null
  /** Null where the lock cannot be read or stands in the wrong place: reading it tells why. */
  readonly facts: LockFacts | null
  /** Digest of the spec file's bytes, only where the lock vouches for them. */
  readonly vouched: Digest | null
  /** Targets that are not as the lock says, or nobody could tell. */
  readonly moved: readonly string[]
  /** Entries of `context` and `tests` that are files with the bytes the lock was made with. */
  readonly unmovedInputs: readonly string[]
}

/** A whole project, looked at: most of it need not be read any more. */
export interface Survey {
  /** What `readSpecs` would list. */
  readonly specs: readonly string[]
  /** By path of the lock file, in the order of `readLocks`. */
  readonly glances: ReadonlyMap<string, Glance>
  /** In the same order; null where that cannot be said of every lock. */
  readonly stills: readonly Still[] | null
  /** Folders that cannot be read. */
  readonly specFaults: readonly Diagnostic[]
  readonly lockFaults: readonly Diagnostic[]
  /** Keeps that nothing is wrong with the project as it was surveyed. Null where nothing is kept. */
  readonly seal: ((clean: CleanProject) => Promise<void>) | null
  /** What was seen is kept for the next run, or could not be. It is written while the project is worked with. */
  readonly written: Promise<void>
}

/** A project in which no spec moved and nothing is to be told: all that is left to say of it. */
export interface CleanProject {
  /** Digest of what else the answer depends on: the configuration. */
  readonly key: Digest
  /** One of each feature, in order of id. */
  readonly specs: readonly CleanSpec[]
  /** Spec files that no glance rests on: architecture. */
  readonly others: readonly string[]
}

export interface CleanSpec {
  readonly id: SpecId
  readonly path: string
  readonly lock: string
  readonly draft: boolean
  readonly targets: readonly string[]
  /** Target → why its accepted difference stands. */
  readonly accepted: Readonly<Record<string, string>>
  /** Entries of `context` and `tests`. */
  readonly inputs: readonly string[]
}

/** A spec of which no glance has seen anything move, and what is left to ask of it: whether it fits with the others. */
export interface Still {
  readonly spec: CleanSpec
  /** As written: `data-model#R2`. */
  readonly uses: readonly string[]
  /** Entries of `context` that are no targets of its own. */
  readonly others: readonly string[]
  /** Architecture specs in sight as its lock was made, with the bytes they had. */
  readonly architecture: readonly {
    readonly id: string
    readonly path: string
    readonly raw: Digest
    readonly uses: readonly string[]
  }[]
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

/** A transcript of an agent that was found or named. */
export interface SessionSource {
  /** For messages. */
  readonly path: string
  /** In bytes, as it was found. */
  readonly size: number
  /** Absolute path, by which it is remembered; absent: it is read each time. */
  readonly file?: string
  /** Ids that stand in its path alone. */
  readonly named?: PathNames
  /** From the beginning, each time it is called. Throws what the system says. */
  bytes(): AsyncIterable<Uint8Array>
}

/** What importing transcripts said, kept from one import to the next. May be lost at any time. */
export interface ImportMemory {
  /** Null where nothing is known, or where somebody may have written to it since. */
  recall(source: SessionSource): Recalled | null
  /** Of a source that was read after it was recalled. */
  note(source: SessionSource, what: Recalled): void
  keep(): Promise<void>
}

/** Plain data, as JSON has it. */
export interface Recalled {
  /** Whether an agent that is known writes like this. */
  readonly known: boolean
  /** Null where nothing was said in it. */
  readonly session: RecalledSession | null
}

export interface RecalledSession {
  readonly key: SessionKey
  /** Of the head that it was kept under, or that was there already. */
  readonly head: Digest
  readonly longer: boolean
  readonly agent: string
  readonly conversations: readonly Pick<SessionBrief, 'sessionId' | 'end'>[]
  readonly unknown: readonly (readonly [string, number])[]
  readonly damaged: ReadTranscript['damaged']
  readonly damagedCount: number
  readonly redactions: readonly (readonly [string, number])[]
}

/** The sessions that are kept in the archive, and keeping more. */
export interface SessionArchive {
  /** One process at a time writes; the returned function lets go. */
  hold(): Promise<Result<() => void>>
  /** Sound heads; none where the session is not kept. Damaged ones are diagnostics. */
  heads(key: SessionKey): Result<readonly KeptHead[]>
  /** What was taken out of the session. */
  tombstones(key: SessionKey): readonly KeptTombstone[]
  /** Uncompressed bytes of a session's chunks. */
  chunks(key: SessionKey): ChunkBytes
  begin(): SessionDraft
}

/** Chunks of a session that is about to be kept: out of the archive until its head lands. */
export interface SessionDraft {
  add(bytes: Uint8Array): Promise<Result<Digest>>
  /** What was added, uncompressed. */
  chunks(): Promise<ChunkBytes>
  /** Chunks first, then the head, then what it makes superfluous goes. */
  land(key: SessionKey, head: SessionHead, superseded: readonly KeptHead[]): Promise<Result<Digest>>
  /** Forgets what was added. */
  drop(): Promise<void>
}

/**
 * The other end of `archive sync`: files by name, called as they are below `.spec/archive`. Nothing that it gives is trusted.
 * Faults are told, and what they do not touch goes on.
 */
export interface SyncTarget {
  /** For messages; never holds a credential. */
  readonly shown: string
  /** Every file whose name begins so, with its size in bytes. Names may be anything. */
  list(prefix: string): Promise<Result<ReadonlyMap<string, number>>>
  /** Gives each file to `take` as it comes. @param wanted name → size, as it was listed. */
  fetch(
    wanted: ReadonlyMap<string, number>,
    take: (name: string, bytes: Uint8Array) => Promise<void>,
  ): Promise<readonly Diagnostic[]>
  /** Replaces what is there under the same name. @param sent is told each file that is there whole. */
  send(
    files: readonly SyncOutgoing[],
    sent: (name: string, bytes: number) => void,
  ): Promise<readonly Diagnostic[]>
}

export interface SyncOutgoing {
  readonly name: string
  /** Null where it is not to be sent after all. */
  load(): Promise<Uint8Array | null>
}

/** This side of `archive sync`: `.spec/archive` by name, and a place where what came waits until it is whole. */
export interface SyncArchive {
  /** One sync at a time; the returned function lets go. */
  hold(): Promise<Result<() => void>>
  /** Name → size in bytes. */
  list(): Result<ReadonlyMap<string, number>>
  read(name: string): Uint8Array | null
  readStaged(name: string): Uint8Array | null
  stage(name: string, bytes: Uint8Array): Result<null>
  /** Forgets one, or all. */
  unstage(name: string | null): void
  /** What is staged of sessions becomes part of the archive: of each its chunks first, then its heads, then its tombstones. */
  landSessions(
    sessions: readonly {
      readonly chunks: readonly string[]
      readonly heads: readonly string[]
      readonly tombstones: readonly string[]
    }[],
  ): Promise<Result<null>>
  /** The same for records and blobs, one by one in this order. */
  land(names: readonly string[]): Promise<Result<null>>
  /** What is remembered of heads at targets. */
  continued(): Continued
  remember(continued: Continued): void
}

/** Whatever answers a prompt. */
export interface Model {
  readonly identity: ModelIdentity
  /** How it is asked in a batch; absent where it cannot be. */
  readonly batch?: BatchModel
  /** Input tokens as the model's server counts them, for nothing; null where it cannot. Absent: there is no such server. */
  readonly count?: (request: ModelRequest, signal?: AbortSignal) => Promise<number | null>
  ask(request: ModelRequest, listen: (event: ModelEvent) => void, signal: AbortSignal): Promise<ModelAnswer>
}

export interface TypeChecker {
  /**
   * Faults that appear when `overlay` (path → text; null deletes) is laid over the tree. Faults that the tree has
   * without it, or with `before` laid over it, are left out.
   */
  check(
    overlay: ReadonlyMap<string, string | null>,
    before?: ReadonlyMap<string, string | null>,
  ): Promise<TypeReport>
}

/** A file that is not as its lock says. */
export interface Edit {
  readonly path: string
  /** Both texts, read when they are needed, and what a lock has as the form of the first; null where a text is missing, or is none. */
  readonly load: () => { readonly before: string; readonly after: string; readonly form?: Digest } | null
}

export interface ToldEdit {
  readonly level: Level
  readonly changes: readonly Change[]
}

/** Compares edits by meaning, as `compareTogether`, on as many cores as it is worth. */
export interface Comparer {
  /** In the order given; null where there were no texts. */
  compare(edits: readonly Edit[]): Promise<readonly (ToldEdit | null)[]>
}

/** What files declare to importers, types that come through their imports included: it depends on what is installed (rule 11). */
export interface Declarations {
  /** Path → the text of its declaration file; a file that gives none is left out. */
  of(files: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>>
}

/** The project's own programs (commands, tests, linters), run on a copy of it: the tree is only read. */
export interface Trial {
  /** Null where the person stopped it. */
  run(request: TrialRequest): Promise<TrialReport | null>
}

/** The project's own formatter, run on a copy of it. */
export interface Formatter {
  /**
   * Path → text as it is to be written; a file that none is set up for is left out, or comes back as it is. `begin` is
   * awaited before a program runs. `left`: why it could not be done.
   */
  format(
    files: ReadonlyMap<string, string>,
    begin: () => Promise<void>,
  ): Promise<{ readonly files: ReadonlyMap<string, string>; readonly left: string | null }>
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

/** What git remembers of the files. Asking it runs nothing of the repository, writes nothing and opens no connection. */
export interface History {
  /**
   * What is different from the merge base of `ref` and HEAD: committed since, staged, in the working tree, or new in it.
   * Trouble: `history-missing`, `history-ref`, `history-shallow`, each with the next command.
   */
  changedSince(ref: string): Promise<Result<ChangedFiles>>
}

/** Paths are relative to the root, with `/`. */
export interface ChangedFiles {
  /** Id of the commit that was compared with. */
  readonly base: string
  /** Files that are not what they were: changed, added, deleted. A rename is both. Ignored files are never among them. */
  readonly changed: ReadonlySet<string>
  /** Regular files that git knows. It vouches for those that are not in `changed`, and for nothing else. */
  readonly tracked: ReadonlySet<string>
  /** A `.gitignore` changed, above the root too: other files may be ignored now. */
  readonly ignoreRules: boolean
}

/** Git, the kept sessions and the recorded links, as links need them. */
export interface LinkPorts {
  /** Commits since then (seconds since 1970), or all. */
  readonly history: (since: number | null) => Promise<Result<CommitHistory>>
  /** Of commits that no branch leads to any more, those that git still has. */
  readonly lost: (ids: readonly string[]) => Promise<readonly HistoryCommit[]>
  /** Of all conversations that are kept. Sessions that cannot be read are told. */
  readonly sessions: () => Promise<{
    readonly facts: readonly SessionFacts[]
    readonly diagnostics: readonly Diagnostic[]
  }>
  readonly recorded: () => {
    readonly links: readonly CommitLink[]
    readonly diagnostics: readonly Diagnostic[]
  }
  readonly record: (links: readonly CommitLink[]) => Result<null>
  /** Commits that the ref does not lead to. */
  readonly since: (ref: string) => Promise<Result<ReadonlySet<string>>>
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

/** A server's Message Batches API. Every fault is a value. Reads are tried again; nothing that may have been taken is sent twice. */
export interface BatchApi {
  /** For messages: `api.anthropic.com`. */
  readonly host: string
  readonly baseUrl: string
  /** A request as it goes into a batch, and its size in bytes. `shared`: others of the batch begin the same way. */
  entry(
    customId: string,
    model: BatchModel,
    request: ModelRequest,
    shared: boolean,
    signal: AbortSignal,
  ): Promise<{ readonly entry: BatchEntry; readonly bytes: number; readonly notes: readonly string[] }>
  /** Id of the newest batch; null where there is none. */
  newest(signal: AbortSignal): Promise<Reply<string | null>>
  create(entries: readonly BatchEntry[], signal: AbortSignal): Promise<Reply<BatchStatus>>
  /** Batches that were created after this one; all where it is null. */
  since(newest: string | null, signal: AbortSignal): Promise<Reply<readonly BatchStatus[]>>
  retrieve(id: string, signal: AbortSignal): Promise<Reply<BatchStatus>>
  /** Hands on each line. Not ok: not all came. */
  results(id: string, sink: ResultSink, signal: AbortSignal): Promise<Reply<null>>
  cancel(id: string, signal: AbortSignal): Promise<Reply<BatchStatus>>
}

/** What is known on this machine of batches, below `.spec/local/`. Never deleted by itself. */
export interface BatchBook {
  /** In order of time. What is damaged is trouble, and the others are given. */
  read(): Result<readonly Submission[]>
  /** On disk, whole, when it returns. */
  save(submission: Submission): Result<null>
  /** Null where none are kept, or they are damaged. */
  arrivals(token: string): readonly Arrival[] | null
  saveArrivals(token: string, arrivals: readonly Arrival[]): Result<null>
  /** Puts it aside: nothing looks at it any more. */
  putAside(token: string): Result<null>
  /** One process at a time submits, collects or changes what is known; the returned function lets go. */
  hold(): Promise<Result<() => void>>
  /** 16 hex digits that nobody else has. */
  token(): string
}
