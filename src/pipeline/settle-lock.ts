// Locks that git left with conflict markers → one lock each: per target the side that equals the disk (rule 17).
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Lock, LockedTarget } from '../lock/lock.ts'
import { readBothSides } from '../lock/sides.ts'
import { hasConflictMarkers } from '../lock/decode.ts'
import type { SpecId } from '../spec/spec.ts'
import type { Opened } from './open-project.ts'
import { targetNow } from './target-now.ts'

/** Settles the conflicted locks among `ids` in the opened project; the acceptance that follows writes them. */
export async function settleLocks(opened: Opened, ids: readonly SpecId[]): Promise<readonly Diagnostic[]> {
  const told: Diagnostic[] = []
  for (const id of ids) {
    const file = opened.lockFiles.get(id)
    if (file === undefined || !opened.unreadable.has(id) || !hasConflictMarkers(file.text)) continue
    const { ours, theirs } = readBothSides(file.text)
    const base = ours ?? theirs
    if (base === null) continue
    const { lock, undecided } = await mergeSides(opened, base, ours, theirs)
    opened.settled(lock, file)
    for (const path of undecided) {
      told.push(
        diagnostic('apply-kept', `${path} equals neither side of the merged lock`, {
          place: { path },
          hint: 'it is taken as it is now, as an accepted edit',
        }),
      )
    }
  }
  return told
}

async function mergeSides(
  opened: Opened,
  base: Lock,
  ours: Lock | null,
  theirs: Lock | null,
): Promise<{ readonly lock: Lock; readonly undecided: readonly string[] }> {
  const paths = new Set([...Object.keys(ours?.targets ?? {}), ...Object.keys(theirs?.targets ?? {})])
  const targets: Record<string, LockedTarget> = {}
  const undecided: string[] = []
  for (const path of [...paths].sort()) {
    const sides = [ours?.targets[path], theirs?.targets[path]].filter((side) => side !== undefined)
    let equal: LockedTarget | undefined
    for (const side of sides) {
      const now = await targetNow(opened.workspace, path, side)
      if (now.kind === 'same') equal ??= side
    }
    const chosen = equal ?? sides[0]
    if (equal === undefined) undecided.push(path)
    if (chosen !== undefined) targets[path] = { ...chosen, vouch: null }
  }
  return { lock: { ...base, targets }, undecided }
}
