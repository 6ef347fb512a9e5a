// A conversation whose answer cannot be taken in, the conversation that asks once more out.
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Message } from '../model/model.ts'
import { fenced, oneLine } from '../prompt/quote.ts'
import type { AmendPrompt } from './amendment.ts'
import { amendShape } from './instructions.ts'

/** Beyond these, findings follow from the first ones. */
const mostFindings = 20

/** The messages so far, the answer, and what is wrong with it. The whole answer is asked for again. */
export function askToAmendAgain(
  prompt: AmendPrompt,
  messages: readonly Message[],
  answer: string,
  findings: readonly Diagnostic[],
): readonly Message[] {
  const list = findings.slice(0, mostFindings).map(({ message, place, hint }) => {
    const at = place?.line === undefined ? '' : `line ${place.line} of ${place.path}: `
    return `${at}${oneLine(message)}${hint === undefined ? '' : ` (${oneLine(hint)})`}`
  })
  const text = `Your answer cannot be taken. This is what was found:

${fenced(list.join('\n'), 'text')}

Nothing of it was applied: the spec is as you were shown it. Answer again, whole, with all edits. The tag is \`${prompt.tag}\`, as
before:

${fenced(amendShape(prompt.tag, prompt.path), 'text')}
`
  // No API takes an empty message.
  const said = answer.trim() === '' ? '(no answer)' : answer
  return [...messages, { role: 'assistant', text: said }, { role: 'user', text }]
}
