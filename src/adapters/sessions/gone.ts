// The name of a session that is not kept in; that it was taken out of the archive, when and why, out.
import { digestOfTombstone, goneBecause } from '../../archive/tombstone.ts'
import type { Diagnostic } from '../../diagnostic/diagnostic.ts'
import { sessionFiles, sessionNames } from './archive-files.ts'

/**
 * Null where no session that is called so was taken out whole.
 *
 * @param root absolute.
 * @param wanted `agent/session`, either one or a beginning.
 */
export function goneSession(root: string, wanted: string): Diagnostic | null {
  if (wanted === '') return null
  for (const [key, names] of sessionNames(root)) {
    const [, folder = ''] = key.split('/')
    if (!key.startsWith(wanted) && !folder.startsWith(wanted)) continue
    if (!names.some((name) => digestOfTombstone(name) !== null)) continue
    const whole = sessionFiles(root, key, names).tombstones.find(({ tombstone }) => tombstone.whole)
    if (whole !== undefined) return goneBecause(key, whole.path, whole.tombstone)
  }
  return null
}
