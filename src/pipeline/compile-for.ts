// A look at a spec and the work on it → the compiled prompt.
import { answerSize, type AskedFor } from '../cost/answer-size.ts'
import { estimateTokens } from '../cost/estimate.ts'
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { Store } from '../ports.ts'
import { isLong } from '../prompt/long.ts'
import type { Prompt } from '../prompt/prompt.ts'
import type { Spec, TargetPath } from '../spec/spec.ts'
import type { Work } from './decide-work.ts'
import type { InputReader } from './input-reader.ts'
import type { Look } from './look.ts'
import type { Opened } from './open-project.ts'
import { withOldWords } from './old-words.ts'
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
  // A build from nothing is told what the spec says, not what became of it.
  const words = (causes: typeof work.causes): Promise<typeof work.causes> =>
    current === null ? Promise.resolve(causes) : withOldWords(opened, look, causes, store)
  const [causes, held] = [await words(work.causes), await words(work.held)]
  const inputs = await gatherPromptInputs(
    opened,
    look.head,
    { question: work.question, asked: work.asked, current, causes, held },
    reader,
    store,
  )
  if (!inputs.ok) return inputs
  const { compilePrompt } = await import('../prompt/compile.ts')
  const prompt = compilePrompt(spec.value, inputs.value)
  const expectedTokens = answerSize(askedForBy(prompt, spec.value)).expected
  return ok({ ...prompt, expectedTokens }, inputs.diagnostics)
}

/** What the size of the answer is estimated by. */
export function askedForBy(prompt: Prompt, spec: Pick<Spec, 'normative'>): AskedFor {
  const sized = (texts: typeof prompt.bases): readonly number[] =>
    texts.map(({ text }) => estimateTokens(text))
  return {
    whole: sized(prompt.bases.filter(({ text }) => !isLong(text))),
    edited: sized(prompt.bases.filter(({ text }) => isLong(text))),
    created: prompt.asked.length - prompt.bases.length,
    spec: estimateTokens(spec.normative),
  }
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
