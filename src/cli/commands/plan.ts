// `spec plan [<id…>|--all|--changed]`: what building would ask a model, and cost. JSON: `specs` that are not in sync, each
// with `id`, `kind` (`asked`, `follows`, `replayed`, `restored`, `refused`, `failed`), `model`, `input` (`input`,
// `cacheWrite`, `cacheRead`), `counted`, `output` and `money` (`low`, `expected`, `high`; money in US dollars, null where no
// price is known), `diagnostics`; `total`, `batch`, `prices` (`asOf`, `source`).
import { exitCodeOf } from '../../diagnostic/diagnostic.ts'
import { planCost } from '../../pipeline/plan-cost.ts'
import { regenDefaults, type RegenOptions } from '../../pipeline/regen-options.ts'
import { runOrder } from '../../pipeline/regen-all.ts'
import { planMembers, renderPlan } from '../../report/cost.ts'
import { defineCommand } from '../command.ts'
import { openHere, withoutSpecs } from '../open.ts'
import { stop } from '../stop.ts'
import { usageError } from '../usage-error.ts'
import { wantedSpecs } from '../wanted-specs.ts'
import { wireAnswers } from '../wire-regen.ts'
import { nobodyAsked, wireCost } from '../wire-cost.ts'

export const command = defineCommand({
  name: 'plan',
  summary: 'Print what building would ask a model, and what it would cost',
  description:
    'Asks no model and writes nothing. Where there is a key, the server counts the tokens of each prompt, which is free;\n' +
    'otherwise, and with --offline, they are estimated. How long an answer will be is always a guess, so money is a range.\n' +
    'The first call for each spec is foreseen; repairs come on top. Without a word, every feature that is not in sync.',
  example: 'spec plan\nspec plan --all --fresh --batch --json',
  args: {
    id: { type: 'positional', variadic: true, completes: 'spec', description: 'Specs to look at' },
    all: { type: 'boolean', description: 'Every active feature' },
    changed: {
      type: 'boolean',
      description: 'Every feature that is not in sync, and those that use it (default)',
    },
    model: {
      type: 'string',
      hint: 'name',
      completes: 'model',
      description: 'A model of the configuration, or an id of the API',
    },
    fresh: { type: 'boolean', description: 'As if everything were asked anew' },
    force: { type: 'boolean', description: 'As if hand edits were replaced' },
    batch: { type: 'boolean', description: 'At the price of a batch' },
    offline: { type: 'boolean', description: 'Estimate, and ask no server to count' },
  },
  async run(context) {
    const { args, report } = context
    if ([args.id.length > 0, args.all, args.changed].filter(Boolean).length > 1) {
      const hint = 'spec plan <id…>, spec plan --all, or spec plan --changed'
      return stop(context, [usageError('say which specs to look at in one way', hint)])
    }
    const here = await openHere(context, { surveyed: true })
    if (!here.ok) return stop(context, here.diagnostics)
    const nothing = withoutSpecs(here.value)
    if (nothing !== null) return stop(context, [...here.diagnostics, nothing])
    report(here.diagnostics)
    const { opened, config } = here.value
    const wanted = await wantedSpecs(context, here.value, { ...args, withDependents: false })
    if (wanted === null) return 2
    const asking = { ...context, args: { ...args, response: undefined, modelCommand: undefined } }
    const answers = await wireAnswers(asking, here.value, nobodyAsked)
    if (!answers.ok) return stop(context, answers.diagnostics)
    const { ports, notes } = wireCost(context, here.value, answers.value, !args.offline)
    const options: RegenOptions = {
      ...regenDefaults,
      fresh: args.fresh,
      force: args.force,
      repairs: config.regen.repairs,
    }
    const order = runOrder(opened, new Set(wanted.ids))
    const planned = await planCost(opened, order, options, ports)
    const told = [...planned.flatMap(({ diagnostics }) => diagnostics), ...notes()]
    report(told)
    context.print(renderPlan(planned, args.batch, context.colours.stdout))
    context.document(planMembers(planned, args.batch))
    const others = args.id.length > 0 ? [] : here.value.diagnostics
    await here.value.survey?.written
    return exitCodeOf([...others, ...told])
  },
})
