// A look at a spec and the work on it → the compiled prompt.
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { Store } from '../ports.ts'
import type { Prompt } from '../prompt/prompt.ts'
import type { TargetPath } from '../spec/spec.ts'
import type { Work } from './decide-work.ts'
import type { InputReader } from './input-reader.ts'
import type { Look } from './look.ts'
import type { Opened } from './open-project.ts'
import { gatherPromptInputs } from './prompt-inputs.ts'

/** Compiles. The code that stands there goes in, unless the build starts from nothing. */
export async function compileFor(
  opened: Opened,
  look: Look,
  work: Work & { readonly kind: 'build' },
  reader: InputReader,
  store: Store,
  fromNothing = false,
): Promise<Result<Prompt>> {
  const spec = await opened.spec(look.head.id)
  if (!spec.ok) return spec
  const current = fromNothing ? null : currentCode(look)
  const inputs = await gatherPromptInputs(
    opened,
    look.head,
    { question: work.question, asked: work.asked, current, causes: work.causes, held: work.held },
    reader,
    store,
  )
  if (!inputs.ok) return inputs
  const { compilePrompt } = await import('../prompt/compile.ts')
  return ok(compilePrompt(spec.value, inputs.value), inputs.diagnostics)
}

/** Texts of the targets that are there; null where none is: a build from nothing. */
export function currentCode(look: Look): ReadonlyMap<TargetPath, string> | null {
  const current = new Map<TargetPath, string>()
  for (const { path } of look.head.targets) {
    const bytes = look.disk.get(path) ?? null
    const text = bytes === null ? null : decodeText(bytes)
    if (text !== null) current.set(path, normalText(text))
  }
  return current.size === 0 ? null : current
}
