// `spec log [id]`: what the archive keeps, newest first. JSON: `entries`, each with `digest`, `at` (ISO 8601, UTC), `kind`
// (`generation`, `acceptance`, `overwritten`), `spec`, `model` (`kind` and `name`, or null), `reason` (or null), `files`,
// `local` (an answer that did not land, on this machine only), `outcome` (`landed`, `rejected`, `cut`, `pending`, or null);
// and `total`, the number of entries without --limit. With --cost instead: `total`, and lists `bySpec`, `byModel`, `byDay`
// (`name`), each with `calls`, `input`, `cacheWrite`, `cacheRead`, `output` (tokens), `money` (US dollars, null where no
// price is known), `unpriced`, `unknown` (calls); `prices` (`asOf`, `source`).
import { exitCodeOf } from '../../diagnostic/diagnostic.ts'
import { readLog } from '../../pipeline/log.ts'
import { readSpent } from '../../pipeline/spent.ts'
import { renderSpent, spentMembers } from '../../report/cost.ts'
import { renderLog } from '../../report/log.ts'
import { addressOf } from '../../spec/ids.ts'
import { defineCommand, type CommandContext, type ExitCode } from '../command.ts'
import { openFolder, type OpenedFolder } from '../open.ts'
import { fromRoot } from '../root-path.ts'
import { stop } from '../stop.ts'

export const command = defineCommand({
  name: 'log',
  summary: 'List generations, acceptances and overwritten code, newest first',
  description:
    'Answers that did not land are marked as rejected, cut or pending; they are kept on this machine only. The log of a\n' +
    'spec goes on below the name that it had before a move. spec show prints one record by its digits.',
  example: 'spec log auth-flow --limit 5\nspec log --cost\nspec log --json',
  args: {
    id: { type: 'positional', completes: 'spec', description: 'The spec; all where none is named' },
    limit: { type: 'number', hint: 'n', alias: 'n', min: 1, description: 'At most so many, the newest' },
    cost: {
      type: 'boolean',
      conflicts: ['limit'],
      description: 'Instead: what answers were paid for, by spec, model and day',
    },
  },
  async run(context) {
    const { args, io, print, document, report, colours } = context
    const folder = await openFolder(context)
    if (!folder.ok) return stop(context, folder.diagnostics)
    report(folder.diagnostics)
    const { workspace, store } = folder.value
    const id =
      args.id === undefined ? null : (addressOf(fromRoot(workspace.root, io.cwd, args.id))?.id ?? args.id)
    if (args.cost) return printSpent(context, folder.value, id)
    const log = await readLog(workspace, store, id)
    report(log.diagnostics)
    if (!log.ok) return exitCodeOf(log.diagnostics)
    const shown = log.value.slice(0, args.limit)
    document({ entries: shown, total: log.value.length })
    print(shown.length === 0 ? 'no records' : renderLog(shown, colours.stdout))
    const hidden = log.value.length - shown.length
    if (hidden > 0) print(colours.stdout.dim(`and ${hidden} older`))
    return exitCodeOf(log.diagnostics)
  },
})

async function printSpent(
  { report, print, document, colours }: CommandContext,
  { workspace, store, config }: OpenedFolder,
  id: string | null,
): Promise<ExitCode> {
  const spent = await readSpent(workspace, store, id, config.prices)
  report(spent.diagnostics)
  if (!spent.ok) return exitCodeOf(spent.diagnostics)
  document(spentMembers(spent.value))
  print(renderSpent(spent.value, colours.stdout))
  return exitCodeOf(spent.diagnostics)
}
