// The record that made a line and the line's requirements in; the turn of its recorded conversation, with what was asked, out.
import type { Digest } from '../digest/digest.ts'
import { answerTurn, promptTurn, type Talk } from '../why/answer-turn.ts'
import { isCommon } from '../why/lines.ts'
import type { WhyRequirement, WhyTurn } from '../why/why.ts'
import type { MadeBy } from './why-versions.ts'

/** Null for what no model was asked for, and where the archive lacks the answers. */
export function answerOf(
  { digest, record }: MadeBy,
  line: string,
  requirements: readonly WhyRequirement[],
  textOf: (blob: Digest) => string | null,
): WhyTurn | null {
  if (record.kind !== 'generation') return null
  const talk: Talk = { conversation: record.body.conversation, textOf }
  const turn = answerTurn(talk, line)
  if (turn === null) return null
  const { number, certainty, because } = turn
  return {
    conversation: digest,
    kind: 'generation',
    number,
    at: record.at,
    model: record.body.identity.name,
    quote: line.trim(),
    asked: promptTurn(talk, wordsAsked(requirements[0], line)),
    certainty,
    because,
  }
}

/** As a prompt spells it: the spec's words as they are, an id as it is marked. */
function wordsAsked(best: WhyRequirement | undefined, line: string): readonly string[] {
  if (best === undefined) return []
  const words =
    best.kind === 'section'
      ? [isCommon(line) ? '' : line.trim(), `# ${best.text}`]
      : [(best.text.split('\n')[0] ?? '').slice(0, 80), `**${best.id}**`, `${best.id}:`]
  return words.filter((one) => one !== '')
}
