// The use case `drift`: every spec's lock held against the spec, what it uses, and the code. Calls no model, runs nothing.
import { isBeyondForm } from '../diff/change.ts'
import { diagnostic, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { causesOf } from '../drift/causes.ts'
import type { Cause, Drift } from '../drift/drift.ts'
import { driftOf, type TargetNow } from '../drift/states.ts'
import type { Lock } from '../lock/lock.ts'
import { usedFeatures } from '../spec/project.ts'
import type { SpecHead, SpecId } from '../spec/spec.ts'
import { declarationDigests } from './code-facts.ts'
import { readInputs, type InputReader } from './input-reader.ts'
import type { Choice } from './choice.ts'
import { editedTargets, type Comparing, type EditedTargets } from './edited-targets.ts'
import { interruptedElsewhere, unreadableDrift } from './drift-left-out.ts'
import type { Opened } from './open-project.ts'
import { questionNow, tracedNames } from './question.ts'
import { targetNow } from './target-now.ts'

export interface DriftReport {
  /** In order of id; those that cannot be read are there with the state `unreadable`. */
  readonly drifts: readonly Drift[]
  /**
   * Specs or locks that cannot be read, interrupted applies that no entry tells of, warnings. Only those
   * that the choice tells of.
   */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Checks what was chosen: `wholeCheck`, `named` specs, or a part of either.
 *
 * @param comparing where edits are to be told with their level and changes; without it every edit beyond form counts as
 *   `implementation`.
 */
export async function checkDrift(
  opened: Opened,
  choice: Choice,
  comparing: Comparing | null = null,
): Promise<Result<DriftReport>> {
  const reader = readInputs(opened.workspace)
  const interrupted = opened.workspace.interrupted()
  const drifts: Drift[] = []
  const diagnostics: Diagnostic[] = opened.diagnostics.filter(choice.tells)
  for (const ids of inSteps(opened, choice.ids)) {
    const heads = movedHeads(opened, ids)
    const edited = comparing === null ? new Map() : await editedTargets(opened, heads, comparing)
    for (const id of ids) {
      const faults = opened.unreadable.get(id)
      if (faults !== undefined) {
        drifts.push(unreadableDrift(opened, id, faults))
        continue
      }
      const head = opened.project.specs.get(id)
      if (head === undefined) continue
      const drift = await driftOfSpec(opened, head, reader, interrupted.includes(id), edited)
      diagnostics.push(...drift.diagnostics.filter((one) => !diagnostics.includes(one)))
      // What it uses cannot be read: nobody can say what it asks.
      drifts.push(drift.ok ? drift.value : unreadableDrift(opened, id, drift.diagnostics))
    }
  }
  diagnostics.push(...interruptedElsewhere(interrupted.filter(choice.interrupted), drifts))
  drifts.push(...choice.orphans.map(orphanDrift))
  return ok({ drifts, diagnostics })
}

/** Specs that are looked into at a time: no more decoded locks are kept in memory than twice are asked for. */
const mostMoved = 250

function* inSteps(opened: Opened, ids: readonly SpecId[]): Generator<readonly SpecId[]> {
  let step: SpecId[] = []
  let moved = 0
  for (const id of ids) {
    step.push(id)
    moved += movedHeads(opened, [id]).length
    if (moved < mostMoved) continue
    yield step
    step = []
    moved = 0
  }
  yield step
}

/** Of specs whose targets have to be looked at one by one. */
function movedHeads(opened: Opened, ids: readonly SpecId[]): readonly SpecHead[] {
  return ids.flatMap((id) => {
    const head = opened.unreadable.has(id) ? undefined : opened.project.specs.get(id)
    return head === undefined || opened.unmoved(head) !== null ? [] : [head]
  })
}

export function featureIds(opened: Opened): SpecId[] {
  return [...opened.project.specs.values()].filter((head) => head.kind === 'feature').map((head) => head.id)
}

/**
 * One spec's drift.
 *
 * @param compared edits that were compared already; any other is looked at for more than form.
 */
export async function driftOfSpec(
  opened: Opened,
  head: SpecHead,
  reader: InputReader,
  interrupted: boolean,
  compared: EditedTargets = new Map(),
): Promise<Result<Drift>> {
  const still = opened.unmoved(head)
  if (still !== null) {
    const { owners } = opened.project
    return ok(driftOf({ head, ...still, causes: [], interrupted, willMakeStale: [], owners }))
  }
  const lock = opened.locks.get(head.id) ?? null
  const causes = await causesNow(opened, head, lock, reader)
  if (!causes.ok) return causes
  const targets = new Map<string, TargetNow>()
  const faults: Diagnostic[] = []
  let edited = false
  for (const path of new Set([
    ...head.targets.map((target) => target.path),
    ...Object.keys(lock?.targets ?? {}),
  ])) {
    const pending = compared.get(head.id)?.get(path) ?? targetNow(opened.workspace, path, lock?.targets[path])
    const now = pending instanceof Promise ? await pending : pending
    // Form alone moves no declaration.
    edited ||= now.kind === 'changed' && isBeyondForm(now.level)
    if (now.kind === 'other') faults.push(await notAFile(opened, head, path, now.what))
    targets.set(path, now)
  }
  const willMakeStale =
    edited && lock !== null ? await dependentsOfEdit(opened, head, lock, targets, reader) : []
  const drift = driftOf({
    head,
    lock,
    targets,
    causes: causes.value,
    interrupted,
    willMakeStale,
    owners: opened.project.owners,
  })
  return ok(drift, [...causes.diagnostics, ...faults])
}

/** A folder, a device or a link out in the place of a target, told at the line that names it. */
async function notAFile(opened: Opened, head: SpecHead, path: string, what: string): Promise<Diagnostic> {
  // A head that was taken from a lock has no lines.
  const spec = await opened.spec(head.id)
  const targets = spec.ok ? spec.value.head.targets : head.targets
  return diagnostic('target-not-a-file', `\`${path}\` is ${what}, and a target is a file`, {
    place: targets.find((target) => target.path === path)?.place ?? { path: head.path },
    hint: 'name a file, or move away what stands there',
  })
}

async function causesNow(
  opened: Opened,
  head: SpecHead,
  lock: Lock | null,
  reader: InputReader,
): Promise<Result<readonly Cause[]>> {
  if (lock === null) return ok([])
  const now = await questionNow(opened, head, reader)
  if (!now.ok) return now
  return ok(causesOf(lock.question, now.value.question, now.value.places), now.value.diagnostics)
}

/** Specs whose sight of an edited target's declarations would change, were the edit accepted (rule 13). */
async function dependentsOfEdit(
  opened: Opened,
  head: SpecHead,
  lock: Lock,
  targets: ReadonlyMap<string, TargetNow>,
  reader: InputReader,
): Promise<SpecId[]> {
  const stale = new Set<SpecId>()
  for (const [path, now] of targets) {
    const lookers = opened.seenBy(path).filter((id) => id !== head.id)
    const text = now.kind === 'changed' && lookers.length > 0 ? reader.text(path) : null
    if (text === null) continue
    const before = lock.targets[path]?.declarations ?? {}
    const after = await declarationDigests(path, text)
    const names = new Set([...Object.keys(before), ...Object.keys(after)])
    // Against the upstream's own lock; an added name is as new to a dependent as a changed one.
    const moved = [...names].filter((name) => before[name] !== after[name])
    for (const id of lookers) {
      const seen = namesInSight(opened, id, lock, path)
      if (moved.some((name) => seen === null || seen.has(name))) stale.add(id)
    }
  }
  return [...stale].sort()
}

/** What a dependent may see of a file of `upstream`; null for all of it. */
function namesInSight(opened: Opened, id: SpecId, upstream: Lock, path: string): ReadonlySet<string> | null {
  const head = opened.project.specs.get(id)
  const used = head === undefined ? [] : usedFeatures(opened.project, head)
  const requirements = used.find((one) => one.id === upstream.spec.id)?.requirements ?? null
  return requirements === null ? null : tracedNames(upstream.trace, requirements, path)
}

export function orphanDrift(lock: Lock): Drift {
  const targets = Object.keys(lock.targets).map((path) => ({
    // Keys of a decoded lock are target paths: its reader checks them.
    path: path as Drift['targets'][number]['path'],
    state: 'orphaned' as const,
    level: null,
    changes: [],
    because: null,
  }))
  const next = `spec remove ${lock.spec.id} (delete the files) or spec forget ${lock.spec.id} (keep them)`
  return {
    spec: lock.spec.id,
    path: lock.spec.path,
    draft: false,
    targets,
    causes: [],
    next,
    willMakeStale: [],
  }
}
