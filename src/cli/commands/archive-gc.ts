// `spec archive gc`: what nothing in the archive needs any more. JSON: `garbage` (`kind`, `path`, `bytes`), `bytes` (in all),
// `deleted` (was it?).
import { diagnostic, exitCodeOf } from '../../diagnostic/diagnostic.ts'
import { findGarbage, type Garbage } from '../../pipeline/archive-gc.ts'
import { renderGarbage } from '../../report/archive-gc.ts'
import { canAsk, confirm } from '../confirm.ts'
import type { CommandContext } from '../command.ts'
import { defineCommand } from '../command.ts'
import { openFolder } from '../open.ts'
import { stop } from '../stop.ts'
import { wireGc } from '../wire-gc.ts'
import { openSessions } from '../wire-sessions.ts'

export const collectArchive = defineCommand({
  name: 'gc',
  summary: 'Say what nothing in the archive needs any more, and how much it is',
  description:
    'Versions and chunks of sessions that no other needs; records and blobs that no lock leads to, of this tree or of any\n' +
    'branch, tag, stash or work tree that this clone knows; settled answers and an unused search index of this machine.\n' +
    'Overwritten bytes, and all that cannot be told for sure, are kept. Nothing is deleted without --delete.',
  example: 'spec archive gc\nspec archive gc --delete --yes',
  args: {
    delete: { type: 'boolean', description: 'Delete it' },
    yes: { type: 'boolean', alias: 'y', description: 'Do not ask' },
  },
  async run(context) {
    const { args } = context
    const folder = await openFolder(context)
    if (!folder.ok) return stop(context, folder.diagnostics)
    const here = await openSessions(context, folder.value)
    if (!here.ok) return stop(context, [...folder.diagnostics, ...here.diagnostics])
    const { openSessionArchive } = await import('../../adapters/sessions/keep.ts')
    const archive = here.value.guarded(openSessionArchive(here.value.root))
    const held = args.delete ? await archive.hold() : null
    if (held !== null && !held.ok) return stop(context, held.diagnostics)
    try {
      const ports = await wireGc(folder.value, here.value.root)
      if (!ports.ok) return stop(context, [...folder.diagnostics, ...ports.diagnostics])
      const found = await findGarbage(ports.value)
      if (!found.ok) return stop(context, [...folder.diagnostics, ...found.diagnostics])
      const { garbage, diagnostics } = found.value
      context.report([...folder.diagnostics, ...diagnostics])
      const wanted = args.delete && garbage.length > 0
      if (wanted && !args.yes && !canAsk(context.io)) return stop(context, [nobodyToAsk])
      const deletes = wanted && (args.yes || (await agreed(context, garbage)))
      if (deletes) {
        const { deleteGarbage } = await import('../../adapters/delete-garbage.ts')
        const deleted = await deleteGarbage(folder.value.workspace.root, here.value.root, garbage)
        if (!deleted.ok) return stop(context, deleted.diagnostics)
        const published = await here.value.publish()
        context.report(published.diagnostics)
        if (!published.ok) return exitCodeOf(published.diagnostics)
      }
      const bytes = garbage.reduce((sum, one) => sum + one.bytes, 0)
      context.document({ garbage, bytes, deleted: deletes })
      context.print(renderGarbage(garbage, deletes, context.colours.stdout))
      return 0
    } finally {
      held?.value()
    }
  },
})

const nobodyToAsk = diagnostic('usage', 'nobody can be asked here whether to delete it', {
  hint: 'spec archive gc says what it is; --delete --yes deletes it',
})

async function agreed(
  context: Pick<CommandContext, 'io' | 'print' | 'colours'>,
  garbage: readonly Garbage[],
): Promise<boolean> {
  context.print(renderGarbage(garbage, false, context.colours.stdout))
  return confirm(context.io, `delete ${garbage.length === 1 ? 'it' : `all ${garbage.length}`}?`)
}
