// A spec and what moved in it in; the spec out part by part, each marked with what became of it since the code was built.
import { harmlessText } from '../answer/harmless.ts'
import { unifiedDiff } from '../diff/unified.ts'
import type { Cause } from '../drift/drift.ts'
import type { Spec, SpecPart } from '../spec/spec.ts'
import { fenced, inline, oneLine } from './quote.ts'

/** A section's words or a requirement, and what moved in it, if anything did. */
interface Element {
  readonly name: string
  readonly cause: Cause | null
  /** It moved, and is to be built another time. */
  readonly held: boolean
}

const legend = `This is the whole spec, in its order, each part with a mark. The marks say what became of it since the code that
stands further down was built:

- **UNCHANGED**: the code was built for these very words.
- **CHANGED**: the words are others now. The old ones, which the code was built for, stand above the new ones.
- **ADDED**: new; the code was built without it.
- **REMOVED**: no longer in the spec; its old words stand here for the last time.
`

const heldLegend = `- **NOT NOW**: changed as well, but built another time: for now, the code goes on doing what the old words ask.
`

/**
 * Old wording is shown beside the new, in place: shown the new spec and the old code alone, models tend to return the old
 * code as it is.
 *
 * @param causes what moved and is to be built; `held`: what moved and is not.
 */
export function markedSpec(spec: Spec, causes: readonly Cause[], held: readonly Cause[]): string {
  const moves = movesOf(spec, causes, held)
  const blocks: string[] = []
  let unchanged: { texts: string[]; names: string[] } = { texts: [], names: [] }
  const flush = (): void => {
    if (unchanged.texts.length > 0) blocks.push(unchangedBlock(unchanged.texts, unchanged.names))
    unchanged = { texts: [], names: [] }
  }
  const told = new Set<Cause>()
  for (const part of spec.parts) {
    const elements = elementsOf(part, spec, moves)
    if (elements.every(({ cause }) => cause === null)) {
      unchanged.texts.push(part.text)
      // A section is named by its heading, a requirement of made-up id by nothing in the text.
      if (part.requirements.length > 0) unchanged.names.push(...elements.map(({ name }) => name))
      continue
    }
    flush()
    blocks.push(movedBlock(part, elements, told))
  }
  flush()
  for (const cause of [...causes, ...held]) {
    if (cause.change === 'removed' && isOwn(cause, spec))
      blocks.push(removedBlock(cause, moves.held.has(cause)))
  }
  return `${legend}${held.length > 0 ? heldLegend : ''}\n${blocks.join('\n')}`
}

/** Does a cause stand in the spec itself, and not in one that it uses? */
export function isOwn({ kind, place }: Cause, spec: Spec): boolean {
  return (kind === 'requirement' || kind === 'section') && place.path === spec.head.path
}

/** What moved and is still there, to be looked up. */
interface Moves {
  /** Of sections, by key. */
  readonly headings: ReadonlyMap<string, string>
  /** By id. */
  readonly requirements: ReadonlyMap<string, Cause>
  /** By the pieces of the section that are not among its old words as they stand. */
  readonly words: ReadonlyMap<SpecPart, Cause>
  readonly held: ReadonlySet<Cause>
}

function movesOf(spec: Spec, causes: readonly Cause[], held: readonly Cause[]): Moves {
  const own = [...causes, ...held].filter((cause) => cause.change !== 'removed' && isOwn(cause, spec))
  const ofKind = (wanted: Cause['kind']): readonly Cause[] => own.filter(({ kind }) => kind === wanted)
  // A section's heading need not be its own; the line that it begins on is.
  const byLine = new Map(ofKind('section').map((cause) => [cause.place.line, cause]))
  const words = new Map<SpecPart, Cause>()
  for (const { key, place } of spec.sections) {
    const cause = byLine.get(place.line)
    if (cause === undefined) continue
    const pieces = spec.parts.filter(({ section }) => section === key)
    const others = pieces.filter(({ text }) => !holds(cause.before ?? '', text))
    // None: something is gone from between them, and all of them are what is left.
    for (const part of others.length > 0 ? others : pieces) words.set(part, cause)
  }
  return {
    headings: new Map(spec.sections.map(({ key, heading }) => [key, heading])),
    requirements: new Map(ofKind('requirement').map((cause) => [cause.name, cause])),
    words,
    held: new Set(held),
  }
}

