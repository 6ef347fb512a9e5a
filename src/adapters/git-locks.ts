// A project's root in; every lock that any branch, tag, stash, work tree or the index holds, out: what another branch names is
// not to be deleted on this one. Asking runs nothing of the repository and fetches nothing (rule 30).
import { lockFolder } from '../lock/path.ts'
import { decodeText } from '../digest/text.ts'
import { GitIndex } from './git-index.ts'
import { offline } from './git-offline.ts'
import { askGit } from './git.ts'

export interface PastLock {
  /** Relative to the root. */
  readonly path: string
  readonly text: string
  /** Where it stands: a ref, a commit, or `the index`. */
  readonly where: string
}

/** Null where git cannot tell all of it: not a repository, a ref that cannot be read, objects that this clone lacks. */
export async function locksOfRefs(root: string): Promise<readonly PastLock[] | null> {
  const tips = await tipsOf(root)
  const staged = await ask(root, ['ls-files', '-s', '-z', '--', lockFolder])
  if (tips === null || staged === null) return null
  /** Git's name for the bytes → where it was seen first. */
  const blobs = new Map<string, { readonly path: string; readonly where: string }>()
  const take = (listed: string, where: string): void => {
    for (const line of listed.split('\0')) {
      // `<mode> blob <name>\t<path>` of ls-tree, `<mode> <name> <stage>\t<path>` of ls-files.
      const match = /^\d+ (?:blob )?([0-9a-f]{40,64})(?: \d)?\t(.+)$/s.exec(line)
      const [, name, path] = match ?? []
      if (name !== undefined && path !== undefined && !blobs.has(name)) blobs.set(name, { path, where })
    }
  }
  take(staged, 'the index')
  for (const [commit, where] of tips) {
    const listed = await ask(root, ['ls-tree', '-r', '-z', commit, '--', lockFolder])
    if (listed === null) return null
    take(listed, where)
  }
  const bytes = await new GitIndex(root, process.env).blobs([...blobs.keys()])
  const locks: PastLock[] = []
  for (const [name, place] of blobs) {
    const found = bytes.get(name)
    const text = found === undefined ? null : decodeText(found)
    if (text === null) return null
    locks.push({ ...place, text })
  }
  return locks
}

/** Commit → a name of it. */
async function tipsOf(root: string): Promise<ReadonlyMap<string, string> | null> {
  const refs = await ask(root, [
    'for-each-ref',
    '--format=%(objecttype) %(objectname) %(*objectname) %(refname)',
  ])
  const trees = await ask(root, ['worktree', 'list', '--porcelain'])
  if (refs === null || trees === null) return null
  const tips = new Map<string, string>()
  const add = (commit: string, where: string): void => {
    if (/^[0-9a-f]{40,64}$/.test(commit) && !/^0+$/.test(commit) && !tips.has(commit)) tips.set(commit, where)
  }
  for (const line of refs.split('\n')) {
    const [kind = '', name = '', peeled = '', ref = ''] = line.split(' ')
    if (kind === 'commit') add(name, ref)
    else if (kind === 'tag') add(peeled, ref)
  }
  for (const [, commit = ''] of trees.matchAll(/^HEAD ([0-9a-f]+)$/gm)) add(commit, 'a work tree')
  // Without a stash there is none to list.
  const stashes = await ask(root, ['rev-list', '--walk-reflogs', 'refs/stash', '--'])
  for (const commit of (stashes ?? '').split('\n')) add(commit, 'a stash')
  return tips
}

async function ask(root: string, args: readonly string[]): Promise<string | null> {
  const answer = await askGit(root, offline(args))
  return answer?.exit === 0 ? answer.stdout : null
}
