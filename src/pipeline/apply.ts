// A plan in, the changed tree out: all of it or nothing. The opened project learns the new lock.
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import { decodeLock } from '../lock/decode.ts'
import type { ApplyOutcome, Plan } from '../plan/plan.ts'
import type { Applier } from '../ports.ts'
import type { Opened } from './open-project.ts'

/** Applies. Specs that are built after this one see its new declarations. */
export async function landPlan(
  opened: Opened,
  plan: Plan,
  ports: { readonly applier: Applier },
): Promise<Result<ApplyOutcome>> {
  const applied = await ports.applier.apply(plan)
  if (!applied.ok) return applied
  for (const { path, text } of plan.locks) {
    const lock = text === null ? null : decodeLock(text, path)
    if (lock?.ok === true) opened.landed(lock.value, { path, text: text ?? '' })
  }
  return ok(applied.value, [...applied.diagnostics, ...applied.value.diagnostics])
}
