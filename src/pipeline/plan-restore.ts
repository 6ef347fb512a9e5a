// Lost targets and a lock → the plan that brings their written bytes back. No question is looked up (rule 18).
import { isBeyondForm, type Level } from '../diff/change.ts'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { withoutTargets } from '../lock/without.ts'
import { writeAction } from '../plan/actions.ts'
import type { Action, Plan } from '../plan/plan.ts'
import type { Store } from '../ports.ts'
import type { SpecId, TargetPath } from '../spec/spec.ts'
import type { Scanning } from './keep-bytes.ts'
import { leavingActions, overwritten, planOf, stampFor, type Stamping, type Standing } from './plan-parts.ts'

export interface Restoring {
  readonly lost: readonly TargetPath[]
  readonly dropped: readonly TargetPath[]
  /** Targets that another spec names now: only the lock lets go of them. */
  readonly released: ReadonlyMap<TargetPath, SpecId>
}

/**
 * Plans the bytes that the lock names for `lost`, and the deletion of `dropped` targets that are as they were written;
 * edited ones go only with `force`.
 *
 * @param command who asks, for the record of what is replaced.
 */
export async function planRestore(
  look: Standing,
  { lost, dropped, released }: Restoring,
  options: { readonly force: boolean },
  ports: Stamping & Scanning & { readonly store: Store },
  command = 'regen',
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
    actions.push(writeAction(path, look.disk.get(path) ?? null, blob.value, reasonFor(look, path)))
  }
  const going = dropped.filter((path) => options.force || !isBeyondForm(levelOf(look, path)))
  actions.push(...leavingActions(look, going, released))
  const kept = await overwritten(look, actions, stampFor(look, ports), command, ports)
  if (!kept.ok) return kept
  const gone = new Set<string>([...going, ...released.keys()])
  const lock = look.lock === null || gone.size === 0 ? look.lock : withoutTargets(look.lock, gone)
  return ok(planOf(look, actions, lock, kept.value))
}

function levelOf(look: Standing, path: TargetPath): Level | null {
  return look.drift.targets.find((target) => target.path === path)?.level ?? null
}

function reasonFor(look: Standing, path: TargetPath): string {
  if ((look.disk.get(path) ?? null) === null) return 'lost; the lock names its bytes'
  return levelOf(look, path) === 'format'
    ? 'it differed in form; as the lock names it'
    : 'edited by hand, replaced by --force; the edit is stored first'
}
