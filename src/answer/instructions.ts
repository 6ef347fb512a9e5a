// The answer format as a model is told it: the general part, the part about edits, and the shape of one answer.
// `reader.ts` reads the result.
import type { TargetPath } from '../spec/spec.ts'
import { harmless } from './harmless.ts'
import { markers, type MarkerTag } from './format.ts'

/** What the shape says where something is to be filled in. */
export const unfilled = {
  file: '(the whole file)',
  search: '(lines of the file, exactly as they stand)',
  replace: '(the lines that take their place)',
  decision: '- (requirement id): open: (…); chosen: (…); because: (…)',
  symbols: '(path#symbol, path#symbol)',
} as const

/** Stands for the tag in what all specs share, so that the text is the same for all of them. */
const placeholder = '<tag>'

/** The general part. The same bytes for every spec. */
export const answerInstructions = `## Answer format

A program reads your answer. It looks for marker lines: lines that begin and end with \`===\`, alone on their line. Every
marker carries the tag of the task, eight characters that the task states; below it is written \`${placeholder}\`. Copy the
tag exactly, and write no other line in the form of a marker.

The answer has four parts, in this order.

**1. The files.** For each target asked for, in the order of the task, its path and its whole content in one code fence:

~~~~text
${markers.file(placeholder, 'path/of/the/target.ts')}
\`\`\`ts
(the whole content, from its first line to its last)
\`\`\`
${markers.endFile(placeholder)}
~~~~

- Every target asked for appears, and no other file. The path is written as in the task.
- A file written so is whole. It replaces the one on disk as it stands: a part left out is a part deleted. Never write
  "rest unchanged", an ellipsis or a diff. Only where the task itself offers edits for a file, there is a second form.
- Between the markers there is the file and nothing else. Explanations have no place inside a file or its markers.
- Where a file itself holds lines of three backticks, open and close its fence with more of them than it uses.

**2. The decisions.** One line for each point that the spec leaves open and that you had to settle, if somebody could
have settled it otherwise: what was open, what you chose, and why. Begin the line with the id of the requirement it
belongs to, if there is one. Where nothing was open, the line is \`- none\`.

~~~~text
${markers.decisions(placeholder)}
- R2: open: how long a name may be; chosen: 200 characters; because: the spec gives no limit and input must be bounded
- open: where to keep the cache; chosen: in a Map inside the factory; because: there must be no state at module level
~~~~

**3. The trace.** One line for each requirement of the spec: its id, a colon, and what implements it, as \`path#symbol\`,
separated by commas. A symbol is a function, class, interface, type or variable at the top level of a file, under the
name that it has there; \`Class.method\` is a member; for a file without symbols, the path stands alone. Name the
symbols whose code fulfils the requirement, not all that take part; where it forbids something, those that keep to it.

~~~~text
${markers.trace(placeholder)}
R1: src/session.ts#openSession
R2: src/session.ts#Sessions.close, src/names.ts#checkName
~~~~

**4. The end.** The last line, so that the program knows that nothing was cut off:

~~~~text
${markers.done(placeholder)}
~~~~
`

/** From how many lines on a file may come as edits. Below, the whole costs less than an edit that does not fit. */
export const editsFrom = 120

/** The part about edits, for tasks that offer them. The same bytes for each of them. */
export const editInstructions = `An edit says which lines go and which come instead. In the answer it stands where the file would stand:

~~~~text
${markers.edit(placeholder, 'path/of/the/target.ts')}
${markers.search(placeholder)}
\`\`\`ts
export function area(width: number): number {
  return width * width
}
\`\`\`
${markers.replace(placeholder)}
\`\`\`ts
export function area(width: number, height: number): number {
  return width * height
}
\`\`\`
${markers.endFile(placeholder)}
~~~~

- SEARCH holds lines of the file as the task shows it: whole lines, one after the other, none left out, copied
  character by character with their indentation. No ellipsis, no line numbers.
- Together these lines have to stand at exactly one place of the file. Where they stand at more (\`}\` or \`return null\`
  alone does), take in lines above or below until they do not.
- REPLACE holds what stands there afterwards; lines of SEARCH that stay are repeated in it. To insert, repeat the line
  beside it. To delete, leave its code fence empty.
- One EDIT for each file. For several places, further pairs of SEARCH and REPLACE follow before its END. Each SEARCH is
  looked up in the file as the task shows it, not as other edits leave it, and no two of them share a line. A few small
  pairs are better than one large one.
- Where a file stays as it is, its END follows its EDIT at once.
- A SEARCH that does not fit exactly one place is refused, and you are asked for the whole file. Where most of a file
  changes, write it whole from the start, as a FILE.
`

/**
 * The shape of one answer, with its tag, its targets and its requirements, to be filled in.
 * What is still as it stands here counts as not said: an answer pasted together with its prompt reads as the answer.
 *
 * @param edited those of `targets` that are to come as edits.
 */
export function answerShape(
  tag: MarkerTag,
  targets: readonly TargetPath[],
  requirementIds: readonly string[],
  edited: ReadonlySet<string> = new Set(),
): string {
  const fencedIn = (path: string, text: string): string[] => [`\`\`\`${languageOf(path)}`, text, '```']
  const files = targets.map((path) =>
    [
      ...(edited.has(path)
        ? [
            markers.edit(tag, path),
            markers.search(tag),
            ...fencedIn(path, unfilled.search),
            markers.replace(tag),
            ...fencedIn(path, unfilled.replace),
          ]
        : [markers.file(tag, path), ...fencedIn(path, unfilled.file)]),
      markers.endFile(tag),
      '',
    ].join('\n'),
  )
  const traced = requirementIds.map((id) => `${harmless(id)}: ${unfilled.symbols}`)
  return [
    ...files,
    markers.decisions(tag),
    unfilled.decision,
    '',
    markers.trace(tag),
    ...(traced.length > 0 ? traced : [`(requirement id): ${unfilled.symbols}`]),
    '',
    markers.done(tag),
  ].join('\n')
}

/** What a code fence around a file is labelled with: its extension, where that is a plain word. */
export function languageOf(path: string): string {
  const extension = /\.([a-z0-9]{1,12})$/iu.exec(path)?.[1]?.toLowerCase() ?? ''
  return { mts: 'ts', cts: 'ts', mjs: 'js', cjs: 'js', yml: 'yaml', markdown: 'md' }[extension] ?? extension
}
