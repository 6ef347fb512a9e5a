// The answer to `why` in, lines for people out: for each stretch what is known, how sure each step is, and what is not known.
// Names and quotes are from files, models and people: all are escaped.
import type { Why } from '../pipeline/why.ts'
import type { Sure, WhyOrigin, WhyPart, WhyRequirement, WhyTurn } from '../why/why.ts'
import type { Colours } from './colours.ts'
import { timeWords } from './conversation-words.ts'
import { counted } from './drift-words.ts'
import { escapeText } from './escape.ts'
import { shortDigest } from './log.ts'

/** Of requirements that one line may be of, so many are told in full. */
const mostInFull = 2
const quoteLength = 160
const nameWidth = 13

export function renderWhy(why: Why, colours: Colours): string {
  const { parts } = why
  return parts.length === 1
    ? parts.map((part) => renderPart(why, part, colours)).join('\n')
    : [
        ...parts.map((part) => shortPart(why, part, colours)),
        '',
        colours.dim(`spec why ${escapeText(why.path)}:<line> tells more of a line`),
      ].join('\n')
}

function renderPart(why: Why, part: WhyPart, colours: Colours): string {
  const { path, lines, owner } = why
  const { from, to, symbol } = part
  const row = (name: string, text: string, more: readonly string[] = []): readonly string[] => [
    `${colours.cyan(name.padEnd(nameWidth))}${text}`,
    ...more.map((line) => `${' '.repeat(nameWidth)}${line}`),
  ]
  const sure = (step: Sure): string => colours.dim(`${step.certainty}: ${escapeText(step.because)}`)
  const quote = (text: string): string => escapeText(shortened(text, quoteLength))
  const code = lines.slice(from - 1, Math.min(to, from + 2))
  const [first] = part.requirements
  const full = part.requirements
    .filter((one) => one === first || one.certainty !== 'guessed')
    .slice(0, mostInFull)
  const others = part.requirements.filter((one) => !full.includes(one))
  return [
    `${colours.bold(escapeText(`${path}:${from}${to === from ? '' : `-${to}`}`))}${symbol === null ? '' : `  ${escapeText(symbol)}`}`,
    ...code.map((line) => `  ${escapeText(shortened(line.trimEnd(), 110))}`),
    ...(to > from + 2 ? [colours.dim(`  … ${counted(to - from - 2, 'more line')}`)] : []),
    '',
    ...full.flatMap((one) =>
      row(one.kind, requirementWords(one), [...(one.kind === 'section' ? [] : [quote(one.text)]), sure(one)]),
    ),
    ...alsoWords(others).flatMap((words) => row('', colours.dim(escapeText(words)))),
    ...(owner === null
      ? []
      : row('spec', escapeText(`${owner.spec}${owner.title === null ? '' : `: ${owner.title}`}`))),
    ...(part.origin === null
      ? []
      : row(part.origin.kind, escapeText(originWords(part.origin)), [sure(part.origin)])),
    ...part.decisions.flatMap((one) =>
      row('decision', quote(`${one.open}: ${one.chosen}`), [`because ${quote(one.reason)}`, sure(one)]),
    ),
    ...(part.commit === null ? [] : row('commit', escapeText(commitWords(part.commit)), [sure(part.commit)])),
    ...part.turns.flatMap((turn) =>
      row('turn', escapeText(turnWords(turn)), [...quotesOf(turn).map(quote), sure(turn)]),
    ),
    ...part.unknown.flatMap(({ what, because, hint }) =>
      row(what, `${colours.yellow('not known')}: ${escapeText(because)}`, [
        `${colours.cyan('hint:')} ${escapeText(hint)}`,
      ]),
    ),
  ].join('\n')
}

function alsoWords(others: readonly WhyRequirement[]): readonly string[] {
  const named = (isCertain: boolean): string =>
    others
      .filter(({ certainty }) => (certainty === 'certain') === isCertain)
      .map(({ id, kind, text }) => (kind === 'section' ? text : id))
      .join(', ')
  const [also, maybe] = [named(true), named(false)]
  return [...(also === '' ? [] : [`also of: ${also}`]), ...(maybe === '' ? [] : [`may also be of: ${maybe}`])]
}

/** `12-20  createAuth  AUTH-5?  generation 7b221a91643d  339708e` */
function shortPart(why: Why, part: WhyPart, colours: Colours): string {
  const { from, to, symbol, requirements, origin, commit, turns } = part
  const lines = (from === to ? `${from}` : `${from}-${to}`).padEnd(9)
  const certain = requirements.filter(({ certainty }) => certainty === 'certain')
  const shown = certain.length > 0 ? certain : requirements.slice(0, 1)
  const named = shown
    .map(
      ({ id, kind, text, certainty }) =>
        `${kind === 'section' ? text : id}${certainty === 'certain' ? '' : '?'}`,
    )
    .join(', ')
  const [turn] = turns
  const facts = [
    symbol ?? '',
    named === '' ? 'no requirement known' : named,
    origin === null ? '' : `${origin.kind}${origin.kind === 'edit' ? '' : ` ${shortDigest(origin.record)}`}`,
    commit === null ? '' : (commit.id?.slice(0, 7) ?? 'not committed'),
    turn === undefined || turn.kind === 'generation' ? '' : `${shownConversation(turn)}, turn ${turn.number}`,
  ]
  return `${colours.bold(lines)}${facts
    .filter((fact) => fact !== '')
    .map(escapeText)
    .join('  ')}`
}

function requirementWords({ spec, id, path, line, kind, text }: WhyRequirement): string {
  const place = line === null ? path : `${path}:${line}`
  const name = kind === 'section' ? text : id
  return escapeText(`${name}  ${place}${path.includes(spec) ? '' : ` (${spec})`}`)
}

function originWords(origin: WhyOrigin): string {
  if (origin.kind === 'edit')
    return origin.certainty === 'certain' ? 'by hand, in no record' : 'by hand, or moved'
  const { record, at, model, reason, line } = origin
  const by = model === null ? '' : `, ${model.kind} ${model.name}`
  const where = line === null ? '' : `, line ${line}`
  return `${shortDigest(record)}${where}, ${timeWords(at)}${by}${reason === null ? '' : `: ${shortened(reason, quoteLength)}`}`
}

function commitWords({ id, subject, author, at }: NonNullable<WhyPart['commit']>): string {
  return id === null ? 'none yet' : `${id.slice(0, 12)}  ${subject}, ${author}, ${timeWords(at)}`
}

function turnWords(turn: WhyTurn): string {
  const { kind, number, at, model } = turn
  const where = `${kind === 'generation' ? 'spec archive export' : 'spec show'} ${shownConversation(turn)}, turn ${number}`
  return [where, ...(at === null ? [] : [timeWords(at)]), ...(model === null ? [] : [model])].join(', ')
}

function shownConversation({ kind, conversation }: WhyTurn): string {
  return kind === 'generation' ? shortDigest(conversation) : conversation
}

function quotesOf({ asked, quote }: WhyTurn): readonly string[] {
  return [
    ...(asked === null ? [] : [`turn ${asked.number} asked: ${asked.quote}`]),
    ...(quote === '' ? [] : [`> ${quote}`]),
  ]
}

function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  const plain = text.includes('\n') ? line : text
  const letters = [...plain]
  return letters.length <= most ? plain : `${letters.slice(0, most - 1).join('')}…`
}
