// A folder in, the files of the project below it out: what git tracks, and what it would track; nothing ignored.
import { readdirSync, type Dirent } from 'node:fs'
import { join } from 'node:path'
import picomatch from 'picomatch'
import { errnoOf } from '../errno.ts'
import { askGit } from '../git.ts'
import { patternsOfGitignore } from '../ignored.ts'

/** What a copy of a project is made of. */
export interface ProjectFiles {
  /** Absolute: the top of the repository, so that what a package imports from its neighbours is there as well. */
  readonly base: string
  /** Relative to `base`, with `/`; `''` where they are the same. */
  readonly root: string
  /** Relative to `base`, with `/`. Links are listed and not followed. */
  readonly paths: readonly string[]
}

/** Settings with passwords, by custom never committed. What is tracked is no secret any more, and stays. */
const environmentFile = /(?:^|\/)\.env(?:\.(?!example$|sample$|template$|dist$)[^/]*)?$/

/** Without git nobody says what is made by programs; these folders are, by custom. */
const made = new Set(
  'node_modules .git .hg .svn .spec .cache .next .nuxt .output .svelte-kit .turbo .parcel-cache .nyc_output .vite dist build out coverage'.split(
    ' ',
  ),
)

/** @param root absolute, with links resolved. */
export async function projectFiles(root: string): Promise<ProjectFiles> {
  return (await trackedFiles(root)) ?? { base: root, root: '', paths: walkedFiles(root) }
}

/** Null where there is no git, or it tracks nothing of the root (a project in an ignored folder). */
async function trackedFiles(root: string): Promise<ProjectFiles | null> {
  const prefix = await askGit(root, ['rev-parse', '--show-toplevel', '--show-prefix'])
  if (prefix?.exit !== 0) return null
  const [base = '', below = ''] = prefix.stdout.split('\n')
  const [tracked, others] = await Promise.all([
    askGit(base, ['ls-files', '-c', '-z']),
    askGit(base, ['ls-files', '-o', '--exclude-standard', '-z']),
  ])
  if (tracked?.exit !== 0 || others?.exit !== 0) return null
  const paths = [
    ...tracked.stdout.split('\0'),
    ...others.stdout.split('\0').filter((path) => !environmentFile.test(path)),
    // A name that ends with `/` is a repository of its own (rule 30).
  ].filter((path) => path !== '' && !path.endsWith('/') && !isPrivate(path))
  if (!paths.some((path) => path.startsWith(below))) return null
  return { base, root: below.replace(/\/$/, ''), paths: [...new Set(paths)] }
}

const isPrivate = (path: string): boolean => /(?:^|\/)(?:node_modules|\.git|\.spec)(?:\/|$)/.test(path)

function walkedFiles(root: string): string[] {
  const patterns = patternsOfGitignore(root)
  const isIgnored = patterns.length === 0 ? () => false : picomatch([...patterns], { dot: true })
  const paths: string[] = []
  const visit = (folder: string): void => {
    for (const entry of entriesOf(join(root, folder))) {
      const path = `${folder}${entry.name}`
      if (made.has(entry.name) || environmentFile.test(path) || isIgnored(path)) continue
      if (entry.isDirectory()) visit(`${path}/`)
      else if (entry.isFile() || entry.isSymbolicLink()) paths.push(path)
    }
  }
  visit('')
  return paths
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (errnoOf(error) === null) throw error
    return [] // A folder that may not be read is left out of the copy.
  }
}
