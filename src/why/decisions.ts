// The decisions of a generation, the requirements of a line and the line in; the decisions that are behind it out.
import type { Decision } from '../answer/answer.ts'
import { closeness } from './closest.ts'
import type { Certainty, Sure } from './why.ts'

/** Few are read. */
const most = 2

/** Weighed words that have to agree. */
const leastScore = 2

export interface MeantDecision {
  readonly decision: Decision
  readonly sure: Sure
}

/**
 * Decisions that name one of the requirements, those first whose words are nearest to the code.
 *
 * @param requirements the likeliest first. @param code the line, then what is around it.
 */
export function decisionsBehind(
  decisions: readonly Decision[],
  requirements: readonly string[],
  code: readonly string[],
): readonly MeantDecision[] {
  const named = decisions.filter(
    ({ requirement }) => requirement !== null && requirements.includes(requirement),
  )
  const scores = closeness(
    code,
    named.map(({ open, chosen, because }) => `${open} ${chosen} ${because}`),
  )
  const rated = named.map((decision, at) => ({
    decision,
    score: scores[at] ?? 0,
    place: requirements.indexOf(decision.requirement ?? ''),
  }))
  // With one decision on the one requirement, that is meant; with more, words have to agree.
  const only = named.length === 1 && requirements.length === 1
  const meant = rated.filter(({ score }) => score >= leastScore || only)
  meant.sort((a, b) => b.score - a.score || a.place - b.place)
  return meant.slice(0, most).map(({ decision, score }) => ({ decision, sure: sureOf(decision, score) }))
}

function sureOf({ requirement }: Decision, score: number): Sure {
  const agree = score >= leastScore
  const certainty: Certainty = agree ? 'likely' : 'guessed'
  const words = agree ? 'and shares words with the code' : 'and says no word of the code'
  return { certainty, because: `the generation settled it for ${requirement ?? ''}, ${words}` }
}
