// `spec restore <path…>`: bytes come back from the archive. JSON: `dryRun`, `record` (digest, or null without --at),
// `restored` (path, action).
import { hasErrors, ok, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import { landPlan } from '../../pipeline/apply.ts'
import { planRestoreAt } from '../../pipeline/restore-at.ts'
import { planRestoreOf } from '../../pipeline/restore.ts'
import { findRecord } from '../../pipeline/show.ts'
import { escapeText } from '../../report/escape.ts'
import { defineCommand } from '../command.ts'
import { knownSecrets } from '../known-secrets.ts'
import { openToWrite } from '../open-to-write.ts'
import { fromRoot } from '../root-path.ts'
import { stop } from '../stop.ts'

export const command = defineCommand({
  name: 'restore',
  summary: 'Bring back a target as it was last written, or as a record has it',
  description:
    'The bytes come from the archive, as the lock names them. An edited file is replaced only with --force, and stored first.\n' +
    'With --at, any version that was generated, accepted or overwritten once; what stands there is stored first, and the\n' +
    'lock stays as it is: drift reports another version as an edit.',
  example: 'spec restore src/auth/login.ts\nspec restore src/auth/login.ts --at 1a2b3c4d',
  args: {
    path: { type: 'positional', variadic: true, required: true, completes: 'file', description: 'Targets' },
    at: {
      type: 'string',
      hint: 'record',
      description: 'The first hex digits of a record, at least four; spec log shows them',
    },
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
    const record = args.at === undefined ? ok(null) : await findRecord(here.store, args.at)
    if (!record.ok) return stop(context, record.diagnostics)
    const diagnostics: Diagnostic[] = [...record.diagnostics]
    const restored: { path: string; action: string }[] = []
    for (const word of args.path) {
      const path = fromRoot(here.workspace.root, context.io.cwd, word)
      const plan =
        record.value === null
          ? await planRestoreOf(here.opened, path, { force: args.force }, ports)
          : await planRestoreAt(here.opened, path, record.value, ports)
      if (!plan.ok) diagnostics.push(...plan.diagnostics)
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
      diagnostics.push(...plan.diagnostics)
      restored.push(...plan.value.actions.map((action) => ({ path: action.path, action: action.kind })))
    }
    context.document({ dryRun: args.dryRun, record: record.value?.digest ?? null, restored })
    for (const { path, action } of restored)
      context.print(`${args.dryRun ? 'would ' : ''}${action}  ${escapeText(path)}`)
    return hasErrors(diagnostics) ? stop(context, diagnostics) : (context.report(diagnostics), 0)
  },
})
