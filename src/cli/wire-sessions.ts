// A command's context and the opened folder → the ports through which sessions are imported.
import type { ImportPorts } from '../pipeline/import-sessions.ts'
import type { CommandContext } from './command.ts'
import { knownSecrets } from './known-secrets.ts'
import type { OpenedFolder } from './open.ts'

export async function wireImport(
  { io }: Pick<CommandContext, 'io'>,
  { workspace, config }: Pick<OpenedFolder, 'workspace' | 'config'>,
): Promise<ImportPorts> {
  const { openSessionArchive } = await import('../adapters/sessions/keep.ts')
  const { finalScan } = await import('../secret/final-scan.ts')
  const { redactRecords } = await import('../secret/redact.ts')
  const options = { config: config.redact, known: knownSecrets(io.env) }
  return {
    archive: openSessionArchive(workspace.root),
    redaction: () => redactRecords(options),
    finalScan: finalScan(options),
  }
}
