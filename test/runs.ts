// How often a property test runs: all of `full` in `npm run test:full`, at most 200 otherwise.

export const runs = (full: number): number => (process.env.SPEC_TEST_FULL ? full : Math.min(full, 200))

/** Cases of which each costs seconds: all of them in `npm run test:full`, every so many otherwise. */
export const sampled = <T>(cases: readonly T[], every: number): readonly T[] =>
  process.env.SPEC_TEST_FULL ? cases : cases.filter((_, at) => at % every === 0)
