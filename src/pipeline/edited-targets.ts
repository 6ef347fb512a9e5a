// Drifts and the bytes that locks name in; the same drifts out, each edited target with its level and its changes.
import type { Digest } from '../digest/digest.ts'
import { decodeText, normalText } from '../digest/text.ts'
import { isBeyondForm, type Change, type Level } from '../diff/change.ts'
import type { Drift, TargetDrift } from '../drift/drift.ts'
import type { LockedTarget } from '../lock/lock.ts'
import type { Store } from '../ports.ts'
import { declarationDigests } from './code-facts.ts'
import type { Opened } from './open-project.ts'

/** Where the bytes that locks name are. */
export type Written = Pick<Store, 'blob'>

/** Pairs compared at a time: their texts are in memory together. */
const batch = 500

interface Told {
  readonly level: Level
  readonly changes: readonly Change[]
}

/**
 * Tells how much each edit matters. Where the archive misses the written text, the declarations in the lock still say
 * whether importers see the edit.
 */
export async function withChanges(
  opened: Opened,
  drifts: readonly Drift[],
  written: Written,
): Promise<readonly Drift[]> {
  const edits = drifts.flatMap((drift) => editsOf(opened, drift))
  if (edits.length === 0) return drifts
  const told = new Map<TargetDrift, Told>()
  for (let from = 0; from < edits.length; from += batch)
    await compareBatch(edits.slice(from, from + batch), opened, written, told)
  return drifts.map((drift) => ({
    ...drift,
    targets: drift.targets.map((target) => ({ ...target, ...told.get(target) })),
  }))
}

interface Edited {
  readonly target: TargetDrift
  readonly locked: LockedTarget
}

function editsOf(opened: Opened, drift: Drift): readonly Edited[] {
  const locked = opened.locks.get(drift.spec)?.targets ?? {}
  return drift.targets.flatMap((target) => {
    const before = Object.hasOwn(locked, target.path) ? locked[target.path] : undefined
    return before !== undefined && isBeyondForm(target.level) ? [{ target, locked: before }] : []
  })
}

async function compareBatch(
  edits: readonly Edited[],
  opened: Opened,
  written: Written,
  told: Map<TargetDrift, Told>,
): Promise<void> {
  const { compareSources } = await import('../diff/compare.ts')
  const pairs: { readonly target: TargetDrift; readonly before: string; readonly after: string }[] = []
  for (const { target, locked } of edits) {
    const state = opened.workspace.read(target.path)
    const after = state.kind === 'file' ? textOf(state.bytes) : null
    const bytes = after === null ? null : blobOf(written, locked.written.blob)
    const before = bytes === null ? null : textOf(bytes)
    if (before !== null && after !== null) pairs.push({ target, before, after })
    else if (after !== null) told.set(target, await withoutText(target.path, locked, after))
  }
  const compared = pairs.map(({ target, before, after }) =>
    compareSources(before, after, { path: target.path }),
  )
  for (const [index, { target }] of pairs.entries()) {
    const found = compared[index]
    if (found !== undefined) told.set(target, { level: found.level, changes: found.changes })
  }
}

async function withoutText(path: string, locked: LockedTarget, after: string): Promise<Told> {
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
