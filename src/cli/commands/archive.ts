// `spec archive verify`: every digest of the archive derived again. JSON: `records`, `blobs`, `locks`, `sessions`, `chunks` (how
// many were looked at), `whole` (nothing is damaged or missing); the damage itself is in `diagnostics`.
import { exitCodeOf, hasErrors } from '../../diagnostic/diagnostic.ts'
import { verifyAll } from '../../pipeline/archive-verify.ts'
import type { CommandGroup } from '../command.ts'
import { defineCommand } from '../command.ts'
import { exportArchive } from './archive-export.ts'
import { importArchive } from './archive-import.ts'
import { listArchive } from './archive-list.ts'
import { openFolder } from '../open.ts'
import { stop } from '../stop.ts'

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
    const { verifySessions } = await import('../../adapters/sessions/verify.ts')
    const { sessions, chunks, diagnostics: ofSessions } = verifySessions(folder.value.workspace.root)
    const diagnostics = [...verdict.value.diagnostics, ...ofSessions]
    const whole = verdict.value.whole && !hasErrors(ofSessions)
    context.report([...folder.diagnostics, ...diagnostics])
    context.document({ records, blobs, locks, sessions, chunks, whole })
    const kept =
      sessions === 0 && chunks === 0 ? '' : `, ${counted(sessions, 'session')} in ${counted(chunks, 'chunk')}`
    const counts = `${counted(records, 'record')}, ${counted(blobs, 'blob')}, ${counted(locks, 'lock')}${kept}`
    context.print(`${counts}: ${whole ? 'whole' : `${diagnostics.length} damaged or missing`}`)
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
  subcommands: [importArchive, listArchive, exportArchive, verify],
}
