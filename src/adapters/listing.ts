// A folder below the root in, the files below it out, in order of path. One system call a folder, none a file.
import fs from 'node:fs'
import path from 'node:path'
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { ConfinedReader } from './confined.ts'
import { errnoOf, inWords } from './errno.ts'

export interface Listing {
  /** Relative to the root, with `/`. Links are listed, links to folders too; they are not followed. */
  readonly paths: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Everything below `folder` whose name ends with `ending`, hidden files and folders left out. A missing folder is empty; one
 * that a link leads out of the root is not looked into: it may be all of the disk.
 */
export function listFiles(root: string, folder: string, ending: string): Listing {
  const paths: string[] = []
  const diagnostics: Diagnostic[] = []
  const location = new ConfinedReader(root).locate(folder)
  if (location.kind === 'other') return { paths, diagnostics: [unreadable(folder, location.what)] }
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
      diagnostics.push(unreadable(folder, inWords(errno)))
    }
    return []
  }
}

function unreadable(folder: string, why: string): Diagnostic {
  return diagnostic('read-failed', `the folder ${folder} cannot be read: ${why}`, { place: { path: folder } })
}
