// `spec hook pre-commit`: what is staged, held against specs and locks as the commit would hold them. JSON: `clean`,
// `changed` (files that the commit changes), `specs` as `spec drift` gives them, `unstaged` by spec.
import { openStaging } from '../../adapters/staging.ts'
import { createComparer } from '../../adapters/compare/comparer.ts'
import { createStore } from '../../adapters/store.ts'
import { findRoot } from '../../adapters/root.ts'
import { diagnostic, exitCodeOf, fail, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import { failsAt } from '../../drift/states.ts'
import { checkStaged, type StagedReport } from '../../pipeline/staged.ts'
import { renderCounts, renderDrift } from '../../report/drift.ts'
import { escapeText } from '../../report/escape.ts'
import type { Config } from '../../config/config.ts'
import type { CommandContext, CommandGroup, ExitCode } from '../command.ts'
import { defineCommand } from '../command.ts'
import { configOf } from '../open.ts'
import { stop } from '../stop.ts'

const preCommit = defineCommand({
  name: 'pre-commit',
  summary: 'Check what is staged, as the commit would hold it',
  description: [
    'Looks at git’s index and not at the files on disk: only at specs, locks and targets that are staged, and at the',
    'specs that use them. Reads only; `spec init --hook` has git run it before each commit.',
    'Exit 0: nothing staged drifts. 1: the commit would bring drift. 2: something staged cannot be read.',
  ].join('\n'),
  example: 'spec hook pre-commit',
  args: {},
  async run(context) {
    const checked = await check(context)
    if (!checked.ok) return stop(context, checked.diagnostics)
    const { report, config } = checked.value
    const { failOn } = config.drift
    const { drifts, diagnostics, unstaged, changed } = report
    context.report(diagnostics)
    const failed = drifts.some(({ targets }) => targets.some((target) => failsAt(target, failOn)))
    const found = exitCodeOf(diagnostics)
    const exit: ExitCode = found === 0 && failed ? 1 : found
    context.document({
      clean: exit === 0,
      changed,
      specs: drifts,
      unstaged: Object.fromEntries(unstaged),
    })
    if (exit === 0) return 0
    for (const drift of drifts) {
      if (!drift.targets.some((target) => failsAt(target, failOn))) continue
      context.print(
        `${renderDrift(drift, failOn, context.colours.stdout)}${forgotten(unstaged.get(drift.spec))}`,
      )
    }
    context.print(`commit stopped: ${renderCounts(drifts)}   (git commit --no-verify commits all the same)`)
    return exit
  },
})

async function check(
  context: CommandContext,
): Promise<Result<{ readonly report: StagedReport; readonly config: Config }>> {
  const root = findRoot(context.io.cwd)
  if (root === null) return fail(nowhere('there is no specs/features folder here or in a folder above'))
  const staging = await openStaging(root, context.io.env)
  if (staging === null) return fail(nowhere('git is not installed, or this project is in no git repository'))
  const config = await configOf(staging)
  if (!config.ok) return config
  const report = await checkStaged(staging, config.value, {
    written: createStore(root),
    comparer: createComparer(),
  })
  if (!report.ok) return report
  return { ...report, value: { report: report.value, config: config.value } }
}

function nowhere(message: string): Diagnostic {
  return diagnostic('no-project', message, {
    hint: 'run it inside a project that git keeps: git init, spec init',
  })
}

/** On disk all may be well: then what is missing is `git add`. */
function forgotten(paths: readonly string[] = []): string {
  if (paths.length === 0) return ''
  return `    not staged as it is on disk: ${paths.map(escapeText).join(', ')}\n`
}

export const command: CommandGroup = {
  name: 'hook',
  summary: 'Check what is about to be committed',
  example: 'spec hook pre-commit',
  subcommands: [preCommit],
}
