// A lock's question and a spec file's bytes in, the proof that they belong together out: what need not be parsed.
import { hash } from 'node:crypto'
import type { Digest } from '../digest/digest.ts'
import type { Lock } from './lock.ts'

/** What a spec file alone decides of its lock. */
export interface VouchedParts {
  readonly spec: Lock['spec']
  readonly question: {
    readonly sections: Lock['question']['sections']
    readonly requirements: Readonly<Record<string, { readonly section: string; readonly digest: Digest }>>
  }
}

/**
 * Digest over the bytes' digest, the front matter and the spec's own parts of the question. Equal to a `vouch` in the
 * lock means: whoever wrote that target had parsed a file of these very bytes and got these very parts. It stays true
 * when git merges locks line by line, because every part goes in. Not canonical JSON: it is taken once for each of
 * ten thousand locks, and the values hold no line feed but in headings, which are quoted.
 */
export function vouchFor(raw: Digest, targets: readonly string[], { spec, question }: VouchedParts): Digest {
  let lines = [
    raw,
    spec.id,
    spec.path,
    JSON.stringify(spec.title),
    spec.status,
    JSON.stringify(spec.model),
  ].join('\n')
  for (const list of [[...targets].sort(), spec.uses, spec.context, spec.tests])
    lines += `\n${JSON.stringify(list)}`
  for (const key of Object.keys(question.sections).sort()) {
    const section = question.sections[key]
    if (section !== undefined) lines += `\n${quoted(key)}\n${quoted(section.heading)}\n${section.digest}`
  }
  lines += '\n'
  for (const id of Object.keys(question.requirements).sort()) {
    const requirement = question.requirements[id]
    if (requirement !== undefined)
      lines += `\n${quoted(id)}\n${quoted(requirement.section)}\n${requirement.digest}`
  }
  // The cast names what the template spells: `sha256:` and hex.
  return `sha256:${hash('sha256', lines, 'hex')}` as Digest
}

/** As JSON; most texts hold nothing that it would escape. */
function quoted(text: string): string {
  return /^[\w .:/-]*$/.test(text) ? `"${text}"` : JSON.stringify(text)
}

/** Does this lock answer for a spec file of these bytes, so that its front matter and parts can be taken from it? */
export function isVouched(lock: Lock, raw: Digest): boolean {
  const expected = vouchFor(raw, Object.keys(lock.targets), lock)
  return Object.values(lock.targets).some((target) => target.vouch === expected)
}