/** Do these blocks stand in those, as they are? */
function holds(blocks: string, wanted: string): boolean {
  const between = (text: string): string => `\n\n${text.trim()}\n\n`
  return between(blocks).includes(between(wanted))
}

function elementsOf(part: SpecPart, spec: Spec, moves: Moves): readonly Element[] {
  const element = (name: string, cause: Cause | undefined): Element => ({
    name,
    cause: cause ?? null,
    held: cause !== undefined && moves.held.has(cause),
  })
  const heading = part.section === null ? undefined : moves.headings.get(part.section)
  return [
    ...(heading === undefined ? [] : [element(`the section “${oneLine(heading)}”`, moves.words.get(part))]),
    ...part.requirements.flatMap((position) => {
      const { id } = spec.requirements[position] ?? {}
      return id === undefined ? [] : [element(inline(id), moves.requirements.get(id))]
    }),
  ]
}

function unchangedBlock(texts: readonly string[], names: readonly string[]): string {
  const which = names.length === 0 ? '' : ` (${names.join(', ')})`
  return `**UNCHANGED**${which}\n\n${words(texts.join(''))}`
}

/** `told` gathers causes whose old words were shown: a section may be in pieces. */
function movedBlock(part: SpecPart, elements: readonly Element[], told: Set<Cause>): string {
  const moved = elements.flatMap(({ cause, ...element }) => (cause === null ? [] : [{ ...element, cause }]))
  const whole = moved.every((one) => one.held) ? 'NOT NOW' : moved.every(isAdded) ? 'ADDED' : 'CHANGED'
  const staying = elements.filter(({ cause }) => cause === null).map(({ name }) => name)
  const names = moved.map((one) => (isAdded(one) && whole === 'CHANGED' ? `${one.name} (new)` : one.name))
  const inside = staying.length === 0 ? '' : `; unchanged in it: ${staying.join(', ')}`
  const before = moved.map(({ name, cause, held }) => oldWords(name, cause, held, moved.length > 1, told))
  const now = {
    ADDED: '',
    CHANGED: 'New words, which the code has to fulfil now:\n\n',
    'NOT NOW': 'New words, for another time:\n\n',
  }[whole]
  return `**${whole}**: ${names.join(', ')}${inside}\n\n${before.join('')}${now}${words(part.text)}`
}

const isAdded = ({ cause }: { readonly cause: Cause }): boolean => cause.change === 'added'

function oldWords(name: string, cause: Cause, held: boolean, several: boolean, told: Set<Cause>): string {
  const of = several ? ` of ${name}` : ''
  if (cause.change === 'added')
    return held ? `It is new${several ? `: ${name}` : ''}. Build nothing for it yet.\n\n` : ''
  if (told.has(cause)) return `It goes on here; its old words${of} stand above.\n\n`
  told.add(cause)
  if (cause.before === undefined)
    return held
      ? `The old words${of} are not at hand. Leave what the code does for it as it is.\n\n`
      : `The old words${of} are not at hand. Hold the code against the new ones, word by word.\n\n`
  const what = held ? 'which the code goes on fulfilling' : 'which the code was built for'
  const differing = held ? null : differingLines(cause)
  return differing === null
    ? `Old words${of}, ${what}:\n\n${words(cause.before)}\n`
    : `Old words${of} are marked with \`-\`, what stands there now with \`+\`; all other lines are as they were:\n\n${differing}\n`
}

/** Longer old words hide what differs in them: shown then is what does. */
const mostLines = 12

function differingLines({ before = '', after = '' }: Cause): string | null {
  if ([before, after].some((text) => text.split('\n').length <= mostLines)) return null
  const diff = unifiedDiff('', `${before}\n`, `${after}\n`).split('\n').slice(2).join('\n')
  return `${fenced(harmlessText(diff), 'diff')}\n`
}

function removedBlock(cause: Cause, held: boolean): string {
  const name = cause.kind === 'section' ? `the section “${oneLine(cause.name)}”` : inline(cause.name)
  const old = cause.before === undefined ? '' : `\n${words(cause.before)}`
  return held
    ? `**NOT NOW**: ${name} is gone from the spec. The code goes on doing what it asked for.\n${old}`
    : `**REMOVED**: ${name}. Take out the code that only it asked for.\n${old}`
}

function words(text: string): string {
  return `${fenced(harmlessText(text.replace(/\n+$/u, '\n')), 'md')}\n`
}
