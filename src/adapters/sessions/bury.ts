// A session without what was taken out of it in; its files out: the new versions, the tombstone, and nothing of the old ones.
import type { KeptHead, SessionHead, SessionKey } from '../../archive/session.ts'
import {
  encodeTombstone,
  tombstoneDigest,
  tombstoneName,
  type SessionTombstone,
} from '../../archive/tombstone.ts'
import { keyFolder, sessionFolder } from '../../archive/session-paths.ts'
import { fail, ok, type Result } from '../../diagnostic/diagnostic.ts'
import type { SessionDraft } from '../../ports.ts'
import { Disk } from '../apply/disk.ts'
import { attempt, Fault, writeFailed } from '../apply/fault.ts'
import { localFolder } from '../apply/folders.ts'
import { ensureLocalFolders } from '../apply/local.ts'
import { ConfinedReader } from '../confined.ts'
import { sessionFiles } from './archive-files.ts'

export interface Burial {
  readonly key: SessionKey
  readonly tombstone: SessionTombstone
  readonly versions: readonly { readonly head: SessionHead; readonly draft: SessionDraft }[]
  /** Heads that go. */
  readonly old: readonly KeptHead[]
}

export interface Buried {
  /** Relative to the root: files that are gone. */
  readonly removed: readonly string[]
  readonly written: readonly string[]
}

/**
 * New versions first, then the tombstone, then the old ones go: a kill leaves the session with or without what was to be
 * taken out, and running it again ends it.
 *
 * @param root below which `.spec/archive/sessions` lies.
 */
export async function bury(root: string, { key, tombstone, versions, old }: Burial): Promise<Result<Buried>> {
  const disk = new Disk(root)
  const folder = keyFolder(key)
  const named = new Set<string>()
  try {
    confine(disk, folder)
    const before = namesIn(disk, folder)
    for (const { head, draft } of versions) {
      const landed = await draft.land(key, head, [])
      if (!landed.ok) return landed
      named.add(landed.value)
    }
    writeTombstone(disk, `${folder}/${tombstoneName(tombstoneDigest(tombstone))}`, encodeTombstone(tombstone))
    for (const { digest, path } of old) if (!named.has(digest)) disk.remove(path)
    const files = sessionFiles(root, key, namesIn(disk, folder))
    const wanted = new Set(files.heads.flatMap(({ head }) => head.chunks))
    for (const [digest, names] of files.chunks)
      if (!wanted.has(digest)) for (const name of names) disk.remove(`${folder}/${name}`)
    disk.syncFolder(folder)
    const after = namesIn(disk, folder)
    return ok({
      removed: before.filter((name) => !after.includes(name)).map((name) => `${folder}/${name}`),
      written: after.filter((name) => !before.includes(name)).map((name) => `${folder}/${name}`),
    })
  } catch (error) {
    if (error instanceof Fault)
      return fail(writeFailed(error, 'a part may be left in the archive; run the command again'))
    throw error
  }
}

function writeTombstone(disk: Disk, file: string, text: string): void {
  ensureLocalFolders(disk)
  const temp = `${localFolder}/.tombstone-${process.pid}.tmp`
  // A repository may hold a link of this name.
  disk.remove(temp)
  disk.write(temp, new TextEncoder().encode(text), null, 'wx')
  disk.rename(temp, file)
}

function namesIn(disk: Disk, folder: string): readonly string[] {
  return disk.names(folder).filter((name) => !name.startsWith('.'))
}

/** A repository may hold a folder as a link, to have files written or removed elsewhere. */
function confine(disk: Disk, folder: string): void {
  for (const one of [sessionFolder, folder]) {
    const found = attempt(one, () => new ConfinedReader(disk.root).locate(one))
    if (found.kind !== 'inside') throw new Fault(one, 'ENOTDIR')
  }
}
