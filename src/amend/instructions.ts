// The format of an answer that amends a spec, as a model is told it: the general part, and the shape of one answer.
// `reader.ts` reads the result.
import { markers } from '../answer/format.ts'
import { unfilled } from '../answer/instructions.ts'

/** What the shape says where a reason is to be filled in. */
export const unfilledReason = '- (what changed in the spec, and what in the code asks for it)'

/** Stands for the tag in what all specs share. */
const placeholder = '<tag>'
const path = 'specs/features/the-spec.md'

/** The same bytes for every spec. */
export const amendInstructions = `## Answer format

A program reads your answer. It looks for marker lines: lines that begin and end with \`===\`, alone on their line. Every
marker carries the tag of the task, eight characters that the task states; below it is written \`${placeholder}\`. Copy the
tag exactly, and write no other line in the form of a marker. The answer has four parts, in this order.

**1. The edits.** Pairs of SEARCH and REPLACE, as many as there are places that change:

~~~~text
${markers.edit(placeholder, path)}
${markers.search(placeholder)}
\`\`\`md
- R2: A session ends after 30 minutes.
\`\`\`
${markers.replace(placeholder)}
\`\`\`md
- R2: A session ends after 30 minutes without a request.
\`\`\`
${markers.endFile(placeholder)}
~~~~

- SEARCH holds whole lines of the spec, copied exactly, with their white space. Together they stand in the spec once: take
  a neighbouring line in where they would not be unique.
- REPLACE holds the lines that take their place. To add lines, repeat the line that they follow and write them below it. To
  delete lines, leave them out; where all of them go, the code fence is empty.
- Where the lines themselves hold a code fence, open and close the one around them with more backticks.
- Take in as few lines as you can. What no pair names stays as it is, byte for byte. No two pairs share a line.
- Where no word of the spec has to change, leave out all pairs: END follows EDIT.

**2. Why.** One line for each pair, and one for each change of the code that the spec need not mention:

~~~~text
${markers.decisions(placeholder)}
- R2: login now renews the session with each request
- \`parseHeader\` was only renamed
~~~~

**3. The trace.** One line for each requirement that is new or changed: its id, a colon, and the symbols of the code as it
stands that implement it, as \`path#symbol\`, separated by commas. A symbol is a function, class, interface, type or
variable at the top level of a file; \`Class.method\` is a member; for a file without symbols, the path stands alone.

~~~~text
${markers.trace(placeholder)}
R2: src/session.ts#renew, src/login.ts#login
~~~~

**4. The end.** The last line:

~~~~text
${markers.done(placeholder)}
~~~~
`

/** The shape of one answer, to be filled in. */
export function amendShape(tag: string, specPath: string): string {
  return [
    markers.edit(tag, specPath),
    markers.search(tag),
    '```md',
    unfilled.search,
    '```',
    markers.replace(tag),
    '```md',
    unfilled.replace,
    '```',
    markers.endFile(tag),
    '',
    markers.decisions(tag),
    unfilledReason,
    '',
    markers.trace(tag),
    `(requirement id): ${unfilled.symbols}`,
    '',
    markers.done(tag),
  ].join('\n')
}
