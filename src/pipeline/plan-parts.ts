// What every plan has in common: the stamp of its records, the bytes it would overwrite, and the lock's place.
import { digestBytes, type Digest } from '../digest/digest.ts'
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import { encodeLock } from '../lock/encode.ts'
import { lockPath } from '../lock/path.ts'
import type { Lock, LockedTarget } from '../lock/lock.ts'
import { deleteAction } from '../plan/actions.ts'
import type { Action, Plan } from '../plan/plan.ts'
import type { RecordStamp } from '../plan/records.ts'
import type { Clock } from '../ports.ts'
import type { SpecId, TargetPath } from '../spec/spec.ts'
import { namesOf } from './code-facts.ts'
import { keepBytes, type KeptBytes, type Scanning } from './keep-bytes.ts'
import type { Look } from './look.ts'

export interface Stamping {
  readonly clock: Clock
  readonly tool: string
}

/** A record of this spec, after the one that its lock stands on. */
export function stampFor(look: Pick<Standing, 'head' | 'lock'>, { clock, tool }: Stamping): RecordStamp {
  return { spec: look.head.id, at: clock.now(), previous: lastRecord(look.lock), tool }
}

/** The record that most of the lock stands on: the first target's. */
export function lastRecord(lock: Lock | null): Digest | null {
  const first = lock === null ? undefined : Object.values(lock.targets)[0]
  return first?.accepted?.record ?? first?.record ?? null
}

/** What a plan has to know of a spec: nothing of its question. */
export interface Standing extends Pick<Look, 'lock' | 'lockText' | 'disk'> {
  readonly head: Pick<Look['head'], 'id' | 'path'>
  readonly drift: Pick<Look['drift'], 'targets'>
}

/** Targets that the spec dropped: deleted, or left to the spec that names them now. */
export function leavingActions(
  look: Standing,
  dropped: readonly TargetPath[],
  released: ReadonlyMap<TargetPath, SpecId>,
): Action[] {
  const { id, path: spec } = look.head
  const left = [...released].flatMap(([path, owner]): Action[] => {
    const bytes = look.disk.get(path) ?? null
    const reason = `it belongs to ${owner} now: the lock of ${id} lets go of it`
    return bytes === null ? [] : [{ kind: 'unchanged', path, before: digestBytes(bytes), reason }]
  })
  return [
    ...dropped.flatMap(
      (path) => deleteAction(path, look.disk.get(path) ?? null, `${spec} no longer names it`) ?? [],
    ),
    ...left,
  ]
}

/**
 * Bytes that the actions would overwrite or delete and that no record names: to be kept first (invariant 3), so that
 * `spec restore --at` finds them. The same text in the line ends of this checkout is kept as the archive has it. One record
 * for each reason.
 *
 * @param command what replaces them: `regen`. Edits and unmanaged files go only with its `--force`, or are merged.
 */
export async function overwritten(
  look: Standing,
  actions: readonly Action[],
  stamp: RecordStamp,
  command: string,
  scanning: Scanning,
  merged: ReadonlySet<string> = new Set(),
): Promise<Result<KeptBytes>> {
  const united = new Map<string, Uint8Array>()
  const replaced = new Map<string, Uint8Array>()
  const formatted = new Map<string, Uint8Array>()
  const forced = new Map<string, Uint8Array>()
  for (const action of actions) {
    if (action.kind !== 'update' && action.kind !== 'delete') continue
    const bytes = look.disk.get(action.path) ?? null
    const locked = look.lock?.targets[action.path]
    if (bytes === null) continue
    const asWritten = namesOf(bytes).digest === locked?.written.digest
    if (asWritten && isRecorded(locked)) continue
    const level = look.drift.targets.find(({ path }) => path === action.path)?.level
    const files = merged.has(action.path)
      ? united
      : asWritten
        ? replaced
        : level === 'format'
          ? formatted
          : forced
    files.set(action.path, bytes)
  }
  const reasons = [
    [`${command} --force`, forced],
    [`${command} (only the form differed)`, formatted],
    [`${command} (merged with the new build)`, united],
    [command, replaced],
  ] as const
  let kept: KeptBytes = { records: [], blobs: [], privateBlobs: [] }
  for (const [reason, files] of reasons) {
    const some = await keepBytes(stamp, reason, files, scanning)
    if (!some.ok) return some
    kept = {
      records: [...kept.records, ...some.value.records],
      blobs: [...kept.blobs, ...some.value.blobs],
      privateBlobs: [...kept.privateBlobs, ...some.value.privateBlobs],
    }
  }
  return ok(kept)
}

/** What a model gave and what a person accepted is in their records; a merge of both is in none. */
const isRecorded = ({ generated, written, accepted }: LockedTarget): boolean =>
  accepted !== null || generated === null || generated.digest === written.digest

/** A plan for one spec. `lock` null removes its lock. */
export function planOf(
  look: { readonly head: { readonly id: SpecId }; readonly lockText: string | null },
  actions: readonly Action[],
  lock: Lock | null,
  kept: KeptBytes,
): Plan {
  const path = lockPath(look.head.id)
  const before = look.lockText === null ? null : rawDigest(look.lockText)
  const text = lock === null || Object.keys(lock.targets).length === 0 ? null : encodeLock(lock)
  return {
    spec: look.head.id,
    actions,
    locks: text === look.lockText ? [] : [{ path, before, text }],
    ...kept,
  }
}

/** Locks are `-text` in git: their bytes are their text. */
function rawDigest(text: string): Digest {
  return digestBytes(new TextEncoder().encode(text))
}
