// One transcript in; its session kept out. What is kept only grows: a shorter source changes nothing, a longer one goes on
// where the kept one ends, and one that went another way is kept beside it.
import { headDigest } from '../archive/session-encode.ts'
import { sessionKey } from '../archive/session-paths.ts'
import { inWords } from '../archive/removed.ts'
import type { KeptTombstone } from '../archive/session-redacted.ts'
import { relationOf } from '../archive/session-versions.ts'
import type { KeptHead, SessionHead, SessionKey } from '../archive/session.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { digestBytes, digestText, type Digest } from '../digest/digest.ts'
import type { RecalledSession, SessionDraft, SessionSource } from '../ports.ts'
import { briefOf, trailOf } from '../session/brief.ts'
import { recordsInChunks } from '../session/kept-text.ts'
import { renamed } from '../session/path-names.ts'
import { fromMemory, toRecall } from './import-memory.ts'
import type { ImportedSession, ImportOptions, ImportPorts } from './import-sessions.ts'
import { overRedacted, type Attempt } from './import-redacted.ts'
import { addedBy, united, type Decision } from './import-united.ts'
import { continuation } from './session-continuation.ts'
import {
  cuttingSink,
  outlineOf,
  redactedRecords,
  RedactionFault,
  SourceFault,
  type Outline,
  type TakeChunk,
} from './session-transcript.ts'

/** Null where nothing was said in it, or it is not wanted. */
export async function importSession(
  source: SessionSource,
  ports: ImportPorts,
  options: ImportOptions,
): Promise<Result<ImportedSession | null>> {
  const recalled = ports.memory?.recall(source) ?? null
  const known =
    recalled === null
      ? undefined
      : fromMemory(
          source,
          recalled,
          ports.archive,
          (session) => isWanted(session, options),
          () => unknownFormat(source),
        )
  if (known !== undefined) return known
  const drafts: SessionDraft[] = []
  const importing: Importing = {
    source,
    ports,
    options,
    draft: () => {
      const draft = ports.archive.begin()
      drafts.push(draft)
      return draft
    },
  }
  try {
    return await run(importing)
  } catch (error) {
    if (error instanceof SourceFault) return fail(unreadable(source, error.message))
    if (error instanceof RedactionFault) return fail(...error.diagnostics)
    throw error
  } finally {
    for (const draft of drafts) await draft.drop()
  }
}

interface Importing {
  readonly source: SessionSource
  readonly ports: ImportPorts
  readonly options: ImportOptions
  /** For chunks; gone when the import of this source ends. */
  readonly draft: () => SessionDraft
}

/** A version of a session, and where its chunks wait. */
interface Version {
  readonly head: SessionHead
  readonly draft: SessionDraft
}

async function run(importing: Importing): Promise<Result<ImportedSession | null>> {
  const { source, ports, options } = importing
  const redactions = new Map<string, number>()
  const draft = importing.draft()
  const sink = cuttingSink(chunkTaker(importing, draft))
  const outlined = await outlineOf(redactedRecords(source.bytes(), ports.redaction(), redactions), sink)
  if (!outlined.ok) return outlined
  const memory = options.dryRun ? undefined : ports.memory
  if (outlined.value === null) {
    memory?.note(source, { known: false, session: null })
    return ok(null, [unknownFormat(source)])
  }
  const chunks = await sink.end()
  if (!chunks.ok) return chunks
  const head = headOf(outlined.value, chunks.value, importing)
  if (head === null) memory?.note(source, { known: true, session: null })
  if (head === null || !isWanted(head, options)) return ok(null)
  const key = sessionKey(head.agent, head.sessionId, digestText)
  const heads = ports.archive.heads(key)
  if (!heads.ok) return heads
  const tombstones = ports.archive.tombstones(key)
  const decided =
    tombstones.length === 0
      ? await decideAll(importing, key, { head, draft }, heads.value)
      : await decideRedacted(importing, key, heads.value, tombstones)
  if (!decided.ok) return decided
  const decision = decided.value
  if (decision === null) return ok(null, [withheld(key, tombstones)])
  if (decision.draft !== null && !options.dryRun) {
    const landed = await decision.draft.land(key, decision.head, decision.superseded)
    if (!landed.ok) return landed
  }
  const { unknown, damaged, damagedCount } = outlined.value.read
  const imported: ImportedSession = {
    key,
    source: source.path,
    outcome: decision.outcome,
    added: addedBy(decision),
    head: decision.head,
    unknown,
    damaged,
    damagedCount,
    redactions,
  }
  memory?.note(source, toRecall(imported, head, headDigest(decision.head)))
  return ok(imported, [...heads.diagnostics, ...decided.diagnostics])
}

