// Small specs and inputs as values, for tests of prompts and generations.
import { digestText, digestValue, type Digest } from '../../src/digest/digest.ts'
import type { PromptInputs, UsedSpec } from '../../src/prompt/prompt.ts'
import type { Question } from '../../src/spec/question.ts'
import type { Requirement, Spec, SpecId, SpecKind, TargetPath } from '../../src/spec/spec.ts'

// The casts below: tests state ids and paths as what they are.
export const target = (path: string): TargetPath => path as TargetPath
const specId = (id: string): SpecId => id as SpecId

interface SpecParts {
  readonly id: string
  readonly kind?: SpecKind
  readonly title?: string
  readonly targets?: readonly string[]
  /** Id → text; ids with a `*` in front are made from the words. */
  readonly requirements?: Readonly<Record<string, string>>
  readonly normative?: string
}

export function buildSpec({
  id,
  kind = 'feature',
  title,
  targets = [],
  requirements = {},
  normative,
}: SpecParts): Spec {
  const path = `specs/${kind === 'feature' ? 'features' : 'architecture'}/${id}.md`
  const built: Requirement[] = Object.entries(requirements).map(([key, text]) => ({
    id: key.replace(/^\*/, ''),
    explicit: !key.startsWith('*'),
    text,
    digest: digestText(text),
    section: 'requirements',
    place: { path, line: 1 },
  }))
  const list = Object.entries(requirements).map(([key, text]) =>
    key.startsWith('*') ? `- ${text}` : `- ${key}: ${text}`,
  )
  const body = normative ?? `# ${title ?? id}\n\n## Requirements\n\n${list.join('\n')}\n`
  return {
    head: {
      kind,
      id: specId(id),
      path,
      title: title ?? null,
      status: 'active',
      model: null,
      targets: targets.map((one) => ({ path: target(one), place: { path, line: 3 } })),
      uses: [],
      context: [],
      tests: [],
      raw: digestText(body),
    },
    sections: [
      {
        key: 'requirements',
        heading: 'Requirements',
        level: 2,
        digest: digestValue('Requirements'),
        text: '',
        place: { path, line: 7 },
      },
    ],
    requirements: built,
    normative: body,
    parts:
      normative === undefined
        ? [
            { text: `# ${title ?? id}\n\n## Requirements\n\n`, section: 'requirements', requirements: [] },
            ...list.map((text, index) => ({ text: `${text}\n`, section: null, requirements: [index] })),
          ]
        : [{ text: body, section: 'requirements', requirements: [] }],
    digest: digestText(body),
  }
}

export function buildQuestion(spec: Spec): Question {
  const parts: Record<string, { section: string; digest: Digest; text: string }> = {}
  for (const { id, section, digest, text } of spec.requirements) parts[id] = { section, digest, text }
  return {
    targets: spec.head.targets.map((one) => one.path),
    sections: { requirements: { heading: 'Requirements', digest: digestValue('Requirements') } },
    requirements: parts,
    specs: {},
    declarations: {},
    tests: {},
  }
}

export function buildInputs(spec: Spec, parts: Partial<PromptInputs> = {}): PromptInputs {
  return {
    question: buildQuestion(spec),
    used: [],
    declared: [],
    tests: [],
    house: { modules: null, node: null, dependencies: [], compiler: [] },
    asked: spec.head.targets.map((one) => one.path),
    current: null,
    causes: [],
    held: [],
    ...parts,
  }
}

export function architecture(id: string, text = `# ${id}\n\n- R1: Words of ${id}.\n`): UsedSpec {
  const spec = buildSpec({
    id,
    kind: 'architecture',
    requirements: { R1: `Words of ${id}.`, R2: `More of ${id}.` },
    normative: text,
  })
  return { spec, requirements: null }
}
