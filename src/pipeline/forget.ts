// The use case `forget`: targets leave the lock, and their files stay as they are.
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import { withoutTargets } from '../lock/without.ts'
import type { Plan } from '../plan/plan.ts'
import type { SpecId } from '../spec/spec.ts'
import { chooseLocked, type Word } from './locked-choice.ts'
import type { Opened } from './open-project.ts'
import { planOf } from './plan-parts.ts'

/** What one lock forgets. */
export interface Forgetting {
  readonly spec: SpecId
  readonly paths: readonly string[]
  /** The lock goes with its last target. */
  readonly wholeLock: boolean
  readonly plan: Plan
}

/**
 * Plans it, one plan a lock. Nothing is lost: records keep what was written, and an archive never forgets. `unknown-id`
 * for a word that no lock knows; a note for a spec without a lock.
 */
export function planForget(opened: Opened, words: readonly Word[]): Result<readonly Forgetting[]> {
  const chosen = chooseLocked(opened, words)
  if (!chosen.ok) return chosen
  const forgettings = chosen.value.map(({ lock, paths }): Forgetting => {
    const { id } = lock.spec
    const left = withoutTargets(lock, paths)
    const lockText = opened.lockFiles.get(id)?.text ?? null
    return {
      spec: id,
      paths: [...paths].sort(),
      wholeLock: Object.keys(left.targets).length === 0,
      plan: planOf({ head: { id }, lockText }, [], left, { records: [], blobs: [], privateBlobs: [] }),
    }
  })
  return ok(forgettings, chosen.diagnostics)
}
