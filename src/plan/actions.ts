// What a target should hold and what stands there now → the action that makes it so.
import { digestBytes } from '../digest/digest.ts'
import { digestText } from '../digest/digest.ts'
import { decodeText } from '../digest/text.ts'
import type { Action } from './plan.ts'

/**
 * Writes `after` to `path`. The same text in other line ends is left as it is: the checkout chose them (rule 25).
 *
 * @param now the bytes that stand there; null for nothing.
 */
export function writeAction(path: string, now: Uint8Array | null, after: Uint8Array, reason: string): Action {
  if (now === null) return { kind: 'create', path, before: null, after, reason }
  const before = digestBytes(now)
  return sameText(now, after)
    ? { kind: 'unchanged', path, before, reason: 'already as it should be' }
    : { kind: 'update', path, before, after, reason }
}

/** Deletes what stands at `path`; nothing to do where nothing does. */
export function deleteAction(path: string, now: Uint8Array | null, reason: string): Action | null {
  return now === null ? null : { kind: 'delete', path, before: digestBytes(now), reason }
}

function sameText(a: Uint8Array, b: Uint8Array): boolean {
  if (digestBytes(a) === digestBytes(b)) return true
  const [left, right] = [decodeText(a), decodeText(b)]
  return left !== null && right !== null && digestText(left) === digestText(right)
}
