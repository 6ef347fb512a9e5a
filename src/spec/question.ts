// What a spec asks, part by part: the unit of staleness, and what an archived answer is found by (rule 9).
import { digestValue, type Digest } from '../digest/digest.ts'
import type { Spec, TargetPath } from './spec.ts'

export interface QuestionSection {
  readonly heading: string
  readonly digest: Digest
}

export interface QuestionRequirement {
  readonly section: string
  readonly digest: Digest
  /** Normative Markdown, so that a later change can be told with its old wording. */
  readonly text: string
}

/** The parts of an architecture spec that are seen: `section:<key>` and `requirement:<id>` → digest. */
export interface QuestionSpec {
  readonly path: string
  readonly parts: Readonly<Record<string, Digest>>
}

export interface Question {
  readonly targets: readonly TargetPath[]
  /** By section key. */
  readonly sections: Readonly<Record<string, QuestionSection>>
  /** By requirement id. */
  readonly requirements: Readonly<Record<string, QuestionRequirement>>
  /** Architecture specs in use by id, those they use included (rule 10). */
  readonly specs: Readonly<Record<string, QuestionSpec>>
  /** Declarations in sight, of used features and of context files: path → exported name → digest (rules 10–13). */
  readonly declarations: Readonly<Record<string, Readonly<Record<string, Digest>>>>
  /** Acceptance tests: path → digest of the code, form left out. */
  readonly tests: Readonly<Record<string, Digest>>
}

/**
 * The digest that an answer is archived under. Ids, headings' places, file names of specs, tool version, template and
 * model are left out (rule 9). `base` holds the digests of the code that an update starts from.
 */
export function questionDigest(question: Question, base: Readonly<Record<string, Digest>> | null): Digest {
  return digestValue({
    targets: [...question.targets].sort(),
    sections: Object.values(question.sections)
      .map((section) => section.digest)
      .sort(),
    requirements: Object.values(question.requirements)
      .map((requirement) => requirement.digest)
      .sort(),
    specs: Object.values(question.specs)
      .map((used) => digestValue(used.parts))
      .sort(),
    declarations: question.declarations,
    tests: question.tests,
    ...(base === null ? {} : { base }),
  })
}

/** A spec's own part of its question: sections by key and requirements by id. */
export function ownPartsOf(
  spec: Pick<Spec, 'sections' | 'requirements'>,
): Pick<Question, 'sections' | 'requirements'> {
  return {
    sections: Object.fromEntries(spec.sections.map(({ key, heading, digest }) => [key, { heading, digest }])),
    requirements: Object.fromEntries(
      spec.requirements.map(({ id, section, digest, text }) => [id, { section, digest, text }]),
    ),
  }
}

/** What a spec that uses this one sees of it (rule 10): all parts, or one requirement; nothing where it does not exist. */
export function partsOf(
  spec: Pick<Spec, 'sections' | 'requirements'>,
  requirement: string | null,
): QuestionSpec['parts'] {
  const requirements = spec.requirements.filter((one) => requirement === null || one.id === requirement)
  const sections = requirement === null ? spec.sections : []
  return Object.fromEntries([
    ...sections.map(({ key, digest }) => [`section:${key}`, digest] as const),
    ...requirements.map(({ id, digest }) => [`requirement:${id}`, digest] as const),
  ])
}
