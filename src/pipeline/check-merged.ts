// A generation and the hand edits that it meets in; the verdicts on what would stand in the tree, both merged, out.
import type { Generation } from '../generation/generation.ts'
import type { TargetPath } from '../spec/spec.ts'
import type { Checked } from './check-generation.ts'
import {
  hasClash,
  mergedGeneration,
  mergeEdits,
  type EditedTarget,
  type MergedTarget,
} from './merge-edits.ts'
import type { Look } from './look.ts'
import { isClean } from './new-generation.ts'

export interface MergeChecked {
  readonly targets: readonly MergedTarget[]
  /** What the checks say of the merge, where it fails them and the generation alone does not. */
  readonly unfit: Checked | null
}

/**
 * Checks the merge. Where that fails, or the sides clash, the generation is checked by itself: what it did wrong can go
 * back to the model, and what only the edit makes wrong is for a person.
 */
export async function checkMerged<T extends { readonly generation: Generation }>(
  answered: T,
  edited: ReadonlyMap<TargetPath, EditedTarget>,
  look: Look,
  check: (answered: T, look: Look) => Promise<Checked>,
): Promise<Checked> {
  const targets = await mergeEdits(answered.generation, edited)
  if (targets.length === 0) return check(answered, look)
  // By itself, the generation replaces what was built: what only the edit has is not its to keep.
  const before = withoutEdits(look, edited)
  if (hasClash(targets)) return { ...(await check(answered, before)), merge: { targets, unfit: null } }
  const merged = await check(
    { ...answered, generation: mergedGeneration(answered.generation, targets) },
    look,
  )
  if (isClean(merged) || merged.stopped === true) return { ...merged, merge: { targets, unfit: null } }
  const alone = await check(answered, before)
  return isClean(alone) ? { ...alone, merge: { targets, unfit: merged } } : alone
}

/** The tree with what the model gave last in the place of what was made of it. */
function withoutEdits(look: Look, edited: ReadonlyMap<TargetPath, EditedTarget>): Look {
  const encoder = new TextEncoder()
  const built = [...edited].map(([path, { base }]) => [path, encoder.encode(base)] as const)
  return { ...look, disk: new Map<string, Uint8Array | null>([...look.disk, ...built]) }
}
