// The files, edits and locks of a move in, the one plan that makes all of them so out.
import { diagnostic, fail, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { digestBytes } from '../digest/digest.ts'
import { encodeLock } from '../lock/encode.ts'
import { lockPath } from '../lock/path.ts'
import type { Action, Plan } from '../plan/plan.ts'
import type { SpecId } from '../spec/spec.ts'
import type { MovedLock, SpecEdit } from './edited-specs.ts'
import type { Opened } from './open-project.ts'

export interface Move {
  readonly kind: 'target' | 'spec'
  readonly from: string
  readonly to: string
  /** Specs to claim: all whose file or lock changes. */
  readonly specs: readonly SpecId[]
  readonly plan: Plan
}

/** What every kind of move comes to. `files` are what moves itself. */
export function planOfMove(
  opened: Opened,
  spec: SpecId,
  files: readonly Action[],
  edits: readonly SpecEdit[],
  locks: readonly MovedLock[],
): Plan {
  const edited = edits
    .filter(({ before, after }) => before.path === after.path)
    .map(({ before, after }): Action => ({
      kind: 'update',
      path: before.path,
      before: digestBytes(before.bytes),
      after: after.bytes,
      reason: 'names what was moved',
    }))
  return {
    spec,
    actions: [...files, ...edited],
    locks: locks.flatMap(({ before, after }) => lockChanges(opened, before.spec.id, after)),
    records: [],
    blobs: [],
    privateBlobs: [],
  }
}

function lockChanges(opened: Opened, id: SpecId, after: MovedLock['after']): Plan['locks'] {
  const file = opened.lockFiles.get(id)
  const before = file === undefined ? null : digestBytes(new TextEncoder().encode(file.text))
  const text = encodeLock(after)
  const path = after.spec.id === id && file !== undefined ? file.path : lockPath(after.spec.id)
  if (file === undefined || file.path === path) return [{ path, before, text }]
  return [
    { path: file.path, before, text: null },
    { path, before: null, text },
  ]
}

type Refused = { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** `move-refused`, as a stage's outcome. */
export function refuseMove(message: string, hint: string, path?: string): Refused {
  return fail(
    diagnostic('move-refused', message, { ...(path === undefined ? {} : { place: { path } }), hint }),
  )
}

/** Specs that a move touches, each once. */
export function touchedSpecs(
  first: readonly SpecId[],
  edits: readonly SpecEdit[],
  locks: readonly MovedLock[],
): SpecId[] {
  return [...new Set([...first, ...edits.map(({ id }) => id), ...locks.map(({ before }) => before.spec.id)])]
}
