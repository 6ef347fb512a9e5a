// Head, lock and what stands on disk → the state of every target of one spec.
import type { Level } from '../diff/change.ts'
import type { Lock } from '../lock/lock.ts'
import type { SpecHead, SpecId, TargetPath } from '../spec/spec.ts'
import type { Cause, Drift, TargetDrift, TargetState } from './drift.ts'

/** A target on disk, compared with the bytes its lock names. */
export type TargetNow =
  | { readonly kind: 'absent' }
  /** The same text; line ends and BOM apart. */
  | { readonly kind: 'same' }
  | { readonly kind: 'changed'; readonly level: Level; readonly markers: boolean }
  /** There, and no lock says what it should be. */
  | { readonly kind: 'present' }
  /** A directory or a link out of the project. */
  | { readonly kind: 'other'; readonly what: string }

export interface DriftInputs {
  readonly head: SpecHead
  readonly lock: Lock | null
  /** Every target of the head and of the lock. */
  readonly targets: ReadonlyMap<string, TargetNow>
  readonly causes: readonly Cause[]
  /** An apply on this spec was cut short. */
  readonly interrupted: boolean
  readonly willMakeStale: readonly SpecId[]
}

/** Compares spec, lock and code. Calls nothing, reads nothing. */
export function driftOf(inputs: DriftInputs): Drift {
  const { head, lock } = inputs
  const owned = new Set<string>(head.targets.map((target) => target.path))
  const targets = head.targets.map((target) => targetDrift(inputs, target.path))
  const orphans = Object.keys(lock?.targets ?? {})
    .filter((path) => !owned.has(path))
    // Keys of a decoded lock are target paths: its reader checks them.
    .map((path): TargetDrift => ({
      path: path as TargetPath,
      state: 'orphaned',
      level: levelOf(inputs.targets.get(path)),
      because: null,
    }))
  const all = [...targets, ...orphans]
  return {
    spec: head.id,
    path: head.path,
    draft: head.status === 'draft',
    targets: all,
    causes: inputs.causes,
    next: nextCommand(head.id, all, inputs.targets),
    willMakeStale: inputs.willMakeStale,
  }
}

function targetDrift(inputs: DriftInputs, path: TargetPath): TargetDrift {
  const { head, lock, causes } = inputs
  const now = inputs.targets.get(path) ?? { kind: 'absent' }
  const locked = lock !== null && Object.hasOwn(lock.targets, path) ? lock.targets[path] : undefined
  const level = levelOf(now)
  const because = locked?.accepted?.because ?? null
  const state = (): TargetState => {
    if (inputs.interrupted) return 'interrupted'
    if (head.status === 'draft') return 'draft'
    if (locked === undefined) return now.kind === 'absent' ? 'never-built' : 'unmanaged'
    return lockedState(now, causes.length > 0, because !== null)
  }
  return { path, state: state(), level, because }
}

function levelOf(now: TargetNow | undefined): Level | null {
  return now?.kind === 'changed' ? now.level : now?.kind === 'same' ? 'identical' : null
}

function lockedState(now: TargetNow, stale: boolean, accepted: boolean): TargetState {
  switch (now.kind) {
    case 'absent':
      return 'lost'
    case 'other':
      return stale ? 'conflict' : 'edited'
    case 'changed':
      if (now.markers) return 'unresolved'
      if (now.level === 'format') return stale ? 'stale' : 'format'
      return stale ? 'conflict' : 'edited'
    case 'same':
    case 'present':
      return stale ? 'stale' : accepted ? 'accepted' : 'in-sync'
  }
}

/** States in the order in which a person has to deal with them, with the command that does. */
const nextByState: readonly [TargetState, (id: SpecId) => string][] = [
  ['interrupted', (id) => `spec regen ${id}`],
  ['unresolved', (id) => `spec accept ${id} --because "…"   (after resolving the merge markers)`],
  ['conflict', (id) => `spec diff ${id}, then spec accept ${id} --because "…" or spec regen ${id} --force`],
  ['edited', (id) => `spec diff ${id}, then spec accept ${id} --because "…" or spec regen ${id} --force`],
  ['unmanaged', (id) => `spec accept ${id} --because "…" or spec regen ${id} --force`],
  ['stale', (id) => `spec regen ${id}`],
  ['lost', (id) => `spec regen ${id}`],
  ['never-built', (id) => `spec regen ${id}`],
  ['orphaned', (id) => `spec remove ${id} (delete the file) or spec forget ${id} (keep it)`],
  ['format', (id) => `spec accept ${id} --format-only   (optional)`],
]

function nextCommand(
  id: SpecId,
  targets: readonly TargetDrift[],
  now: DriftInputs['targets'],
): string | null {
  // No command writes where a folder or a link out stands.
  const blocked = targets.find(({ path, state }) => state !== 'draft' && now.get(path)?.kind === 'other')
  if (blocked !== undefined) return `move ${blocked.path} away, then spec regen ${id}`
  for (const [state, command] of nextByState) {
    if (targets.some((target) => target.state === state)) return command(id)
  }
  return null
}

/** States that fail the check (exit 1). */
export const failing: ReadonlySet<TargetState> = new Set<TargetState>([
  'lost',
  'edited',
  'stale',
  'conflict',
  'unmanaged',
  'never-built',
  'orphaned',
  'interrupted',
  'unresolved',
])

/** Needs `regen` to look at it: `regen --changed` takes these. */
export function isInSync(drift: Drift): boolean {
  return drift.targets.every((target) => !failing.has(target.state))
}
