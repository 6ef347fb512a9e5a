// A spec and all that was gathered for it in, the prompt out: the same bytes on every machine.
import { digestText, hexOf, type Digest } from '../digest/digest.ts'
import { questionDigest } from '../spec/question.ts'
import type { Spec } from '../spec/spec.ts'
import type { Prompt, PromptInputs } from './prompt.ts'
import { systemBlocks } from './system.ts'
import { userText } from './user.ts'

/** Version of the wording. Recorded with each generation; a new one makes nothing stale (invariant 6). */
export const template = 'prompt-2'

/** Compiles one spec. Pure; no clock, no locale, and no order of keys or maps shows in the result. */
export function compilePrompt(spec: Spec, inputs: PromptInputs): Prompt {
  const base = inputs.current === null ? null : baseDigests(inputs.current)
  const question = questionDigest(inputs.question, base)
  const tag = hexOf(question).slice(0, 8)
  const asked = spec.head.targets.map((target) => target.path).filter((path) => inputs.asked.includes(path))
  const system = systemBlocks(inputs.used)
  const text = userText(spec, inputs, asked, tag)
  return {
    spec: spec.head.id,
    question,
    intent: base === null ? question : questionDigest(inputs.question, null),
    tag,
    asked,
    bases: asked.flatMap((path) => {
      const text = inputs.current?.get(path)
      return text === undefined ? [] : [{ path, text }]
    }),
    system,
    messages: [{ role: 'user', text }],
    template,
  }
}

function baseDigests(current: ReadonlyMap<string, string>): Readonly<Record<string, Digest>> {
  return Object.fromEntries([...current].map(([path, text]) => [path, digestText(text)]))
}
