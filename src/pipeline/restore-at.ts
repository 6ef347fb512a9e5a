// The use case `restore --at`: a file comes back as one record of the archive has it. The lock stays where it is.
import type { StoredRecord } from '../archive/record.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import { digestBytes, hexOf, type Digest } from '../digest/digest.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { Lock } from '../lock/lock.ts'
import { writeAction } from '../plan/actions.ts'
import type { Plan } from '../plan/plan.ts'
import type { Store } from '../ports.ts'
import { resolveTarget } from '../spec/target-path.ts'
import { namesOf } from './code-facts.ts'
import { keepBytes, type Scanning } from './keep-bytes.ts'
import { allRecords, type FoundRecord } from './log.ts'
import type { Opened } from './open-project.ts'
import { stampFor, type Stamping } from './plan-parts.ts'
import { fileNow, lockNaming } from './restore.ts'

/**
 * Plans the return of a version that was generated, accepted or overwritten once, also of a file that no lock names any
 * more. What stands there is stored first, where the archive has it nowhere. The diagnostics say what drift will make of it.
 */
export async function planRestoreAt(
  opened: Opened,
  path: string,
  found: FoundRecord,
  ports: Stamping & Scanning & { readonly store: Store },
): Promise<Result<Plan>> {
  const { record } = found
  const short = hexOf(found.digest).slice(0, 8)
  const files = resultsOf(record)
  const digest = files.get(path)
  if (digest === undefined) return fail(notInRecord(path, short, files))
  // A record may come from a pull request: it gets no further than a spec would.
  const target = resolveTarget(path, { path: 'specs' })
  if (!target.ok) return fail(...target.diagnostics.map((one) => ({ ...one, place: { path } })))
  if (target.value !== path) return fail(notInRecord(path, short, files))
  const blob = ports.store.blob(digest)
  if (!blob.ok) return blob
  if (blob.value === null) return fail(bytesMissing(path, short, record))
  const now = fileNow(opened, target.value)
  if (!now.ok) return now

  const lock = lockNaming(opened, target.value) ?? null
  const head = lock?.spec ?? { id: record.spec, path: '' }
  const action = writeAction(path, now.value, blob.value, `as record ${short} has it`)
  const overwrites = action.kind === 'update' && now.value !== null ? now.value : null
  const isKept = overwrites === null ? ok(true) : await inArchive(path, overwrites, lock, ports.store)
  if (!isKept.ok) return isKept
  const stored = new Map(overwrites === null || isKept.value ? [] : [[path, overwrites]])
  const kept = await keepBytes(stampFor({ head, lock }, ports), `restore --at ${short}`, stored, ports)
  if (!kept.ok) return kept
  return ok(
    { spec: head.id, actions: [action], locks: [], ...kept.value },
    afterwards(path, short, blob.value, lock),
  )
}

/** Path → digest of what came of it: inputs are left out, they are a person's. */
function resultsOf(record: StoredRecord): ReadonlyMap<string, Digest> {
  return record.kind === 'acceptance' || record.kind === 'amendment'
    ? new Map(Object.entries(record.body.files).map(([path, { after }]) => [path, after]))
    : new Map(Object.entries(record.body.files))
}

/** Is a version named by the lock or a record, and are its bytes there? Line ends are the checkout's. */
async function inArchive(
  path: string,
  bytes: Uint8Array,
  lock: Lock | null,
  store: Store,
): Promise<Result<boolean>> {
  if (lock?.targets[path]?.written.digest === namesOf(bytes).digest) return ok(true)
  const text = decodeText(bytes)
  const names = [digestBytes(bytes)]
  if (text !== null) names.push(digestBytes(new TextEncoder().encode(normalText(text))))
  const records = await allRecords(store)
  if (!records.ok) return records
  return ok(names.some((name) => hasBytes(store, name) && isNamed(records.value, path, name)))
}

const isNamed = (records: readonly FoundRecord[], path: string, name: Digest): boolean =>
  records.some(({ record }) => resultsOf(record).get(path) === name)

function hasBytes(store: Store, name: Digest): boolean {
  const blob = store.blob(name)
  return blob.ok && blob.value !== null
}

function afterwards(
  path: string,
  short: string,
  bytes: Uint8Array,
  lock: Lock | null,
): readonly Diagnostic[] {
  const locked = lock?.targets[path]
  const place = { path }
  if (lock === null || locked === undefined) {
    const message = `${path} is as record ${short} has it, and no lock names it`
    return [
      diagnostic('restored-version', message, {
        place,
        hint: 'name it in `targets` of a spec, then spec accept',
      }),
    ]
  }
  if (namesOf(bytes).digest === locked.written.digest) return []
  const { id } = lock.spec
  return [
    diagnostic(
      'restored-version',
      `${path} is as record ${short} has it: to spec drift, that is an edit of what ${id} wrote last`,
      {
        place,
        hint: `keep it: spec accept ${id} --because "…"; go back: spec restore ${path} --force`,
      },
    ),
  ]
}

function notInRecord(path: string, short: string, files: ReadonlyMap<string, Digest>): Diagnostic {
  const near = nearest(path, files.keys())
  const held = [...files.keys()].slice(0, 5).join(', ')
  return diagnostic('usage', `record ${short} has no version of ${path}`, {
    hint:
      near !== null
        ? `did you mean ${near}?`
        : held === ''
          ? 'it has no file'
          : `it has: ${held}; spec log shows the others`,
  })
}

function bytesMissing(path: string, short: string, record: StoredRecord): Diagnostic {
  const isPrivate = record.kind === 'overwritten' && record.body.private?.includes(path) === true
  return isPrivate
    ? diagnostic(
        'record-missing',
        `the bytes of ${path} in record ${short} hold a secret: only the machine that overwrote them has them`,
        {
          place: { path },
        },
      )
    : diagnostic('record-missing', `the archive lacks the bytes of ${path} in record ${short}`, {
        place: { path },
        hint: 'spec archive verify shows all that is missing; fetch .spec/archive from git history',
      })
}
