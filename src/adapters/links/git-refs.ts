// A folder in, what its repository's branches lead to out: every commit with its parents and its time, and which of them
// have a history in common with what is checked out.
import { askGit } from '../git.ts'
import { offline } from '../git-offline.ts'

export interface CommitPlace {
  readonly id: string
  readonly parents: readonly string[]
  /** When it was committed; seconds since 1970. */
  readonly committed: number
}

export interface RepositoryRefs {
  /** Parents before children; branches that have no history in common with HEAD are left out: they hold other things. */
  readonly commits: readonly CommitPlace[]
  /** Short names, `main` and `origin/main`. */
  readonly branches: ReadonlyMap<string, string>
  /** Commits whose parents were cut off by a shallow clone: what they seem to add was there. */
  readonly cut: ReadonlySet<string>
}

/** Null where there is no repository, or no commit in it. */
export async function readRefs(cwd: string): Promise<RepositoryRefs | null> {
  const [listed, refs, shallow] = await Promise.all([
    ask(
      cwd,
      'rev-list',
      '--topo-order',
      '--reverse',
      '--parents',
      '--timestamp',
      'HEAD',
      '--branches',
      '--remotes',
    ),
    ask(cwd, 'for-each-ref', '--format=%(objectname) %(refname:short)', 'refs/heads', 'refs/remotes'),
    ask(cwd, 'rev-parse', '--is-shallow-repository', 'HEAD'),
  ])
  if (listed === null || refs === null || shallow === null) return null
  const [isShallow, head = ''] = shallow.split('\n')
  const all = listed.split('\n').flatMap((line): CommitPlace[] => {
    const [time = '', id, ...parents] = line.split(' ')
    return id === undefined ? [] : [{ id, parents, committed: Number(time) }]
  })
  const commits = relatedTo(head, all)
  const branches = new Map<string, string>()
  for (const line of refs.split('\n')) {
    const space = line.indexOf(' ')
    if (space > 0) branches.set(line.slice(space + 1), line.slice(0, space))
  }
  // A remote's branch stands for the branch of that name where it was never checked out.
  for (const [name, id] of [...branches]) {
    const own = name.slice(name.indexOf('/') + 1)
    if (!branches.has(own)) branches.set(own, id)
  }
  const cut = isShallow === 'true' ? commits.filter(({ parents }) => parents.length === 0) : []
  return { commits, branches, cut: new Set(cut.map(({ id }) => id)) }
}

/** Commits that are tied to one by parents and children, however far. */
function relatedTo(head: string, commits: readonly CommitPlace[]): readonly CommitPlace[] {
  const group = new Map<string, string>()
  const rootOf = (id: string): string => {
    let root = id
    for (let up = group.get(root); up !== undefined && up !== root; up = group.get(root)) root = up
    group.set(id, root)
    return root
  }
  for (const { id, parents } of commits) {
    if (!group.has(id)) group.set(id, id)
    for (const parent of parents) group.set(rootOf(id), rootOf(parent))
  }
  const own = rootOf(head)
  return commits.filter(({ id }) => rootOf(id) === own)
}

async function ask(cwd: string, ...args: readonly string[]): Promise<string | null> {
  const answer = await askGit(cwd, offline(args))
  return answer?.exit === 0 ? answer.stdout : null
}
