// What a former import said of a transcript that nobody wrote to since in; what importing it again would say out, without reading
// it. Only a hint: where the archive is not as it was then, the transcript is read again.
import type { SessionHead } from '../archive/session.ts'
import { ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Digest } from '../digest/digest.ts'
import type { Recalled, RecalledSession, SessionArchive, SessionSource } from '../ports.ts'
import type { ImportedSession } from './import-sessions.ts'

/** Undefined where it has to be read. */
export function fromMemory(
  source: SessionSource,
  recalled: Recalled,
  archive: Pick<SessionArchive, 'heads' | 'tombstones'>,
  isWanted: (session: RecalledSession) => boolean,
  unknownFormat: () => Diagnostic,
): Result<ImportedSession | null> | undefined {
  const { known, session } = recalled
  if (session === null) return known ? ok(null) : ok(null, [unknownFormat()])
  if (!isWanted(session)) return ok(null)
  if (archive.tombstones(session.key).length > 0) return undefined
  const heads = archive.heads(session.key)
  if (!heads.ok || heads.diagnostics.length > 0) return undefined
  // Of several versions, it may go on from another one now.
  const [kept, ...others] = heads.value
  if (kept?.digest !== session.head || others.length > 0) return undefined
  const { key, damaged, damagedCount } = session
  return ok({
    key,
    source: source.path,
    outcome: session.longer ? 'longer' : 'unchanged',
    added: { records: 0, messages: 0 },
    head: kept.head,
    unknown: new Map(session.unknown),
    damaged,
    damagedCount,
    redactions: new Map(session.redactions),
  })
}

/** @param fresh head of what was read; `digest` of the head that is kept. */
export function toRecall(imported: ImportedSession, fresh: SessionHead, digest: Digest): Recalled {
  const { key, outcome, unknown, damaged, damagedCount, redactions } = imported
  return {
    known: true,
    session: {
      key,
      head: digest,
      longer: outcome === 'longer',
      agent: fresh.agent,
      conversations: fresh.conversations.map(({ sessionId, end }) => ({ sessionId, end })),
      unknown: [...unknown],
      damaged,
      damagedCount,
      redactions: [...redactions],
    },
  }
}
