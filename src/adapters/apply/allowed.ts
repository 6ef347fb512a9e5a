// A path in, whether an apply may write there out. The last gate: plans come from locks, and locks from strangers.
import { blobFolder, recordFolder } from '../../archive/paths.ts'
import { lockFolder } from '../../lock/path.ts'
import { isBelow } from '../confined.ts'
import { overwrittenFolder } from './folders.ts'

/** `stored` files are named by the digest of what they hold; nobody edits them. */
export type Role = 'stored' | 'target' | 'lock'

const folders: Readonly<Record<Exclude<Role, 'target'>, readonly string[]>> = {
  stored: [`${recordFolder}/`, `${blobFolder}/`, `${overwrittenFolder}/`],
  lock: [`${lockFolder}/`],
}

export function mayWrite(role: Role, path: string): boolean {
  if (role === 'target') return mayWriteTarget(path)
  return isBelow(path) && folders[role].some((folder) => path.startsWith(folder))
}

/**
 * Below the root, and not in a folder whose files git or spec act on. Spec files are allowed: `move` renames them, `amend`
 * changes their words.
 */
export function mayWriteTarget(path: string): boolean {
  const parts = path.toLowerCase().split('/')
  return isBelow(path) && parts[0] !== '.spec' && !parts.includes('.git') && !parts.includes('node_modules')
}
