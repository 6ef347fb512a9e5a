// `spec diff [id…]`: from what was written to what stands there; between two files; or from there to a fresh build. JSON:
// `failOn`, `level`, `differs`, and `files` (spec, path, state, level, changes, diff) or `specs` (see report/fresh.ts).
import { createComparer } from '../../adapters/compare/comparer.ts'
import { exitCodeOf, ok } from '../../diagnostic/diagnostic.ts'
import { reaches, type Level } from '../../diff/change.ts'
import type { Declarations } from '../../ports.ts'
import { concerning } from '../../pipeline/concerning.ts'
import { diffFiles, diffSpecs, type TargetDiff } from '../../pipeline/diff.ts'
import { overallLevel, renderDiffs } from '../../report/diff.ts'
import { defineCommand, type CommandContext, type ExitCode } from '../command.ts'
import { diffArgs, misuse, type DiffArgs } from '../diff-args.ts'
import { diffFresh } from '../diff-fresh.ts'
import { openHere } from '../open.ts'
import { printLong } from '../pager.ts'
import { specIds } from '../spec-ids.ts'
import { stop } from '../stop.ts'
import { readTwoFiles } from '../two-files.ts'

export const command = defineCommand({
  name: 'diff',
  summary: 'Show how code differs from what was written, by meaning',
  description:
    'First what changed, symbol by symbol, then the lines. A difference matters as format (what a formatter may change),\n' +
    'implementation, or api (what an importer can see). Exit 0: no difference reaches --fail-on. 1: one does, or a file\n' +
    'is missing. 2: something cannot be read. --no-index ends in the same way.\n' +
    'With --fresh a model is asked for the specs anew, as if there were no code, and its answer is compared with the\n' +
    'code and checked beside it, in memory. Exit 1 also where a check fails on one of the two alone.',
  example:
    'spec diff auth-flow\nspec diff --no-index old.ts new.ts --fail-on api\nspec diff auth-flow --fresh\n' +
    'spec diff --all --fresh --format markdown',
  args: diffArgs,
  async run(context) {
    const wrong = misuse(context.args)
    if (wrong !== null) return stop(context, [wrong])
    if (context.args.noIndex) return betweenFiles(context)
    return context.args.fresh ? diffFresh(context) : sinceWritten(context)
  },
})

async function betweenFiles(context: CommandContext<DiffArgs>): Promise<ExitCode> {
  const [before = '', after = ''] = context.args.id
  const sides = await readTwoFiles(before, after, context.io)
  if (!sides.ok) return stop(context, sides.diagnostics)
  const diff = await diffFiles(sides.value)
  context.report(diff.diagnostics)
  if (!diff.ok) return exitCodeOf(diff.diagnostics)
  return show(context, [diff.value], context.args.failOn ?? 'implementation')
}

async function sinceWritten(context: CommandContext<DiffArgs>): Promise<ExitCode> {
  const here = await openHere(context)
  if (!here.ok) return stop(context, here.diagnostics)
  const { opened, store, config } = here.value
  const ids = context.args.id.length === 0 ? ok(null) : specIds(opened, context.args.id)
  if (!ids.ok) return stop(context, ids.diagnostics)
  const declarations = context.args.types ? await projectDeclarations(here.value.workspace.root) : null
  const diffs = await diffSpecs(opened, ids.value, store, createComparer(), declarations)
  if (!diffs.ok) return stop(context, diffs.diagnostics)
  // What is wrong with single specs is in both.
  const mine = here.diagnostics.filter(concerning(opened, ids.value))
  const told = [...new Set([...mine, ...diffs.diagnostics])]
  context.report(told)
  const exit = await show(context, diffs.value, context.args.failOn ?? config.drift.failOn)
  const trouble = exitCodeOf(told)
  return trouble === 0 ? exit : trouble
}

async function projectDeclarations(root: string): Promise<Declarations> {
  const { createDeclarations } = await import('../../adapters/declarations.ts')
  return createDeclarations(root)
}

async function show(
  context: CommandContext<DiffArgs>,
  diffs: readonly TargetDiff[],
  failOn: Level,
): Promise<ExitCode> {
  const { summary, pager } = context.args
  const differs = diffs.some(({ level }) => level === null || reaches(level, failOn))
  const files = summary ? diffs.map(({ diff: _lines, ...told }) => told) : diffs
  context.document({ failOn, level: overallLevel(diffs), differs, files })
  const text = renderDiffs(diffs, { lines: !summary }, context.colours.stdout)
  await printLong(context, text, pager)
  return differs ? 1 : 0
}
