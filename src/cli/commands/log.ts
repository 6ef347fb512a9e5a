// `spec log [id]`: what the archive keeps, newest first. JSON: `entries`, each with `digest`, `at` (ISO 8601, UTC), `kind`
// (`generation`, `acceptance`, `overwritten`), `spec`, `model` (`kind` and `name`, or null), `reason` (or null), `files`,
// `local` (an answer that did not land, on this machine only), `outcome` (`landed`, `rejected`, `cut`, `pending`, or null);
// and `total`, the number of entries without --limit. Of one spec also `history`: the same entries, with those of `kind` `commit`
// (`at`, `id`, `subject`, `author`, `files`: `path`, `change`, `recorded`: whether a record has these bytes), `conversation` (`at`,
// `conversation`, `title`, `links`: `role`, `path`, `turns`) and `edit` (`files` that are not as their lock says) between them, and
// `historyTotal`. With --cost instead: `total`, and lists `bySpec`, `byModel`, `byDay`
// (`name`), each with `calls`, `input`, `cacheWrite`, `cacheRead`, `output` (tokens), `money` (US dollars, null where no
// price is known), `unpriced`, `unknown` (calls); `prices` (`asOf`, `source`).
import { exitCodeOf } from '../../diagnostic/diagnostic.ts'
import { readLog, type LogEntry } from '../../pipeline/log.ts'
import { readSpent } from '../../pipeline/spent.ts'
import { renderSpent, spentMembers } from '../../report/cost.ts'
import { renderLog } from '../../report/log.ts'
import { addressOf } from '../../spec/ids.ts'
import { defineCommand, type CommandContext, type ExitCode } from '../command.ts'
import { openFolder, type OpenedFolder } from '../open.ts'
import { fromRoot } from '../root-path.ts'
import { stop } from '../stop.ts'
import { openSessions } from '../wire-sessions.ts'

const logArgs = {
  id: { type: 'positional', completes: 'spec', description: 'The spec; all where none is named' },
  limit: { type: 'number', hint: 'n', alias: 'n', min: 1, description: 'At most so many, the newest' },
  cost: {
    type: 'boolean',
    conflicts: ['limit'],
    description: 'Instead: what answers were paid for, by spec, model and day',
  },
  git: { type: 'boolean', negatable: true, description: 'Of one spec: commits and edits by hand, too' },
  conversations: { type: 'boolean', negatable: true, description: 'Of one spec: conversations, too' },
} as const

export const command = defineCommand({
  name: 'log',
  summary: 'List generations, acceptances and overwritten code, newest first',
  description:
    'Answers that did not land are marked as rejected, cut or pending; they are kept on this machine only. The log of a\n' +
    'spec goes on below the name that it had before a move, and has the commits that touched its file and targets, what\n' +
    'was edited by hand, and the conversations that named, read or changed it. spec show prints one record by its digits.',
  example:
    'spec log auth-flow --limit 5\nspec log auth-flow --no-git --no-conversations\nspec log --cost\nspec log --json',
  args: logArgs,
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
    if (id !== null) return printHistory(context, folder.value, id, log.value)
    const shown = log.value.slice(0, args.limit)
    document({ entries: shown, total: log.value.length })
    print(shown.length === 0 ? 'no records' : renderLog(shown, colours.stdout))
    const hidden = log.value.length - shown.length
    if (hidden > 0) print(colours.stdout.dim(`and ${hidden} older`))
    return exitCodeOf(log.diagnostics)
  },
})

/** Entries of one spec, and what stands between them. */
async function printHistory(
  context: CommandContext<typeof logArgs>,
  folder: OpenedFolder,
  id: string,
  records: readonly LogEntry[],
): Promise<ExitCode> {
  const { readHistory } = await import('../../pipeline/log-history.ts')
  const { renderHistory } = await import('../../report/history.ts')
  const { wireHistory } = await import('../wire-why.ts')
  const { args, print, document, report, colours } = context
  const { workspace, store } = folder
  const here = args.conversations === false ? null : await openSessions(context, folder)
  report(here?.diagnostics ?? [])
  const sessions = here?.ok === true ? here.value : null
  const world = wireHistory(workspace.root, args.git !== false, sessions)
  const history = await readHistory(workspace, store, id, records, world)
  report(history.diagnostics)
  if (!history.ok) return exitCodeOf(history.diagnostics)
  const shown = history.value.slice(0, args.limit)
  const entries = records.slice(0, args.limit)
  document({ entries, total: records.length, history: shown, historyTotal: history.value.length })
  print(shown.length === 0 ? 'no records' : renderHistory(shown, colours.stdout))
  const hidden = history.value.length - shown.length
  if (hidden > 0) print(colours.stdout.dim(`and ${hidden} older`))
  return exitCodeOf(history.diagnostics)
}

async function printSpent(
  { report, print, document, colours }: CommandContext<typeof logArgs>,
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
