// `spec regen <id…>|--all|--changed`: code from specs. JSON: `specs` (id, kind, applied, actions, blast, checks, decisions,
// model, usage, diagnostics), `cost` (`spent`, `limit`, with --dry-run `foreseen`; money in US dollars).
import type { Config } from '../../config/config.ts'
import { exitCodeOf, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import { regenAll } from '../../pipeline/regen-all.ts'
import type { RegenOptions, RegenOutcome } from '../../pipeline/regen-options.ts'
import { renderForeseen, renderSpending, spendingMembers } from '../../report/cost.ts'
import { outcomeMembers, renderOutcome } from '../../report/regen.ts'
import type { Applier } from '../../ports.ts'
import { agreeHere } from '../agree.ts'
import type { CommandContext, ExitCode } from '../command.ts'
import { defineCommand } from '../command.ts'
import { withoutSpecs, type OpenedHere } from '../open.ts'
import { openToWrite } from '../open-to-write.ts'
import { createProgress } from '../progress.ts'
import { regenArgs, type RegenArgs } from '../regen-args.ts'
import { tellingOfBatches } from '../wire-batch.ts'
import { wireRegen } from '../wire-regen.ts'
import { stillRead } from '../still-read.ts'
import { stop } from '../stop.ts'
import { usageError } from '../usage-error.ts'
import { wantedSpecs, type Wanted } from '../wanted-specs.ts'
import { foreseeCost, readMaxCost, withinBudget } from '../wire-cost.ts'

export const command = defineCommand({
  name: 'regen',
  summary: 'Build code from specs, or bring lost code back',
  description:
    'Lost code comes back from the archive, byte for byte. Otherwise the recorded answer to the same question is used,\n' +
    'and only then a model is asked. The answer is checked before anything is written. Where a spec changed, it is merged\n' +
    'with the hand edits of its targets; none is overwritten without --force.\n\n' +
    'The checks run code: the tests about the targets, linters, and `verify.commands` of spec.config.json, on a copy of\n' +
    'the project, as you, with no secrets in the environment. It is no sandbox. --no-tests runs none of it.',
  example:
    "spec regen auth-flow\nspec regen --changed --offline\nspec regen auth-flow --model-command 'claude -p'\n" +
    'spec regen auth-flow --response answer.md',
  args: regenArgs,
  async run(context) {
    const opened = await openToWrite(context)
    if (!opened.ok) return stop(context, opened.diagnostics)
    context.report(opened.diagnostics)
    const { applier } = opened.value
    const nothing = withoutSpecs(opened.value.here)
    if (nothing !== null) return stop(context, [nothing])

    const wanted = await wantedIds(context, opened.value.here)
    if (wanted === null) return 2
    const { ids } = wanted
    const claim = await applier.claim(ids)
    if (!claim.ok) return stop(context, claim.diagnostics)
    try {
      const here = await stillRead(context, opened.value.here, ids)
      if (!here.ok) return stop(context, here.diagnostics)
      // Who names specs asks for these; `--all` and `--changed` are not done while one of all could not be looked at.
      const others = context.args.id.length > 0 ? [] : here.value.diagnostics
      if (!context.args.batch) return await build(context, here.value, applier, wanted, others)
      const { regenInBatch } = await import('../regen-batch.ts')
      const options = optionsOf(context.args, { ...opened.value.here.config.regen, repairs: 0 })
      return await regenInBatch(context, here.value, applier, { ...wanted, options, others })
    } finally {
      claim.value()
    }
  },
})

async function build(
  context: CommandContext<RegenArgs>,
  here: OpenedHere,
  applier: Applier,
  { ids, dependents }: Wanted,
  others: readonly Diagnostic[],
): Promise<ExitCode> {
  const { args } = context
  const options = optionsOf(args, here.config.regen)
  const limit = readMaxCost(args.maxCost)
  if (!limit.ok) return stop(context, limit.diagnostics)
  const maxCost = limit.value ?? here.config.regen.maxCost ?? null
  const progress = createProgress({ io: context.io, colours: context.colours.stderr })
  const ports = await wireRegen(context, here, applier, progress)
  if (!ports.ok) return stop(context, ports.diagnostics)
  // A dry run asks too: what that costs is said before it does.
  const foreseen = options.dryRun ? await foreseeCost(context, here, ids, options) : null
  if (foreseen !== null && foreseen.calls > 0) progress.say(renderForeseen(foreseen))
  const agree = agreeHere(context.io, progress)
  const asking = agree === null ? ports.value : { ...ports.value, agree }
  const telling = await tellingOfBatches(context, here, asking)
  const spending = withinBudget(context, here, telling, maxCost, (line) => progress.say(line))
  let outcomes: RegenOutcome[]
  try {
    outcomes = await regenAll(here.opened, ids, {
      options,
      ports: spending.ports,
      reader: here.reader,
      dependents,
      concurrency: args.concurrency ?? here.config.concurrency,
      begin: () => {},
      // Only who was asked has a line that ends; the rest is told by the result.
      end: (outcome) => {
        if (outcome.generation !== null && outcome.kind !== 'replayed')
          progress.end(outcome.spec, outcome.kind)
      },
    })
  } finally {
    progress.close()
  }
  const diagnostics = outcomes.flatMap((outcome) => outcome.diagnostics)
  for (const outcome of outcomes)
    context.print(renderOutcome(outcome, options.dryRun, context.colours.stdout))
  if (outcomes.length === 0)
    context.print(args.changed ? 'everything is in sync' : 'there is no spec to build')
  const cost = { spent: spending.budget.spent, limit: maxCost, foreseen }
  if (options.dryRun || maxCost !== null) context.print(renderSpending(cost))
  context.report(diagnostics)
  context.document({
    dryRun: options.dryRun,
    specs: outcomes.map(outcomeMembers),
    cost: spendingMembers(cost),
  })
  return exitCodeOf([...others, ...diagnostics])
}

function optionsOf(
  args: CommandContext<RegenArgs>['args'],
  { repairs, collateral }: Config['regen'],
): RegenOptions {
  return {
    fresh: args.fresh,
    offline: args.offline,
    force: args.force,
    merge: args.merge,
    dryRun: args.dryRun,
    allowRemoval: args.allowRemoval,
    reuseRejected: args.reuseRejected,
    verify: args.verify,
    only: args.only ?? null,
    given: args.response !== undefined,
    repairs: args.repairs ?? repairs,
    // Who says yes beforehand need not be asked.
    collateral: args.yes && collateral === 'ask' ? 'report' : collateral,
  }
}

/** What is to be built; null after a usage error. */
async function wantedIds(context: CommandContext<RegenArgs>, here: OpenedHere): Promise<Wanted | null> {
  const { args, report } = context
  const ways = [args.id.length > 0, args.all, args.changed].filter(Boolean).length
  if (ways !== 1) {
    report([
      usageError('say which specs to build', 'spec regen <id…>, spec regen --all, or spec regen --changed'),
    ])
    return null
  }
  if (args.only !== undefined && args.id.length !== 1) {
    report([usageError('--only goes with one spec', 'spec regen auth-flow --only R4')])
    return null
  }
  if (args.response !== undefined && args.id.length !== 1) {
    report([usageError('--response is the answer to one spec', 'spec regen auth-flow --response answer.md')])
    return null
  }
  if (args.answeredBy !== undefined && args.response === undefined) {
    report([usageError('--answered-by goes with --response', 'spec regen auth-flow --response answer.md')])
    return null
  }
  return wantedSpecs(context, here, args)
}
