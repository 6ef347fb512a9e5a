// Lost targets and a lock → the plan that brings their written bytes back. No question is looked up (rule 18).
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import type { Lock } from '../lock/lock.ts'
import { deleteAction, writeAction } from '../plan/actions.ts'
import type { Action, Plan } from '../plan/plan.ts'
import type { Store } from '../ports.ts'
import type { TargetPath } from '../spec/spec.ts'
import type { Scanning } from './keep-bytes.ts'
import type { Look } from './look.ts'
import { overwritten, planOf, stampFor, type Stamping } from './plan-parts.ts'

export interface Restoring {
  readonly lost: readonly TargetPath[]
  readonly dropped: readonly TargetPath[]
}

/**
 * Plans the bytes that the lock names for `lost`, and the deletion of `dropped` targets that are as they were written;
 * edited ones go only with `force`.
 */
export async function planRestore(
  look: Look,
  { lost, dropped }: Restoring,
  options: { readonly force: boolean },
  ports: Stamping & Scanning & { readonly store: Store },
): Promise<Result<Plan>> {
  const actions: Action[] = []
  for (const path of lost) {
    const locked = look.lock?.targets[path]
    if (locked === undefined) continue
    const blob = ports.store.blob(locked.written.blob)
    if (!blob.ok) return blob
    if (blob.value === null) {
      return fail(
        diagnostic('record-missing', `the archive lacks the bytes that the lock names for ${path}`, {
          place: { path },
          hint: `fetch .spec/archive from git history, or build anew: spec regen ${look.head.id} --fresh`,
        }),
      )
    }
    actions.push(writeAction(path, look.disk.get(path) ?? null, blob.value, 'lost; the lock names its bytes'))
  }
  const gone = new Set<string>()
  for (const path of dropped) {
    const edited = look.drift.targets.some((target) => target.path === path && target.level === 'code')
    if (edited && !options.force) continue
    gone.add(path)
    const action = deleteAction(path, look.disk.get(path) ?? null, `${look.head.path} no longer names it`)
    if (action !== null) actions.push(action)
  }
  const kept = await overwritten(look, actions, stampFor(look, ports), 'replaced on purpose', ports)
  if (!kept.ok) return kept
  const lock = look.lock === null || gone.size === 0 ? look.lock : without(look.lock, gone)
  return ok(planOf(look, actions, lock, kept.value))
}

/** The lock without some targets. */
export function without(lock: Lock, paths: ReadonlySet<string>): Lock {
  return {
    ...lock,
    targets: Object.fromEntries(Object.entries(lock.targets).filter(([path]) => !paths.has(path))),
  }
}
