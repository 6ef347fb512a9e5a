// The use case `log`: what the archive keeps of a spec, newest first.
import { recordDigest } from '../archive/encode.ts'
import { linksOfLock } from '../archive/links.ts'
import type { GenerationBody, RecordKind, StoredRecord } from '../archive/record.ts'
import { withoutRepeats } from '../archive/said.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import type { Digest } from '../digest/digest.ts'
import { decodeLock } from '../lock/decode.ts'
import type { Lock } from '../lock/lock.ts'
import type { Store, Workspace } from '../ports.ts'
import { addressOf } from '../spec/ids.ts'

/** A record with its name. `local`: an answer that did not land, on this machine only. */
export interface FoundRecord {
  readonly digest: Digest
  readonly record: StoredRecord
  readonly local: boolean
}

export interface LogEntry {
  readonly digest: Digest
  /** ISO 8601, UTC. */
  readonly at: string
  readonly kind: RecordKind
  readonly spec: string
  /** Of a generation or an amendment: what answered. */
  readonly model: { readonly kind: string; readonly name: string } | null
  /** Of an acceptance or an amendment, why; of overwritten bytes, by what. */
  readonly reason: string | null
  readonly files: readonly string[]
  readonly local: boolean
  /** Of a generation or an amendment: `landed`, or why it did not. */
  readonly outcome: GenerationBody['outcome'] | null
}

const kinds: readonly RecordKind[] = ['generation', 'acceptance', 'overwritten', 'amendment']

/** Every record that can be read; the damaged ones are told. */
export async function allRecords(store: Store): Promise<Result<readonly FoundRecord[]>> {
  const found: FoundRecord[] = []
  const diagnostics = new Map<string, Diagnostic>()
  for (const kind of kinds) {
    const records = await store.records(kind)
    // Each kind reads all files: what is damaged comes up each time.
    for (const told of records.diagnostics) diagnostics.set(JSON.stringify(told), told)
    if (!records.ok) return fail(...diagnostics.values())
    for (const record of records.value) found.push({ digest: recordDigest(record), record, local: false })
  }
  const landed = new Set(found.map(({ digest }) => digest))
  for (const record of await store.localAnswers()) {
    const digest = recordDigest(record)
    if (!landed.has(digest)) found.push({ digest, record, local: true })
  }
  return ok(found, [...diagnostics.values()])
}

/**
 * Entries of one spec, or of all. Those of a spec include what it was called before: records that its lock names, and
 * those before them. `unknown-id` for one that no spec, lock or record is called.
 */
export async function readLog(
  workspace: Workspace,
  store: Store,
  id: string | null,
): Promise<Result<readonly LogEntry[]>> {
  const found = await findRecords(workspace, store, id)
  return found.ok ? ok(found.value.map(entryOf), found.diagnostics) : found
}

/** The records behind those entries, newest first. */
export async function findRecords(
  workspace: Workspace,
  store: Store,
  id: string | null,
): Promise<Result<readonly FoundRecord[]>> {
  const found = await allRecords(store)
  if (!found.ok) return found
  const sorted = newestFirst(withoutRepeats(found.value))
  if (id === null) return ok(sorted, found.diagnostics)
  const wanted = await recordsOfSpec(workspace, found.value, id)
  if (!wanted.ok) return wanted
  const chosen = sorted.filter(({ digest }) => wanted.value.has(digest))
  return ok(chosen, found.diagnostics)
}

async function recordsOfSpec(
  workspace: Workspace,
  found: readonly FoundRecord[],
  id: string,
): Promise<Result<ReadonlySet<Digest>>> {
  const specs = await workspace.readSpecs()
  const known = new Set<string>(specs.ok ? specs.value.flatMap(({ path }) => addressOf(path)?.id ?? []) : [])
  const lock = await lockOf(workspace, id)
  const own = found.filter(({ record }) => record.spec === id)
  if (own.length === 0 && lock === null && !known.has(id)) {
    const near = nearest(id, new Set<string>([...known, ...found.map(({ record }) => record.spec)]))
    return fail(
      diagnostic('unknown-id', `no spec is called ${id}, and no record is of one`, {
        hint: near === null ? 'spec log shows all records' : `did you mean ${near}?`,
      }),
    )
  }
  const byDigest = new Map(found.map((one) => [one.digest, one.record]))
  const wanted = new Set<Digest>()
  const waiting = own.map(({ digest }) => digest)
  if (lock !== null)
    for (const link of linksOfLock(lock)) if (link.kind === 'record') waiting.push(link.digest)
  for (let digest = waiting.pop(); digest !== undefined; digest = waiting.pop()) {
    if (wanted.has(digest)) continue
    wanted.add(digest)
    const previous = byDigest.get(digest)?.previous
    if (previous) waiting.push(previous)
  }
  return ok(wanted)
}

/** Null where no lock that can be read is of this spec. */
export async function lockOf(workspace: Workspace, id: string): Promise<Lock | null> {
  const files = await workspace.readLocks()
  if (!files.ok) return null
  for (const { text, path } of files.value) {
    const lock = decodeLock(text, path)
    if (lock.ok && lock.value.spec.id === id) return lock.value
  }
  return null
}

/** By time; those of one second by which follows which. */
export function newestFirst(found: readonly FoundRecord[]): readonly FoundRecord[] {
  const records = new Map(found.map(({ digest, record }) => [digest, record]))
  const places = new Map<Digest, number>()
  const placeOf = (start: Digest): number => {
    const chain: Digest[] = []
    let at: Digest | null = start
    while (at !== null && !places.has(at) && records.has(at) && !chain.includes(at)) {
      chain.push(at)
      at = records.get(at)?.previous ?? null
    }
    let place = at === null ? 0 : (places.get(at) ?? 0)
    for (const digest of chain.reverse()) places.set(digest, ++place)
    return place
  }
  for (const { digest } of found) placeOf(digest)
  return [...found].sort(
    (a, b) =>
      compare(b.record.at, a.record.at) ||
      (places.get(b.digest) ?? 0) - (places.get(a.digest) ?? 0) ||
      compare(a.digest, b.digest),
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function entryOf({ digest, record, local }: FoundRecord): LogEntry {
  const { at, kind, spec } = record
  const files = Object.keys(record.body.files).sort()
  const common = { digest, at, kind, spec, files, local }
  switch (record.kind) {
    case 'generation':
      return { ...common, model: record.body.identity, reason: null, outcome: record.body.outcome }
    case 'acceptance':
      return { ...common, model: null, reason: record.body.because, outcome: null }
    case 'overwritten':
      return { ...common, model: null, reason: record.body.reason, outcome: null }
    case 'amendment':
      return {
        ...common,
        model: record.body.identity,
        reason: record.body.because,
        outcome: record.body.outcome,
      }
  }
}
