// Specs by id in, the circles of their `uses` out.
import type { Place } from '../diagnostic/diagnostic.ts'
import type { SpecHead, SpecId } from './spec.ts'

/** One step of a circle: who uses, and where it says so. The next step's `from` is what is used. */
export interface CycleStep {
  readonly from: SpecId
  readonly place: Place
}

interface Visit {
  readonly head: SpecHead
  next: number
}

/**
 * Every circle is found at least in part: once all that are reported are cut, none is left. Each starts with its smallest id.
 * Without recursion: a chain of ten thousand specs is no fault.
 */
export function findCycles(specs: ReadonlyMap<SpecId, SpecHead>): readonly (readonly CycleStep[])[] {
  const cycles: (readonly CycleStep[])[] = []
  const done = new Set<SpecId>()
  const depthOf = new Map<SpecId, number>()
  for (const start of specs.values()) {
    if (done.has(start.id)) continue
    const trail: Visit[] = [{ head: start, next: 0 }]
    depthOf.set(start.id, 0)
    for (let visit = trail.at(-1); visit !== undefined; visit = trail.at(-1)) {
      const use = visit.head.uses[visit.next++]
      if (use === undefined) {
        trail.pop()
        depthOf.delete(visit.head.id)
        done.add(visit.head.id)
        continue
      }
      const used = specs.get(use.id)
      if (used === undefined || done.has(used.id)) continue
      const depth = depthOf.get(used.id)
      if (depth === undefined) {
        depthOf.set(used.id, trail.length)
        trail.push({ head: used, next: 0 })
      } else cycles.push(fromSmallest(trail.slice(depth).map(stepOf)))
    }
  }
  return cycles
}

function stepOf({ head, next }: Visit): CycleStep {
  return { from: head.id, place: head.uses[next - 1]?.place ?? { path: head.path } }
}

function fromSmallest(steps: readonly CycleStep[]): readonly CycleStep[] {
  let smallest = 0
  for (const [index, step] of steps.entries()) if (step.from < (steps[smallest]?.from ?? '')) smallest = index
  return [...steps.slice(smallest), ...steps.slice(0, smallest)]
}
