// Head, lock and what stands on disk → the state of every target of one spec.
import { isBeyondForm, reaches, type Change, type Level } from '../diff/change.ts'
import type { SpecHead, SpecId, TargetPath } from '../spec/spec.ts'
import type { Cause, Drift, TargetDrift, TargetState } from './drift.ts'

/** A target on disk, compared with the bytes its lock names. */
export type TargetNow =
  | { readonly kind: 'absent' }
  /** The same text; line ends and BOM apart. */
  | { readonly kind: 'same' }
  | {
      readonly kind: 'changed'
      readonly level: Level
      readonly changes: readonly Change[]
      readonly markers: boolean
    }
  /** There, and no lock says what it should be. */
  | { readonly kind: 'present'; readonly markers: boolean }
  /** A directory or a link out of the project. */
  | { readonly kind: 'other'; readonly what: string }

/** As much of a lock as states depend on. */
export interface LockedStates {
  readonly targets: Readonly<Record<string, { readonly accepted: { readonly because: string } | null }>>
}

export interface DriftInputs {
  readonly head: SpecHead
  readonly lock: LockedStates | null
  /** Every target of the head and of the lock. */
  readonly targets: ReadonlyMap<string, TargetNow>
  readonly causes: readonly Cause[]
  /** An apply on this spec was cut short. */
  readonly interrupted: boolean
  readonly willMakeStale: readonly SpecId[]
  /** Which spec names a target now: what this one dropped may belong to another. */
  readonly owners: ReadonlyMap<string, SpecId>
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
      changes: changesOf(inputs.targets.get(path)),
      because: null,
    }))
  const all = [...targets, ...orphans]
  return {
    spec: head.id,
    path: head.path,
    draft: head.status === 'draft',
    targets: all,
    causes: inputs.causes,
    next: nextCommand(inputs, all),
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
    if (locked === undefined) return unlockedState(now)
    return lockedState(now, causes.length > 0, because !== null)
  }
  return { path, state: state(), level, changes: changesOf(now), because }
}

function unlockedState(now: TargetNow): TargetState {
  if (now.kind === 'absent') return 'never-built'
  return now.kind === 'present' && now.markers ? 'unresolved' : 'unmanaged'
}

function levelOf(now: TargetNow | undefined): Level | null {
  return now?.kind === 'changed' ? now.level : now?.kind === 'same' ? 'identical' : null
}

const changesOf = (now: TargetNow | undefined): readonly Change[] =>
  now?.kind === 'changed' ? now.changes : []

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

/** The first command that brings the spec forward and is not refused, with what comes after it. */
function nextCommand(
  { head: { id }, targets: now, owners }: DriftInputs,
  all: readonly TargetDrift[],
): string | null {
  // Most specs of a large project.
  if (all.every(({ state }) => state === 'in-sync' || state === 'accepted')) return null
  const has = (...states: readonly TargetState[]): boolean => all.some(({ state }) => states.includes(state))
  // No command writes where a folder or a link out stands.
  const blocked = all.find(
    ({ path, state }) => state !== 'draft' && state !== 'orphaned' && now.get(path)?.kind === 'other',
  )
  if (blocked !== undefined) return `move ${blocked.path} away, then spec regen ${id}`
  if (has('interrupted')) return `spec regen ${id}`
  if (has('unresolved')) return `${acceptCommand(id, all)}   (after resolving the merge markers)`
  const keepOrReplace = `${acceptCommand(id, all)} or spec regen ${id} --force`
  // The change is built and merged into the edit.
  if (has('conflict')) return `spec diff ${id}, then spec regen ${id} (merges) or ${keepOrReplace}`
  if (has('edited')) return `spec diff ${id}, then ${keepOrReplace}`
  if (has('unmanaged')) return keepOrReplace
  if (has('stale', 'lost', 'never-built')) {
    const edited = pathsOf(
      all,
      ({ path, state, level }) => state === 'orphaned' && isBeyondForm(level) && !owners.has(path),
    )
    return edited === ''
      ? `spec regen ${id}`
      : `${removeOrForget(edited, edited, true)}, then spec regen ${id}`
  }
  if (has('orphaned')) return nextOfOrphans(id, all, now, owners)
  return has('format') ? `spec accept ${id} --format-only   (optional)` : null
}

function nextOfOrphans(
  id: SpecId,
  all: readonly TargetDrift[],
  now: DriftInputs['targets'],
  owners: DriftInputs['owners'],
): string {
  const orphans = all.filter(({ state }) => state === 'orphaned')
  const elsewhere = orphans.filter(({ path }) => owners.has(path))
  const solid = elsewhere.some(({ path }) => (now.get(path)?.kind ?? 'absent') !== 'absent')
  const folders = pathsOf(orphans, ({ path }) => now.get(path)?.kind === 'other')
  if (folders !== '') return `spec forget ${folders}`
  if (elsewhere.length > 0) {
    // Another spec owns the file: nothing is deleted, and the lock lets go of it.
    const alone = elsewhere.length === orphans.length
    return alone && solid ? `spec regen ${id}` : `spec forget ${pathsOf(elsewhere, () => true)}`
  }
  return removeOrForget(
    id,
    pathsOf(orphans, () => true),
    orphans.some(({ level }) => isBeyondForm(level)),
  )
}

function removeOrForget(removed: string, forgotten: string, edited: boolean): string {
  const how = edited ? ' --force (delete the file; it is stored first)' : ' (delete the file)'
  return `spec remove ${removed}${how} or spec forget ${forgotten} (keep it)`
}

/** Accepting wants every target to be there: what is missing comes back, or is built, first. */
export function acceptCommand(id: SpecId, targets: readonly TargetDrift[]): string {
  const lost = pathsOf(targets, ({ state }) => state === 'lost')
  const unbuilt = targets.filter(({ state }) => state === 'never-built')
  return [
    ...(lost === '' ? [] : [`spec restore ${lost}`]),
    ...unbuilt.map(({ path }) => `spec regen ${id} --only ${path}`),
    `spec accept ${id} --because "…"`,
  ].join(', then ')
}

function pathsOf(targets: readonly TargetDrift[], wanted: (target: TargetDrift) => boolean): string {
  return targets
    .filter(wanted)
    .map(({ path }) => path)
    .join(' ')
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

/**
 * Does a target fail the check? Code that was edited does from the level on that the project chose; whatever is wrong
 * besides, whatever the level.
 */
export function failsAt({ state, level }: TargetDrift, failOn: Level): boolean {
  if (state === 'edited' || state === 'format') return level === null || reaches(level, failOn)
  return failing.has(state)
}

/** Needs `regen` to look at it: `regen --changed` takes these. */
export function isInSync(drift: Drift): boolean {
  return drift.targets.every((target) => !failing.has(target.state))
}
