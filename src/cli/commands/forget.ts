// `spec forget <id|path…>`: targets leave the lock, their files stay. JSON: `dryRun`, `forgotten`: a list of `spec` (id),
// `targets` (paths) and `lock` (`removed` with its last target, else `changed`).
import { hasErrors } from '../../diagnostic/diagnostic.ts'
import { planForget, type Forgetting } from '../../pipeline/forget.ts'
import { escapeText } from '../../report/escape.ts'
import { defineCommand } from '../command.ts'
import { landAll } from '../land.ts'
import { openToWrite } from '../open-to-write.ts'
import { stop } from '../stop.ts'
import { wordsFrom } from '../words.ts'

export const command = defineCommand({
  name: 'forget',
  summary: 'Take targets out of a lock and keep their files',
  description:
    'A path takes out one target; an id takes out all that its lock has, also where the spec is gone. Files and records\n' +
    'stay as they are. A target that a spec still names is unmanaged afterwards, as if it had never been built.',
  example: 'spec forget src/auth/legacy.ts\nspec forget old-feature --dry-run',
  args: {
    what: {
      type: 'positional',
      hint: 'id|path',
      variadic: true,
      required: true,
      completes: 'spec',
      description: 'Specs, or targets by their paths',
    },
    dryRun: { type: 'boolean', description: 'Say what would be forgotten, and change nothing' },
  },
  async run(context) {
    const { args, io, print, document, report } = context
    const opened = await openToWrite(context)
    if (!opened.ok) return stop(context, opened.diagnostics)
    const { here } = opened.value
    report(opened.diagnostics)
    const planned = planForget(here.opened, wordsFrom(here.workspace.root, io.cwd, args.what))
    report(planned.diagnostics)
    if (!planned.ok) return 2
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
    document({ dryRun: args.dryRun, forgotten: planned.value.map(members) })
    for (const forgetting of planned.value) print(told(forgetting, args.dryRun))
    if (planned.value.length === 0) print('nothing to forget')
    return hasErrors(planned.diagnostics) ? 1 : 0
  },
})

function members({ spec, paths, wholeLock }: Forgetting): Readonly<Record<string, unknown>> {
  return { spec, targets: paths, lock: wholeLock ? 'removed' : 'changed' }
}

function told({ spec, paths, wholeLock }: Forgetting, dryRun: boolean): string {
  const verb = dryRun ? 'would forget' : 'forgot'
  const lines = paths.map((path) => `${verb}  ${escapeText(path)}  (the file stays)`)
  if (wholeLock) lines.push(`${dryRun ? 'would remove' : 'removed'} the lock of ${escapeText(spec)}`)
  return lines.join('\n')
}
