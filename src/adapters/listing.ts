// A folder below the root in, the files below it out, in order of path. One system call a folder, none a file.
import fs from 'node:fs'
import path from 'node:path'
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { errnoOf, inWords } from './errno.ts'

export interface Listing {
  /** Relative to the root, with `/`. Links are listed, links to folders too; they are not followed. */
  readonly paths: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Everything below `folder` whose name ends with `ending`, hidden files and folders left out. A missing folder is empty. */
export function listFiles(root: string, folder: string, ending: string): Listing {
  const paths: string[] = []
  const diagnostics: Diagnostic[] = []
  const visit = (current: string): void => {
    for (const entry of entriesOf(root, current, diagnostics)) {
      if (entry.name.startsWith('.')) continue
      const found = `${current}/${entry.name}`
      if (entry.isDirectory()) visit(found)
      else if (found.endsWith(ending)) paths.push(found)
    }
  }
  visit(folder)
  return { paths: paths.sort(), diagnostics }
}

function entriesOf(root: string, folder: string, diagnostics: Diagnostic[]): readonly fs.Dirent[] {
  try {
    return fs.readdirSync(path.join(root, folder), { withFileTypes: true })
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === null) throw error
    if (errno !== 'ENOENT') {
      diagnostics.push(
        diagnostic('read-failed', `the folder ${folder} cannot be read: ${inWords(errno)}`, {
          place: { path: folder },
        }),
      )
    }
    return []
  }
}
