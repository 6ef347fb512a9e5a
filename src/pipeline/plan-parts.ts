// What every plan has in common: the stamp of its records, the bytes it would overwrite, and the lock's place.
import { digestBytes, type Digest } from '../digest/digest.ts'
import type { Result } from '../diagnostic/diagnostic.ts'
import { encodeLock } from '../lock/encode.ts'
import { lockPath } from '../lock/path.ts'
import type { Lock } from '../lock/lock.ts'
import type { Action, Plan } from '../plan/plan.ts'
import type { RecordStamp } from '../plan/records.ts'
import type { Clock } from '../ports.ts'
import type { SpecId } from '../spec/spec.ts'
import { keepBytes, type KeptBytes, type Scanning } from './keep-bytes.ts'
import type { Look } from './look.ts'

export interface Stamping {
  readonly clock: Clock
  readonly tool: string
}

/** A record of this spec, after the one that its lock stands on. */
export function stampFor(look: Pick<Look, 'head' | 'lock'>, { clock, tool }: Stamping): RecordStamp {
  return { spec: look.head.id, at: clock.now(), previous: lastRecord(look.lock), tool }
}

/** The record that most of the lock stands on: the first target's. */
export function lastRecord(lock: Lock | null): Digest | null {
  const first = lock === null ? undefined : Object.values(lock.targets)[0]
  return first?.accepted?.record ?? first?.record ?? null
}

/** Bytes that the actions would overwrite or delete and that no lock names: to be kept first (invariant 3). */
export function overwritten(
  look: Pick<Look, 'lock' | 'disk'>,
  actions: readonly Action[],
  stamp: RecordStamp,
  reason: string,
  scanning: Scanning,
): Promise<Result<KeptBytes>> {
  const files = new Map<string, Uint8Array>()
  for (const action of actions) {
    if (action.kind !== 'update' && action.kind !== 'delete') continue
    const bytes = look.disk.get(action.path) ?? null
    const locked = look.lock?.targets[action.path]
    if (bytes !== null && digestBytes(bytes) !== locked?.written.blob) files.set(action.path, bytes)
  }
  return keepBytes(stamp, reason, files, scanning)
}

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
