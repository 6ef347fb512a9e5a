// `spec regen <id…>|--all|--changed`: code from specs. JSON: `specs` (id, kind, applied, actions, checks, decisions,
// model, usage, diagnostics).
import { exitCodeOf, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import { isInSync } from '../../drift/states.ts'
import { named } from '../../pipeline/choice.ts'
import { checkDrift, featureIds } from '../../pipeline/drift.ts'
import { regenAll, withDependents } from '../../pipeline/regen-all.ts'
import type { RegenOptions, RegenOutcome } from '../../pipeline/regen-options.ts'
import { outcomeMembers, renderOutcome } from '../../report/regen.ts'
import type { Applier } from '../../ports.ts'
import type { SpecId } from '../../spec/spec.ts'
import type { CommandContext, ExitCode } from '../command.ts'
import { defineCommand } from '../command.ts'
import { withoutSpecs, type OpenedHere } from '../open.ts'
import { openToWrite } from '../open-to-write.ts'
import { createProgress } from '../progress.ts'
import { regenArgs, type RegenArgs } from '../regen-args.ts'
import { wireRegen } from '../wire-regen.ts'
import { specIds } from '../spec-ids.ts'
import { stillRead } from '../still-read.ts'
import { stop } from '../stop.ts'
import { usageError } from '../usage-error.ts'

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
      return await build(context, here.value, applier, wanted, others)
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
  const options = optionsOf(args, here.config.regen.repairs)
  const progress = createProgress({ io: context.io, colours: context.colours.stderr })
  const ports = await wireRegen(context, here, applier, progress)
  if (!ports.ok) return stop(context, ports.diagnostics)
  let outcomes: RegenOutcome[]
  try {
    outcomes = await regenAll(here.opened, ids, {
      options,
      ports: ports.value,
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
  context.report(diagnostics)
  context.document({ dryRun: options.dryRun, specs: outcomes.map(outcomeMembers) })
  return exitCodeOf([...others, ...diagnostics])
}

function optionsOf(args: CommandContext<RegenArgs>['args'], repairs: number): RegenOptions {
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
  }
}

interface Wanted {
  readonly ids: readonly SpecId[]
  /** Those that nobody named: users of the others. */
  readonly dependents: ReadonlySet<SpecId>
}

/** The named specs, all, or those that are not in sync; null after a usage error. Drafts are built only when named. */
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
  if (args.id.length > 0) {
    const ids = specIds(here.opened, args.id)
    report(ids.diagnostics)
    if (!ids.ok) return null
    return wanted(here, ids.value, args.withDependents)
  }
  const active = featureIds(here.opened).filter(
    (id) => here.opened.project.specs.get(id)?.status === 'active',
  )
  if (args.all) return wanted(here, active, false)
  const drift = await checkDrift(here.opened, named(here.opened, active))
  if (!drift.ok) return wanted(here, active, false)
  const drifted = drift.value.drifts.filter((one) => !isInSync(one)).map((one) => one.spec)
  return wanted(here, drifted, true)
}

function wanted(here: OpenedHere, named: readonly SpecId[], users: boolean): Wanted {
  const ids = users ? withDependents(here.opened, named) : named
  return { ids, dependents: new Set(ids.filter((id) => !named.includes(id))) }
}
