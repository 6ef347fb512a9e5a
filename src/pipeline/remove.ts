// The use case `remove`: targets that no spec names any more are stored, deleted, and leave the lock.
import { isBeyondForm } from '../diff/change.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { digestBytes, type Digest } from '../digest/digest.ts'
import type { Lock } from '../lock/lock.ts'
import { withoutTargets } from '../lock/without.ts'
import { deleteAction } from '../plan/actions.ts'
import type { Action, Plan } from '../plan/plan.ts'
import type { Store } from '../ports.ts'
import type { SpecId, TargetPath } from '../spec/spec.ts'
import { keepBytes, type Scanning } from './keep-bytes.ts'
import { chooseLocked, type LockedChoice, type Word } from './locked-choice.ts'
import type { Opened } from './open-project.ts'
import { lastRecord, planOf, type Stamping } from './plan-parts.ts'
import { targetNow } from './target-now.ts'
import { unseenSpecs } from './whole-project.ts'

/** What is removed of one lock. */
export interface Removal {
  readonly spec: SpecId
  readonly paths: readonly string[]
  /** Of `paths`, those whose bytes only a new record keeps. */
  readonly stored: readonly string[]
  readonly plan: Plan
}

export type RemovePorts = Stamping & Scanning & { readonly store: Store }

/**
 * Plans it, one plan a lock. A target that a spec still names is refused (`remove-refused`, with the place), an edited one
 * too (`target-edited`) unless `force`; bytes that the archive lacks are stored first.
 */
export async function planRemove(
  opened: Opened,
  words: readonly Word[],
  options: { readonly force: boolean },
  ports: RemovePorts,
): Promise<Result<readonly Removal[]>> {
  const unseen = unseenSpecs(opened, 'nothing was removed')
  if (unseen !== null) return fail(unseen)
  const chosen = chooseLocked(opened, words)
  if (!chosen.ok) return chosen
  const removals: Removal[] = []
  const refusals: Diagnostic[] = []
  for (const choice of chosen.value) {
    const wanted = await orphansOf(opened, choice)
    refusals.push(...wanted.refusals)
    const removal = await removalOf(opened, choice, wanted.paths, options, ports)
    if (!removal.ok) refusals.push(...removal.diagnostics)
    else if (wanted.paths.length > 0) removals.push(removal.value)
  }
  return refusals.length > 0 ? fail(...refusals) : ok(removals, chosen.diagnostics)
}

/** Those of a choice that no spec names. By a spec's id only its orphans are meant; by a path, that very file. */
async function orphansOf(
  opened: Opened,
  { lock, paths, whole }: LockedChoice,
): Promise<{ readonly paths: readonly string[]; readonly refusals: readonly Diagnostic[] }> {
  const orphans: string[] = []
  const owned: Diagnostic[] = []
  for (const path of [...paths].sort()) {
    // Keys of a decoded lock are target paths.
    const owner = opened.project.owners.get(path as TargetPath)
    if (owner === undefined) orphans.push(path)
    else if (!whole || owner !== lock.spec.id) owned.push(await stillNamed(opened, path, owner))
  }
  if (orphans.length > 0 || owned.length > 0) return { paths: orphans, refusals: owned }
  const refusal = diagnostic(
    'remove-refused',
    `every target of ${lock.spec.id} is still named by ${lock.spec.path}`,
    {
      place: { path: lock.spec.path },
      hint: 'take the ones that should go out of `targets` first, or delete the spec',
    },
  )
  return { paths: [], refusals: [refusal] }
}

async function stillNamed(opened: Opened, path: string, owner: SpecId): Promise<Diagnostic> {
  // Parsed for the line: a head that a lock vouches for has none.
  const spec = await opened.spec(owner)
  const head = spec.ok ? spec.value.head : opened.project.specs.get(owner)
  const place = head?.targets.find((target) => target.path === path)?.place
  return diagnostic('remove-refused', `${path} still belongs to ${owner}: ${head?.path ?? owner} names it`, {
    ...(place === undefined ? {} : { place }),
    hint: `take it out of \`targets\` first; spec forget ${path} only takes it out of the lock`,
  })
}

async function removalOf(
  opened: Opened,
  { lock }: LockedChoice,
  paths: readonly string[],
  options: { readonly force: boolean },
  ports: RemovePorts,
): Promise<Result<Removal>> {
  const { id } = lock.spec
  const actions: Action[] = []
  const unstored = new Map<string, Uint8Array>()
  const refusals: Diagnostic[] = []
  for (const path of paths) {
    const state = opened.workspace.read(path)
    if (state.kind === 'other') {
      refusals.push(
        diagnostic('target-not-a-file', `${path} is ${state.what}, and a target is a file`, {
          place: { path },
          hint: `move it away, or only take it out of the lock: spec forget ${path}`,
        }),
      )
      continue
    }
    if (state.kind === 'absent') continue
    const now = await targetNow(opened.workspace, path, lock.targets[path])
    if (now.kind === 'changed' && isBeyondForm(now.level) && !options.force) {
      refusals.push(
        diagnostic('target-edited', `${path} was edited by hand since it was built: it is left alone`, {
          place: { path },
          hint: `keep it: spec forget ${path}; delete it: spec remove ${path} --force (stores it first)`,
        }),
      )
      continue
    }
    // The same text in the line ends of this checkout is kept as the archive has it.
    const names = [digestBytes(state.bytes), ...(now.kind === 'same' ? writtenBlob(lock, path) : [])]
    if (!names.some((name) => isArchived(ports.store, name))) unstored.set(path, state.bytes)
    const action = deleteAction(path, state.bytes, 'no spec names it')
    if (action !== null) actions.push(action)
  }
  if (refusals.length > 0) return fail(...refusals)

  const stamp = { spec: id, at: ports.clock.now(), previous: lastRecord(lock), tool: ports.tool }
  const kept = await keepBytes(stamp, 'spec remove', unstored, ports)
  if (!kept.ok) return kept
  const lockText = opened.lockFiles.get(id)?.text ?? null
  const plan = planOf({ head: { id }, lockText }, actions, withoutTargets(lock, new Set(paths)), kept.value)
  return ok({
    spec: id,
    paths,
    stored: [...unstored.keys()],
    plan,
  })
}

function writtenBlob(lock: Lock, path: string): readonly Digest[] {
  const target = lock.targets[path]
  return target === undefined ? [] : [target.written.blob]
}

function isArchived(store: Store, digest: Digest): boolean {
  const blob = store.blob(digest)
  return blob.ok && blob.value !== null
}
