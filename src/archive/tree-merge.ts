// Trees of git as flat lists in; the tree that has what either side added and lacks what either side took away out. Files of
// kept sessions are named by what is in them, so of these no two ever clash.
import type { Digest } from '../digest/digest.ts'
import { digestOfChunk, digestOfHead } from './session-paths.ts'

/** Path from the top → what stands there, `<mode> <object>`. Files only: folders follow from them. */
export type Tree = ReadonlyMap<string, string>

/**
 * @param base what both sides come from; empty where they have nothing in common.
 * @returns of a file that both changed in different ways, the one of `ours`.
 */
export function mergeTrees(base: Tree, ours: Tree, theirs: Tree): Map<string, string> {
  const merged = new Map<string, string>()
  for (const path of new Set([...ours.keys(), ...theirs.keys()])) {
    const [before, own, other] = [base.get(path), ours.get(path), theirs.get(path)]
    const entry = own === before ? other : other === before ? own : (own ?? other)
    if (entry !== undefined) merged.set(path, entry)
  }
  return withoutClashes(merged, ours)
}

/** Where one side has a file and the other a folder, ours stays: a tree cannot hold both. */
function withoutClashes(merged: Map<string, string>, ours: Tree): Map<string, string> {
  for (const path of [...merged.keys()]) {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const above = path.slice(0, slash)
      if (merged.has(above)) merged.delete(ours.has(path) ? above : path)
    }
  }
  return merged
}

/** Chunks that a merge took away, and heads in their folder that are new to who took them away. */
export interface Parted {
  /** Of the base. */
  readonly chunks: readonly string[]
  readonly heads: readonly string[]
}

/**
 * One side took chunks away that no head of its own named; the other side has a new head meanwhile, which may name them. What
 * such heads name, `mended` puts back.
 */
export function partedChunks(base: Tree, merged: Tree): readonly Parted[] {
  const folders = new Map<string, { readonly chunks: string[]; readonly heads: string[] }>()
  for (const path of base.keys()) {
    if (merged.has(path) || digestOfChunk(nameOf(path)) === null) continue
    const folder = folderOf(path)
    const found = folders.get(folder) ?? { chunks: [], heads: [] }
    found.chunks.push(path)
    folders.set(folder, found)
  }
  if (folders.size === 0) return []
  for (const path of merged.keys()) {
    if (!base.has(path) && digestOfHead(nameOf(path)) !== null) folders.get(folderOf(path))?.heads.push(path)
  }
  return [...folders.values()].filter(({ heads }) => heads.length > 0)
}

/** @param named digests of chunks that heads of `parted` name. */
export function mended(
  base: Tree,
  merged: Map<string, string>,
  { chunks }: Parted,
  named: ReadonlySet<Digest>,
): void {
  for (const path of chunks) {
    const digest = digestOfChunk(nameOf(path))
    const entry = base.get(path)
    if (digest === null || entry === undefined || !named.has(digest)) continue
    const prefix = path.slice(0, path.lastIndexOf('-') + 1)
    const spelledElse = [...merged.keys()].some((other) => other.startsWith(prefix))
    if (!spelledElse) merged.set(path, entry)
  }
}

export function sameTree(one: Tree, other: Tree): boolean {
  if (one.size !== other.size) return false
  for (const [path, entry] of one) if (other.get(path) !== entry) return false
  return true
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
