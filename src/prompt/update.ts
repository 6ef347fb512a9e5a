// Current code and what moved in; the sections of an update out: the delta is what is asked for, and the rest stays.
import { harmlessText } from '../answer/harmless.ts'
import { languageOf } from '../answer/instructions.ts'
import type { Cause } from '../drift/drift.ts'
import type { TargetPath } from '../spec/spec.ts'
import { fenced, inline, oneLine } from './quote.ts'

/**
 * The sections "Code as it stands", "What moved" and the rules for both. Old wording is shown beside the new: shown only the
 * current spec and the old code, models tend to return the old code unchanged.
 *
 * @param current path → text with LF; a target asked for that is not in it is new.
 * @param held moved too, and not to be built now: the code stays as their old wording asks.
 */
export function updateSections(
  asked: readonly TargetPath[],
  current: ReadonlyMap<TargetPath, string>,
  causes: readonly Cause[],
  held: readonly Cause[],
): string {
  const files = asked.map((path) => {
    const text = current.get(path)
    return text === undefined
      ? `### ${inline(path)}\n\nDoes not exist yet.\n`
      : `### ${inline(path)}\n\n${fenced(text, languageOf(path))}\n`
  })
  return `## Code as it stands

A target that exists already is changed, not written anew.

${files.join('\n')}
## What moved

${causes.length === 0 ? nothingMoved : `${causes.map(causeText).join('\n')}\n${rules}`}${heldSection(held)}`
}

function heldSection(held: readonly Cause[]): string {
  if (held.length === 0) return ''
  return `
## Not now

These moved too. They are built another time: for them the code goes on doing what the old wording asks, whatever the
spec above says.

${held.map(causeText).join('\n')}
`
}

const nothingMoved = `No change of the spec since this code was made is on record. Go through the requirements one by one and compare
each with the code. Correct what does not fulfil the spec, and leave everything else exactly as it is.
`

const rules = `
What this asks of you:

- Every one of these has to show in your answer: in code, or as a decision that says why no code has to change, for a
  changed requirement R4 as \`- R4: no change needed, because …\`. The old code was right for the old wording: look for what the
  new wording makes wrong, down to single words, numbers and names.
- Change what these ask for and whatever has to follow from it; leave the rest alone, character by character: names, order,
  comments, formatting, and exports above all. No clean-up, no improvement, no new wording.
- Behaviour that the code has and the spec does not mention stays, unless one of these contradicts it.
- Your answer still holds every target asked for, whole, also those in which nothing changes.
`

function causeText(cause: Cause): string {
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
