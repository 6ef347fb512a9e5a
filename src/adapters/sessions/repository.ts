// A folder in, what its repository is known by on every machine out: its remote and its first commit.
import { askGit } from '../git.ts'

export interface RepositoryName {
  /** `host/owner/name`, in lower case, without scheme, user, password and `.git`. */
  readonly remote: string | null
  /** The least of the commits without a parent; null in a shallow clone, which does not have it. */
  readonly rootCommit: string | null
}

export const noRepository: RepositoryName = { remote: null, rootCommit: null }

export async function repositoryName(folder: string): Promise<RepositoryName> {
  const [remotes, roots, shallow] = await Promise.all([
    askGit(folder, ['config', '--get-regexp', '^remote\\..*\\.url$']),
    askGit(folder, ['rev-list', '--max-parents=0', 'HEAD']),
    askGit(folder, ['rev-parse', '--is-shallow-repository']),
  ])
  const urls = (remotes?.stdout ?? '').split('\n').flatMap((line) => {
    const match = /^remote\.(.*)\.url (.+)$/.exec(line)
    return match === null ? [] : [{ name: match[1] ?? '', url: match[2] ?? '' }]
  })
  const url = urls.find(({ name }) => name === 'origin') ?? urls[0]
  const commits = roots?.exit === 0 && shallow?.stdout.trim() === 'false' ? roots.stdout.split('\n') : []
  return {
    remote: url === undefined ? null : remoteName(url.url),
    rootCommit: commits.filter((commit) => /^[0-9a-f]{40,64}$/.test(commit)).sort()[0] ?? null,
  }
}

/** The same for all ways to write an address; null for a path on this machine. */
export function remoteName(url: string): string | null {
  const match =
    /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?([^/:]+)(?::\d+)?\/+(.+)$/i.exec(url) ??
    /^(?:[^/@:]+@)?([^/:@]{2,}):(?!\/\/)(.+)$/.exec(url)
  if (match === null || url.startsWith('file:')) return null
  const [, host = '', named = ''] = match
  const name = named
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .replace(/^\/+/, '')
  return name === '' ? null : `${host}/${name}`.toLowerCase()
}
