// The use case `regen` for many specs: in dependency order, independent ones at the same time.
import { decodeLock } from '../lock/decode.ts'
import type { Lock } from '../lock/lock.ts'
import { lockPath } from '../lock/path.ts'
import { usedFeatures } from '../spec/project.ts'
import type { SpecId } from '../spec/spec.ts'
import type { InputReader } from './input-reader.ts'
import type { Opened } from './open-project.ts'
import type { RegenOptions, RegenOutcome, RegenPorts, Upstream } from './regen-options.ts'
import { regenSpec } from './regen-spec.ts'

export interface RegenRun {
  readonly options: RegenOptions
  readonly ports: RegenPorts
  readonly reader: () => InputReader
  /** Specs that are only looked at because they use others: built where they are stale, whatever is asked of the others. */
  readonly dependents: ReadonlySet<SpecId>
  /** Specs built at a time. */
  readonly concurrency: number
  readonly begin: (id: SpecId) => void
  readonly end: (outcome: RegenOutcome) => void
}

/**
 * Builds each spec as soon as those among `ids` that it uses are done. A failed spec stops only those that use it and
 * have to be built; each that lands, lands by itself, so that what was paid for and verified is never thrown away.
 */
export async function regenAll(
  opened: Opened,
  ids: readonly SpecId[],
  run: RegenRun,
): Promise<RegenOutcome[]> {
  const outcomes = new Map<SpecId, Promise<RegenOutcome>>()
  const wanted = new Set(ids)
  const slots = new Slots(run.concurrency)
  const build = async (id: SpecId): Promise<RegenOutcome> => {
    const upstream = await Promise.all(upstreamOf(opened, id, wanted).map((used) => outcomes.get(used)))
    const before = upstreamIn(
      opened,
      upstream.filter((outcome) => outcome !== undefined),
    )
    const outcome = await slots.hold(() => regenOne(opened, id, run, before))
    run.end(outcome)
    return outcome
  }
  // In dependency order, so that a spec's upstream is always in the map before it. What has no place in it (an
  // architecture spec that somebody named) is told so by its own outcome.
  for (const id of new Set([...opened.project.order, ...ids])) if (wanted.has(id)) outcomes.set(id, build(id))
  return Promise.all(outcomes.values())
}

async function regenOne(
  opened: Opened,
  id: SpecId,
  run: RegenRun,
  upstream: Upstream,
): Promise<RegenOutcome> {
  run.begin(id)
  // A fresh reader: what was built before this one may have changed the files it sees.
  const options = run.dependents.has(id) ? { ...run.options, fresh: false, only: null } : run.options
  return regenSpec(opened, id, options, run.ports, run.reader(), upstream)
}

/** The named features and all that use them, directly or through others: `--with-dependents`. */
export function withDependents(opened: Opened, ids: readonly SpecId[]): SpecId[] {
  const wanted = new Set(ids)
  // In dependency order, one pass meets every user after what it uses.
  for (const id of opened.project.order) {
    if (upstreamOf(opened, id, wanted).length > 0 && opened.project.specs.get(id)?.status === 'active')
      wanted.add(id)
  }
  return [...wanted]
}

function upstreamOf(opened: Opened, id: SpecId, wanted: ReadonlySet<SpecId>): SpecId[] {
  const head = opened.project.specs.get(id)
  if (head === undefined) return []
  const used = usedFeatures(opened.project, head).map((one) => one.id)
  return [...used, ...(opened.implied.get(id) ?? [])].filter((one) => wanted.has(one))
}

export function isFailure(outcome: RegenOutcome): boolean {
  return outcome.kind === 'failed' || outcome.kind === 'refused'
}

function upstreamIn(opened: Opened, outcomes: readonly RegenOutcome[]): Upstream {
  const planned = new Map<SpecId, Lock>()
  for (const { spec, plan, applied } of outcomes) {
    const written = applied ? undefined : plan?.locks.find(({ path }) => path === lockPath(spec))
    const lock =
      written === undefined || written.text === null ? null : decodeLock(written.text, written.path)
    if (lock?.ok === true) planned.set(spec, lock.value)
  }
  const waiting = outcomes.find(({ spec, kind }) => kind === 'awaits-upstream' && !opened.locks.has(spec))
  return { broken: outcomes.find(isFailure)?.spec ?? null, planned, unbuilt: waiting?.spec ?? null }
}

/** At most so many at a time, first come first served. */
class Slots {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(size: number) {
    this.#free = Math.max(1, size)
  }

  async hold<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#free -= 1
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free += 1
      else next()
    }
  }
}
