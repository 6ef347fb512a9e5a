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

/** Compared at a time, in one go for all types to be inferred: their texts and trees are in memory together. */
const mostPairs = 500
const mostCharacters = 8_000_000

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
  let batch: Pair[] = []
  let characters = 0
  const flush = async (): Promise<void> => {
    await compareBatch(batch, told)
    batch = []
    characters = 0
  }
  for (const { target, locked } of edits) {
    const state = opened.workspace.read(target.path)
    const after = state.kind === 'file' ? textOf(state.bytes) : null
    const bytes = after === null ? null : blobOf(written, locked.written.blob)
    const before = bytes === null ? null : textOf(bytes)
    if (after === null) continue
    if (before === null) {
      told.set(target, await withoutText(target.path, locked, after))
      continue
    }
    batch.push({ target, before, after })
    characters += before.length + after.length
    if (batch.length === mostPairs || characters > mostCharacters) await flush()
  }
  await flush()
  return drifts.map((drift) => ({
    ...drift,
    targets: drift.targets.map((target) => withTold(target, told.get(target))),
  }))
}

/** The comparison sees more than the form digest, in YAML and Markdown: what it takes for form is form. */
function withTold(target: TargetDrift, told: Told | undefined): TargetDrift {
  if (told === undefined) return target
  const isForm = !isBeyondForm(told.level)
  const state = isForm && target.state === 'edited' ? 'format' : target.state
  return { ...target, ...told, state: isForm && state === 'conflict' ? 'stale' : state }
}

interface Pair {
  readonly target: TargetDrift
  readonly before: string
  readonly after: string
}

interface Edited {
  readonly target: TargetDrift
  readonly locked: LockedTarget
}

function editsOf(opened: Opened, drift: Drift): readonly Edited[] {
  if (!drift.targets.some(({ level }) => isBeyondForm(level))) return []
  const locked = opened.locks.get(drift.spec)?.targets ?? {}
  return drift.targets.flatMap((target) => {
    const before = Object.hasOwn(locked, target.path) ? locked[target.path] : undefined
    return before !== undefined && isBeyondForm(target.level) ? [{ target, locked: before }] : []
  })
}

async function compareBatch(pairs: readonly Pair[], told: Map<TargetDrift, Told>): Promise<void> {
  if (pairs.length === 0) return
  const { compareTogether } = await import('../diff/compare-many.ts')
  const compared = compareTogether(
    pairs.map(({ target, before, after }) => ({ path: target.path, before, after })),
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
