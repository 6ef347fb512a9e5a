// How often a property test runs: all of `full` in `npm run test:full`, at most 200 otherwise.

export const runs = (full: number): number => (process.env.SPEC_TEST_FULL ? full : Math.min(full, 200))
