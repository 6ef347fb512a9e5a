// `spec list [id…]`: specs, their targets and how those stand. JSON: `specs`, each with `id`, `kind` (`feature`,
// `architecture`, null where only a lock is left), `path`, `title`, `draft`, `unreadable`, `targets` (path, state), `uses`,
// `usedBy`. With --ids: `ids` instead.
import { exitCodeOf } from '../../diagnostic/diagnostic.ts'
import { listIds, listSpecs } from '../../pipeline/list.ts'
import { escapeText } from '../../report/escape.ts'
import { renderList } from '../../report/list.ts'
import type { CommandContext, ExitCode } from '../command.ts'
import { defineCommand } from '../command.ts'
import { openFolder, openHere } from '../open.ts'
import { specIds } from '../spec-ids.ts'
import { stop } from '../stop.ts'

export const command = defineCommand({
  name: 'list',
  summary: 'List specs with their targets and how those stand',
  description:
    'It looks and does not judge: drift leaves the exit code at 0; spec drift is the check. Findings about the specs\n' +
    'themselves count as everywhere.',
  example: 'spec list\nspec list auth-flow --json',
  args: {
    id: {
      type: 'positional',
      variadic: true,
      completes: 'spec',
      description: 'Specs; all where none is named',
    },
    ids: { type: 'boolean', description: 'Print ids only, by the names of the files; fast' },
  },
  async run(context) {
    if (context.args.ids) return printIds(context)
    const here = await openHere(context)
    if (!here.ok) return stop(context, here.diagnostics)
    const { opened } = here.value
    const ids = context.args.id.length === 0 ? null : specIds(opened, context.args.id)
    if (ids?.ok === false) return stop(context, ids.diagnostics)
    const listed = await listSpecs(opened, ids?.value ?? null)
    if (!listed.ok) return stop(context, listed.diagnostics)
    const told = [
      ...new Map(
        [...here.diagnostics, ...listed.value.diagnostics].map((d) => [JSON.stringify(d), d]),
      ).values(),
    ]
    const { specs } = listed.value
    context.report(told)
    context.document({ specs })
    context.print(specs.length === 0 ? 'no specs' : renderList(specs, context.colours.stdout))
    return exitCodeOf(told)
  },
})

async function printIds(
  context: Pick<CommandContext, 'io' | 'report' | 'document' | 'print'>,
): Promise<ExitCode> {
  const folder = await openFolder(context)
  if (!folder.ok) return stop(context, folder.diagnostics)
  const ids = await listIds(folder.value.workspace)
  if (!ids.ok) return stop(context, ids.diagnostics)
  context.document({ ids: ids.value })
  if (ids.value.length > 0) context.print(ids.value.map(escapeText).join('\n'))
  return 0
}
