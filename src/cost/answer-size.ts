// What is asked for in, how many tokens the answer has, about, out: a range, because nobody knows.

export interface AskedFor {
  /** Tokens of each target that exists and comes back whole. */
  readonly whole: readonly number[]
  /** Tokens of each target that exists and may come back as edits. */
  readonly edited: readonly number[]
  /** Targets asked for that do not exist. */
  readonly created: number
  /** Tokens of the spec. */
  readonly spec: number
}

export interface AnswerSize {
  readonly low: number
  readonly expected: number
  /** Thinking counts as output too, and a model may go on for long. */
  readonly high: number
}

/** Where nobody said how long the answer will be. Tokens. */
export const usualAnswer = 2000

/** Decisions, trace and markers: so much, and a share of what the spec says. Tokens. */
const frame = 150
const frameOfSpec = 0.25

/** Edits of a file: so much, and a share of what it has. Tokens. */
const leastEdits = 300
const editedShare = 0.3

/** A new file is seldom shorter, and code has about so many tokens for each of its spec's. */
const leastNewFile = 500
const codeOfSpec = 1.5

const spread = { low: 0.5, high: 2 } as const

/**
 * The answer to a prompt. Existing code says how long the new one will be, since most of it stays; a new target is
 * guessed from the spec.
 *
 * @param past how answers in the archive turned out: tokens the model was paid for, for each of the answer's text
 * (thinking is paid for and not in the text). 1 where nobody knows.
 */
export function answerSize({ whole, edited, created, spec }: AskedFor, past = 1): AnswerSize {
  const kept =
    whole.reduce((sum, tokens) => sum + tokens, 0) +
    edited.reduce((sum, tokens) => sum + leastEdits + tokens * editedShare, 0)
  const made = created === 0 ? 0 : Math.max(created * leastNewFile, spec * codeOfSpec)
  const expected = (kept + made + frame + spec * frameOfSpec) * past
  return {
    low: Math.ceil(expected * spread.low),
    expected: Math.ceil(expected),
    high: Math.ceil(expected * spread.high),
  }
}
