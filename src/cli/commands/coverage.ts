// `spec coverage`: which source files no spec owns. JSON: `files` and `lines` (owned, total, percent, null where nothing
// counts), `unowned` (path, lines), `include` and `exclude` (the globs in use), `clean`.
import { exitCodeOf } from '../../diagnostic/diagnostic.ts'
import { belowMinimum, coverageOf } from '../../pipeline/coverage.ts'
import { renderCoverage } from '../../report/coverage.ts'
import { defineCommand } from '../command.ts'
import { openHere } from '../open.ts'
import { stop } from '../stop.ts'

export const command = defineCommand({
  name: 'coverage',
  summary: 'List source files that no spec owns, and how much specs own',
  description:
    'A line counts where it holds more than white space. Tests, settings, declarations and generated files are left out;\n' +
    '`coverage` in spec.config.json has globs for what counts. Exit 1 where specs own less than --min asks for.',
  example: 'spec coverage\nspec coverage --min 80',
  args: {
    min: {
      type: 'number',
      hint: 'percent',
      max: 100,
      description: 'Fail where specs own a smaller share of the lines',
    },
  },
  async run(context) {
    const here = await openHere(context)
    if (!here.ok) return stop(context, here.diagnostics)
    const { opened, config } = here.value
    const coverage = await coverageOf(opened)
    const { files, lines, unowned } = coverage
    const low = context.args.min === undefined ? null : belowMinimum(coverage, context.args.min)
    const told = [...here.diagnostics, ...coverage.diagnostics, ...(low === null ? [] : [low])]
    const exit = exitCodeOf(told)
    context.report(told)
    context.document({ clean: exit === 0, files, lines, unowned, ...config.coverage })
    context.print(renderCoverage(coverage, context.colours.stdout))
    return exit
  },
})
