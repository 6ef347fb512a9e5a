// The use case `regen` for many specs: in dependency order, independent ones at the same time, those that share what their
// prompts begin with one after the other.
import { decodeLock } from '../lock/decode.ts'
import type { Lock } from '../lock/lock.ts'
import { lockPath } from '../lock/path.ts'
import { architectureClosure, usedFeatures } from '../spec/project.ts'
import type { SpecId } from '../spec/spec.ts'
import type { InputReader } from './input-reader.ts'
import type { Opened } from './open-project.ts'
import type { RegenOptions, RegenOutcome, RegenPorts, Upstream } from './regen-options.ts'
import { regenSpec } from './regen-spec.ts'
import { warmOrder, type Buildable } from './warm-order.ts'
import { warmed } from './warm-prefix.ts'

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
  const ports = warmed(run.ports)
  // In dependency order, so that a spec's upstream is always in the map before it. What has no place in it (an
  // architecture spec that somebody named) is told so by its own outcome.
  const given = givenOrder(opened, wanted)
  const order = runOrder(opened, wanted)
  const build = async (id: SpecId, place: number): Promise<RegenOutcome> => {
    const upstream = await Promise.all(upstreamOf(opened, id, wanted).map((used) => outcomes.get(used)))
    const before = upstreamIn(
      opened,
      upstream.filter((outcome) => outcome !== undefined),
    )
    const outcome = await slots.hold(place, () => regenOne(opened, id, { ...run, ports }, before))
    run.end(outcome)
    return outcome
  }
  for (const [place, id] of order.entries()) outcomes.set(id, build(id, place))
  // Told in the order they were given.
  return (await Promise.all(given.map((id) => outcomes.get(id)))).filter((outcome) => outcome !== undefined)
}

function givenOrder({ project }: Opened, wanted: ReadonlySet<SpecId>): SpecId[] {
  return [...new Set([...project.order, ...wanted])].filter((id) => wanted.has(id))
}

/** The order in which specs are begun. */
export function runOrder(opened: Opened, wanted: ReadonlySet<SpecId>): readonly SpecId[] {
  return warmOrder(givenOrder(opened, wanted).map((id) => buildable(opened, id, wanted)))
}

/** What a prompt begins with: shared specs, in the order in which they stand in it, for one model. */
function buildable(opened: Opened, id: SpecId, wanted: ReadonlySet<SpecId>): Buildable {
  const head = opened.project.specs.get(id)
  const shared = head === undefined ? [] : architectureClosure(opened.project, head)
  const blocks = shared.map((part) => `${part.id} ${JSON.stringify(part.requirements)}`)
  return { id, prefix: [head?.model ?? '', ...blocks], after: upstreamOf(opened, id, wanted) }
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

/** At most so many at a time; of those that wait, the one with the earliest place first. */
class Slots {
  #free: number
  readonly #waiting: { readonly place: number; readonly go: () => void }[] = []

  constructor(size: number) {
    this.#free = Math.max(1, size)
  }

  async hold<T>(place: number, work: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>((go) => this.#waiting.push({ place, go }))
    else this.#free -= 1
    try {
      return await work()
    } finally {
      const places = this.#waiting.map((one) => one.place)
      const [next] = this.#waiting.splice(places.indexOf(Math.min(...places)), 1)
      if (next === undefined) this.#free += 1
      else next.go()
    }
  }
}
