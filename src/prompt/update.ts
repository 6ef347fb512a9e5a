// Current code and what moved in; the sections of an update out: the delta is what is asked for, and the rest stays.
import { harmlessText } from '../answer/harmless.ts'
import { markers } from '../answer/format.ts'
import { editInstructions, languageOf } from '../answer/instructions.ts'
import type { Cause } from '../drift/drift.ts'
import type { Spec, TargetPath } from '../spec/spec.ts'
import { isLong } from './long.ts'
import { isOwn } from './marked.ts'
import { fenced, inline, oneLine } from './quote.ts'

/** Those of the targets asked for that are to come back as edits. */
export function longTargets(
  asked: readonly TargetPath[],
  current: ReadonlyMap<TargetPath, string>,
): readonly TargetPath[] {
  return asked.filter((path) => isLong(current.get(path) ?? ''))
}

/**
 * The sections "Code as it stands", "What moved", the rules for both, and how long files are answered. The spec's own
 * parts are marked where the spec is shown (`marked.ts`); here they are named, and what moved elsewhere is quoted.
 *
 * @param current path → text with LF; a target asked for that is not in it is new.
 * @param held moved too, and not to be built now: the code stays as their old wording asks.
 */
export function updateSections(
  spec: Spec,
  asked: readonly TargetPath[],
  current: ReadonlyMap<TargetPath, string>,
  causes: readonly Cause[],
  held: readonly Cause[],
): string {
  const files = asked.map((path) => {
    const text = current.get(path)
    return text === undefined
      ? `### ${inline(path)}\n\nDoes not exist yet: write it whole, for all of the spec that falls to it.\n`
      : `### ${inline(path)}\n\n${fenced(text, languageOf(path))}\n`
  })
  const several = asked.filter((path) => current.has(path)).length > 1
  const elsewhere = held.filter((cause) => !isOwn(cause, spec))
  return [
    `## Code as it stands\n\nA target that exists already is changed, not written anew.\n\n${files.join('\n')}`,
    causes.length === 0
      ? `## What moved\n\n${nothingMoved}`
      : `## What moved\n\n${causes.map((cause) => causeText(cause, spec)).join('\n')}\n${rules}${several ? unchangedTargets : ''}`,
    ...(elsewhere.length === 0
      ? []
      : [`## Not now\n\n${notNow}\n${elsewhere.map((cause) => causeText(cause, spec)).join('\n')}\n`]),
    ...longSection(longTargets(asked, current)),
  ].join('\n')
}

function longSection(long: readonly TargetPath[]): readonly string[] {
  if (long.length === 0) return []
  const [files, are] = long.length === 1 ? ['This file', 'is'] : ['These files', 'are']
  return [
    `## Long files come back as edits

${files} ${are} long, and most of it stays. Answer with edits instead of the whole text:

${long.map((path) => `- ${inline(path)}`).join('\n')}

${editInstructions}`,
  ]
}

const nothingMoved = `No change of the spec since this code was made is on record. Go through the requirements one by one and compare
each with the code. Correct what does not fulfil the spec, and leave everything else exactly as it is.
`

const notNow = `These moved as well, and are built another time: for now, the code goes on as if they had not.
`

const rules = `
What this asks of you:

- Every one of these has to show in your answer: in code, or as a decision that says why no code has to change, for a
  changed requirement R4 as \`- R4: no change needed, because …\`. The old code was right for the old words: look for what the
  new words make wrong, down to single words, numbers and names.
- Change what these ask for and whatever has to follow from it; leave the rest alone, character by character: names, order,
  comments, formatting, and exports above all. No clean-up, no improvement, no new wording.
- Behaviour that the code has and the spec does not mention stays, unless one of these contradicts it.
- Your answer still holds every target asked for.
`

/** Worth saying where there is more than one: to write a file out only to leave it as it is costs, and invites changes. */
const unchangedTargets = `- Of a target in which nothing changes, write no text: these two markers say that it stays as it is.

~~~~text
${markers.edit('<tag>', 'path/of/the/target.ts')}
${markers.endFile('<tag>')}
~~~~
`

function causeText(cause: Cause, spec: Spec): string {
  if (isOwn(cause, spec)) return `- ${sentence(cause)} (marked above)`
  const at = `${inline(cause.place.path)}${cause.place.line === undefined ? '' : `, line ${cause.place.line}`}`
  const texts = [
    ...(cause.before === undefined ? [] : [wording('Before', cause.before)]),
    ...(cause.after === undefined
      ? []
      : [wording(cause.before === undefined ? 'Wording' : 'Now', cause.after)]),
  ]
  return `- ${sentence(cause)} (${at})${texts.length === 0 ? '' : `\n\n${texts.join('\n\n')}\n`}`
}

function sentence({ kind, change, name }: Cause): string {
  const named = kind === 'section' ? `“${oneLine(name)}”` : inline(name)
  const subject = {
    requirement: `Requirement ${named}`,
    section: `The section ${named}`,
    declaration: `The declaration ${named}`,
    test: `The acceptance test ${named}`,
    uses: `The shared spec ${named}`,
  }[kind]
  const said = { changed: 'changed', added: 'is new', removed: 'is gone' }[change]
  if (change === 'removed' && kind === 'requirement')
    return `${subject} ${said}: take out the code that only it asked for`
  if (change === 'removed' && kind === 'declaration')
    return `${subject} ${said}: it can no longer be imported`
  return `${subject} ${said}`
}

function wording(label: string, text: string): string {
  const block = `${label}:\n\n${fenced(harmlessText(text), 'md')}`
  return block
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n')
}
