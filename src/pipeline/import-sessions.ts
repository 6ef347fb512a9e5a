// The use case `archive import`: transcripts of agents → redacted → kept.
import type { SessionHead, SessionKey } from '../archive/session.ts'
import { fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { ImportMemory, SessionArchive, SessionSource } from '../ports.ts'
import type { Agent, ReadTranscript } from '../session/conversation.ts'
import { importSession } from './import-session.ts'
import type { FinalScan } from '../secret/final-scan.ts'
import type { Redaction } from '../secret/redact.ts'

export interface ImportPorts {
  readonly archive: SessionArchive
  /** A new one for each reading of a transcript. */
  readonly redaction: () => Redaction
  /** Looks at bytes that are about to be written. */
  readonly finalScan: FinalScan
  /** Absent: every transcript is read. */
  readonly memory?: ImportMemory
}

export interface ImportOptions {
  readonly project: SessionHead['project']
  readonly agents: ReadonlySet<Agent> | null
  /** The beginning of an id, with or without the agent. */
  readonly session: string | null
  /** ISO 8601 in UTC. */
  readonly since: string | null
  readonly dryRun: boolean
  readonly signal: AbortSignal
  /** Is told each source before it is read. */
  readonly begin: (source: SessionSource, at: number) => void
}

/**
 * `redacted`: nothing is new, and more was taken out than when it was kept. `fork`: kept beside a version that went another
 * way. `longer`: the archive has more.
 */
export type ImportOutcome = 'new' | 'grown' | 'redacted' | 'unchanged' | 'longer' | 'fork'

export interface ImportedSession {
  readonly key: SessionKey
  readonly source: string
  readonly outcome: ImportOutcome
  /** Records and messages that were kept now. */
  readonly added: { readonly records: number; readonly messages: number }
  /** Of the version that is kept. */
  readonly head: SessionHead
  readonly unknown: ReadTranscript['unknown']
  readonly damaged: ReadTranscript['damaged']
  readonly damagedCount: number
  /** Rule → how often. */
  readonly redactions: ReadonlyMap<string, number>
}

export interface ImportReport {
  readonly sessions: readonly ImportedSession[]
  /** Transcripts in which nothing was said, or that are not wanted. */
  readonly passedOver: number
  readonly diagnostics: readonly Diagnostic[]
}

/** Without them nothing can be redacted. */
const endsAll: ReadonlySet<string> = new Set(['secret-scanner', 'config-invalid'])

/** What is wrong with one source is told, and the others are imported; a scanner that cannot run ends it all. */
export async function importSessions(
  sources: readonly SessionSource[],
  ports: ImportPorts,
  options: ImportOptions,
): Promise<Result<ImportReport>> {
  const sessions: ImportedSession[] = []
  const diagnostics: Diagnostic[] = []
  let passedOver = 0
  for (const [at, source] of sources.entries()) {
    if (options.signal.aborted) break
    options.begin(source, at)
    const imported = await importSession(source, ports, options)
    diagnostics.push(...imported.diagnostics)
    if (!imported.ok) {
      if (imported.diagnostics.some(({ code }) => endsAll.has(code))) return fail(...diagnostics)
    } else if (imported.value !== null) sessions.push(imported.value)
    else if (imported.diagnostics.length === 0) passedOver++
  }
  await ports.memory?.keep()
  return ok({ sessions, passedOver, diagnostics })
}
