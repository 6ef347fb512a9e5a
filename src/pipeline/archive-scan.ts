// The use case `archive scan`: everything that is kept, looked at with today's rules; what they find, out. Nothing is written.
import { linksOfRecord } from '../archive/links.ts'
import type { SessionHead } from '../archive/session.ts'
import { ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { hexOf, type Digest } from '../digest/digest.ts'
import type { Store } from '../ports.ts'
import { redactText } from '../secret/redact-text.ts'
import type { Finder } from '../secret/redact-finder.ts'
import type { Redaction } from '../secret/redact.ts'
import { takenOut, type TakenOut } from '../secret/taken-out.ts'
import type { TranscriptRecord } from '../session/conversation.ts'
import { keptText } from '../session/kept-text.ts'
import { decodeText } from '../digest/text.ts'
import { allRecords, type FoundRecord } from './log.ts'
import { messagesByRecord } from './message-numbers.ts'

export interface ScannedSession {
  /** As `spec show` takes it. */
  readonly id: string
  readonly head: SessionHead
  /** From the beginning, each time it is called; throws where a chunk is missing or damaged. */
  readonly records: () => Iterable<TranscriptRecord>
}

export interface ScanPorts {
  readonly sessions: readonly ScannedSession[]
  readonly store: Store
  /** Blobs of the archive; what is kept for this machine alone is not among them. */
  readonly blobs: readonly Digest[]
  /** A new one for each session. */
  readonly redaction: () => Redaction
  readonly finder: Finder
  /** Digests of texts that a person has looked at and allows. */
  readonly allowed: ReadonlySet<string>
  /** What a thrown fault of the archive says; null for anything else. */
  readonly faultOf: (error: unknown) => Diagnostic | null
  readonly signal: AbortSignal
}

export interface ScanFinding extends Pick<TakenOut, 'path' | 'rule' | 'masked' | 'digest'> {
  readonly kind: 'session' | 'record' | 'blob'
  /** Of the session, or the hex digits of the record or blob. */
  readonly id: string
  /** Of a session: number of the record, from 1; null for what its head says in short. */
  readonly record: number | null
  /** Of a session: number of the message, as `spec show` counts; null where none is made of the record. */
  readonly message: number | null
  /** In plain text, from 1. */
  readonly line: number | null
  /** Of a blob: `the answer of 1a2b3c4d5e6f`. */
  readonly what: string | null
}

export interface ScanReport {
  readonly findings: readonly ScanFinding[]
  /** With those beyond `mostFindings`, which are counted and not listed. */
  readonly found: number
  readonly sessions: number
  readonly records: number
  readonly blobs: number
  /** What could not be looked at. */
  readonly diagnostics: readonly Diagnostic[]
}

export const mostFindings = 10_000

/** A scanner that cannot run ends it; what cannot be read is told, and the rest is looked at. */
export async function scanArchive(ports: ScanPorts): Promise<Result<ScanReport>> {
  const scan = new Scan(ports)
  for (const session of ports.sessions) {
    if (ports.signal.aborted) break
    const scanned = await scan.session(session)
    if (!scanned.ok) return scanned
  }
  const records = await allRecords(ports.store)
  if (!records.ok) return records
  const kept = records.value.filter(({ local }) => !local)
  scan.diagnostics.push(...records.diagnostics)
  for (const record of kept) await scan.record(record)
  const names = namesOfBlobs(kept)
  for (const blob of ports.blobs) {
    if (ports.signal.aborted) break
    await scan.blob(blob, names.get(blob) ?? null)
  }
  const { findings, found, diagnostics } = scan
  return ok({
    findings,
    found,
    sessions: ports.sessions.length,
    records: kept.length,
    blobs: ports.blobs.length,
    diagnostics,
  })
}

type Place = Omit<ScanFinding, keyof TakenOut>

class Scan {
  readonly findings: ScanFinding[] = []
  readonly diagnostics: Diagnostic[] = []
  found = 0
  readonly #ports: ScanPorts

  constructor(ports: ScanPorts) {
    this.#ports = ports
  }

  async session({ id, head, records }: ScannedSession): Promise<Result<null>> {
    const place = { kind: 'session', id, record: null, message: null, line: null, what: null } as const
    const brief = JSON.stringify(head.conversations)
    const inBrief = await redactText(brief, this.#ports.finder)
    this.#take(place, takenOut(brief, inBrief.text, 'json'))
    const found: { readonly record: number; readonly parts: readonly TakenOut[] }[] = []
    try {
      const redaction = this.#ports.redaction()
      let number = 0
      // Records come out in order: those that went in wait here until they do.
      const waiting: TranscriptRecord[] = []
      const compare = (given: Result<readonly TranscriptRecord[]>): Result<null> => {
        if (!given.ok) return given
        for (const after of given.value) {
          const before = waiting.shift()
          number++
          if (before === undefined || before === after) continue
          const layout = before.kind === 'json' ? 'json' : 'text'
          found.push({ record: number, parts: takenOut(keptText(before), keptText(after), layout) })
        }
        return ok(null)
      }
      for (const record of records()) {
        waiting.push(record)
        const compared = compare(await redaction.take([record]))
        if (!compared.ok) return compared
      }
      const ended = compare(await redaction.end())
      if (!ended.ok) return ended
      const messages = found.length === 0 ? null : await messagesByRecord(records())
      for (const { record, parts } of found)
        this.#take({ ...place, record, message: messages?.(record)?.number ?? null }, parts)
    } catch (error) {
      const told = this.#ports.faultOf(error)
      if (told === null) throw error
      this.diagnostics.push(told)
    }
    return ok(null)
  }

  async record({ digest, record }: FoundRecord): Promise<void> {
    const text = JSON.stringify(record)
    const { text: after } = await redactText(text, this.#ports.finder)
    const place = { kind: 'record', id: hexOf(digest), record: null, message: null } as const
    this.#take(
      { ...place, line: null, what: `${record.kind} of ${record.spec}` },
      takenOut(text, after, 'json'),
    )
  }

  async blob(digest: Digest, what: string | null): Promise<void> {
    const bytes = this.#ports.store.blob(digest)
    if (!bytes.ok && bytes.diagnostics.every(({ code }) => code === 'record-redacted')) return
    this.diagnostics.push(...bytes.diagnostics)
    if (!bytes.ok || bytes.value === null) return
    const text = decodeText(bytes.value) ?? new TextDecoder().decode(bytes.value)
    const { text: after, layout } = await redactText(text, this.#ports.finder)
    for (const part of takenOut(text, after, layout)) {
      const line = part.from === null ? null : text.slice(0, part.from).split('\n').length
      const place = { kind: 'blob', id: hexOf(digest), record: null, message: null } as const
      this.#take({ ...place, line, what }, [part])
    }
  }

  #take(place: Place, parts: readonly TakenOut[]): void {
    for (const { path, rule, masked, digest } of parts) {
      if (digest !== null && this.#ports.allowed.has(digest)) continue
      this.found++
      if (this.findings.length < mostFindings) this.findings.push({ ...place, path, rule, masked, digest })
    }
  }
}

/** What a blob is to the first record that names it. */
function namesOfBlobs(records: readonly FoundRecord[]): ReadonlyMap<Digest, string> {
  const names = new Map<Digest, string>()
  for (const { digest, record } of records)
    for (const link of linksOfRecord(record))
      if (link.kind === 'blob' && !names.has(link.digest))
        names.set(link.digest, `${link.what} of ${hexOf(digest).slice(0, 12)}`)
  return names
}
