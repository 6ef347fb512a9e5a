// A conversation whose last answer lacks files in, the conversation that asks for them again out (rule 22).
import { answerShape } from '../answer/instructions.ts'
import type { Message } from '../model/model.ts'
import type { TargetPath } from '../spec/spec.ts'
import type { Prompt } from './prompt.ts'
import { fenced, inline } from './quote.ts'

/** How often files are asked for again before the answer counts as failed. */
export const mostAskedAgain = 3

/**
 * The messages so far, the answer, and a message that asks for each missing or cut file again, whole. Nothing is
 * continued in the middle of a file: what is spliced is not what the model would have written.
 *
 * @param messages those that were sent to get `answer`.
 */
export function askAgain(
  prompt: Prompt,
  messages: readonly Message[],
  answer: string,
  missing: readonly TargetPath[],
): readonly Message[] {
  const files = missing.length === 1 ? 'this file' : `these ${missing.length} files`
  const shape = answerShape(prompt.tag, missing, [])
  const text = `Your answer does not hold all that was asked for. Of ${files} there is nothing that can be used, because it
is not there, was cut off, or is not between its markers:

${missing.map((path) => `- ${inline(path)}`).join('\n')}

Write ${files} now, each whole, from its first line to its last, even where a part of it was there already. Do not repeat the
others: they are kept as you wrote them, and what you write now has to fit them. Then the decisions and the trace
lines, for all requirements where you have not given them yet. The tag is \`${prompt.tag}\`, as before:

${fenced(shape, 'text')}
`
  // No API takes an empty message.
  const said = answer.trim() === '' ? '(no answer)' : answer
  return [...messages, { role: 'assistant', text: said }, { role: 'user', text }]
}
