// `spec diff <id…>|--all --fresh`: would a rebuild from the spec change anything that matters?
import { exitCodeOf, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { concerning } from '../pipeline/concerning.ts'
import { featureIds } from '../pipeline/drift.ts'
import { compareWithFresh, type FreshComparison } from '../pipeline/fresh.ts'
import { judgeFresh } from '../pipeline/fresh-report.ts'
import { freshMembers, renderFresh } from '../report/fresh.ts'
import { freshMarkdown } from '../report/fresh-markdown.ts'
import type { SpecId } from '../spec/spec.ts'
import type { CommandContext, ExitCode } from './command.ts'
import type { DiffArgs } from './diff-args.ts'
import { openHere, withoutSpecs, type OpenedHere } from './open.ts'
import { printLong } from './pager.ts'
import { createProgress } from './progress.ts'
import { specIds } from './spec-ids.ts'
import { stop } from './stop.ts'
import { wireBuilding } from './wire-regen.ts'

/** Reads the project, asks, compares and tells. Takes no claim and finishes no interrupted command: it writes nothing. */
export async function diffFresh(context: CommandContext<DiffArgs>): Promise<ExitCode> {
  const here = await openHere(context)
  if (!here.ok) return stop(context, here.diagnostics)
  const nothing = withoutSpecs(here.value)
  if (nothing !== null) return stop(context, [...here.diagnostics, nothing])
  const { opened, config } = here.value
  const named = context.args.id.length === 0 ? null : specIds(opened, context.args.id)
  if (named?.ok === false) return stop(context, named.diagnostics)
  const ids = named?.value ?? activeFeatures(here.value)
  const others = here.diagnostics.filter(concerning(opened, named?.value ?? null))
  context.report(others)

  const compared = await compareAll(context, here.value, ids)
  if (compared.failed !== null) return stop(context, compared.failed)
  const { comparisons } = compared
  const report = judgeFresh(comparisons, context.args.failOn ?? config.drift.failOn)
  const diagnostics = [...others, ...comparisons.flatMap((one) => one.diagnostics)]
  context.report(diagnostics)
  context.document(freshMembers(report))
  const lines = !context.args.summary
  if (context.args.format === 'markdown') context.print(freshMarkdown(report))
  else await printLong(context, renderFresh(report, { lines }, context.colours.stdout), context.args.pager)
  const exit = exitCodeOf(diagnostics)
  return exit === 0 && report.specs.some(({ matters }) => matters) ? 1 : exit
}

/** Drafts are not to be built yet. */
function activeFeatures({ opened }: OpenedHere): readonly SpecId[] {
  return featureIds(opened).filter((id) => opened.project.specs.get(id)?.status === 'active')
}

interface Compared {
  /** In the order of `ids`. */
  readonly comparisons: readonly FreshComparison[]
  /** Why nothing could be asked at all. */
  readonly failed: readonly Diagnostic[] | null
}

async function compareAll(
  context: CommandContext<DiffArgs>,
  here: OpenedHere,
  ids: readonly SpecId[],
): Promise<Compared> {
  const { args } = context
  const progress = createProgress({ io: context.io, colours: context.colours.stderr })
  const ports = await wireBuilding(context, here, progress)
  if (!ports.ok) return { comparisons: [], failed: ports.diagnostics }
  const options = { offline: args.offline, given: args.response !== undefined }
  const comparisons = new Map<SpecId, FreshComparison>()
  // Each compares with the code that stands there, so none waits for another.
  const waiting = [...ids]
  const work = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const found = await compareWithFresh(here.opened, id, options, ports.value, here.reader())
      comparisons.set(id, found)
      if (found.generation !== null && !found.replayed) progress.end(id, found.level ?? 'failed')
    }
  }
  try {
    await Promise.all(Array.from({ length: args.concurrency ?? here.config.concurrency }, work))
  } finally {
    progress.close()
  }
  return { comparisons: ids.flatMap((id) => comparisons.get(id) ?? []), failed: null }
}
