// `spec restore <path…>`: written bytes come back from the archive. JSON: `restored` (path, action).
import { hasErrors, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import { landPlan } from '../../pipeline/apply.ts'
import { planRestoreOf } from '../../pipeline/restore.ts'
import { escapeText } from '../../report/escape.ts'
import { defineCommand } from '../command.ts'
import { knownSecrets } from '../known-secrets.ts'
import { openToWrite } from '../open-to-write.ts'
import { fromRoot } from '../root-path.ts'
import { stop } from '../stop.ts'

export const command = defineCommand({
  name: 'restore',
  summary: 'Bring back a target as it was last written',
  description:
    'The bytes come from the archive, as the lock names them. An edited file is replaced only with --force, and stored first.',
  example: 'spec restore src/auth/login.ts',
  args: {
    path: { type: 'positional', variadic: true, required: true, completes: 'file', description: 'Targets' },
    force: { type: 'boolean', description: 'Replace an edited file; it is stored first' },
    dryRun: { type: 'boolean', description: 'Print what would be written and stop' },
  },
  async run(context) {
    const { args } = context
    const writable = await openToWrite(context)
    if (!writable.ok) return stop(context, writable.diagnostics)
    const { here, applier } = writable.value
    context.report(writable.diagnostics)
    const ports = {
      ...here,
      allowedSecrets: here.config.secrets.allow,
      knownSecrets: knownSecrets(context.io.env),
    }
    const diagnostics: Diagnostic[] = []
    const restored: { path: string; action: string }[] = []
    for (const word of args.path) {
      const path = fromRoot(here.workspace.root, context.io.cwd, word)
      const plan = await planRestoreOf(here.opened, path, { force: args.force }, ports)
      diagnostics.push(...plan.diagnostics)
      if (!plan.ok) continue
      if (!args.dryRun) {
        const claim = await applier.claim([plan.value.spec])
        diagnostics.push(...claim.diagnostics)
        if (!claim.ok) continue
        const landed = await landPlan(here.opened, plan.value, { applier })
        claim.value()
        diagnostics.push(...landed.diagnostics)
        if (!landed.ok) continue
      }
      restored.push(...plan.value.actions.map((action) => ({ path: action.path, action: action.kind })))
    }
    context.document({ dryRun: args.dryRun, restored })
    for (const { path, action } of restored)
      context.print(`${args.dryRun ? 'would ' : ''}${action}  ${escapeText(path)}`)
    return hasErrors(diagnostics) ? stop(context, diagnostics) : (context.report(diagnostics), 0)
  },
})
