// A submission of which nobody knows whether it arrived, and the batches that were created since → which may be it.
import type { BatchStatus, Submission } from './batch.ts'

/** How long after a request was begun a batch may still turn up in the list. Milliseconds. */
export const settlingMs = 60_000

export type Match =
  /** Any of these may be it; what has ended can be told by its custom ids. */
  | { readonly kind: 'candidates'; readonly batches: readonly BatchStatus[] }
  /** It never arrived. */
  | { readonly kind: 'none' }
  /** None is there yet. */
  | { readonly kind: 'too-early'; readonly waitMs: number }

/**
 * The API has no key that makes a request idempotent, and shows the ids of requests in results only. What it shows of
 * every batch is how many requests it holds and when it was created; batches are listed newest first, so that those
 * before `newest` are younger than the submission.
 *
 * @param since batches that are younger than `submission.newest`.
 * @param taken ids of batches that belong to other submissions.
 * @param ageMs since the submission was written down.
 */
export function matchSubmission(
  submission: Pick<Submission, 'asks' | 'notOurs'>,
  since: readonly BatchStatus[],
  taken: ReadonlySet<string>,
  ageMs: number,
): Match {
  const batches = since.filter(
    ({ id, counts }) =>
      !taken.has(id) && !submission.notOurs.includes(id) && totalOf(counts) === submission.asks.length,
  )
  if (batches.length > 0) return { kind: 'candidates', batches }
  return ageMs < settlingMs
    ? { kind: 'too-early', waitMs: settlingMs - Math.max(0, ageMs) }
    : { kind: 'none' }
}

export function totalOf(counts: BatchStatus['counts']): number {
  const { processing, succeeded, errored, canceled, expired } = counts
  return processing + succeeded + errored + canceled + expired
}
