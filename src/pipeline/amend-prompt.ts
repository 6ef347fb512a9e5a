// What code does differently in → the compiled prompt for a change of the spec, with no secret in it.
import type { AmendInputs, AmendPrompt, SharedSpec } from '../amend/amendment.ts'
import { bodyOf } from '../amend/patch.ts'
import { fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { architectureClosure } from '../spec/project.ts'
import type { Spec, SpecFile } from '../spec/spec.ts'
import { secretsInFiles } from './answer-secrets.ts'
import type { AmendWork } from './amend-work.ts'
import type { InputReader } from './input-reader.ts'
import type { Scanning } from './keep-bytes.ts'
import type { Opened } from './open-project.ts'

export interface AskedAmendment {
  readonly file: SpecFile
  readonly spec: Spec
  /** Line of the file on which the Markdown begins. */
  readonly bodyLine: number
  readonly prompt: AmendPrompt
}

const encoder = new TextEncoder()

/** Compiles. Secrets are looked for in what it quotes, each file under its own name, then in the prompt itself. */
export async function promptToAmend(
  opened: Opened,
  work: AmendWork,
  reader: InputReader,
  scanning: Scanning,
): Promise<Result<AskedAmendment>> {
  const { head, lock } = work.look
  const spec = await opened.spec(head.id)
  const file = opened.specs.get(head.id)?.file
  if (!spec.ok || file === undefined) return fail(...spec.diagnostics)
  const { readFrontMatter } = await import('../spec/front-matter.ts')
  const matter = readFrontMatter(file)
  if (!matter.ok) return matter
  const shared: SharedSpec[] = []
  for (const { id, requirements } of architectureClosure(opened.project, head)) {
    const used = await opened.spec(id)
    if (!used.ok) return used
    shared.push({ spec: used.value, requirements })
  }
  const tests = work.causes.flatMap(({ kind, name }) => {
    const text = kind === 'test' ? reader.text(name) : null
    return text === null ? [] : [{ path: name, text }]
  })
  const { bodyLine } = matter.value
  const body = bodyOf(file.bytes, bodyLine)
  const inputs: AmendInputs = {
    spec: spec.value,
    body,
    targets: work.targets,
    shared: shared.sort((a, b) => (a.spec.head.id < b.spec.head.id ? -1 : 1)),
    trace: lock?.trace ?? {},
    tests,
    causes: work.causes,
  }
  const { compileAmendment } = await import('../amend/prompt.ts')
  const prompt = compileAmendment(inputs)
  const secrets = await secretsQuoted(inputs, file, prompt, scanning)
  if (secrets.length > 0) return fail(...secrets)
  return ok({ file, spec: spec.value, bodyLine, prompt })
}

async function secretsQuoted(
  { shared, targets, tests }: AmendInputs,
  file: SpecFile,
  prompt: AmendPrompt,
  scanning: Scanning,
): Promise<readonly Diagnostic[]> {
  const quoted = new Map<string, Uint8Array>([
    ...shared.map(({ spec }) => [spec.head.path, encoder.encode(spec.normative)] as const),
    ...tests.map(({ path, text }) => [path, encoder.encode(text)] as const),
    ...targets.map(({ path, after }) => [path, encoder.encode(after)] as const),
    [file.path, file.bytes],
  ])
  const inFiles = await secretsInFiles(quoted, scanning)
  if (inFiles.length > 0) return inFiles
  const whole = [...prompt.system, ...prompt.messages].map(({ text }) => text).join('\n')
  return secretsInFiles(new Map([['the prompt', encoder.encode(whole)]]), scanning)
}
