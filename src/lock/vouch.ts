// A lock's question and a spec file's bytes in, the proof that they belong together out: what need not be parsed.
import { createHash } from 'node:crypto'
import type { Digest } from '../digest/digest.ts'
import type { Lock } from './lock.ts'

/** What a spec file alone decides of its lock. */
export type VouchedParts = Pick<Lock, 'spec' | 'question'>

/**
 * Digest over the bytes' digest, the front matter and the spec's own parts of the question. Equal to a `vouch` in the
 * lock means: whoever wrote that target had parsed a file of these very bytes and got these very parts. It stays true
 * when git merges locks line by line, because every part goes in. Not canonical JSON: it is taken once for each of
 * ten thousand locks, and the values hold no line feed but in headings, which are quoted.
 */
export function vouchFor(raw: Digest, targets: readonly string[], { spec, question }: VouchedParts): Digest {
  const lines = [raw, spec.id, spec.path, JSON.stringify(spec.title), spec.status, JSON.stringify(spec.model)]
  for (const list of [[...targets].sort(), spec.uses, spec.context, spec.tests])
    lines.push(JSON.stringify(list))
  for (const [key, section] of sorted(question.sections)) {
    lines.push(JSON.stringify(key), JSON.stringify(section.heading), section.digest)
  }
  lines.push('')
  for (const [id, requirement] of sorted(question.requirements)) {
    lines.push(JSON.stringify(id), JSON.stringify(requirement.section), requirement.digest)
  }
  // The cast names what the template spells: `sha256:` and hex.
  return `sha256:${createHash('sha256').update(lines.join('\n')).digest('hex')}` as Digest
}

/** Does this lock answer for a spec file of these bytes, so that its front matter and parts can be taken from it? */
export function isVouched(lock: Lock, raw: Digest): boolean {
  const expected = vouchFor(raw, Object.keys(lock.targets), lock)
  return Object.values(lock.targets).some((target) => target.vouch === expected)
}

/** Entries by key: a lock's order of keys is its writer's, not the spec's. */
function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}
