// `spec drift [id…]`: what disagrees between specs, locks and code. JSON: `specs` (id, path, draft, targets with path,
// state, level and because, causes, next, willMakeStale), `counts` by state, `clean`.
import { exitCodeOf } from '../../diagnostic/diagnostic.ts'
import { isInSync } from '../../drift/states.ts'
import { checkDrift } from '../../pipeline/drift.ts'
import { countStates, renderCounts, renderDrift } from '../../report/drift.ts'
import { defineCommand } from '../command.ts'
import { openHere } from '../open.ts'
import { specIds } from '../spec-ids.ts'

export const command = defineCommand({
  name: 'drift',
  summary: 'Check that code, specs and locks agree',
  description:
    'Reads only: no model is called, nothing of the repository is run, no connection is opened.\n' +
    'Exit 0: in sync. 1: something drifted, each with its cause and the next command. 2: something cannot be read.',
  example: 'spec drift\nspec drift auth-flow --json',
  args: {
    id: {
      type: 'positional',
      variadic: true,
      completes: 'spec',
      description: 'Specs to check; all where none is named',
    },
  },
  async run(context) {
    const here = await openHere(context)
    if (!here.ok) {
      context.report(here.diagnostics)
      return exitCodeOf(here.diagnostics)
    }
    const { opened } = here.value
    const ids = context.args.id.length === 0 ? null : specIds(opened, context.args.id)
    if (ids?.ok === false) {
      context.report(ids.diagnostics)
      return 2
    }
    const report = await checkDrift(opened, ids?.value ?? null)
    if (!report.ok) {
      context.report(report.diagnostics)
      return exitCodeOf(report.diagnostics)
    }
    const { drifts } = report.value
    const told = [...here.diagnostics, ...report.value.diagnostics]
    context.report(told)
    context.document({
      clean: drifts.every(isInSync),
      counts: Object.fromEntries(countStates(drifts)),
      specs: drifts,
    })
    for (const drift of drifts) {
      const text = renderDrift(drift, context.colours.stdout)
      if (text !== '') context.print(text)
    }
    context.print(summary(drifts))
    const failed = drifts.some((drift) => !isInSync(drift))
    return exitCodeOf(told) === 2 ? 2 : failed ? 1 : exitCodeOf(told)
  },
})

function summary(drifts: Parameters<typeof renderCounts>[0]): string {
  const targets = drifts.reduce((sum, drift) => sum + drift.targets.length, 0)
  if (targets === 0) return 'no targets'
  const clean = drifts.every(isInSync)
  return `${clean ? 'clean' : 'drift'}: ${renderCounts(drifts)}`
}
