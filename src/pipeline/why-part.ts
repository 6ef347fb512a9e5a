// A known file and a stretch of its lines in; requirement, origin, decision, commit and turn behind it, each with how sure it is,
// out.
import { blocksAround } from '../why/closest.ts'
import { decisionsBehind } from '../why/decisions.ts'
import { isCommon } from '../why/lines.ts'
import { requirementsBehind, type Stretch } from '../why/requirements.ts'
import { symbolAt } from '../why/trace-of-line.ts'
import type { Unknown, WhyCommit, WhyDecision, WhyPart, WhyRequirement, WhyTurn } from '../why/why.ts'
import type { CodeSymbol } from '../code/code.ts'
import type { Digest } from '../digest/digest.ts'
import type { KnownFile } from './why-file.ts'
import { originOf, type Origin } from './why-origin.ts'
import { answerOf } from './why-answer.ts'
import type { Talks } from './why-talk.ts'
import type { MadeBy } from './why-versions.ts'
import type { Blamed } from './why-world.ts'

/** What a stretch is told by, besides the file. */
export interface Around {
  /** Of a blob of the archive; null where it is not there. */
  readonly textOf: (blob: Digest) => string | null
  readonly blamed: ReadonlyMap<number, Blamed> | null
  readonly talks: Talks
}

/**
 * Equal for lines of which the same is known.
 *
 * @param bySymbol lines of two symbols are never told together.
 */
export function keyOfLine(
  file: KnownFile,
  line: number,
  { blamed }: Pick<Around, 'blamed'>,
  bySymbol: boolean,
): string {
  const { by } = originOf(file, line)
  const symbol = bySymbol ? toldAs(symbolAt(file.code, line)) : ''
  return JSON.stringify([symbol, by?.digest ?? '', blamed?.get(line)?.id ?? ''])
}

/** Members of one line are told with what they are in. */
function toldAs(symbol: CodeSymbol | null): string {
  if (symbol === null) return ''
  return symbol.line === symbol.endLine ? symbol.name.replace(/\..*$/s, '') : symbol.name
}

export async function partOf(file: KnownFile, from: number, to: number, around: Around): Promise<WhyPart> {
  const telling = tellingLine(file, from, to)
  const symbol = symbolAt(file.code, telling)
  const stretch: Stretch = { from, to, symbol }
  const { owner, code, trace } = file
  const requirements = owner === null ? [] : requirementsBehind(stretch, code, owner.words, trace)
  const { origin, by } = originOfStretch(file, from, to, telling)
  const commit = commitOf(around.blamed, telling)
  const line = file.lines[telling - 1] ?? ''
  const answered = by === null ? null : answerOf(by, line, requirements, around.textOf)
  const said = origin?.kind === 'generation' ? [] : await saidOf(file, stretch, commit, around)
  const turns = answered === null ? said : [answered]
  return {
    from,
    to,
    symbol: symbol?.name ?? null,
    requirements,
    origin,
    decisions:
      by === null
        ? []
        : decisionsOf(by, requirements, blocksAround(file.lines, from, to, symbol?.line ?? from)),
    turns,
    commit,
    unknown: unknownOf(file, { requirements, origin, commit, turns }, around),
  }
}

/** Of lines written by hand, the one of which that is least sure. */
function originOfStretch(file: KnownFile, from: number, to: number, telling: number): Origin {
  const found = originOf(file, telling)
  if (found.origin?.kind !== 'edit') return found
  for (let line = from; line <= to; line++) {
    const other = isCommon(file.lines[line - 1] ?? '') ? found : originOf(file, line)
    if (other.origin?.certainty === 'likely') return other
  }
  return found
}

/** The first that says something. */
function tellingLine({ lines }: KnownFile, from: number, to: number): number {
  const numbers = Array.from({ length: to - from + 1 }, (_, at) => from + at)
  const text = (line: number): string => lines[line - 1] ?? ''
  return (
    numbers.find((line) => !isCommon(text(line))) ?? numbers.find((line) => text(line).trim() !== '') ?? from
  )
}

