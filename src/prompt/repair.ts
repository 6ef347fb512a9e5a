// A conversation whose answer did not pass the checks in, the conversation that asks for it to be mended out.
import type { BaseText } from '../answer/answer.ts'
import { answerShape, editInstructions, languageOf } from '../answer/instructions.ts'
import type { Message } from '../model/model.ts'
import type { TargetPath } from '../spec/spec.ts'
import type { Prompt } from './prompt.ts'
import { isLong } from './long.ts'
import { fenced, inline } from './quote.ts'

/** What a check found, as the model is told it. */
export interface ToldFinding {
  /** `tests`, `types`. */
  readonly check: string
  /** `src/login.ts:12:5`; null where it is about no line. */
  readonly at: string | null
  readonly message: string
  /** Lines around that place; null where there are none. */
  readonly excerpt: string | null
}

/** Beyond these, findings follow from the first ones. */
const mostFindings = 20

/**
 * The messages so far, the answer, and a message with what was found. Only files that have to change are asked for: what
 * is left out stays as it was answered. Short ones come whole; long ones are shown as they stand, since an answer in
 * edits never held them whole and a formatter may have been over them, and come as edits of that.
 *
 * @param messages those that were sent to get `answer`.
 * @param faulty files that findings stand in, for the shape; all that were asked for where none does.
 * @param standing the files as they were checked: what edits of them start from.
 */
export function askToRepair(
  prompt: Prompt,
  messages: readonly Message[],
  answer: string,
  findings: readonly ToldFinding[],
  faulty: readonly TargetPath[],
  standing: readonly BaseText[] = [],
): readonly Message[] {
  const shown = findings.slice(0, mostFindings)
  const more = findings.length - shown.length
  const list = shown.map((finding, index) => `${index + 1}. ${toldAs(finding)}`)
  const rest = more > 0 ? [`And ${more} more of this kind.`] : []
  const targets = faulty.length > 0 ? faulty : prompt.asked
  const files = targets.map((path) => inline(path)).join(', ')
  const long = standing.filter(({ path, text }) => targets.includes(path) && isLong(text))
  const text = `Your answer was checked before anything was written, and it does not pass. This is what was found:

${[...list, ...rest].join('\n\n')}
${longSection(long)}
Find the cause in what you wrote and mend it, so that the spec is fulfilled. Change nothing else, and do not write code
that only serves a test. Of your files, write each one that has to change, whole, from its first line to its last${
    long.length > 0 ? '\nor, where it is shown above, as edits of that' : ''
  }
(likely: ${files}). Leave out those that stay: they are kept as you wrote them. Then the decisions, if there are new
ones, and the trace line of each requirement whose symbols are others now. The tag is \`${prompt.tag}\`, as before:

${fenced(answerShape(prompt.tag, targets, [], new Set(long.map(({ path }) => path))), 'text')}
`
  // No API takes an empty message.
  const said = answer.trim() === '' ? '(no answer)' : answer
  return [...messages, { role: 'assistant', text: said }, { role: 'user', text }]
}

function longSection(long: readonly BaseText[]): string {
  if (long.length === 0) return ''
  const files = long.map(({ path, text }) => `### ${inline(path)}\n\n${fenced(text, languageOf(path))}\n`)
  return `
This is your code as it was checked, with your edits in it and in the project's form:

${files.join('\n')}
It comes back as edits. ${editInstructions}`
}

function toldAs({ check, at, message, excerpt }: ToldFinding): string {
  const where = at === null ? '' : ` at ${inline(at)}`
  const around = excerpt === null ? '' : `\n\n   The lines there:\n\n${indented(fenced(excerpt, ''))}`
  return `The check ${inline(check)}${where}:\n\n${indented(fenced(message, ''))}${around}`
}

/** As part of a list item. */
const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : `   ${line}`))
    .join('\n')
