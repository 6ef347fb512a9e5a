// A target's path and its locked bytes → what stands there now. Unchanged bytes are recognised by their digest alone.
import { digestBytes, digestText, type Digest } from '../digest/digest.ts'
import { decodeText } from '../digest/text.ts'
import type { TargetNow } from '../drift/states.ts'
import type { LockedTarget } from '../lock/lock.ts'
import type { Workspace } from '../ports.ts'
import { formDigestOf } from './code-facts.ts'

/** Compares one target with its lock. `locked` is undefined where it was never built. */
export function targetNow(
  workspace: Workspace,
  path: string,
  locked: LockedTarget | undefined,
): TargetNow | Promise<TargetNow> {
  const state = workspace.read(path)
  if (state.kind === 'absent') return { kind: 'absent' }
  if (state.kind === 'other') return { kind: 'other', what: state.what }
  if (locked === undefined) return { kind: 'present', markers: holdsMergeMarkers(state.bytes) }
  const text = decodeText(state.bytes)
  return isWritten(state.bytes, text, locked)
    ? { kind: 'same' }
    : changedTarget(path, state.bytes, text, locked.form)
}

/** What stands at a path instead of what its lock calls written; null where that stands there, or no file. */
export function editedBytes(workspace: Workspace, path: string, locked: LockedTarget): Uint8Array | null {
  const state = workspace.read(path)
  if (state.kind !== 'file') return null
  return isWritten(state.bytes, decodeText(state.bytes), locked) ? null : state.bytes
}

function isWritten(bytes: Uint8Array, text: string | null, { written }: LockedTarget): boolean {
  if (digestBytes(bytes) === written.blob) return true
  return text !== null && digestText(text) === written.digest
}

async function changedTarget(
  path: string,
  bytes: Uint8Array,
  text: string | null,
  form: Digest,
): Promise<TargetNow> {
  const markers = text !== null && hasMergeMarkers(text)
  const level = !markers && (await formDigestOf(path, bytes)) === form ? 'format' : 'implementation'
  return { kind: 'changed', level, changes: [], markers }
}

export function holdsMergeMarkers(bytes: Uint8Array): boolean {
  const text = decodeText(bytes)
  return text !== null && hasMergeMarkers(text)
}

/** Conflict markers as git leaves them: all of start, middle and end, each at the start of a line. */
export function hasMergeMarkers(text: string): boolean {
  return /^<{7} /m.test(text) && /^={7}$/m.test(text.replaceAll('\r', '')) && /^>{7} /m.test(text)
}
