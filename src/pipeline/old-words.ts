// What moved in a spec and in those it uses → the same with old and new words of sections and shared specs, as far as the
// archive has them. Requirements of the spec itself bring their words along: the lock keeps those.
import type { Digest } from '../digest/digest.ts'
import type { Cause } from '../drift/drift.ts'
import type { Lock } from '../lock/lock.ts'
import type { Store } from '../ports.ts'
import { partsOf } from '../spec/question.ts'
import type { Section, Spec } from '../spec/spec.ts'
import type { Look } from './look.ts'
import type { Opened } from './open-project.ts'

/** A part of a spec as a question names it, `section:<key>` or `requirement:<id>`, and where the spec stands. */
interface Part {
  readonly key: string
  readonly path: string
  /** Digest of the part in the question that the lock remembers. */
  readonly then: Digest
  /** The spec as it is now. */
  readonly spec: Spec | undefined
}

/**
 * Adds `before` and `after`. The old words are those of the spec's bytes that the lock's records name, and only where
 * their digest is the one the lock was made with: with `--only`, targets are built from different versions.
 */
export async function withOldWords(
  opened: Opened,
  look: Look,
  causes: readonly Cause[],
  store: Store,
): Promise<readonly Cause[]> {
  const { lock } = look
  if (lock === null) return causes
  const versions = new Map<string, Promise<readonly Spec[]>>()
  const versionsOf = (path: string): Promise<readonly Spec[]> => {
    const known = versions.get(path) ?? oldVersions(opened, lock, path, store)
    versions.set(path, known)
    return known
  }
  const told: Cause[] = []
  for (const cause of causes) {
    const part = cause.before === undefined && cause.change !== 'added' ? partMeant(cause, look, lock) : null
    const specs = part === null ? [] : await versionsOf(part.path)
    const before = part === null ? undefined : specs.map((spec) => wordsThen(spec, part)).find(isThere)
    const after = part?.spec === undefined ? undefined : wordsOf(part.spec, part.key)
    told.push({
      ...cause,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined || cause.after !== undefined ? {} : { after }),
    })
  }
  return told
}

const isThere = (text: string | undefined): text is string => text !== undefined

/** The part that a cause is about; null where it is about no words, or about more than one part. */
function partMeant({ kind, name, place }: Cause, { head, now }: Look, { question }: Lock): Part | null {
  if (kind !== 'section' && kind !== 'requirement') return null
  if (place.path === head.path) {
    if (kind === 'requirement') return null
    const moved = now.places.spec?.sections.find((one) => one.place === place)
    // A section that is gone is named by its heading.
    const gone = Object.entries(question.sections).filter(
      ([key, one]) => one.heading === name && !Object.hasOwn(now.question.sections, key),
    )
    const key = moved?.key ?? (gone.length === 1 ? gone[0]?.[0] : undefined)
    const then = key === undefined ? undefined : question.sections[key]?.digest
    return key === undefined || then === undefined
      ? null
      : { key: `section:${key}`, path: head.path, then, spec: now.places.spec ?? undefined }
  }
  const used = Object.entries(now.question.specs).find(([, one]) => one.path === place.path)
  if (used === undefined) return null
  const spec = now.places.used.get(used[0])
  const moved = kind === 'section' ? spec?.sections.find((one) => one.place === place)?.key : undefined
  const key = `${kind}:${moved ?? name}`
  const then = question.specs[used[0]]
  const digest = then?.parts[key]
  return then === undefined || digest === undefined ? null : { key, path: then.path, then: digest, spec }
}

/** The spec at a path, as the records that the lock names have it. */
async function oldVersions(opened: Opened, lock: Lock, path: string, store: Store): Promise<readonly Spec[]> {
  const { parseSpec } = await import('../spec/parse.ts')
  const records = new Set(
    Object.values(lock.targets).flatMap(({ record, accepted }) => [accepted?.record ?? record, record]),
  )
  const blobs = new Set<Digest>()
  for (const digest of records) {
    const record = store.record(digest)
    const body = record.ok ? record.value : null
    const blob = body === null || body.kind === 'overwritten' ? undefined : body.body.inputs[path]
    if (blob !== undefined) blobs.add(blob)
  }
  return [...blobs].flatMap((blob) => {
    // What is damaged or gone is told by `spec archive verify`; here it is only not at hand.
    const bytes = store.blob(blob)
    if (!bytes.ok || bytes.value === null) return []
    const spec = parseSpec({ path, bytes: bytes.value }, opened.config)
    return spec.ok ? [spec.value] : []
  })
}

function wordsThen(spec: Spec, { key, then }: Part): string | undefined {
  return partsOf(spec, null)[key] === then ? wordsOf(spec, key) : undefined
}

function wordsOf(spec: Spec, key: string): string | undefined {
  const section = spec.sections.find((one) => `section:${one.key}` === key)
  return section === undefined
    ? spec.requirements.find((one) => `requirement:${one.id}` === key)?.text
    : sectionWords(section)
}

function sectionWords({ level, heading, text }: Section): string {
  const title = level === 0 ? '' : `${'#'.repeat(level)} ${heading}`
  return [title, text].filter((part) => part !== '').join('\n\n')
}
