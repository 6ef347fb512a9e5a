// One transcript in; its session kept out. What is kept only grows: a shorter source changes nothing, a longer one goes on
// where the kept one ends, and one that went another way is kept beside it.
import { sessionKey } from '../archive/session-paths.ts'
import { relationOf } from '../archive/session-versions.ts'
import type { KeptHead, SessionHead, SessionKey } from '../archive/session.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { digestBytes, digestText, type Digest } from '../digest/digest.ts'
import type { SessionDraft, SessionSource } from '../ports.ts'
import { briefOf, trailOf } from '../session/brief.ts'
import { recordsInChunks } from '../session/kept-text.ts'
import type { ImportedSession, ImportOptions, ImportOutcome, ImportPorts } from './import-sessions.ts'
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

interface Decision {
  readonly outcome: ImportOutcome
  /** What is kept in the end. */
  readonly head: SessionHead
  /** Null where nothing is to be written. */
  readonly draft: SessionDraft | null
  readonly superseded: readonly KeptHead[]
}

async function run(importing: Importing): Promise<Result<ImportedSession | null>> {
  const { source, ports, options } = importing
  const redactions = new Map<string, number>()
  const draft = importing.draft()
  const sink = cuttingSink(chunkTaker(importing, draft))
  const outlined = await outlineOf(redactedRecords(source.bytes(), ports.redaction(), redactions), sink)
  if (!outlined.ok) return outlined
  if (outlined.value === null) return ok(null, [unknownFormat(source)])
  const chunks = await sink.end()
  if (!chunks.ok) return chunks
  const head = headOf(outlined.value, chunks.value, options)
  if (head === null || !isWanted(head, options)) return ok(null)
  const key = sessionKey(head.agent, head.sessionId, digestText)
  const heads = ports.archive.heads(key)
  if (!heads.ok) return heads
  const decided = await decide(importing, key, { head, draft }, heads.value)
  if (!decided.ok) return decided
  const decision = decided.value
  if (decision.draft !== null && !options.dryRun) {
    const landed = await decision.draft.land(key, decision.head, decision.superseded)
    if (!landed.ok) return landed
  }
  const { unknown, damaged, damagedCount } = outlined.value.read
  return ok(
    {
      key,
      source: source.path,
      outcome: decision.outcome,
      added: addedBy(decision),
      head: decision.head,
      unknown,
      damaged,
      damagedCount,
      redactions,
    },
    [...heads.diagnostics, ...decided.diagnostics],
  )
}

/** The final scan stands before all that is written. In a dry run, nothing is. */
function chunkTaker({ source, ports, options }: Importing, draft: SessionDraft): TakeChunk {
  return async ({ bytes, text }) => {
    const scanned = await ports.finalScan(source.path, text)
    if (!scanned.ok) return scanned
    return options.dryRun ? ok(digestBytes(bytes)) : draft.add(bytes)
  }
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

function addedBy({ outcome, head, superseded }: Decision): ImportedSession['added'] {
  if (outcome === 'unchanged' || outcome === 'longer') return { records: 0, messages: 0 }
  const most = (count: (one: SessionHead) => number): number =>
    Math.max(0, ...superseded.map((one) => count(one.head)))
  return {
    records: Math.max(0, head.records - most(({ records }) => records)),
    messages: Math.max(0, messagesOf(head) - most(messagesOf)),
  }
}

function messagesOf({ conversations }: SessionHead): number {
  return conversations.reduce((sum, { messages }) => sum + messages, 0)
}

/** Null where nothing was said in it. */
function headOf(outline: Outline, chunks: readonly Digest[], { project }: ImportOptions): SessionHead | null {
  const { read, records, bytes, rewritten } = outline
  const [first] = read.conversations
  if (first === undefined) return null
  return {
    headVersion: 1,
    agent: read.agent,
    sessionId: first.sessionId,
    project,
    chunks,
    records,
    bytes,
    conversations: read.conversations.map(briefOf),
    trail: rewritten ? read.conversations.flatMap(trailOf) : null,
  }
}

function isWanted({ agent, conversations }: SessionHead, options: ImportOptions): boolean {
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

function unreadable({ path }: SessionSource, why: string): Diagnostic {
  return diagnostic('session-unreadable', `${path} cannot be read: ${why}`, {
    hint: 'run the command again when the cause is gone',
  })
}
