// Comparisons with fresh builds and the level that counts in; whether a rebuild would matter, and what asking cost, out.
import { reaches, type Level } from '../diff/change.ts'
import { noUsage, type Usage } from '../model/model.ts'
import type { FreshComparison } from './fresh.ts'

export interface JudgedComparison extends FreshComparison {
  /** Code changes at the level that counts or above, or a check fails on one side alone. */
  readonly matters: boolean
}

export interface FreshReport {
  readonly failOn: Level
  readonly specs: readonly JudgedComparison[]
  /** Tokens of all calls. */
  readonly usage: Usage
}

/** Judges. What the checks find on both sides does not come of a rebuild, and does not count. */
export function judgeFresh(comparisons: readonly FreshComparison[], failOn: Level): FreshReport {
  const specs = comparisons.map((one) => ({ ...one, matters: matters(one, failOn) }))
  return { failOn, specs, usage: comparisons.reduce((sum, { usage }) => sumUsage(sum, usage), noUsage) }
}

function matters({ level, findings }: FreshComparison, failOn: Level): boolean {
  const fails = [...findings.fresh, ...findings.current].some(({ severity }) => severity === 'finding')
  return fails || (level !== null && reaches(level, failOn))
}

/** Null where neither said. */
export function sumUsage(one: Usage, other: Usage): Usage {
  const sum = (a: number | null, b: number | null): number | null =>
    a === null && b === null ? null : (a ?? 0) + (b ?? 0)
  return {
    input: sum(one.input, other.input),
    output: sum(one.output, other.output),
    cacheRead: sum(one.cacheRead, other.cacheRead),
    cacheWrite: sum(one.cacheWrite, other.cacheWrite),
  }
}
