// `spec drift [id…]`: what disagrees between specs, locks and code. JSON: `specs` (spec, path, draft, targets with path,
// state, level, changes and because, causes, next, willMakeStale), `counts` by state, `failOn`, `clean`.
import { exitCodeOf, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import type { Level } from '../../diff/change.ts'
import type { Drift } from '../../drift/drift.ts'
import { failsAt } from '../../drift/states.ts'
import { concerning } from '../../pipeline/concerning.ts'
import { checkDrift } from '../../pipeline/drift.ts'
import { countStates, renderCounts, renderDrift } from '../../report/drift.ts'
import { defineCommand, type ExitCode } from '../command.ts'
import { openHere, withoutSpecs } from '../open.ts'
import { specIds } from '../spec-ids.ts'
import { stop } from '../stop.ts'

export const command = defineCommand({
  name: 'drift',
  summary: 'Check that code, specs and locks agree',
  description:
    'Reads only: no model is called, nothing of the repository is run, no connection is opened.\n' +
    'Exit 0: in sync. 1: something drifted, each with its cause and the next command. 2: something cannot be read.\n' +
    'An edit matters as format (what a formatter may change), implementation, or api (what an importer can see).',
  example: 'spec drift\nspec drift auth-flow --json\nspec drift --fail-on api',
  args: {
    id: {
      type: 'positional',
      variadic: true,
      completes: 'spec',
      description: 'Specs to check; all where none is named',
    },
    failOn: {
      type: 'string',
      hint: 'level',
      options: ['format', 'implementation', 'api'],
      description: 'The least level of an edit that fails the check; else drift.failOn of the configuration',
    },
  },
  async run(context) {
    const here = await openHere(context)
    if (!here.ok) return stop(context, here.diagnostics)
    const nothing = withoutSpecs(here.value)
    if (nothing !== null) return stop(context, [...here.diagnostics, nothing])
    const { opened, store, config } = here.value
    const ids = context.args.id.length === 0 ? null : specIds(opened, context.args.id)
    if (ids?.ok === false) {
      context.report(ids.diagnostics)
      return 2
    }
    const failOn = context.args.failOn ?? config.drift.failOn
    const report = await checkDrift(opened, ids?.value ?? null, store)
    if (!report.ok) return stop(context, report.diagnostics)
    const { drifts, diagnostics } = report.value
    // What is wrong with single specs is in both.
    const mine = here.diagnostics.filter(concerning(opened, ids?.value ?? null))
    const told = [...new Set([...mine, ...diagnostics])]
    const exit = exitOf(drifts, failOn, told)
    context.report(told)
    context.document({
      clean: exit === 0,
      failOn,
      counts: Object.fromEntries(countStates(drifts)),
      specs: drifts,
    })
    for (const drift of drifts) {
      const text = renderDrift(drift, failOn, context.colours.stdout)
      if (text !== '') context.print(text)
    }
    context.print(summary(drifts, exit))
    return exit
  },
})

function exitOf(drifts: readonly Drift[], failOn: Level, told: readonly Diagnostic[]): ExitCode {
  const exit = exitCodeOf(told)
  const fails = drifts.some(({ targets }) => targets.some((target) => failsAt(target, failOn)))
  return exit === 0 && fails ? 1 : exit
}

function summary(drifts: readonly Drift[], exit: ExitCode): string {
  const counts = drifts.some(({ targets }) => targets.length > 0) ? renderCounts(drifts) : 'no targets'
  if (exit !== 0) return `drift: ${counts}`
  return counts === 'no targets' ? counts : `clean: ${counts}`
}
