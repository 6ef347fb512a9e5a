// A surveyed project and its drift in, what is kept of it while nothing is wrong out; and the same drift from that again.
import { digestValue, type Digest } from '../digest/digest.ts'
import type { Drift } from '../drift/drift.ts'
import { driftOf, type TargetNow } from '../drift/states.ts'
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
  // Every lock is one of these.
  return specs.length === locks.size ? { key: keyOf(config), specs, others } : null
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
  const lock = Object.fromEntries(
    targets.map((target) => {
      const because = Object.hasOwn(accepted, target) ? accepted[target] : undefined
      return [target, { accepted: because === undefined ? null : { because } }]
    }),
  )
  const now = new Map(targets.map((target) => [target, same]))
  const nothing = { causes: [], interrupted: false, willMakeStale: [], owners: new Map<string, never>() }
  return driftOf({ head, lock: { targets: lock }, targets: now, ...nothing })
}

const same: TargetNow = { kind: 'same' }
/** No file is behind these heads. */
const emptyDigest = digestValue(null)
