// Submissions under way in; the same once they have ended, or when somebody stops waiting, out.
import type { NoReply, Submission } from '../batch/batch.ts'
import { nameOf, stageOf } from '../batch/standing.ts'
import { hasErrors, type Diagnostic } from '../diagnostic/diagnostic.ts'
import type { FailureKind } from '../model/model.ts'
import { callFailed } from './batch-submit.ts'
import { clearUp, type BatchPorts } from './batch-unclear.ts'

export interface Waiting {
  /** Resolves after `ms`, or when the signal ends it. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** Told after each look at one that is still under way. */
  readonly looked: (submission: Submission) => void
}

/** Batches end within minutes to a day: the first looks are close together, later ones far apart. Milliseconds. */
const firstPauseMs = 10_000
const longestPauseMs = 300_000
const growth = 1.5

export interface Waited {
  readonly submissions: readonly Submission[]
  readonly diagnostics: readonly Diagnostic[]
}

/** So often in a row may a server give nothing for a while: with pauses of five minutes, an hour and more. */
const mostFailures = 20

/** What may be over by the next look. */
const passing: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'rate-limit',
  'overloaded',
  'server-fault',
  'connection-lost',
  'stalled',
  'time-out',
])

/**
 * Asks politely until none is under way: pauses grow, and a server that wants to be left alone for longer is. What passes
 * by itself (no network for a while) is waited out; what does not ends the waiting, and nothing is lost by it.
 */
export async function waitForBatches(
  chosen: readonly Submission[],
  all: readonly Submission[],
  ports: BatchPorts,
  { sleep, looked }: Waiting,
): Promise<Waited> {
  let submissions = chosen
  const diagnostics: Diagnostic[] = []
  let failures = 0
  for (let pause = firstPauseMs; ; pause = Math.min(pause * growth, longestPauseMs)) {
    const round = await lookAtAll(submissions, all, ports)
    submissions = round.submissions
    diagnostics.push(...round.diagnostics)
    for (const one of submissions) if (stageOf(one) === 'under-way') looked(one)
    const open = submissions.some((one) => stageOf(one) === 'under-way')
    failures = round.failed === null ? 0 : failures + 1
    const isOver =
      round.failed !== null && (!passing.has(round.failed.failure.kind) || failures > mostFailures)
    if (isOver) diagnostics.push(callFailed('the waiting ended', round.failed))
    if (!open || isOver || ports.signal.aborted || hasErrors(diagnostics)) return { submissions, diagnostics }
    await sleep(Math.max(pause, round.failed?.retryAfterMs ?? 0), ports.signal)
    if (ports.signal.aborted) return { submissions, diagnostics }
  }
}

interface Round extends Waited {
  /** The last call that gave nothing. */
  readonly failed: NoReply | null
}

async function lookAtAll(
  submissions: readonly Submission[],
  all: readonly Submission[],
  ports: BatchPorts,
): Promise<Round> {
  const now: Submission[] = []
  const diagnostics: Diagnostic[] = []
  let failed: NoReply | null = null
  for (const one of submissions) {
    const stage = stageOf(one)
    if (stage === 'unclear') {
      const cleared = await clearUp(one, all, ports)
      diagnostics.push(...cleared.diagnostics)
      if (cleared.submission !== null) now.push(cleared.submission)
    } else if (stage === 'under-way' && one.batch !== null && !ports.signal.aborted) {
      const api = await ports.api(one.baseUrl)
      const found = 'ok' in api ? api : await api.retrieve(one.batch.id, ports.signal)
      if (!found.ok) failed = found
      now.push(found.ok ? { ...one, seen: { ...found.value, at: ports.clock.now() } } : one)
    } else now.push(one)
  }
  return { submissions: now, diagnostics, failed }
}

/** `msgbatch_1: 3 of 5 done`. */
export function progressOf(submission: Submission): string {
  const { seen, asks } = submission
  const processing = seen?.counts.processing ?? asks.length
  return `${nameOf(submission)}: ${asks.length - processing} of ${asks.length} done`
}