/** The final scan stands before all that is written. In a dry run, nothing is; `always`: but for a draft that is read again. */
function chunkTaker({ source, ports, options }: Importing, draft: SessionDraft, always = false): TakeChunk {
  return async ({ bytes, records }) => {
    const scanned = await ports.finalScan(source.path, records())
    if (!scanned.ok) return scanned
    return options.dryRun && !always ? ok(digestBytes(bytes)) : draft.add(bytes)
  }
}

/** After a merge, there may be more versions that are the same session. */
async function decideAll(
  importing: Importing,
  key: SessionKey,
  version: Version,
  heads: readonly KeptHead[],
): Promise<Result<Decision>> {
  const decided = await decide(importing, key, version, heads)
  // In a dry run, what would be kept stands nowhere to be read again.
  if (!decided.ok || heads.length < 2 || importing.options.dryRun) return decided
  return united(decided.value, heads, importing.ports.archive.chunks(key), () => {
    const draft = importing.draft()
    return { draft, sink: cuttingSink(chunkTaker(importing, draft)) }
  })
}

async function decide(
  importing: Importing,
  key: SessionKey,
  version: Version,
  heads: readonly KeptHead[],
): Promise<Result<Decision>> {
  const { head, draft } = version
  if (heads.length === 0) return ok({ outcome: 'new', head, draft, superseded: [] })
  const kept = importing.ports.archive.chunks(key)
  const fresh = await draft.chunks()
  const relations = heads.map((one) => ({
    one,
    relation: relationOf(head, one.head, (digest) => kept(digest) ?? fresh(digest)),
  }))
  const same = relations.find(({ relation }) => relation === 'same')
  if (same) return ok(nothingNew('unchanged', same.one))
  const longer = relations.find(({ relation }) => relation === 'begins')
  if (longer) return ok(nothingNew('longer', longer.one))
  const superseded = relations.flatMap(({ one, relation }) => (relation === 'continues' ? [one] : []))
  if (superseded.length > 0) return ok({ outcome: 'grown', head, draft, superseded })
  // Longest first: the versions that differ in what was redacted are the same session as well.
  for (const one of [...heads].sort((a, b) => b.head.records - a.head.records)) {
    const tried = await goOn(importing, key, version, one)
    if (!tried.ok) return tried
    if (tried.value !== null) return ok(tried.value)
  }
  return ok({ outcome: 'fork', head, draft, superseded: [] })
}

/** Of which parts were taken out: they come back by no import. Null where the source is not kept. */
async function decideRedacted(
  importing: Importing,
  key: SessionKey,
  heads: readonly KeptHead[],
  tombstones: readonly KeptTombstone[],
): Promise<Result<Decision | null>> {
  const { source, ports } = importing
  if (tombstones.some(({ tombstone }) => tombstone.whole)) return ok(null)
  const over = await overRedacted<Attempt & { readonly draft: SessionDraft }>({
    heads,
    tombstones,
    chunks: ports.archive.chunks(key),
    records: () => redactedRecords(source.bytes(), ports.redaction(), new Map()),
    attempt: () => {
      const draft = importing.draft()
      return { draft, sink: cuttingSink(chunkTaker(importing, draft, true)), chunks: () => draft.chunks() }
    },
    headOf: (outline, chunks) => headOf(outline, chunks, importing),
  })
  if (!over.ok || over.value === null) return over.ok ? ok(null) : over
  const { outcome, head, attempt, superseded } = over.value
  return ok({ outcome, head, draft: attempt?.draft ?? null, superseded })
}

