// `spec check`: all findings about specs, without looking at what was built. JSON: `specs`, `requirements`, `targets` (how
// many), `clean` (nothing to tell); the findings are in `diagnostics`.
import { exitCodeOf } from '../../diagnostic/diagnostic.ts'
import { checkSpecs } from '../../pipeline/check-specs.ts'
import { defineCommand } from '../command.ts'
import { openFolder } from '../open.ts'
import { stop } from '../stop.ts'

export const command = defineCommand({
  name: 'check',
  summary: 'Check the specs themselves: front matter, requirements, owners, uses',
  description:
    'Every spec is parsed, all of them together are resolved, and the names in them are looked for on disk. Nothing is\n' +
    'run and nothing is compared with the code: spec drift does that.',
  example: 'spec check',
  args: {},
  async run(context) {
    const folder = await openFolder(context)
    if (!folder.ok) return stop(context, folder.diagnostics)
    const { workspace, config } = folder.value
    const checked = await checkSpecs(workspace, config)
    if (!checked.ok) return stop(context, [...folder.diagnostics, ...checked.diagnostics])
    const { specs, requirements, targets } = checked.value
    const diagnostics = [...folder.diagnostics, ...checked.value.diagnostics]
    context.report(diagnostics)
    context.document({ specs, requirements, targets, clean: diagnostics.length === 0 })
    const counts = [
      counted(specs, 'spec'),
      counted(requirements, 'requirement'),
      counted(targets, 'target'),
    ].join(', ')
    context.print(`${counts}: ${verdict(diagnostics.map(({ severity }) => severity))}`)
    return exitCodeOf(diagnostics)
  },
})

function verdict(severities: readonly string[]): string {
  const findings = severities.filter((one) => one === 'finding' || one === 'trouble').length
  const others = severities.length - findings
  const warnings = others === 0 ? [] : [counted(others, 'warning')]
  return [findings === 0 ? 'no findings' : counted(findings, 'finding'), ...warnings].join(', ')
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
