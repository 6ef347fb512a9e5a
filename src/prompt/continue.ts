// A conversation whose last answer lacks files in, the conversation that asks for them again out (rule 22).
import { answerShape } from '../answer/instructions.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Message } from '../model/model.ts'
import type { TargetPath } from '../spec/spec.ts'
import type { Prompt } from './prompt.ts'
import { fenced, inline, oneLine } from './quote.ts'

/** How often files are asked for again before the answer counts as failed. */
export const mostAskedAgain = 3

/**
 * The messages so far, the answer, and a message that asks for each missing or cut file again, whole. Nothing is
 * continued in the middle of a file: what is spliced is not what the model would have written. Edits that do not fit
 * are not tried a second time.
 *
 * @param messages those that were sent to get `answer`.
 * @param faults why a file cannot be used, where more is known than that it is not there.
 */
export function askAgain(
  prompt: Prompt,
  messages: readonly Message[],
  answer: string,
  missing: readonly TargetPath[],
  faults: ReadonlyMap<TargetPath, Diagnostic> = new Map(),
): readonly Message[] {
  const files = missing.length === 1 ? 'this file' : `these ${missing.length} files`
  const shape = answerShape(prompt.tag, missing, [])
  const list = missing.map((path) => {
    const fault = faults.get(path)
    return `- ${inline(path)}${fault === undefined ? '' : `: ${oneLine(fault.message)}`}`
  })
  const edits = missing.some((path) => faults.get(path)?.code === 'answer-edit')
  const text = `Your answer does not hold all that was asked for. Of ${files} there is nothing that can be used, because it
is not there, was cut off, is not between its markers, or came as edits that do not fit:

${list.join('\n')}

Write ${files} now, each whole, from its first line to its last, even where a part of it was there already.${
    edits
      ? ' No edits this\ntime: the whole text, with what your edits were to change in it, and all else as it was.'
      : ''
  } Do not repeat the
others: they are kept as you wrote them, and what you write now has to fit them. Then the decisions and the trace
lines, for all requirements where you have not given them yet. The tag is \`${prompt.tag}\`, as before:

${fenced(shape, 'text')}
`
  // No API takes an empty message.
  const said = answer.trim() === '' ? '(no answer)' : answer
  return [...messages, { role: 'assistant', text: said }, { role: 'user', text }]
}
