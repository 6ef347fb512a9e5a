// A spec and all that was gathered for it in, the prompt out: the same bytes on every machine.
import { digestText, hexOf, type Digest } from '../digest/digest.ts'
import { questionDigest } from '../spec/question.ts'
import type { Spec } from '../spec/spec.ts'
import type { Prompt, PromptInputs } from './prompt.ts'
import { systemBlocks } from './system.ts'
import { userText } from './user.ts'

/** Version of the wording. Recorded with each generation; a new one makes nothing stale (invariant 6). */
export const template = 'prompt-1'

/** Characters (UTF-16 units) of a token, at least: code and Markdown have 3.5 to 4.2 of them in the tokenizers measured. */
const charactersPerToken = 3

/** Compiles one spec. Pure; no clock, no locale, and no order of keys or maps shows in the result. */
export function compilePrompt(spec: Spec, inputs: PromptInputs): Prompt {
  const base = inputs.current === null ? null : baseDigests(inputs.current)
  const question = questionDigest(inputs.question, base)
  const tag = hexOf(question).slice(0, 8)
  const asked = spec.head.targets.map((target) => target.path).filter((path) => inputs.asked.includes(path))
  const system = systemBlocks(inputs.used)
  const text = userText(spec, inputs, asked, tag)
  const characters = system.reduce((sum, block) => sum + block.text.length, text.length)
  return {
    spec: spec.head.id,
    question,
    intent: base === null ? question : questionDigest(inputs.question, null),
    tag,
    asked,
    system,
    messages: [{ role: 'user', text }],
    template,
    estimatedTokens: Math.ceil(characters / charactersPerToken),
  }
}

function baseDigests(current: ReadonlyMap<string, string>): Readonly<Record<string, Digest>> {
  return Object.fromEntries([...current].map(([path, text]) => [path, digestText(text)]))
}
