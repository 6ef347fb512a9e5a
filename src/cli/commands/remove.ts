// `spec remove <id|path…>`: targets that no spec names are stored, deleted and forgotten. JSON: `dryRun`, `removed`: a list
// of `spec` (id), `targets` (paths), `stored` (those whose bytes a new record keeps) and `actions` (path, action, reason).
import { hasErrors } from '../../diagnostic/diagnostic.ts'
import { planRemove } from '../../pipeline/remove.ts'
import { actionMembers, renderActions } from '../../report/actions.ts'
import { escapeText } from '../../report/escape.ts'
import { defineCommand } from '../command.ts'
import { knownSecrets } from '../known-secrets.ts'
import { landAll } from '../land.ts'
import { openToWrite } from '../open-to-write.ts'
import { stop } from '../stop.ts'
import { wordsFrom } from '../words.ts'

export const command = defineCommand({
  name: 'remove',
  summary: 'Delete targets that no spec names any more',
  description:
    'Only for orphaned targets: those that a lock has and no spec. Take a target out of `targets` first, or delete its\n' +
    'spec. Bytes that the archive does not have are stored before the file goes; an edited file needs --force.',
  example: 'spec remove old-feature --dry-run\nspec remove src/auth/legacy.ts',
  args: {
    what: {
      type: 'positional',
      hint: 'id|path',
      variadic: true,
      required: true,
      completes: 'file',
      description: 'Targets by their paths, or specs: all their orphaned targets',
    },
    force: { type: 'boolean', description: 'Delete edited files too; they are stored first' },
    dryRun: { type: 'boolean', description: 'Say what would be deleted, and change nothing' },
  },
  async run(context) {
    const { args, io, print, document, report } = context
    const opened = await openToWrite(context)
    if (!opened.ok) return stop(context, opened.diagnostics)
    const { here } = opened.value
    report(opened.diagnostics)
    const ports = {
      ...here,
      allowedSecrets: here.config.secrets.allow,
      knownSecrets: knownSecrets(io.env),
    }
    const words = wordsFrom(here.workspace.root, io.cwd, args.what)
    const planned = await planRemove(here.opened, words, { force: args.force }, ports)
    if (!planned.ok) return stop(context, planned.diagnostics)
    report(planned.diagnostics)
    if (!args.dryRun && planned.value.length > 0) {
      const ids = planned.value.map(({ spec }) => spec)
      const landed = await landAll(
        opened.value,
        ids,
        planned.value.map(({ plan }) => plan),
      )
      if (!landed.ok) return stop(context, landed.diagnostics)
      report(landed.diagnostics)
    }
    document({
      dryRun: args.dryRun,
      removed: planned.value.map(({ spec, paths, stored, plan }) => ({
        spec,
        targets: paths,
        stored,
        actions: actionMembers(plan.actions),
      })),
    })
    for (const { paths, stored, plan } of planned.value) {
      const gone = paths.filter((path) => !plan.actions.some((action) => action.path === path))
      for (const line of renderActions(plan.actions, args.dryRun)) print(line)
      for (const path of gone)
        print(`${args.dryRun ? 'would forget' : 'forgot'}  ${escapeText(path)}  (it was gone already)`)
      for (const path of stored)
        print(`${args.dryRun ? 'would store' : 'stored'}  ${escapeText(path)}  (spec log shows it)`)
    }
    if (planned.value.length === 0) print('nothing to remove')
    return hasErrors(planned.diagnostics) ? 1 : 0
  },
})
