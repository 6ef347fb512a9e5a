// What a survey saw of a spec's lock and inputs in, whether the spec asks what it asked and its targets are as written
// out. By facts and fingerprints; where they do not tell, the spec is looked into.
import type { TargetNow } from '../drift/states.ts'
import type { LockFacts } from '../lock/facts.ts'
import type { Glance } from '../ports.ts'
import { usedFeatures } from '../spec/project.ts'
import type { Project, SpecHead, SpecId, TargetPath } from '../spec/spec.ts'
import type { InputReader } from './input-reader.ts'

export interface Unmoved {
  readonly lock: LockFacts
  /** Every target, all the same. */
  readonly targets: ReadonlyMap<string, TargetNow>
}

interface Surveyed {
  readonly glances: ReadonlyMap<SpecId, Glance>
  readonly project: Project
  /** Path → fingerprint of what a target of the spec declares, by its lock; null without one. */
  readonly declared: (id: SpecId) => ReadonlyMap<string, string> | null
}

/** Null where anything may have moved. */
export function unmoved(surveyed: Surveyed, head: SpecHead, reader: InputReader): Unmoved | null {
  const glance = surveyed.glances.get(head.id)
  const facts = glance?.facts ?? null
  if (glance === undefined || facts === null || glance.vouched === null || glance.moved.length > 0)
    return null
  const { question, inputs } = facts
  // The same front matter over the same files: the same closure of architecture specs, and nothing in it moved.
  if (!Object.values(question.specs).every(({ path }) => reader.raw(path) === inputs[path])) return null
  const isStill = (path: string): boolean => glance.unmovedInputs.includes(path)
  if (!head.context.every(isStill) || !head.tests.every(isStill)) return null
  if (!isSameSet(head.tests, question.tests)) return null
  if (!isSameMap(declarationsNow(surveyed, head, facts), question.declarations)) return null
  const targets = new Map<string, TargetNow>()
  for (const path in facts.targets) targets.set(path, same)
  return { lock: facts, targets }
}

const same: TargetNow = { kind: 'same' }
const none: ReadonlyMap<string, string> = new Map()

/** Path → fingerprint, as `question.ts` gathers declarations; null where a lock itself has to be read for it. */
function declarationsNow(
  { project, declared }: Surveyed,
  head: SpecHead,
  lock: LockFacts,
): ReadonlyMap<string, string> | null {
  const usesFeature = head.uses.some(({ id }) => project.specs.get(id)?.kind === 'feature')
  const used = usesFeature ? usedFeatures(project, head) : []
  if (used.length === 0 && head.context.length === 0) return none
  const now = new Map<string, string>()
  for (const { id, requirements } of used) {
    // Parts of a feature are picked by its trace.
    const upstream = requirements === null ? declared(id) : null
    if (upstream === null) return null
    for (const [path, print] of upstream) now.set(path, print)
  }
  const own = new Set<string>(head.targets.map(({ path }) => path))
  for (const path of head.context) {
    if (own.has(path) || now.has(path)) continue
    // What somebody owns is seen by the owner's lock.
    if (project.owners.has(path as TargetPath)) return null
    const before = Object.hasOwn(lock.question.declarations, path)
      ? lock.question.declarations[path]
      : undefined
    if (before === undefined) return null
    now.set(path, before)
  }
  return now
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  if (some.length === 0) return others.length === 0
  const [one, other] = [new Set(some), new Set(others)]
  return one.size === other.size && some.every((value) => other.has(value))
}

function isSameMap(
  now: ReadonlyMap<string, string> | null,
  before: Readonly<Record<string, string>>,
): boolean {
  if (now?.size !== Object.keys(before).length) return false
  return [...now].every(([path, print]) => Object.hasOwn(before, path) && before[path] === print)
}
