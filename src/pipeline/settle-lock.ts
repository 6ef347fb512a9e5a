// Locks that git left with conflict markers → one lock each: per target the side that equals the disk, per part of the
// question the side that equals the spec (rule 17).
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Lock, LockedTarget } from '../lock/lock.ts'
import { readBothSides } from '../lock/sides.ts'
import { hasConflictMarkers } from '../lock/decode.ts'
import { settledQuestion } from '../lock/settled-question.ts'
import type { SpecId } from '../spec/spec.ts'
import { readInputs } from './input-reader.ts'
import type { Opened } from './open-project.ts'
import { questionNow } from './question.ts'
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
    const { targets, undecided } = await settledTargets(opened, id, ours, theirs)
    const asked = ours === null || theirs === null ? base : await settledWords(opened, id, ours, theirs)
    opened.settled({ ...asked, targets }, file)
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

/** Without a spec that can be read nothing says which side is right: our own stays. */
async function settledWords(opened: Opened, id: SpecId, ours: Lock, theirs: Lock): Promise<Lock> {
  const head = opened.project.specs.get(id)
  const now = head === undefined ? null : await questionNow(opened, head, readInputs(opened.workspace))
  return now?.ok === true ? settledQuestion(ours, theirs, now.value.question) : ours
}

async function settledTargets(
  opened: Opened,
  id: SpecId,
  ours: Lock | null,
  theirs: Lock | null,
): Promise<{ readonly targets: Lock['targets']; readonly undecided: readonly string[] }> {
  const owned = new Set<string>(opened.project.specs.get(id)?.targets.map((target) => target.path))
  const paths = new Set([...Object.keys(ours?.targets ?? {}), ...Object.keys(theirs?.targets ?? {})])
  const targets: Record<string, LockedTarget> = {}
  const undecided: string[] = []
  for (const path of [...paths].sort()) {
    const sides = [ours?.targets[path], theirs?.targets[path]].filter((side) => side !== undefined)
    let equal: LockedTarget | undefined
    let gone = false
    for (const side of sides) {
      const now = await targetNow(opened.workspace, path, side)
      gone ||= now.kind === 'absent'
      if (now.kind === 'same') equal ??= side
    }
    // A side that the merge did not take had it: nobody names it, and nothing stands there.
    if (gone && !owned.has(path)) continue
    const chosen = equal ?? sides[0]
    if (equal === undefined) undecided.push(path)
    if (chosen !== undefined) targets[path] = { ...chosen, vouch: null }
  }
  return { targets, undecided }
}
