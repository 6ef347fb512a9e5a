// Plans of a writing command → the changed tree, plan by plan, while their specs are claimed.
import { ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { landPlan } from '../pipeline/apply.ts'
import type { Plan } from '../plan/plan.ts'
import type { SpecId } from '../spec/spec.ts'
import type { OpenedToWrite } from './open-to-write.ts'

/** Each plan lands by itself, whole or not at all; the first that cannot stops the rest. */
export async function landAll(
  { here, applier }: OpenedToWrite,
  claimed: readonly SpecId[],
  plans: readonly Plan[],
): Promise<Result<null>> {
  const claim = await applier.claim(claimed)
  if (!claim.ok) return claim
  const diagnostics: Diagnostic[] = [...claim.diagnostics]
  try {
    for (const plan of plans) {
      const landed = await landPlan(here.opened, plan, { applier })
      diagnostics.push(...landed.diagnostics)
      if (!landed.ok) return { ok: false, diagnostics }
    }
  } finally {
    claim.value()
  }
  return ok(null, diagnostics)
}
