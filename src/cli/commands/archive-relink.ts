// `spec archive relink`: conversations ↔ commits, each link with its evidence. JSON: `links` (`session`, `sessionId`, `commit`,
// `patchId`, `files`, `evidence`, `confidence`), `recorded` (those of them that are new), `unlinkedSessions` (`session`,
// `sessionId`, `files`), `unlinkedCommits` (`commit`, `subject`, `named`), `dryRun`.
import { exitCodeOf } from '../../diagnostic/diagnostic.ts'
import { defineCommand } from '../command.ts'
import { openFolder } from '../open.ts'
import { stop } from '../stop.ts'
import { openSessions } from '../wire-sessions.ts'

export const relinkArchive = defineCommand({
  name: 'relink',
  summary: 'Tie kept conversations to commits, and record the links',
  description:
    'A link is made by a `Conversation: <agent>/<session>` line in a message, by the id that git printed when an agent\n' +
    'committed, or by lines that a conversation added and a commit adds, however they were formatted since; and never\n' +
    'without saying by what. Commits that were rebased, amended, squashed or picked are found again. Running it again\n' +
    'changes nothing. Exit 2: there is no repository, or something recorded is damaged.',
  example:
    'spec archive relink\nspec archive relink --since origin/main --dry-run\nspec archive relink --json',
  args: {
    since: {
      type: 'string',
      hint: 'ref',
      description: 'Only commits that this branch, tag or commit does not hold',
    },
    dryRun: { type: 'boolean', description: 'Say what would be recorded, and record nothing' },
  },
  async run(context) {
    const { args } = context
    const folder = await openFolder(context)
    if (!folder.ok) return stop(context, folder.diagnostics)
    const here = await openSessions(context, folder.value)
    if (!here.ok) return stop(context, [...folder.diagnostics, ...here.diagnostics])
    const { openLinks } = await import('../../adapters/links/open.ts')
    const { relink } = await import('../../pipeline/relink.ts')
    const { relinkMembers, renderRelink } = await import('../../report/links.ts')
    const report = await relink(openLinks(folder.value.workspace.root, here.value), {
      since: args.since ?? null,
      dryRun: args.dryRun,
    })
    const told = [...folder.diagnostics, ...report.diagnostics]
    if (!report.ok) return stop(context, told)
    context.report(told)
    context.document({ ...relinkMembers(report.value), dryRun: args.dryRun })
    context.print(renderRelink(report.value, args.dryRun))
    return exitCodeOf(told)
  },
})
