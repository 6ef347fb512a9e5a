// What came of the features that a spec uses in the same run → whether it can be built now, and why not.
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { questionDigest } from '../spec/question.ts'
import type { SpecId } from '../spec/spec.ts'
import type { InputReader } from './input-reader.ts'
import type { Look } from './look.ts'
import type { Opened } from './open-project.ts'
import { questionNow } from './question.ts'
import type { Upstream } from './regen-options.ts'

/**
 * A used feature whose plan would change the question of this spec; null where none does. Only a dry run has plans that
 * did not land.
 */
export async function plannedChange(
  opened: Opened,
  look: Look,
  reader: InputReader,
  { planned, unbuilt }: Upstream,
): Promise<SpecId | null> {
  if (unbuilt !== null) return unbuilt
  const before = questionDigest(look.now.question, null)
  for (const [id, lock] of planned) {
    const later = await questionNow(
      { ...opened, locks: new Map([...opened.locks, [id, lock]]) },
      look.head,
      reader,
    )
    // A spec that could be looked at before can be looked at now: only declarations differ.
    if (later.ok && questionDigest(later.value.question, null) !== before) return id
  }
  return null
}

export function waits(id: SpecId, upstream: SpecId): Diagnostic {
  return diagnostic('upstream-planned', `${id} sees declarations of ${upstream}, which would change first`, {
    hint: `spec regen ${upstream} ${id} builds both, one after the other`,
  })
}

export function stopped(id: SpecId, because: SpecId): Diagnostic {
  return diagnostic('upstream-failed', `${id} was not built: it uses ${because}, which failed`, {
    hint: `mend ${because} first; then spec regen ${id}`,
  })
}