function commitOf(blamed: Around['blamed'], line: number): WhyCommit | null {
  const found = blamed?.get(line)
  if (found === undefined) return null
  const { cut, ...facts } = found
  if (facts.id === null)
    return { ...facts, subject: '', certainty: 'certain', because: 'the line is not committed yet' }
  if (cut)
    return {
      ...facts,
      certainty: 'guessed',
      because:
        'this shallow clone begins with it: the line may be older (git fetch --unshallow brings the rest)',
    }
  return {
    ...facts,
    certainty: 'certain',
    because: 'git blames it for the line, white space and moves apart',
  }
}

function decisionsOf(
  { digest, record }: MadeBy,
  requirements: readonly WhyRequirement[],
  code: readonly string[],
): readonly WhyDecision[] {
  if (record.kind !== 'generation') return []
  const named = requirements.filter(({ kind }) => kind === 'requirement')
  const ids = named
    .filter((one) => one === requirements[0] || one.certainty !== 'guessed')
    .map(({ id }) => id)
  return decisionsBehind(record.body.decisions, ids, code).map(({ decision, sure }) => {
    const { requirement, open, chosen, because: reason } = decision
    return { record: digest, requirement, open, chosen, reason, ...sure }
  })
}

/** A bracket tells nothing: then what stands around it, of the same commit, is asked for. */
async function saidOf(
  file: KnownFile,
  { from, to }: Stretch,
  commit: WhyCommit | null,
  { talks, blamed }: Around,
): Promise<readonly WhyTurn[]> {
  const telling = (first: number, last: number): readonly string[] =>
    file.lines.slice(first - 1, last).filter((line) => !isCommon(line))
  const own = telling(from, to)
  if (own.length > 0) return talks.turnsOf(own, commit)
  const isSame = (line: number): boolean =>
    line >= 1 && line <= file.lines.length && (blamed === null || blamed.get(line)?.id === commit?.id)
  const near = [1, 2, 3].flatMap((step) => [from - step, to + step]).filter(isSame)
  const around = near.flatMap((line) => telling(line, line))
  const turns = around.length === 0 ? [] : await talks.turnsOf(around, commit)
  return turns.map((turn) => ({
    ...turn,
    certainty: 'guessed',
    because: `of the lines around it: ${turn.because}`,
  }))
}

function unknownOf(
  { owner, path }: KnownFile,
  { requirements, origin, commit, turns }: Pick<WhyPart, 'requirements' | 'origin' | 'commit' | 'turns'>,
  { blamed }: Around,
): readonly Unknown[] {
  const unknown: Unknown[] = []
  const say = (what: Unknown['what'], because: string, hint: string): void =>
    void unknown.push({ what, because, hint })
  if (owner === null) say('requirement', 'no spec owns the file', `list ${path} under \`targets\` of a spec`)
  else if (requirements.length === 0)
    say(
      'requirement',
      `${owner.path} has no words near to these lines, and no trace names them`,
      `spec regen ${owner.id} asks for a trace`,
    )
  if (owner !== null && origin === null) {
    if (owner.lockDamaged)
      say('origin', `the lock of ${owner.id} cannot be read`, 'spec drift says what is wrong with it')
    else if (owner.locked === null)
      say(
        'origin',
        `no lock names ${path}: ${owner.id} never built it`,
        `spec regen ${owner.id}, or spec accept ${owner.id}, records where code is from`,
      )
    else
      say(
        'origin',
        'the archive lacks a record or a text that the lock goes back to, and the line may be of it',
        'spec archive verify names what is missing or damaged',
      )
  }
  if (blamed === null)
    say(
      'commit',
      'git blame tells of none: git does not know the file, is not there, or refuses its own settings',
      'commit the file; where it is committed, git blame says what git refuses',
    )
  if (turns.length === 0) {
    const because =
      commit?.id === null
        ? 'no kept conversation edits these lines, and they are not committed'
        : 'no kept conversation edits these lines'
    say(
      'turn',
      because,
      'spec archive import brings in the sessions of this machine; spec hooks install keeps those to come',
    )
  }
  return unknown
}
