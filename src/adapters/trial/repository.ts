// The root of a project in, the top of the repository around it out.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The nearest folder upwards with a `.git`, or the root itself where there is none. */
export function repositoryTop(root: string): string {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder
    if (folder === dirname(folder)) return root
  }
}
