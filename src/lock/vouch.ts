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
  const sections = Object.keys(question.sections).flatMap((key) => {
    const section = question.sections[key]
    return section === undefined ? [] : [vouchedLines(key, quoted(section.heading), section.digest)]
  })
  const requirements = Object.keys(question.requirements).flatMap((id) => {
    const requirement = question.requirements[id]
    return requirement === undefined
      ? []
      : [vouchedLines(id, quoted(requirement.section), requirement.digest)]
  })
  return vouchForLines(raw, targets, spec, sections, requirements)
}

/** What goes into a vouch of one section or requirement. */
export interface VouchedLines {
  readonly key: string
  readonly lines: string
}

/** @param text heading or section, as JSON. */
export function vouchedLines(key: string, text: string, digest: string): VouchedLines {
  return { key, lines: `\n${quoted(key)}\n${text}\n${digest}` }
}

/** As `vouchFor`, for a caller that has the lines, in any order. */
export function vouchForLines(
  raw: Digest,
  targets: readonly string[],
  spec: Lock['spec'],
  sections: readonly VouchedLines[],
  requirements: readonly VouchedLines[],
): Digest {
  let lines = `${raw}\n${spec.id}\n${spec.path}\n${JSON.stringify(spec.title)}\n${spec.status}\n${JSON.stringify(spec.model)}`
  for (const list of [[...targets].sort(), spec.uses, spec.context, spec.tests])
    lines += `\n${JSON.stringify(list)}`
  for (const one of [...sections].sort(byKey)) lines += one.lines
  lines += '\n'
  for (const one of [...requirements].sort(byKey)) lines += one.lines
  // The cast names what the template spells: `sha256:` and hex.
  return `sha256:${hash('sha256', lines, 'hex')}` as Digest
}

const byKey = (a: VouchedLines, b: VouchedLines): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

/** As JSON; most texts hold nothing that it would escape. */
function quoted(text: string): string {
  return /^[\w .:/-]*$/.test(text) ? `"${text}"` : JSON.stringify(text)
}

/** Does this lock answer for a spec file of these bytes, so that its front matter and parts can be taken from it? */
export function isVouched(lock: Lock, raw: Digest): boolean {
  const expected = vouchFor(raw, Object.keys(lock.targets), lock)
  return Object.values(lock.targets).some((target) => target.vouch === expected)
}
