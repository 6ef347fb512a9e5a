// Files of the archive that are to say something else in; each of them whole, before or after, out.
import { blobFolder, recordFolder } from '../archive/paths.ts'
import { fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { applySubject, hold } from './apply/claims.ts'
import { Disk } from './apply/disk.ts'
import { Fault, writeFailed } from './apply/fault.ts'
import { localFolder } from './apply/folders.ts'
import { ConfinedReader } from './confined.ts'

/** How long another command is waited for. Milliseconds. */
const patience = 2000

export interface ChangedStored {
  /** Relative to the root. */
  readonly path: string
  /** Null: the file goes. */
  readonly text: string | null
}

/**
 * Records, blobs and what is kept for this machine alone; never anything else. While no other command writes.
 *
 * @param root absolute.
 * @param folders that may be changed, beside those of the archive.
 */
export async function changeStored(
  root: string,
  files: readonly ChangedStored[],
  folders: readonly string[] = [],
): Promise<Result<null>> {
  const disk = new Disk(root)
  const held = await hold(disk, applySubject, 'the archive', patience)
  if (!held.ok) return held
  try {
    for (const { path, text } of files) {
      allow(disk, path, [blobFolder, recordFolder, ...folders])
      if (text === null) {
        disk.remove(path)
        continue
      }
      const temp = `${localFolder}/.stored-${process.pid}.tmp`
      disk.write(temp, new TextEncoder().encode(text), null, 'w')
      disk.rename(temp, path)
      disk.syncFolder(path.slice(0, path.lastIndexOf('/')))
    }
    return ok(null)
  } catch (error) {
    if (error instanceof Fault) return fail(writeFailed(error, 'a part may be done; run the command again'))
    throw error
  } finally {
    held.value()
  }
}

/** A repository may hold a folder as a link, to have files written or removed elsewhere. */
function allow(disk: Disk, path: string, folders: readonly string[]): void {
  const folder = path.slice(0, path.lastIndexOf('/'))
  const found = new ConfinedReader(disk.root).locate(folder)
  const inside = folders.some((one) => path.startsWith(`${one}/`))
  if (!inside || found.kind !== 'inside' || found.real !== folder) throw new Fault(path, 'EPERM')
}
