// One spec and its inputs in, the user part of its prompt out: long quotations first, what to do last.
import { harmlessText } from '../answer/harmless.ts'
import { answerShape, languageOf } from '../answer/instructions.ts'
import type { Spec, TargetPath } from '../spec/spec.ts'
import { houseSection } from './house.ts'
import { isOwn, markedSpec } from './marked.ts'
import type { DeclaredFile, PromptInputs } from './prompt.ts'
import { byCodeUnits, fenced, inline, oneLine } from './quote.ts'
import { longTargets, updateSections } from './update.ts'

/** Everything that belongs to this spec alone. `asked` in the order of the spec's targets. */
export function userText(
  spec: Spec,
  inputs: PromptInputs,
  asked: readonly TargetPath[],
  tag: string,
): string {
  const targets = spec.head.targets.map((target) => target.path)
  const staying = targets.filter((path) => !asked.includes(path))
  const seen = [
    ...[...(inputs.current ?? [])].sort(([a], [b]) => byCodeUnits(a, b)).map(([, text]) => text),
    ...inputs.tests.map((test) => test.text),
    ...inputs.declared.flatMap((file) => [...file.declarations.map((one) => one.text), file.text ?? '']),
    spec.normative,
    ...inputs.used.map((used) => used.spec.normative),
  ]
  return [
    specSection(spec, inputs),
    requirementsSection(spec),
    declaredSection(inputs.declared),
    testsSection(inputs),
    houseSection(inputs.house, asked, seen),
    stayingSection(staying, inputs.current),
    ...(inputs.current === null
      ? []
      : [updateSections(spec, asked, inputs.current, inputs.causes, inputs.held)]),
    taskSection(spec, asked, tag, inputs),
  ]
    .filter((section) => section !== '')
    .join('\n')
}

/** The spec as it is; for an update of which causes are known, marked part by part. */
function specSection(spec: Spec, { current, causes, held }: PromptInputs): string {
  const { id, title } = spec.head
  const marked = current !== null && causes.length + held.length > 0
  const text = marked ? markedSpec(spec, causes, held) : `${fenced(harmlessText(spec.normative), 'md')}\n`
  return `# Spec ${inline(id)}${title === null ? '' : `: ${oneLine(title)}`}\n\n${text}`
}

/** Ids, so that the trace can name them; those made from the words beside their words. */
function requirementsSection({ requirements }: Spec): string {
  if (requirements.length === 0) return ''
  const written = requirements.filter((one) => one.explicit).map((one) => inline(one.id))
  const made = requirements.filter((one) => !one.explicit)
  const lines = made.map(
    (one) => `- ${inline(one.id)}: ${beginning(oneLine(harmlessText(one.text).replace(/^[-*+] +/u, '')))}`,
  )
  return [
    '## Requirements of this spec\n',
    ...(written.length > 0 ? [`Ids as they stand in the spec: ${written.join(', ')}.\n`] : []),
    ...(lines.length > 0
      ? [
          `In the spec ${written.length > 0 ? 'these' : 'the requirements'} have no id. In decisions and trace they are called:\n`,
          ...lines,
          '',
        ]
      : []),
  ].join('\n')
}

/** Enough words to find a requirement by; the whole of it stands in the spec above. */
function beginning(text: string): string {
  const most = 100
  if (text.length <= most) return text
  const cut = text.lastIndexOf(' ', most)
  return `${text.slice(0, cut > 0 ? cut : most)} …`
}

function declaredSection(declared: readonly DeclaredFile[]): string {
  if (declared.length === 0) return ''
  const files = [...declared].sort((a, b) => byCodeUnits(a.path, b.path)).map(declaredFile)
  return `## Files that exist already

They are not yours to change. For code, only its exported declarations are shown, without bodies. Paths count from the
root of the project; a relative import counts from the file that it stands in.

${files.join('\n')}`
}

function declaredFile({ path, owner, declarations, text }: DeclaredFile): string {
  const heading = `### ${inline(path)}${owner === null ? '' : ` (of the spec ${inline(owner)})`}\n\n`
  if (declarations.length > 0)
    return `${heading}${fenced(declarations.map((one) => one.text.trim()).join('\n\n'), languageOf(path))}\n`
  return text === null ? `${heading}Exports nothing.\n` : `${heading}${fenced(text, languageOf(path))}\n`
}

function testsSection({ tests }: PromptInputs): string {
  if (tests.length === 0) return ''
  const files = [...tests]
    .sort((a, b) => byCodeUnits(a.path, b.path))
    .map(({ path, text }) => `### ${inline(path)}\n\n${fenced(text, languageOf(path))}\n`)
  return `## Acceptance tests\n\nThey belong to people and have to pass as they are.\n\n${files.join('\n')}`
}

function stayingSection(
  staying: readonly TargetPath[],
  current: ReadonlyMap<TargetPath, string> | null,
): string {
  if (staying.length === 0) return ''
  const files = staying.map((path) => {
    const text = current?.get(path)
    return `### ${inline(path)}\n\n${text === undefined ? 'Its content is not shown.' : fenced(text, languageOf(path))}\n`
  })
  return `## Targets that stay as they are\n\nThey belong to this spec too: your code can import them and your trace can name their symbols. They are not asked for.
Do not answer with them, and write nothing that would need a change in them.\n\n${files.join('\n')}`
}

function taskSection(spec: Spec, asked: readonly TargetPath[], tag: string, inputs: PromptInputs): string {
  const count = asked.length === 1 ? 'this one file' : `these ${asked.length} files`
  const whole = inputs.current === null ? 'Write' : 'Change'
  // What is new and not to be built now has no symbols yet.
  const later = inputs.held
    .filter((one) => one.change === 'added' && isOwn(one, spec))
    .map(({ name }) => name)
  const shape = answerShape(
    tag,
    asked,
    spec.requirements.map((one) => one.id).filter((id) => !later.includes(id)),
    new Set(inputs.current === null ? [] : longTargets(asked, inputs.current)),
  )
  return `## Your task

${whole} ${count}, so that the code fulfils the spec:

${asked.map((path) => `- ${inline(path)}`).join('\n')}

The tag of this task is \`${tag}\`. Answer in exactly this shape, with each part in parentheses filled in:

${fenced(shape, 'text')}
`
}
