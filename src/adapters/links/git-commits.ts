// The root of a project in, the part of its repository's history that conversations may be tied to out. Only commits that the
// cache does not know are read from git.
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import type { CommitContent } from '../../link/content.ts'
import type { CommitHistory, HistoryCommit } from '../../link/history.ts'
import { askGit } from '../git.ts'
import { offline } from '../git-offline.ts'
import { cachedCommits, keepCommits } from './commit-cache.ts'
import { readRefs, type CommitPlace } from './git-refs.ts'
import { readCommits } from './read-commits.ts'
import { linesBefore } from './tree-before.ts'

/** Clocks differ, and so do the zones that people set them to. Seconds. */
const earlier = 24 * 3600

/** Commits that git cannot read, before the others are given up. */
const mostTries = 40

/**
 * @param root absolute; commits of the whole repository around it are read, with paths from its top.
 * @param since seconds since 1970: commits from before it are left out. Null: none are.
 */
export async function readHistory(root: string, since: number | null): Promise<Result<CommitHistory>> {
  const refs = await readRefs(root)
  if (refs === null) return fail(withoutHistory)
  const from = since === null ? Number.NEGATIVE_INFINITY : since - earlier
  const wanted = refs.commits.filter(({ committed }) => committed >= from)
  const boundary = refs.commits.filter(({ committed }) => committed < from).at(-1)
  const contents = await contentsOf(root, wanted)
  const told: Diagnostic[] = [...contents.diagnostics]
  if (refs.cut.size > 0) told.push(shallow)
  const commits = wanted.flatMap(({ id, parents }) => {
    const content = contents.found.get(id)
    if (content === undefined) return []
    return [{ ...content, parents, files: refs.cut.has(id) ? [] : content.files }]
  })
  const before = boundary === undefined ? () => false : await linesBefore(root, boundary.id)
  const all = new Set(refs.commits.map(({ id }) => id))
  return ok({ commits, branches: refs.branches, reaches: (id) => all.has(id), before }, told)
}

/** Commits that no branch leads to any more, and that git still has. */
export async function readLost(root: string, ids: readonly string[]): Promise<readonly HistoryCommit[]> {
  const plain = [...new Set(ids)].filter((id) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id))
  if (plain.length === 0) return []
  const checked = await askGit(root, offline(['cat-file', '--batch-check']), `${plain.join('\n')}\n`)
  const there = (checked?.stdout ?? '').split('\n').flatMap((line) => {
    const [id = '', kind] = line.split(' ')
    return kind === 'commit' ? [id] : []
  })
  const found: HistoryCommit[] = []
  if (there.length > 0) await readCommits(root, there, (commit) => found.push({ ...commit, parents: [] }))
  return found
}

/** Commits that a ref does not lead to. `history-ref` where there is no such ref. */
export async function commitsSince(root: string, ref: string): Promise<Result<ReadonlySet<string>>> {
  const plain = ref !== '' && !ref.startsWith('-') && !ref.includes('..') && !/\p{Cc}/u.test(ref)
  const commit = plain
    ? await askGit(root, offline(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]))
    : null
  const [id = ''] = commit?.exit === 0 ? commit.stdout.trim().split('\n').slice(-1) : []
  if (!/^[0-9a-f]{40,64}$/.test(id))
    return fail(
      diagnostic('history-ref', `\`${ref.slice(0, 120)}\` names no commit in this clone`, {
        hint: 'git branch --all and git tag list the names there are',
      }),
    )
  const listed = await askGit(root, offline(['rev-list', 'HEAD', '--branches', '--remotes', `^${id}`]))
  return listed?.exit === 0 ? ok(new Set(listed.stdout.trim().split('\n'))) : fail(withoutHistory)
}

async function contentsOf(
  root: string,
  wanted: readonly CommitPlace[],
): Promise<{
  readonly found: ReadonlyMap<string, CommitContent>
  readonly diagnostics: readonly Diagnostic[]
}> {
  const found = cachedCommits(root, new Set(wanted.map(({ id }) => id)))
  const missing = wanted.map(({ id }) => id).filter((id) => !found.has(id))
  if (missing.length === 0) return { found, diagnostics: [] }
  const fresh: CommitContent[] = []
  let whole = true
  // Where a file of the past is missing, git stops: it goes on behind that commit.
  for (let rest = missing, tries = 0; rest.length > 0 && tries < mostTries; tries++) {
    const read = new Set<string>()
    const done = await readCommits(root, rest, (commit) => {
      fresh.push(commit)
      read.add(commit.id)
    })
    if (done) break
    whole = false
    rest = rest.filter((id) => !read.has(id)).slice(1)
  }
  for (const commit of fresh) found.set(commit.id, commit)
  keepCommits(root, fresh)
  return { found, diagnostics: whole ? [] : [incomplete] }
}

const withoutHistory = diagnostic(
  'history-missing',
  'links to commits need git and a repository with a commit in it, and there is none here',
  { hint: 'git status says what is missing' },
)

const incomplete = diagnostic(
  'history-incomplete',
  'git could not read all commits, so that links to some of them are missing',
  {
    hint: 'git fsck says what is damaged; a partial clone lacks files of the past: git fetch --refetch brings them',
  },
)

const shallow = diagnostic(
  'history-incomplete',
  'this clone is shallow: its first commits have no links, and lines that they brought may count as new',
  { hint: 'git fetch --unshallow brings the rest' },
)
