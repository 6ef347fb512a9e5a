// How much of a test runs: all of it in `npm run test:full`, a part otherwise.

/** How often a property is tried: `most` is for properties of which each try takes many milliseconds. */
export const runs = (full: number, most = 200): number =>
  process.env.SPEC_TEST_FULL ? full : Math.min(full, most)

/** Cases of which each costs seconds: all of them in `npm run test:full`, every so many otherwise. */
export const sampled = <T>(cases: readonly T[], every: number): readonly T[] =>
  process.env.SPEC_TEST_FULL ? cases : cases.filter((_, at) => at % every === 0)

/** Of what is to be done in each of many cases, one thing in each case by turns; everything in `npm run test:full`. */
export const byTurns = <T>(things: readonly T[], turn: number): readonly T[] =>
  process.env.SPEC_TEST_FULL ? things : things.filter((_, at) => at === turn % things.length)
