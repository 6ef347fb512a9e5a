// `spec regen … --batch`: what the archive cannot do is submitted as a batch, and the command ends. JSON: `specs` as
// without --batch, `submitted`, `waiting` (specs whose turn comes later), `underWay`, `estimate`, `dryRun`.
import { exitCodeOf, type Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Submission } from '../batch/batch.ts'
import { dollars } from '../cost/money.ts'
import { priceOf } from '../cost/prices.ts'
import { costOfBatch, withinBudget, type BatchCost } from '../pipeline/batch-cost.ts'
import { prepareBatch, type ToAsk } from '../pipeline/batch-prepare.ts'
import { knownBatches, notUnderWay, parcels, submit } from '../pipeline/batch-submit.ts'
import type { BatchPorts } from '../pipeline/batch-unclear.ts'
import type { RegenRun } from '../pipeline/regen-all.ts'
import type { RegenOptions } from '../pipeline/regen-options.ts'
import type { Applier } from '../ports.ts'
import type { SpecId } from '../spec/spec.ts'
import { counted, nextStep, submissionMembers } from '../report/batch.ts'
import { escapeText } from '../report/escape.ts'
import { outcomeMembers, renderOutcome } from '../report/regen.ts'
import type { CommandContext, ExitCode } from './command.ts'
import type { OpenedHere } from './open.ts'
import type { RegenArgs } from './regen-args.ts'
import { stop } from './stop.ts'
import { wireBatches } from './wire-batch.ts'
import { nobodyAsked, readMaxCost } from './wire-cost.ts'
import { wireRegen } from './wire-regen.ts'

export interface BatchRun {
  readonly ids: readonly SpecId[]
  /** Those that nobody named: users of the others. */
  readonly dependents: ReadonlySet<SpecId>
  readonly options: RegenOptions
  /** What is wrong with specs that were not named. */
  readonly others: readonly Diagnostic[]
}

export async function regenInBatch(
  context: CommandContext<RegenArgs>,
  here: OpenedHere,
  applier: Applier,
  { ids, dependents, options, others }: BatchRun,
): Promise<ExitCode> {
  const limit = readMaxCost(context.args.maxCost)
  if (!limit.ok) return stop(context, limit.diagnostics)
  const maxCost = limit.value ?? here.config.regen.maxCost ?? null
  const wired = await wireRegen(context, here, applier, nobodyAsked)
  if (!wired.ok) return stop(context, wired.diagnostics)
  const run: RegenRun = {
    options,
    ports: wired.value,
    reader: here.reader,
    dependents,
    concurrency: context.args.concurrency ?? here.config.concurrency,
    begin: () => {},
    end: () => {},
  }
  const ports = await wireBatches(context, here)
  // From the look at what is under way to the last reply nobody else submits.
  const held = await ports.book.hold()
  if (!held.ok) return stop(context, held.diagnostics)
  try {
    const known = await knownBatches(ports)
    context.report(known.diagnostics)
    if (!known.ok) return exitCodeOf(known.diagnostics)
    const prepared = await prepareBatch(here.opened, ids, run)
    const { fresh, diagnostics } = notUnderWay(prepared.toAsk, known.value)
    const sent = await send(fresh, known.value, ports, here, run.options.dryRun, maxCost)
    const all = [
      ...known.diagnostics,
      ...prepared.outcomes.flatMap((outcome) => outcome.diagnostics),
      ...prepared.diagnostics,
      ...diagnostics,
      ...sent.diagnostics,
    ]
    for (const outcome of prepared.outcomes)
      context.print(renderOutcome(outcome, run.options.dryRun, context.colours.stdout))
    for (const line of summary(sent, fresh, prepared.waiting, run.options.dryRun)) context.print(line)
    context.report(all)
    context.document({
      dryRun: run.options.dryRun,
      specs: prepared.outcomes.map(outcomeMembers),
      submitted: sent.submitted.map(submissionMembers),
      waiting: prepared.waiting,
      underWay: prepared.toAsk.filter((one) => !fresh.includes(one)).map(({ spec }) => spec),
      estimate: fresh.length === 0 ? null : sent.cost,
    })
    return exitCodeOf([...others, ...all])
  } finally {
    held.value()
  }
}

interface Sent {
  readonly submitted: readonly Submission[]
  readonly cost: BatchCost
  readonly diagnostics: readonly Diagnostic[]
}

async function send(
  fresh: readonly ToAsk[],
  known: readonly Submission[],
  ports: BatchPorts,
  { config }: OpenedHere,
  dryRun: boolean,
  maxCost: number | null,
): Promise<Sent> {
  const price = (model: string) => priceOf(model, config.prices)
  const cost = costOfBatch(fresh, price)
  const none = (diagnostics: readonly Diagnostic[]): Sent => ({ submitted: [], cost, diagnostics })
  if (fresh.length === 0 || ports.signal.aborted) return none([])
  const within =
    maxCost === null
      ? { ok: true as const, value: fresh, diagnostics: [] }
      : withinBudget(fresh, maxCost, price)
  if (!within.ok || dryRun) return none(within.diagnostics)
  const found = await parcels(within.value, ports)
  if (!found.ok) return none(found.diagnostics)
  const submitted: Submission[] = []
  const diagnostics: Diagnostic[] = [...found.diagnostics]
  for (const parcel of found.value) {
    const made = await submit(parcel, [...known, ...submitted], ports)
    diagnostics.push(...made.diagnostics)
    if (!made.ok) break
    submitted.push(...made.value)
  }
  return { submitted, cost, diagnostics }
}

function summary(
  { submitted, cost }: Sent,
  fresh: readonly ToAsk[],
  waiting: readonly SpecId[],
  dryRun: boolean,
): readonly string[] {
  const lines: string[] = []
  const price = cost.unpriced > 0 ? '' : `, at most about ${dollars(cost.money)}`
  if (dryRun && fresh.length > 0)
    lines.push(`would be submitted: ${counted(fresh.length, 'request')}${price}`)
  for (const one of submitted) {
    const specs = one.asks.map(({ spec }) => spec)
    lines.push(`submitted: batch ${escapeText(one.batch?.id ?? one.token)}, ${listed(specs)}`)
    const next = nextStep(one)
    if (next !== null) lines.push(`  ${next}`)
  }
  if (submitted.length > 0 && price !== '') lines.push(`  estimate${price.slice(1)}, at half the usual price`)
  if (waiting.length > 0)
    lines.push(
      `after this batch is collected, run it again for ${listed(waiting)}, which use what is asked now`,
    )
  if (lines.length === 0 && fresh.length === 0) lines.push('nothing to submit')
  return lines
}

/** The first few by name. */
function listed(ids: readonly SpecId[]): string {
  const shown = ids.slice(0, 5).map(escapeText).join(', ')
  return ids.length <= 5 ? `${counted(ids.length, 'spec')}: ${shown}` : `${ids.length} specs: ${shown}, …`
}
