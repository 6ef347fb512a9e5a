// A command's context and the opened folder → where the project's sessions are, and the ports through which they are imported.
import type { Published } from '../adapters/sessions/branch/branch-mirror.ts'
import type { SessionsHere } from '../adapters/sessions/place.ts'
import type { Result } from '../diagnostic/diagnostic.ts'
import type { ImportPorts } from '../pipeline/import-sessions.ts'
import type { CommandContext } from './command.ts'
import type { OpenedFolder } from './open.ts'

type Folder = Pick<OpenedFolder, 'workspace' | 'config'>

/**
 * Every command that reads or writes sessions begins with it: `root` is for the functions of `adapters/sessions`, `publish` is
 * called after writing.
 *
 * @param branch of `--branch`.
 */
export async function openSessions(
  { io }: Pick<CommandContext, 'io'>,
  { workspace, config }: Folder,
  branch?: string,
): Promise<Result<SessionsHere>> {
  const { sessionsRoot } = await import('../adapters/sessions/place.ts')
  return sessionsRoot(workspace.root, config, { env: io.env, branch })
}

export async function wireImport(
  context: Pick<CommandContext, 'io'>,
  folder: Folder,
  here: Pick<SessionsHere, 'root' | 'guarded'> = {
    root: folder.workspace.root,
    guarded: (archive) => archive,
  },
): Promise<ImportPorts> {
  const { openSessionArchive } = await import('../adapters/sessions/keep.ts')
  const { finalScan } = await import('../secret/final-scan.ts')
  const { redactRecords } = await import('../secret/redact.ts')
  const { redactOptions } = await import('./redact-options.ts')
  const options = redactOptions(context, folder)
  return {
    archive: here.guarded(openSessionArchive(here.root)),
    redaction: () => redactRecords(options),
    finalScan: finalScan(options),
  }
}

/** The flag of commands that write sessions. */
export const branchArg = {
  branch: {
    type: 'string',
    hint: 'name',
    description: 'Keep them on this branch, without touching the working tree: spec-archive',
  },
} as const

/** Other commands look where the configuration says: told where `--branch` says otherwise. Null where it does not. */
export function elsewhereLine(
  { config }: Pick<OpenedFolder, 'config'>,
  branch: string | undefined,
): string | null {
  return branch === undefined || config.archive.sessions === `branch:${branch}`
    ? null
    : `other commands look elsewhere; for all of them, in spec.config.json: "archive": { "sessions": "branch:${branch}" }`
}

/** What is to be said of a branch that moved on. Nothing is pushed. */
export function publishedLine({ branch, commit, pushable }: Published): string {
  const push = pushable ? `; to share it: git push origin ${branch}` : ''
  return `on the branch ${branch}: ${commit.slice(0, 10)}${push}`
}
