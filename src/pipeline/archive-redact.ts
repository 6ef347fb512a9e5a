// The use case `archive redact` of a session: each version that is kept, without what is to be taken out; a tombstone that says so.
// The texts are replaced at string leaves, so that ids and the order of records stay.
import type { KeptTombstone } from '../archive/session-redacted.ts'
import type { KeptHead, SessionHead, SessionKey } from '../archive/session.ts'
import type { SessionTombstone } from '../archive/tombstone.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { SessionArchive, SessionDraft } from '../ports.ts'
import { takenOut } from '../secret/taken-out.ts'
import type { TranscriptRecord } from '../session/conversation.ts'
import { keptText } from '../session/kept-text.ts'
import { batches, headOfChunks } from './import-redacted.ts'
import { headLike, intoDraft, settle, type Rewritten } from './redact-settle.ts'
import { cuttingSink } from './session-transcript.ts'

/** The records of one version in, in the same order without what is to go out; `left`: numbers of those that still hold some. */
export type RedactRecords = (
  records: AsyncIterable<readonly TranscriptRecord[]>,
  left: number[],
) => AsyncIterable<readonly TranscriptRecord[]>

export interface RedactSession {
  readonly key: SessionKey
  /** ISO 8601 in UTC. */
  readonly at: string
  readonly because: string
  /** Drawn at random, so that no two tombstones are the same, also of two machines in the same second. */
  readonly drawn: string
  /** Null: all of it goes. */
  readonly redact: RedactRecords | null
}

export interface RedactSessionPorts {
  readonly archive: SessionArchive
  /** Throws where a chunk is missing or damaged. */
  readonly records: (head: KeptHead) => Iterable<TranscriptRecord>
}

/** What would be written: nothing is, until it lands. */
export interface RedactedSession {
  readonly key: SessionKey
  readonly tombstone: SessionTombstone
  readonly versions: readonly RedactedVersion[]
  /** Heads that go. */
  readonly old: readonly KeptHead[]
  /** What could not be taken out, and versions that go another way. */
  readonly diagnostics: readonly Diagnostic[]
  /** Forgets what waits to be written. */
  drop(): Promise<void>
}

export interface RedactedVersion {
  readonly head: SessionHead
  readonly draft: SessionDraft
}

/** `redact-nothing` where nothing of it stands in any version. A failure of redaction is thrown, as the archive's faults are. */
export async function redactSession(
  request: RedactSession,
  ports: RedactSessionPorts,
): Promise<Result<RedactedSession>> {
  const { key } = request
  const heads = ports.archive.heads(key)
  if (!heads.ok) return heads
  // What is damaged may hold anything, and is not looked at by anybody afterwards.
  if (heads.diagnostics.length > 0) return fail(...heads.diagnostics)
  const before = ports.archive.tombstones(key)
  const drafts: SessionDraft[] = []
  const begin = (): SessionDraft => {
    const draft = ports.archive.begin()
    drafts.push(draft)
    return draft
  }
  const drop = async (): Promise<void> => {
    for (const draft of drafts) await draft.drop()
  }
  try {
    const made = await rewriteAll(request, ports, heads.value, before, begin)
    if (!made.ok) {
      await drop()
      return made
    }
    return ok({ key, old: heads.value, drop, ...made.value })
  } catch (error) {
    await drop()
    throw error
  }
}

async function rewriteAll(
  { key, at, because, drawn, redact }: RedactSession,
  ports: RedactSessionPorts,
  heads: readonly KeptHead[],
  before: readonly KeptTombstone[],
  begin: () => SessionDraft,
): Promise<Result<Pick<RedactedSession, 'tombstone' | 'versions' | 'diagnostics'>>> {
  const tombstone = (removed: SessionTombstone['removed'], whole: boolean): SessionTombstone => ({
    tombstoneVersion: 1,
    session: key,
    at,
    because,
    removed,
    whole,
    after: before.map(({ digest }) => digest).sort(),
    drawn,
  })
  if (redact === null) return ok({ tombstone: tombstone({}, true), versions: [], diagnostics: [] })
  const counts = new Map<string, number>()
  const left: number[] = []
  const rewritten: Rewritten[] = []
  for (const old of heads) {
    const one = await rewrite(old, redact, { ports, begin, counts, left })
    if (!one.ok) return one
    rewritten.push(one.value)
  }
  if (counts.size === 0)
    return fail(
      ...leftOver(key, left),
      diagnostic('redact-nothing', `nothing of what is to be taken out stands in ${key}`, {
        hint: `spec show ${key} prints what is kept; spec archive scan finds what today's rules do`,
      }),
    )
  const one = tombstone(Object.fromEntries([...counts].sort()), false)
  const settled = await settle(rewritten, one, before, ports.archive.chunks(key), begin)
  if (!settled.ok) return settled
  return ok({
    tombstone: one,
    versions: settled.value,
    diagnostics: [...settled.diagnostics, ...leftOver(key, left)],
  })
}

interface Rewriting {
  readonly ports: RedactSessionPorts
  readonly begin: () => SessionDraft
  readonly counts: Map<string, number>
  readonly left: number[]
}

async function rewrite(
  old: KeptHead,
  redact: RedactRecords,
  { ports, begin, counts, left }: Rewriting,
): Promise<Result<Rewritten>> {
  const draft = begin()
  const sink = cuttingSink(intoDraft(draft))
  // Records come out in order: those that went in wait here until they do.
  const waiting: TranscriptRecord[] = []
  const records = batches(remembered(ports.records(old), waiting))
  for await (const batch of redact(records, left))
    for (const record of batch) {
      const was = waiting.shift()
      const text = keptText(record)
      if (was !== undefined && was !== record)
        for (const { rule } of takenOut(keptText(was), text, was.kind === 'json' ? 'json' : 'text'))
          counts.set(rule, (counts.get(rule) ?? 0) + 1)
      const taken = await sink.record(text, Buffer.byteLength(text))
      if (taken !== null && !taken.ok) return taken
    }
  const chunks = await sink.end()
  if (!chunks.ok) return chunks
  const head = await headOfChunks(chunks.value, await draft.chunks(), (outline, digests) =>
    headLike(old.head, outline, digests),
  )
  if (!head.ok) return head
  if (head.value === null || head.value.sessionId !== old.head.sessionId)
    return fail(
      diagnostic(
        'redact-refused',
        `without it, ${old.key} is no transcript any more that a reader understands`,
        {
          place: { path: old.path },
          hint: 'take less out, or all of it: --whole',
        },
      ),
    )
  return ok({ old, draft, head: head.value })
}

function* remembered(
  records: Iterable<TranscriptRecord>,
  waiting: TranscriptRecord[],
): Generator<TranscriptRecord> {
  for (const record of records) {
    waiting.push(record)
    yield record
  }
}

function leftOver(key: SessionKey, left: readonly number[]): readonly Diagnostic[] {
  if (left.length === 0) return []
  const some = [...new Set(left)].slice(0, 5).join(', ')
  return [
    diagnostic(
      'redact-left',
      `of what was to be taken out of ${key}, some is left in ids, names of folders or payloads: record ${some}${left.length > 5 ? ', …' : ''}`,
      { hint: 'these are left alone so that records stay tied together; --whole takes all of it out' },
    ),
  ]
}
