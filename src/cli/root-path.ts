// A path as a person types it → relative to the root, with `/`, as specs and locks name files.
import { relative, resolve, sep } from 'node:path'

/** Relative to the folder the person stands in, or, where that leads nowhere they meant, as typed from the root. */
export function fromRoot(root: string, cwd: string, word: string): string {
  return relative(root, resolve(cwd, word)).split(sep).join('/')
}