/** Null where the kept version went another way. */
async function goOn(
  importing: Importing,
  key: SessionKey,
  { head }: Version,
  kept: KeptHead,
): Promise<Result<Decision | null>> {
  const draft = importing.draft()
  const sink = cuttingSink(chunkTaker(importing, draft))
  const before = recordsInChunks(kept.head.chunks, importing.ports.archive.chunks(key))
  const records = redactedRecords(importing.source.bytes(), importing.ports.redaction(), new Map())
  const gone = await continuation(before, records, sink)
  if (!gone.ok) return gone
  if (gone.value.kind === 'apart') return ok(null)
  if (gone.value.kind === 'same') return ok(nothingNew('unchanged', kept))
  if (gone.value.kind === 'shorter') return ok(nothingNew('longer', kept))
  const chunks = await sink.end()
  if (!chunks.ok) return chunks
  const { records: count, bytes } = gone.value
  const next = { ...head, chunks: chunks.value, records: count, bytes }
  return ok({ outcome: gone.value.kind, head: next, draft, superseded: [kept] })
}

function nothingNew(outcome: 'unchanged' | 'longer', kept: KeptHead): Decision {
  return { outcome, head: kept.head, draft: null, superseded: [] }
}

/** Null where nothing was said in it. */
function headOf(
  outline: Outline,
  chunks: readonly Digest[],
  { source, options }: Importing,
): SessionHead | null {
  const { read, records, bytes, rewritten } = outline
  const { named = { sessionId: null, parent: null } } = source
  const conversations = renamed(read.agent, read.conversations, named)
  const [first] = conversations
  if (first === undefined) return null
  return {
    headVersion: 1,
    agent: read.agent,
    sessionId: first.sessionId,
    project: options.project,
    chunks,
    records,
    bytes,
    conversations: conversations.map(briefOf),
    trail: rewritten ? conversations.flatMap(trailOf) : null,
  }
}

function isWanted(
  { agent, conversations }: Pick<RecalledSession, 'agent' | 'conversations'>,
  options: ImportOptions,
): boolean {
  const { agents, session, since } = options
  if (agents !== null && !([...agents] as readonly string[]).includes(agent)) return false
  const named = conversations.flatMap(({ sessionId }) => [sessionId, `${agent}/${sessionId}`])
  if (session !== null && !named.some((name) => name.startsWith(session))) return false
  return since === null || conversations.some(({ end }) => end === null || end >= since)
}

function unknownFormat({ path }: SessionSource): Diagnostic {
  return diagnostic('session-unknown-format', `${path} is no transcript of an agent that is known`, {
    hint: 'it was left out',
  })
}

function withheld(key: SessionKey, tombstones: readonly KeptTombstone[]): Diagnostic {
  const [last] = tombstones.slice(-1)
  const whole = tombstones.find(({ tombstone }) => tombstone.whole)
  const said = (whole ?? last)?.tombstone
  const why = said === undefined ? '' : inWords(said)
  return diagnostic(
    'session-withheld',
    whole !== undefined
      ? `${key} is not imported: it was ${why}`
      : `${key} is not imported: a part of it was ${why}, and where that stands in the transcript is not sure any more`,
    { hint: 'what is kept of it stays as it is' },
  )
}

function unreadable({ path }: SessionSource, why: string): Diagnostic {
  return diagnostic('session-unreadable', `${path} cannot be read: ${why}`, {
    hint: 'run the command again when the cause is gone',
  })
}
