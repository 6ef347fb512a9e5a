// Where a session says it ran in, whether that is this project out: by its folders and its repository, never by the name
// of the folder it is kept in.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { folderInRepository } from '../root.ts'
import type { Whereabouts } from './first-words.ts'
import { remoteName, repositoryName, type RepositoryName } from './repository.ts'

export type Belongs = (told: Whereabouts) => Promise<boolean>

/** @param root absolute. */
export function projectTest(root: string, own: RepositoryName): Belongs {
  const roots = [...new Set([path.resolve(root), realOf(root)])]
  const digests = new Set(roots.map((folder) => createHash('sha256').update(folder).digest('hex')))
  const inRepository = folderInRepository(roots.at(-1) ?? root) ?? ''
  const known = new Map<string, Promise<boolean>>()

  const isHere = (folder: string): boolean =>
    path.isAbsolute(folder) &&
    [path.resolve(folder), realOf(folder)].some((one) => roots.some((top) => isWithin(top, one)))

  /** Another clone or worktree: the same repository, at or below the same folder in it. */
  const isTwin = async (folder: string): Promise<boolean> => {
    if (!path.isAbsolute(folder) || !fs.existsSync(folder)) return false
    const real = realOf(folder)
    const within = fs.existsSync(path.join(real, '.git')) ? '' : folderInRepository(real)
    if (within === null || !isWithin(`/${inRepository}`, `/${within}`)) return false
    return sameRepository(own, await repositoryName(real))
  }
  const ask = (folder: string): Promise<boolean> => {
    const before = known.get(folder)
    if (before !== undefined) return before
    const asked = isHere(folder) ? Promise.resolve(true) : isTwin(folder)
    known.set(folder, asked)
    return asked
  }
  return async ({ folders, remotes, folderDigests }) => {
    if (folderDigests.some((digest) => digests.has(digest))) return true
    for (const folder of folders) if (await ask(folder)) return true
    // A clone that is gone leaves only its address; where the project is the whole repository, that says enough.
    const gone = folders.every((folder) => !fs.existsSync(folder))
    return (
      gone &&
      inRepository === '' &&
      own.remote !== null &&
      remotes.some((url) => remoteName(url) === own.remote)
    )
  }
}

function sameRepository(one: RepositoryName, other: RepositoryName): boolean {
  if (one.rootCommit !== null && other.rootCommit !== null) return one.rootCommit === other.rootCommit
  return one.remote !== null && one.remote === other.remote
}

function realOf(folder: string): string {
  try {
    return fs.realpathSync.native(folder)
  } catch {
    return path.resolve(folder)
  }
}

function isWithin(top: string, folder: string): boolean {
  const relative = path.relative(top, folder)
  return (
    relative === '' ||
    (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative))
  )
}
