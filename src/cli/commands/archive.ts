// `spec archive verify`: every digest of the archive derived again. JSON: `records`, `blobs`, `locks`, `sessions`, `chunks`, `links` (how
// many were looked at), `whole` (nothing is damaged or missing); the damage itself is in `diagnostics`.
import { exitCodeOf, hasErrors } from '../../diagnostic/diagnostic.ts'
import { verifyAll } from '../../pipeline/archive-verify.ts'
import type { CommandGroup } from '../command.ts'
import { defineCommand } from '../command.ts'
import { exportArchive } from './archive-export.ts'
import { collectArchive } from './archive-gc.ts'
import { importArchive } from './archive-import.ts'
import { listArchive } from './archive-list.ts'
import { redactArchive } from './archive-redact.ts'
import { relinkArchive } from './archive-relink.ts'
import { scanArchive } from './archive-scan.ts'
import { syncWithTarget } from './archive-sync.ts'
import { watchArchive } from './archive-watch.ts'
import { openFolder } from '../open.ts'
import { stop } from '../stop.ts'
import { openSessions } from '../wire-sessions.ts'

const verify = defineCommand({
  name: 'verify',
  summary: 'Derive every digest again, and look for all that locks, records and sessions name',
  description:
    'Exit 0: whole. 2: something is damaged or missing, each told with the lock or record that names it.',
  example: 'spec archive verify',
  args: {},
  async run(context) {
    const folder = await openFolder(context)
    if (!folder.ok) return stop(context, folder.diagnostics)
    const verdict = await verifyAll(folder.value.workspace, folder.value.store)
    if (!verdict.ok) return stop(context, [...folder.diagnostics, ...verdict.diagnostics])
    const { records, blobs, locks } = verdict.value
    const here = await openSessions(context, folder.value)
    if (!here.ok) return stop(context, [...folder.diagnostics, ...here.diagnostics])
    const { verifySessions } = await import('../../adapters/sessions/verify.ts')
    const { sessions, chunks, diagnostics: found } = verifySessions(here.value.root)
    const ofSessions = here.value.told(found)
    const { readRecorded } = await import('../../adapters/links/recorded.ts')
    const { linksRoot } = await import('../../adapters/links/open.ts')
    const recorded = readRecorded(linksRoot(folder.value.workspace.root, here.value))
    const diagnostics = [...verdict.value.diagnostics, ...ofSessions, ...recorded.diagnostics]
    const whole = verdict.value.whole && !hasErrors(ofSessions) && !hasErrors(recorded.diagnostics)
    const links = recorded.links.length
    context.report([...folder.diagnostics, ...diagnostics])
    context.document({ records, blobs, locks, sessions, chunks, links, whole })
    const kept =
      sessions === 0 && chunks === 0 ? '' : `, ${counted(sessions, 'session')} in ${counted(chunks, 'chunk')}`
    const tied = links === 0 ? '' : `, ${counted(links, 'link')}`
    const counts = `${counted(records, 'record')}, ${counted(blobs, 'blob')}, ${counted(locks, 'lock')}${kept}${tied}`
    context.print(
      `${counts}: ${whole ? 'whole' : `${diagnostics.filter((one) => hasErrors([one])).length} damaged or missing`}`,
    )
    return exitCodeOf(diagnostics)
  },
})

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

export const command: CommandGroup = {
  name: 'archive',
  summary: 'Keep sessions of coding agents; look after the archive',
  example: 'spec archive import\nspec archive verify',
  subcommands: [
    importArchive,
    watchArchive,
    listArchive,
    exportArchive,
    syncWithTarget,
    relinkArchive,
    verify,
    scanArchive,
    redactArchive,
    collectArchive,
  ],
}
