// `spec drift [id…]`: what disagrees between specs, locks and code. JSON: `specs` (spec, path, draft, targets with path,
// state, level, changes and because, causes, next, willMakeStale), `counts` by state, `failOn`, `clean`.
import { createComparer } from '../../adapters/compare/comparer.ts'
import { folderInRepository } from '../../adapters/root.ts'
import { exitCodeOf, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import type { Level } from '../../diff/change.ts'
import type { Drift } from '../../drift/drift.ts'
import { failsAt } from '../../drift/states.ts'
import { parseShard, type Shard } from '../../drift/shard.ts'
import { chosen, narrowTo, narrowToShard, type Choice } from '../../pipeline/choice.ts'
import { checkDrift } from '../../pipeline/drift.ts'
import type { renderMarkdown } from '../../report/markdown.ts'
import { hostFormats } from '../../report/host-formats.ts'
import { countStates, renderCounts, renderDrift } from '../../report/drift.ts'
import type { Survey } from '../../ports.ts'
import { cleanHere, keepClean, surveyedHere, type CleanHere } from '../clean-here.ts'
import type { ArgsDef } from '../args.ts'
import { defineCommand, type CommandContext, type ExitCode } from '../command.ts'
import { openHere, withoutSpecs, type OpenedHere } from '../open.ts'
import { specIds } from '../spec-ids.ts'
import { stop } from '../stop.ts'
import { toolVersion } from '../version.ts'

const driftArgs = {
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
  since: {
    type: 'string',
    hint: 'git ref',
    description: 'Only specs one of whose inputs changed since the branch left this one: origin/main',
  },
  shard: {
    type: 'string',
    hint: 'part',
    description: 'Only one part of all: 2/5 is the second of five CI jobs',
  },
  format: {
    type: 'string',
    hint: 'format',
    options: ['text', 'json', ...hostFormats],
    default: 'text',
    description: 'How the result is written; github also writes the job summary',
  },
} as const satisfies ArgsDef

export const command = defineCommand({
  name: 'drift',
  summary: 'Check that code, specs and locks agree',
  description:
    'Reads only: no model is called, nothing of the repository is run, no connection is opened.\n' +
    'Exit 0: in sync. 1: something drifted, each with its cause and the next command. 2: something cannot be read.\n' +
    'An edit matters as format (what a formatter may change), implementation, or api (what an importer can see).',
  example:
    'spec drift\nspec drift auth-flow --json\nspec drift --fail-on api\n' +
    'spec drift --since origin/main --format markdown',
  args: driftArgs,
  async run(context) {
    // What is kept for the next run is written while this one goes on.
    const beside: Promise<void>[] = []
    try {
      return await driftHere(context, beside)
    } finally {
      await Promise.all(beside)
    }
  },
})

async function driftHere(
  context: CommandContext<typeof driftArgs>,
  beside: Promise<void>[],
): Promise<ExitCode> {
  const { args } = context
  const isWhole = args.id.length === 0 && args.since === undefined && args.shard === undefined
  const kept = isWhole ? await cleanHere(context) : null
  const surveyed = isWhole && kept === null ? await surveyedHere(context, beside) : null
  const clean = kept ?? surveyed?.clean ?? null
  const checked =
    clean === null ? await check(context, args, beside, surveyed?.survey) : { ...clean, told: [] }
  if (typeof checked === 'number') return checked
  const { drifts, told, config } = checked
  const failOn = args.failOn ?? config.drift.failOn
  const exit = exitOf(drifts, failOn, told)
  context.report(told)
  context.document({
    clean: exit === 0,
    failOn,
    counts: Object.fromEntries(countStates(drifts)),
    specs: drifts,
  })
  const format = hostFormats.find((one) => one === args.format)
  if (format === undefined) {
    for (const drift of drifts) {
      const text = renderDrift(drift, failOn, context.colours.stdout)
      if (text !== '') context.print(text)
    }
    context.print(summary(drifts, exit))
    return exit
  }
  const { renderAs } = await import('../../report/formats.ts')
  const result = { drifts, diagnostics: told, clean: exit === 0, failOn, toolVersion }
  const folder = folderInRepository(checked.root)
  const all = folder === null ? result : { ...result, folder }
  const { text, diagnostics } = renderAs(format, all)
  context.report(diagnostics)
  context.print(text)
  if (format === 'github') context.report(await jobSummary(all, context.io.env))
  return exit
}

/** GitHub Actions names the file; elsewhere there is none. */
async function jobSummary(
  checked: Parameters<typeof renderMarkdown>[0],
  env: CommandContext['io']['env'],
): Promise<readonly Diagnostic[]> {
  const file = env.GITHUB_STEP_SUMMARY
  if (file === undefined || file === '') return []
  const [{ appendJobSummary }, markdown] = await Promise.all([
    import('../../adapters/job-summary.ts'),
    import('../../report/markdown.ts'),
  ])
  const { text, diagnostics } = markdown.renderMarkdown(checked, markdown.summaryLimits)
  return [...diagnostics, ...(await appendJobSummary(file, text)).diagnostics]
}

interface Checked extends CleanHere {
  readonly told: readonly Diagnostic[]
}

interface Wanted {
  readonly id: readonly string[]
  readonly since: string | undefined
  readonly shard: string | undefined
}

/**
 * Opens the project and checks what is wanted of it; an exit code where that cannot be done.
 *
 * @param survey of this very moment, where there is one.
 */
async function check(
  context: CommandContext,
  wanted: Wanted,
  beside: Promise<void>[],
  survey: Survey | undefined,
): Promise<Checked | ExitCode> {
  const shard = wanted.shard === undefined ? null : parseShard(wanted.shard)
  if (shard?.ok === false) return stop(context, shard.diagnostics)
  const here = await openHere(context, survey === undefined ? { surveyed: true } : { survey })
  if (!here.ok) return stop(context, here.diagnostics)
  beside.push(here.value.survey?.written ?? Promise.resolve())
  const nothing = withoutSpecs(here.value)
  if (nothing !== null) return stop(context, [...here.diagnostics, nothing])
  const { opened, store, config, workspace } = here.value
  const choice = await choiceOf(here.value, wanted, shard?.value ?? null)
  if (!choice.ok) return stop(context, [...here.diagnostics, ...choice.diagnostics])
  const report = await checkDrift(opened, choice.value, { written: store, comparer: createComparer() })
  if (!report.ok) return stop(context, report.diagnostics)
  const { drifts, diagnostics } = report.value
  if (wanted.id.length === 0 && wanted.since === undefined && shard === null)
    beside.push(keepClean(here.value, report.value))
  // What is wrong with single specs is in both.
  const mine = here.diagnostics.filter(choice.value.tells)
  const told = [...new Set([...choice.diagnostics, ...mine, ...diagnostics])]
  return { config, drifts, told, root: workspace.root }
}

async function choiceOf(
  { opened, workspace }: OpenedHere,
  { id, since }: Wanted,
  shard: Shard | null,
): Promise<Result<Choice>> {
  const ids = id.length === 0 ? ok(null) : specIds(opened, id)
  if (!ids.ok) return ids
  let choice = chosen(opened, ids.value)
  const diagnostics: Diagnostic[] = []
  if (since !== undefined) {
    const { createHistory } = await import('../../adapters/git-history.ts')
    const { specsSince } = await import('../../pipeline/since.ts')
    const changed = await specsSince(opened, createHistory(workspace.root), since)
    if (!changed.ok) return changed
    diagnostics.push(...changed.diagnostics)
    choice = narrowTo(opened, choice, changed.value)
  }
  return ok(shard === null ? choice : narrowToShard(opened, choice, shard), diagnostics)
}

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
