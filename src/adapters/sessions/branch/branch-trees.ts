// The tips of a branch in; what it holds out: the files of one commit, or of two that went apart, merged.
import { decodeHead } from '../../../archive/session-encode.ts'
import { mended, mergeTrees, partedChunks, type Tree } from '../../../archive/tree-merge.ts'
import type { Digest } from '../../../digest/digest.ts'
import { decodeText } from '../../../digest/text.ts'
import { contentsOf, mergeBaseOf, treeOf, type Tips } from './branch-git.ts'

/** Contents that are longer are left where they are. Bytes; as much as the head of a session may have. */
export const longestFile = 64 * 1024 * 1024

const empty: Tree = new Map()

export interface BranchTree {
  readonly tree: Tree
  /** Of the next commit: none, one, or two that went apart. */
  readonly parents: readonly string[]
}

/** Null where this clone does not have what it takes. */
export async function branchTree(cwd: string, { local, remote }: Tips): Promise<BranchTree | null> {
  const [own, other] = [local, remote]
  if (own === null || other === null || own === other) return single(cwd, own ?? other)
  const base = await mergeBaseOf(cwd, own, other)
  if (base === other) return single(cwd, own)
  if (base === own) return single(cwd, other)
  const [from, ours, theirs] = await Promise.all([
    base === null ? empty : treeOf(cwd, base),
    treeOf(cwd, own),
    treeOf(cwd, other),
  ])
  if (from === null || ours === null || theirs === null) return null
  return { tree: await merged(cwd, from, ours, theirs), parents: [own, other] }
}

async function single(cwd: string, commit: string | null): Promise<BranchTree | null> {
  if (commit === null) return { tree: empty, parents: [] }
  const tree = await treeOf(cwd, commit)
  return tree === null ? null : { tree, parents: [commit] }
}

/** As `mergeTrees`; a chunk that one side took away stays where a new head of the other one names it. */
export async function merged(cwd: string, base: Tree, ours: Tree, theirs: Tree): Promise<Tree> {
  const tree = mergeTrees(base, ours, theirs)
  for (const parted of partedChunks(base, tree)) {
    const heads = parted.heads.map((path) => tree.get(path)?.split(' ')[1] ?? '')
    const named = new Set<Digest>()
    for await (const { bytes } of contentsOf(cwd, heads, longestFile)) {
      const text = bytes === null ? null : decodeText(bytes)
      const head = text === null ? null : decodeHead(text, '')
      if (head?.ok) for (const chunk of head.value.chunks) named.add(chunk)
    }
    mended(base, tree, parted, named)
  }
  return tree
}
