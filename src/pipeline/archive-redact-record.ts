// The use case `archive redact` of a record: which of its texts go, and what would be lost with them. Nothing is written here.
import { linksOfRecord, type Link } from '../archive/links.ts'
import { blobPath, recordPath } from '../archive/paths.ts'
import type { StoredRecord } from '../archive/record.ts'
import { marked, markOf } from '../archive/removed.ts'
import { decodeRecord, encodeRecord, recordDigest } from '../archive/encode.ts'
import { encodeTombstone } from '../archive/tombstone.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { hexOf, type Digest } from '../digest/digest.ts'
import { decodeText } from '../digest/text.ts'
import type { Store } from '../ports.ts'
import type { Finder } from '../secret/redact-finder.ts'
import { redactText } from '../secret/redact-text.ts'
import { takenOut } from '../secret/taken-out.ts'
import type { FoundRecord } from './log.ts'

export interface RedactRecordRequest {
  readonly found: FoundRecord
  readonly at: string
  readonly because: string
  /** Null: all that was said in it. */
  readonly finder: Finder | null
  /** Blobs that a lock of any branch needs to bring code back → who names them. */
  readonly needed: ReadonlyMap<Digest, string>
  readonly loseRestore: boolean
  /** All other records. */
  readonly others: readonly FoundRecord[]
}

/** A file of the archive, and what is to stand there. */
export interface Replacement {
  readonly path: string
  readonly text: string
  /** `the answer`, `src/login.ts`, `the record itself`. */
  readonly what: string
  /** Rule → how often. */
  readonly removed: Readonly<Record<string, number>>
}

export interface RedactedRecord {
  readonly digest: Digest
  readonly files: readonly Replacement[]
  readonly diagnostics: readonly Diagnostic[]
}

/** `redact-nothing`; `redact-refused` where a lock needs a blob to bring code back, or a name holds the text. */
export async function redactRecord(
  request: RedactRecordRequest,
  store: Store,
): Promise<Result<RedactedRecord>> {
  const { found, at, because } = request
  const files: Replacement[] = []
  const told: Diagnostic[] = []
  for (const link of uniqueBlobs(found.record)) {
    const counts = await countsIn(link, request, store, told)
    if (counts === null) continue
    const needer = request.needed.get(link.digest)
    if (needer !== undefined && !request.loseRestore) {
      told.push(refused(link, needer))
      continue
    }
    files.push({
      path: blobPath(link.digest),
      what: link.what,
      removed: counts,
      text: encodeTombstone({ tombstoneVersion: 1, blob: link.digest, at, because, removed: counts }),
    })
  }
  const own = await ownTexts(request)
  if (!own.ok) return fail(...told, ...own.diagnostics)
  if (own.value !== null) files.push(own.value)
  if (told.some(({ code }) => code === 'redact-refused')) return fail(...told)
  if (files.length === 0)
    return fail(
      ...told,
      diagnostic('redact-nothing', `nothing of what is to be taken out stands in ${hexOf(found.digest)}`, {
        hint: `spec show ${hexOf(found.digest).slice(0, 12)} --prompt prints what was asked`,
      }),
    )
  return ok({ digest: found.digest, files, diagnostics: told })
}

/** Rule → how often; null where it stays. */
async function countsIn(
  link: Link,
  { finder, needed, others, found }: RedactRecordRequest,
  store: Store,
  told: Diagnostic[],
): Promise<Readonly<Record<string, number>> | null> {
  const bytes = store.blob(link.digest)
  if (!bytes.ok) {
    if (bytes.diagnostics.some(({ code }) => code !== 'record-redacted')) told.push(...bytes.diagnostics)
    return null
  }
  if (bytes.value === null) return null
  if (finder === null) {
    // What was said goes; code, and what others said as well, stays.
    const shared = others.some(
      (other) =>
        other.digest !== found.digest &&
        linksOfRecord(other.record).some(({ digest }) => digest === link.digest),
    )
    return shared || needed.has(link.digest) || isCode(link, found.record) ? null : { whole: 1 }
  }
  const text = decodeText(bytes.value)
  if (text === null) return null
  const { text: after, layout } = await redactText(text, finder)
  return after === text ? null : countsOf(takenOut(text, after, layout))
}

/** Decisions, reasons, notes. The record keeps its place and its name. */
async function ownTexts({
  found,
  finder,
  at,
  because,
}: RedactRecordRequest): Promise<Result<Replacement | null>> {
  const { digest, record } = found
  const text = JSON.stringify({ ...record, redacted: undefined })
  const after = finder === null ? withoutWords(record) : (await redactText(text, finder)).text
  if (after === text) return ok(null)
  const path = recordPath(digest)
  const next = decodeRecord(after, path)
  if (!next.ok || namesOf(next.value) !== namesOf(record))
    return fail(
      diagnostic('redact-refused', `it stands in a name or a path of the record ${hexOf(digest)}`, {
        place: { path },
        hint: 'names tie records, locks and files together; only texts can be taken out',
      }),
    )
  const before = markOf(record)?.removed ?? {}
  const removed = countsOf(takenOut(text, after, 'json'))
  const all = { ...before }
  for (const [rule, count] of Object.entries(removed)) all[rule] = (all[rule] ?? 0) + count
  const written = marked(next.value, digest, { at, because, removed: all })
  if (recordDigest(written) !== digest) return fail(...next.diagnostics)
  return ok({ path, text: encodeRecord(written), what: 'the record itself', removed })
}

function withoutWords(record: StoredRecord): string {
  const gone = '[REDACTED:whole]'
  switch (record.kind) {
    case 'generation': {
      const decisions = record.body.decisions.map((one) => ({
        ...one,
        open: gone,
        chosen: gone,
        because: gone,
      }))
      const checks = record.body.checks.map((one) => ({ ...one, note: one.note === null ? null : gone }))
      return JSON.stringify({ ...record, redacted: undefined, body: { ...record.body, decisions, checks } })
    }
    case 'amendment': {
      const why = record.body.why.map(() => gone)
      return JSON.stringify({ ...record, redacted: undefined, body: { ...record.body, why, because: gone } })
    }
    case 'acceptance':
      return JSON.stringify({ ...record, redacted: undefined, body: { ...record.body, because: gone } })
    case 'overwritten':
      return JSON.stringify({ ...record, redacted: undefined })
  }
}

/** All that ties it to others: digests, paths, ids. */
function namesOf(record: StoredRecord): string {
  const { kind, spec, previous, at } = record
  return JSON.stringify([kind, spec, previous, at, Object.keys(record.body.files), linksOfRecord(record)])
}

function uniqueBlobs(record: StoredRecord): readonly Link[] {
  const links = linksOfRecord(record).filter(({ kind }) => kind === 'blob')
  return [...new Map(links.map((link) => [link.digest, link])).values()]
}

function isCode({ digest }: Link, record: StoredRecord): boolean {
  return Object.values(record.body.files).some((file: unknown) => JSON.stringify(file).includes(digest))
}

function countsOf(parts: readonly { readonly rule: string }[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { rule } of parts) counts[rule] = (counts[rule] ?? 0) + 1
  return counts
}

function refused({ digest, what }: Link, needer: string): Diagnostic {
  return diagnostic('redact-refused', `it stands in ${what}, which ${needer} needs to bring code back`, {
    place: { path: blobPath(digest) },
    hint: 'take it out of the code first (spec accept or spec regen), or say --lose-restore: spec restore then says why it cannot',
  })
}
