// A surveyed project and its drift in, what is kept of it while nothing is wrong out; and the same drift from that again.
import { digestValue, type Digest } from '../digest/digest.ts'
import type { Drift } from '../drift/drift.ts'
import { driftOf, type LockedStates, type TargetNow } from '../drift/states.ts'
import type { Config } from '../config/config.ts'
import type { CleanProject, CleanSpec } from '../ports.ts'
import type { SpecHead, TargetPath } from '../spec/spec.ts'
import type { DriftReport } from './drift.ts'
import type { Opened } from './open-project.ts'

/** Digest of what the answer depends on besides files. */
export function keyOf(config: Config): Digest {
  return digestValue(JSON.parse(JSON.stringify(config)))
}

/**
 * Null where anything is to be told that does not follow from unmoved specs alone: a warning, a draft without a lock, an
 * edit, a lock without a spec, an interrupted command.
 *
 * @param report of all specs.
 */
export function cleanProject(opened: Opened, report: DriftReport): CleanProject | null {
  const { project, config, locks, orphans, unreadable } = opened
  if (report.diagnostics.length > 0 || opened.diagnostics.length > 0) return null
  if (orphans.length > 0 || unreadable.size > 0 || opened.workspace.interrupted().length > 0) return null
  const specs: CleanSpec[] = []
  const others: string[] = []
  for (const head of project.specs.values()) {
    if (head.kind === 'architecture') {
      others.push(head.path)
      continue
    }
    const still = opened.unmoved(head)
    const lock = opened.lockFiles.get(head.id)?.path
    if (still === null || lock === undefined) return null
    const accepted = Object.entries(still.lock.targets).flatMap(([path, { accepted: one }]) =>
      one === null ? [] : [[path, one.because] as const],
    )
    specs.push({
      id: head.id,
      path: head.path,
      lock,
      draft: head.status === 'draft',
      targets: head.targets.map(({ path }) => path),
      accepted: Object.fromEntries(accepted),
      inputs: [...head.context, ...head.tests],
    })
  }
  // As a check tells of them.
  specs.sort(byId)
  // Every lock is one of these.
  return specs.length === locks.size ? { key: keyOf(config), specs, others } : null
}

/** By UTF-16 code units. */
export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** As `checkDrift` reported it. */
export function driftOfClean({ specs }: CleanProject): readonly Drift[] {
  return specs.map(driftOfUnmoved)
}

function driftOfUnmoved({ id, path, draft, targets, accepted }: CleanSpec): Drift {
  const place = { path }
  const head: SpecHead = {
    kind: 'feature',
    id,
    path,
    title: null,
    status: draft ? 'draft' : 'active',
    model: null,
    // Taken from a head.
    targets: targets.map((target) => ({ path: target as TargetPath, place })),
    uses: [],
    context: [],
    tests: [],
    raw: emptyDigest,
  }
  // Without a hidden class, of which every new name would make another; it is empty, so it holds nothing else.
  const lock = Object.create(null) as Record<string, LockedStates['targets'][string]>
  const now = new Map<string, TargetNow>()
  for (const target of targets) {
    const because = Object.hasOwn(accepted, target) ? accepted[target] : undefined
    lock[target] = because === undefined ? unaccepted : { accepted: { because } }
    now.set(target, same)
  }
  const nothing = { causes: [], interrupted: false, willMakeStale: [], owners: new Map<string, never>() }
  return driftOf({ head, lock: { targets: lock }, targets: now, ...nothing })
}

const unaccepted = { accepted: null }
const same: TargetNow = { kind: 'same' }
/** No file is behind these heads. */
const emptyDigest = digestValue(null)
