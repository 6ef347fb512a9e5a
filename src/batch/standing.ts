// Submissions → which questions are under way, and what there is to do next with each submission.
import type { Digest } from '../digest/digest.ts'
import type { SpecId } from '../spec/spec.ts'
import type { Ask, Standing, Submission } from './batch.ts'

/** `unclear`: whether it arrived is not known. `collectable`: ended, and answers wait. `gone`: ended, results expired. */
export type Stage = 'unclear' | 'under-way' | 'collectable' | 'gone' | 'collected'

export function stageOf(submission: Submission): Stage {
  if (openAsks(submission).length === 0) return 'collected'
  if (submission.downloaded) return 'collectable'
  if (submission.batch === null) return 'unclear'
  if (submission.seen?.status !== 'ended') return 'under-way'
  return submission.seen.archived ? 'gone' : 'collectable'
}

/** Those whose answer is still to come or to be looked at. */
export function openAsks(submission: Submission): readonly Ask[] {
  return submission.asks.filter(({ customId }) => submission.settled[customId] === undefined)
}

/** Those that collecting looks at: open ones, and answers to an older question, which may be the spec's again. */
export function asksToCollect(submission: Submission, again: boolean): readonly Ask[] {
  return submission.asks.filter(({ customId }) => {
    const standing = submission.settled[customId]?.standing
    return standing === undefined || standing === 'older' || (again && standing === 'kept')
  })
}

export interface UnderWay {
  readonly submission: Submission
  readonly ask: Ask
}

/** Questions that somebody has asked in a batch and whose answer nobody has looked at yet. */
export function questionsUnderWay(submissions: readonly Submission[]): ReadonlyMap<Digest, UnderWay> {
  const found = new Map<Digest, UnderWay>()
  for (const submission of submissions) {
    for (const ask of openAsks(submission)) found.set(ask.question, { submission, ask })
  }
  return found
}

/** By spec: what a command that is about to ask a model tells of. */
export function specsUnderWay(submissions: readonly Submission[]): ReadonlyMap<SpecId, Submission> {
  const found = new Map<SpecId, Submission>()
  for (const submission of submissions)
    for (const { spec } of openAsks(submission)) found.set(spec, submission)
  return found
}

/** How a submission is called: by the API's id, or by its own token while that is not known. */
export function nameOf(submission: Pick<Submission, 'batch' | 'token'>): string {
  return submission.batch?.id ?? submission.token
}

export function tallyOf(submission: Submission): ReadonlyMap<Standing, number> {
  const tally = new Map<Standing, number>()
  for (const { standing } of Object.values(submission.settled))
    tally.set(standing, (tally.get(standing) ?? 0) + 1)
  return tally
}

/** The submissions that a word means: a batch's id or a token, or a beginning of either; without a word all. */
export function chosen(submissions: readonly Submission[], word: string | null): readonly Submission[] {
  if (word === null) return submissions
  const whole = submissions.filter(({ batch, token }) => batch?.id === word || token === word)
  if (whole.length > 0) return whole
  const begins = (text: string | undefined): boolean => text?.startsWith(word) === true
  return word.length < 4 ? [] : submissions.filter(({ batch, token }) => begins(batch?.id) || begins(token))
}
