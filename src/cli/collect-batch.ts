// `spec batch collect [id]`: results are downloaded and kept, and each answer is checked and landed the ordinary way.
// JSON: `batches` as `spec batch list` gives them, `specs` as `spec regen` does.
import { exitCodeOf, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Arrival, Settled, Submission } from '../batch/batch.ts'
import { asksToCollect, stageOf } from '../batch/standing.ts'
import { collectAnswers, specsToCollect } from '../pipeline/batch-collect.ts'
import { download } from '../pipeline/batch-download.ts'
import type { BatchPorts } from '../pipeline/batch-unclear.ts'
import { regenDefaults, type RegenOutcome } from '../pipeline/regen-options.ts'
import { renderSubmission, submissionMembers } from '../report/batch.ts'
import { outcomeMembers, renderOutcome } from '../report/regen.ts'
import { agreeHere } from './agree.ts'
import type { ParsedArgs } from './args.ts'
import type { collectArgs } from './batch-args.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { knownSecrets } from './known-secrets.ts'
import { openToWrite, type OpenedToWrite } from './open-to-write.ts'
import { createProgress } from './progress.ts'
import { stillRead } from './still-read.ts'
import { stop } from './stop.ts'
import { wireBatches } from './wire-batch.ts'
import { readMaxCost, withinBudget } from './wire-cost.ts'
import { wireRegen } from './wire-regen.ts'

export type CollectArgs = ParsedArgs<typeof collectArgs>
export type CollectContext = Omit<CommandContext, 'args'> & { readonly args: CollectArgs }

/** @param choose the submissions that are meant; not ok: there is none of that name. */
export async function collectBatches(
  context: CollectContext,
  choose: (all: readonly Submission[]) => Result<readonly Submission[]>,
): Promise<ExitCode> {
  const opened = await openToWrite(context)
  if (!opened.ok) return stop(context, opened.diagnostics)
  context.report(opened.diagnostics)
  const ports = await wireBatches(context, opened.value.here)
  const held = await ports.book.hold()
  if (!held.ok) return stop(context, held.diagnostics)
  try {
    const all = ports.book.read()
    context.report(all.diagnostics)
    if (!all.ok) return exitCodeOf(all.diagnostics)
    const chosen = choose(all.value)
    if (!chosen.ok) return stop(context, chosen.diagnostics)
    const told: Diagnostic[] = [...all.diagnostics]
    const outcomes: RegenOutcome[] = []
    const after: Submission[] = []
    for (const submission of chosen.value) {
      if (context.signal.aborted) break
      const one = await collectOne(context, opened.value, submission, all.value, ports)
      told.push(...one.diagnostics)
      outcomes.push(...one.outcomes)
      if (one.submission !== null) after.push(one.submission)
    }
    for (const outcome of outcomes) context.print(renderOutcome(outcome, false, context.colours.stdout))
    const landed = outcomes.filter(({ applied }) => applied).length
    for (const one of after) context.print(renderSubmission(one, context.colours.stdout))
    if (chosen.value.length === 0) context.print('there is no batch to collect')
    else if (landed === 0) context.print('nothing new landed')
    context.report(told)
    context.document({ batches: after.map(submissionMembers), specs: outcomes.map(outcomeMembers) })
    return exitCodeOf(told)
  } finally {
    held.value()
  }
}

interface CollectedOne {
  readonly submission: Submission | null
  readonly outcomes: readonly RegenOutcome[]
  readonly diagnostics: readonly Diagnostic[]
}

async function collectOne(
  context: CollectContext,
  opened: OpenedToWrite,
  submission: Submission,
  all: readonly Submission[],
  ports: BatchPorts,
): Promise<CollectedOne> {
  const again = context.args.again
  const nothing = (now: Submission | null, diagnostics: readonly Diagnostic[]): CollectedOne => ({
    submission: now,
    outcomes: [],
    diagnostics,
  })
  // All is known of it: neither the server nor the project need be looked at.
  if (stageOf(submission) === 'collected' && asksToCollect(submission, again).length === 0)
    return nothing(submission, [])
  const found = await download(submission, all, knownSecrets(context.io.env), ports)
  if (!found.ok) return nothing(submission, found.diagnostics)
  const { submission: now, arrivals } = found.value
  if (now === null || arrivals === null) return nothing(now, found.diagnostics)
  const landed = await landThese(context, opened, now, arrivals, ports)
  return { ...landed, diagnostics: [...found.diagnostics, ...landed.diagnostics] }
}

/** A file of thousands of requests is not written again for each. */
const savedEvery = 50

async function landThese(
  context: CollectContext,
  { here, applier }: OpenedToWrite,
  submission: Submission,
  arrivals: readonly Arrival[],
  { book }: BatchPorts,
): Promise<CollectedOne> {
  const { args } = context
  const limit = readMaxCost(args.maxCost)
  if (!limit.ok) return { submission, outcomes: [], diagnostics: limit.diagnostics }
  const maxCost = limit.value ?? here.config.regen.maxCost ?? null
  const ids = specsToCollect(submission, arrivals, args.again)
  if (ids.length === 0) return { submission, outcomes: [], diagnostics: [] }
  const claim = await applier.claim(ids)
  if (!claim.ok) return { submission, outcomes: [], diagnostics: claim.diagnostics }
  const progress = createProgress({ io: context.io, colours: context.colours.stderr })
  let now = submission
  let unsaved = 0
  const save = (): Result<null> => {
    unsaved = 0
    return book.save(now)
  }
  const settle = (customId: string, settled: Settled): void => {
    now = { ...now, settled: { ...now.settled, [customId]: settled } }
    unsaved += 1
    // What is not written down in time is found in the archive by the next collecting.
    if (unsaved >= savedEvery) save()
  }
  try {
    const still = await stillRead(context, here, ids)
    if (!still.ok) return { submission, outcomes: [], diagnostics: still.diagnostics }
    const wired = await wireRegen(
      { ...context, args: { ...args, response: undefined } },
      still.value,
      applier,
      progress,
    )
    if (!wired.ok) return { submission, outcomes: [], diagnostics: wired.diagnostics }
    const { config, reader } = still.value
    const { force, merge, allowRemoval, repairs = 0 } = args
    const collateral = args.yes && config.regen.collateral === 'ask' ? 'report' : config.regen.collateral
    const agree = agreeHere(context.io, progress)
    const asking = agree === null ? wired.value : { ...wired.value, agree }
    const spending = withinBudget(context, still.value, asking, maxCost, (line) => progress.say(line))
    const collected = await collectAnswers(
      still.value.opened,
      submission,
      arrivals,
      {
        again: args.again,
        options: { ...regenDefaults, force, merge, allowRemoval, repairs, collateral },
        ports: spending.ports,
        reader,
        dependents: new Set(),
        concurrency: args.concurrency ?? config.concurrency,
        begin: () => {},
        end: (outcome) => progress.end(outcome.spec, outcome.kind),
      },
      settle,
    )
    const saved = unsaved > 0 ? save() : ok(null)
    const { outcomes = [], diagnostics = [] } = collected.ok ? collected.value : {}
    return {
      submission: now,
      outcomes,
      diagnostics: [
        ...collected.diagnostics,
        ...outcomes.flatMap((outcome) => outcome.diagnostics),
        ...diagnostics,
        ...saved.diagnostics,
      ],
    }
  } finally {
    progress.close()
    claim.value()
  }
}
