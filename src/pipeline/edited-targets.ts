// Specs and the bytes that their locks name in; each edited target with its level and its changes out.
import type { Digest } from '../digest/digest.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { TargetNow } from '../drift/states.ts'
import type { LockedTarget } from '../lock/lock.ts'
import type { Comparer, Edit, Store, ToldEdit } from '../ports.ts'
import type { SpecHead, SpecId } from '../spec/spec.ts'
import { declarationDigests } from './code-facts.ts'
import type { Opened } from './open-project.ts'
import { editedBytes, hasMergeMarkers } from './target-now.ts'

/** Where the bytes that locks name are. */
export type Written = Pick<Store, 'blob'>

/** What tells how much an edit matters. */
export interface Comparing {
  readonly written: Written
  readonly comparer: Comparer
}

/** By spec and path; a target that is not edited is not in it. */
export type EditedTargets = ReadonlyMap<SpecId, ReadonlyMap<string, TargetNow>>

interface Edited extends Edit {
  readonly id: SpecId
  readonly locked: LockedTarget
}

/**
 * Compares each edited target with what its lock calls written. Where the archive misses that text, the declarations in
 * the lock still say whether importers see the edit; bytes that are no text are not in the result.
 */
export async function editedTargets(
  opened: Opened,
  heads: readonly SpecHead[],
  { written, comparer }: Comparing,
): Promise<EditedTargets> {
  const edits = heads.flatMap((head) => editsOf(opened, head, written))
  if (edits.length === 0) return new Map()
  const found = new Map<SpecId, Map<string, TargetNow>>()
  const told = await comparer.compare(edits)
  for (const [index, { id, path, locked }] of edits.entries()) {
    const text = currentText(opened, path)
    if (text === null) continue
    const { level, changes } = told[index] ?? (await withoutText(path, locked, text))
    const now: TargetNow = { kind: 'changed', level, changes, markers: hasMergeMarkers(text) }
    found.set(id, (found.get(id) ?? new Map<string, TargetNow>()).set(path, now))
  }
  return found
}

function editsOf(opened: Opened, head: SpecHead, written: Written): readonly Edited[] {
  const targets = opened.locks.get(head.id)?.targets ?? {}
  return Object.entries(targets).flatMap(([path, locked]): readonly Edited[] => {
    if (editedBytes(opened.workspace, path, locked) === null) return []
    const load: Edit['load'] = () => {
      const after = currentText(opened, path)
      const bytes = after === null ? null : blobOf(written, locked.written.blob)
      const before = bytes === null ? null : textOf(bytes)
      return before === null || after === null ? null : { before, after, form: locked.form }
    }
    return [{ id: head.id, path, locked, load }]
  })
}

function currentText({ workspace }: Opened, path: string): string | null {
  const state = workspace.read(path)
  return state.kind === 'file' ? textOf(state.bytes) : null
}

async function withoutText(path: string, locked: LockedTarget, after: string): Promise<ToldEdit> {
  const now = await declarationDigests(path, after)
  const names = new Set([...Object.keys(locked.declarations), ...Object.keys(now)])
  const moved = [...names].some((name) => locked.declarations[name] !== now[name])
  return { level: moved ? 'api' : 'implementation', changes: [] }
}

/** Damaged bytes are no bytes: `archive verify` tells of them. */
function blobOf(written: Written, digest: Digest): Uint8Array | null {
  const found = written.blob(digest)
  return found.ok ? found.value : null
}

function textOf(bytes: Uint8Array): string | null {
  const text = decodeText(bytes)
  return text === null ? null : normalText(text)
}
