// The use case `log` of one spec: its records, the commits that touched its file and targets, edits that nobody accepted, and the
// conversations that had to do with it, in one order of time.
import { ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { gitBlobId } from '../digest/digest.ts'
import { decodeText } from '../digest/text.ts'
import { specsOf, type KnownSpec, type SpecLink } from '../link/specs-of.ts'
import type { Lock } from '../lock/lock.ts'
import type { Store, Workspace } from '../ports.ts'
import { titleOf } from '../session/title.ts'
import { parseHead } from '../spec/head.ts'
import { findRecords, lockOf, type FoundRecord, type LogEntry } from './log.ts'
import { editedBytes } from './target-now.ts'
import type { Talk } from './why-world.ts'

export interface CommitEntry {
  readonly kind: 'commit'
  /** ISO 8601, UTC; when it was written. */
  readonly at: string
  readonly id: string
  readonly subject: string
  readonly author: string
  readonly files: readonly {
    readonly path: string
    readonly change: 'added' | 'changed' | 'deleted'
    /**
     * Does a record have these bytes? Null for the spec's file, for what was deleted, where the archive lacks bytes of
     * records, and where git does not use SHA-1.
     */
    readonly recorded: boolean | null
  }[]
}

export interface ConversationEntry {
  readonly kind: 'conversation'
  /** When it last had to do with the spec; ISO 8601, UTC; null where the transcript has no times. */
  readonly at: string | null
  /** `agent/session`, as `spec show` takes it. */
  readonly conversation: string
  readonly title: string
  readonly links: readonly Omit<SpecLink, 'spec'>[]
}

/** Targets that are not as their lock says, now. */
export interface EditEntry {
  readonly kind: 'edit'
  readonly at: null
  readonly files: readonly string[]
}

export type HistoryEntry = LogEntry | CommitEntry | ConversationEntry | EditEntry

export interface TouchingCommit extends Omit<CommitEntry, 'kind' | 'files'> {
  readonly files: readonly {
    readonly path: string
    readonly change: CommitEntry['files'][number]['change']
    /** git's name for the bytes that it left. */
    readonly blob: string
  }[]
}

export interface HistoryWorld {
  /** What differs from the lock now is told. */
  readonly edits: boolean
  /** Null where there is no git, or it is left out. */
  commits(paths: readonly string[]): Promise<readonly TouchingCommit[] | null>
  /** Conversations whose transcript holds one of the words. */
  talks(words: readonly string[], told: (diagnostics: readonly Diagnostic[]) => void): AsyncIterable<Talk>
}

/** Newest first; edits that nobody accepted stand above all. */
export async function readHistory(
  workspace: Workspace,
  store: Store,
  id: string,
  records: readonly LogEntry[],
  world: HistoryWorld,
): Promise<Result<readonly HistoryEntry[]>> {
  const told: Diagnostic[] = []
  const lock = await lockOf(workspace, id)
  const spec = await knownSpec(workspace, id, lock)
  const found = await findRecords(workspace, store, id)
  const made = found.ok ? found.value : []
  const commits = await commitEntries(spec, lock, made, store, world)
  const conversations: ConversationEntry[] = []
  const words = [
    spec.id,
    ...[spec.path, ...spec.targets].map((path) => path.slice(path.lastIndexOf('/') + 1)),
  ]
  for await (const talk of world.talks([...new Set(words)], (diagnostics) => told.push(...diagnostics)))
    conversations.push(...conversationEntry(talk, spec))
  const dated = [...commits, ...conversations, ...records]
  const sorted = dated
    .map((entry, place) => ({ entry, place }))
    .sort((a, b) => compare(b.entry.at ?? '', a.entry.at ?? '') || a.place - b.place)
  const edits = world.edits ? editEntries(workspace, lock) : []
  return ok([...edits, ...sorted.map(({ entry }) => entry)], told)
}

function compare(a: string, b: string): number {
  // Transcripts have fractions of seconds.
  const [one, other] = [a.slice(0, 19), b.slice(0, 19)]
  return one < other ? -1 : one > other ? 1 : 0
}

async function knownSpec(workspace: Workspace, id: string, lock: Lock | null): Promise<KnownSpec> {
  const guess = [lock?.spec.path, `specs/features/${id}.md`, `specs/architecture/${id}.md`]
  const targets = new Set(Object.keys(lock?.targets ?? {}))
  for (const path of guess) {
    if (path === undefined || workspace.read(path).kind !== 'file') continue
    const files = await workspace.readSpecs([path])
    const file = files.ok ? files.value[0] : undefined
    const head = file === undefined ? null : parseHead(file)
    for (const target of head?.ok ? head.value.targets : []) targets.add(target.path)
    return { id, path, targets: [...targets] }
  }
  return { id, path: lock?.spec.path ?? `specs/features/${id}.md`, targets: [...targets] }
}

async function commitEntries(
  spec: KnownSpec,
  lock: Lock | null,
  records: readonly FoundRecord[],
  store: Store,
  world: HistoryWorld,
): Promise<readonly CommitEntry[]> {
  const former = records.flatMap(({ record }) => Object.keys(record.body.files))
  const commits = await world.commits([...new Set([spec.path, ...spec.targets, ...former])])
  if (commits === null) return []
  const blobs = blobsOf(lock, records, store)
  const isSpec = (path: string): boolean => /^specs\/.*\.md$/s.test(path)
  return commits.map(({ files, ...facts }) => ({
    kind: 'commit',
    ...facts,
    files: files.map(({ path, change, blob }) => ({
      path,
      change,
      recorded:
        change === 'deleted' || isSpec(path) || blob.length !== 40
          ? null
          : blobs.names.has(blob) || (blobs.whole ? false : null),
    })),
  }))
}

/**
 * git's names of all that the records say was written: as it is, and with LF, as git may keep it. Not whole where the archive lacks
 * some of it.
 */
function blobsOf(
  lock: Lock | null,
  records: readonly FoundRecord[],
  store: Store,
): { readonly names: ReadonlySet<string>; readonly whole: boolean } {
  const names = new Set<string>()
  const found = new Set(records.map(({ digest }) => digest))
  const locked = Object.values(lock?.targets ?? {}).map(({ record }) => record)
  let whole = [...locked, ...records.map(({ record }) => record.previous)].every(
    (digest) => digest === null || found.has(digest),
  )
  for (const { record } of records) {
    if (record.kind === 'overwritten') continue
    for (const file of Object.values(record.body.files)) {
      const bytes = store.blob(typeof file === 'string' ? file : file.after)
      if (!bytes.ok || bytes.value === null) {
        whole = false
        continue
      }
      names.add(gitBlobId(bytes.value))
      const text = decodeText(bytes.value)
      if (text?.includes('\r\n') === true) names.add(gitBlobId(Buffer.from(text.replaceAll('\r\n', '\n'))))
    }
  }
  return { names, whole }
}

function conversationEntry({ key, conversation }: Talk, spec: KnownSpec): readonly ConversationEntry[] {
  const links = specsOf(conversation, [spec]).map(({ role, path, turns }) => ({ role, path, turns }))
  if (links.length === 0) return []
  const last = Math.max(...links.flatMap(({ turns }) => turns))
  const at = conversation.messages[last - 1]?.at ?? conversation.end ?? conversation.start
  return [{ kind: 'conversation', at, conversation: key, title: titleOf(conversation), links }]
}

function editEntries(workspace: Workspace, lock: Lock | null): readonly EditEntry[] {
  const files = Object.entries(lock?.targets ?? {}).flatMap(([path, locked]) =>
    editedBytes(workspace, path, locked) === null ? [] : [path],
  )
  return files.length === 0 ? [] : [{ kind: 'edit', at: null, files }]
}
