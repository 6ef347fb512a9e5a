// `spec move <old> <new>`: a target or a spec under another name. JSON: `dryRun`, `kind` (`target` or `spec`), `from`, `to`
// (paths or ids), `actions` (path, action, reason) and `locks` (paths of lock files that change).
import { planMove } from '../../pipeline/move.ts'
import { actionMembers, renderActions } from '../../report/actions.ts'
import { escapeText } from '../../report/escape.ts'
import { defineCommand } from '../command.ts'
import { landAll } from '../land.ts'
import { openToWrite } from '../open-to-write.ts'
import { stop } from '../stop.ts'
import { wordsFrom } from '../words.ts'

export const command = defineCommand({
  name: 'move',
  summary: 'Rename a target or a spec, without a model',
  description:
    'The file moves, and everything that names it follows at once: front matter and links of specs (only the name\n' +
    'changes there), locks, and what other specs have seen of it. Nothing becomes stale by it; imports in code stay\n' +
    'as they are written. What was renamed by hand already is taken as it is: the same command lets the lock follow.',
  example: 'spec move src/auth/login.ts src/auth/sign-in.ts\nspec move auth-flow auth/sign-in --dry-run',
  args: {
    old: {
      type: 'positional',
      required: true,
      completes: 'spec',
      description: 'The id of a spec, or the path of a spec or a target',
    },
    new: { type: 'positional', required: true, completes: 'file', description: 'Its new id or path' },
    dryRun: { type: 'boolean', description: 'Say what would change, and change nothing' },
  },
  async run(context) {
    const { args, io, print, document, report } = context
    const opened = await openToWrite(context)
    if (!opened.ok) return stop(context, opened.diagnostics)
    const { here } = opened.value
    report(opened.diagnostics)
    const [from, to] = wordsFrom(here.workspace.root, io.cwd, [args.old, args.new])
    // Two words went in.
    if (from === undefined || to === undefined) return 2
    const planned = await planMove(here.opened, from, to, here)
    if (!planned.ok) return stop(context, planned.diagnostics)
    const { plan, specs } = planned.value
    if (!args.dryRun) {
      const landed = await landAll(opened.value, specs, [plan])
      if (!landed.ok) return stop(context, landed.diagnostics)
      report(landed.diagnostics)
    }
    document({
      dryRun: args.dryRun,
      kind: planned.value.kind,
      from: planned.value.from,
      to: planned.value.to,
      actions: actionMembers(plan.actions),
      locks: plan.locks.map(({ path }) => path),
    })
    const verb = args.dryRun ? 'would move' : 'moved'
    print(
      `${verb} ${planned.value.kind} ${escapeText(planned.value.from)} to ${escapeText(planned.value.to)}`,
    )
    for (const line of renderActions(plan.actions, args.dryRun)) print(`  ${line}`)
    for (const { path, text } of plan.locks)
      print(`  lock ${text === null ? 'removed' : 'written'}  ${escapeText(path)}`)
    return 0
  },
})
