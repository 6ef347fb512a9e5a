// An opened project and the specs that a command now holds → the project as it is while they are held.
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import { lockPath } from '../lock/path.ts'
import type { SpecId } from '../spec/spec.ts'
import type { CommandContext } from './command.ts'
import { openHere, type OpenedHere } from './open.ts'

/**
 * Opens the project again where a lock of `ids` is no longer what was read: another command has built or accepted one of
 * them before it could be held, and its work must not be done, or paid for, twice.
 */
export async function stillRead(
  context: Pick<CommandContext, 'io'>,
  here: OpenedHere,
  ids: readonly SpecId[],
): Promise<Result<OpenedHere>> {
  const moved = ids.some((id) => {
    const state = here.workspace.read(lockPath(id))
    const text = state.kind === 'file' ? Buffer.from(state.bytes).toString('utf8') : null
    return text !== (here.opened.lockFiles.get(id)?.text ?? null)
  })
  return moved ? openHere(context) : ok(here)
}
