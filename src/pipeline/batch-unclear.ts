// A submission whose reply was lost → what the server's list says of it: found, never arrived, or not to be told.
import type { BatchStatus, NoReply, Submission } from '../batch/batch.ts'
import { isOf } from '../batch/custom-id.ts'
import { matchSubmission } from '../batch/match.ts'
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { failureDiagnostic } from '../model/failure.ts'
import type { BatchApi, BatchBook, Clock } from '../ports.ts'

export interface BatchPorts {
  /** By the address that a submission names; undefined: what the environment says. */
  readonly api: (baseUrl: string | undefined) => Promise<BatchApi | NoReply>
  readonly book: BatchBook
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

export interface Cleared {
  /** As it is now; null where it never arrived and was put aside. */
  readonly submission: Submission | null
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Asks the list of batches that are younger than the submission. One of the right size is taken for it as long as it is
 * under way, so that nothing is asked twice; once it has ended, the custom ids in its results tell for certain.
 */
export async function clearUp(
  submission: Submission,
  all: readonly Submission[],
  ports: BatchPorts,
): Promise<Cleared> {
  const api = await ports.api(submission.baseUrl)
  if ('ok' in api) return unclear(submission, ports, failureDiagnostic(api.failure))
  const since = await api.since(submission.newest, ports.signal)
  if (!since.ok) return unclear(submission, ports, failureDiagnostic(since.failure))
  const taken = new Set(
    all.flatMap(({ token, batch }) => (batch === null || token === submission.token ? [] : [batch.id])),
  )
  const ageMs = Date.parse(ports.clock.now()) - Date.parse(submission.at)
  let now = submission
  for (;;) {
    const match = matchSubmission(now, since.value, taken, ageMs)
    if (match.kind === 'too-early') return tooEarly(now, match.waitMs)
    if (match.kind === 'none') return neverArrived(now, ports)
    const ended = match.batches.find(({ status, archived }) => status === 'ended' && !archived)
    const whose = ended === undefined ? 'unknown' : await whoseResults(api, ended.id, now.token, ports.signal)
    if (ended !== undefined && whose === 'ours') return adopt(now, ended, true, ports)
    if (ended !== undefined && whose === 'others') {
      now = { ...now, notOurs: [...now.notOurs, ended.id] }
      const saved = ports.book.save(now)
      if (!saved.ok) return { submission: now, diagnostics: saved.diagnostics }
      continue
    }
    const [only, ...more] = match.batches
    return only !== undefined && more.length === 0
      ? adopt(now, only, false, ports)
      : unclear(now, ports, null, match.batches)
  }
}

/** The first results tell: every custom id of ours begins with the token. */
export async function whoseResults(
  api: BatchApi,
  id: string,
  token: string,
  outer: AbortSignal,
): Promise<'ours' | 'others' | 'unknown'> {
  const enough = new AbortController()
  let [ours, others] = [false, false]
  const signal = AbortSignal.any([outer, enough.signal])
  const sink = {
    restart: () => undefined,
    garbage: () => undefined,
    arrival: ({ customId }: { readonly customId: string }) => {
      if (isOf(customId, token)) ours = true
      else others = true
      enough.abort()
    },
  }
  await api.results(id, sink, signal)
  return ours ? 'ours' : others ? 'others' : 'unknown'
}

function adopt(submission: Submission, found: BatchStatus, sure: boolean, ports: BatchPorts): Cleared {
  const adopted: Submission = {
    ...submission,
    batch: { id: found.id, sure },
    seen: { ...found, at: ports.clock.now() },
  }
  const saved = ports.book.save(adopted)
  if (!saved.ok) return { submission, diagnostics: saved.diagnostics }
  const size = `${submission.asks.length} request${submission.asks.length === 1 ? '' : 's'}`
  const words = sure
    ? `the batch ${found.id} is the submission of ${submission.at}, whose reply was lost`
    : `the batch ${found.id} (${size}) is taken for the submission of ${submission.at}, whose reply was lost`
  const hint = sure ? undefined : 'its results will tell for certain; nothing is asked twice meanwhile'
  return { submission: adopted, diagnostics: [diagnostic('batch-adopted', words, { hint })] }
}

function neverArrived(submission: Submission, ports: BatchPorts): Cleared {
  const aside = ports.book.putAside(submission.token)
  if (!aside.ok) return { submission, diagnostics: aside.diagnostics }
  const words = `the submission of ${submission.at} never arrived: no batch of its size was created since`
  return { submission: null, diagnostics: [diagnostic('batch-resent', words)] }
}

function tooEarly(submission: Submission, waitMs: number): Cleared {
  const seconds = Math.ceil(waitMs / 1000)
  const words = `the reply to the submission of ${submission.at} was lost, and it may still turn up`
  return {
    submission,
    diagnostics: [
      diagnostic('batch-unclear', words, {
        hint: `run the command again in ${seconds} s; ${choices(submission)}`,
      }),
    ],
  }
}

function unclear(
  submission: Submission,
  { clock }: BatchPorts,
  cause: Diagnostic | null,
  candidates: readonly BatchStatus[] = [],
): Cleared {
  const among =
    candidates.length === 0 ? '' : `; it may be one of ${candidates.map(({ id }) => id).join(', ')}`
  const words = `whether the submission of ${submission.at} was accepted cannot be told now (${clock.now()})${among}`
  return {
    submission,
    diagnostics: [
      ...(cause === null ? [] : [cause]),
      diagnostic('batch-unclear', words, { hint: `run the command again later; ${choices(submission)}` }),
    ],
  }
}

/** What a person may decide. */
const choices = ({ token }: Submission): string =>
  `or decide: spec batch adopt ${token} <batch id>, if the console shows it; spec batch forget ${token}, if it does not`
