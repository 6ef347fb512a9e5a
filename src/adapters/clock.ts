// Nothing in, the time out: the one place that reads the clock.
import type { Clock } from '../ports.ts'

export function createClock(): Clock {
  return { now: () => `${new Date().toISOString().slice(0, 19)}Z` }
}
