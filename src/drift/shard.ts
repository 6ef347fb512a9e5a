// `2/5` and the ids of a whole check in, which of five CI jobs looks at which spec out. Every job comes to the same answer
// by itself.
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { digestText } from '../digest/digest.ts'

export interface Shard {
  /** From 1 to `count`. */
  readonly index: number
  readonly count: number
}

/** More jobs than any host runs at a time. */
const maxShards = 10_000

/** `2/5`: the second of five. Trouble `usage` for anything else. */
export function parseShard(written: string): Result<Shard> {
  const refuse = (why: string, hint: string): Result<Shard> =>
    fail(diagnostic('usage', `--shard ${written.slice(0, 40)} ${why}`, { hint }))
  const [, first, second] = /^(\d{1,9})\/(\d{1,9})$/.exec(written) ?? []
  if (first === undefined || second === undefined)
    return refuse('is not a part of a whole', 'write --shard 2/5 for the second of five parts')
  const [index, count] = [Number(first), Number(second)]
  if (count === 0) return refuse('is a part of nothing', 'write --shard 1/1 for the whole')
  if (count > maxShards) return refuse('is of too many parts', `there may be ${maxShards} of them`)
  if (index === 0) return refuse('begins at 0', `parts are counted from 1: --shard 1/${count}`)
  if (index > count)
    return refuse(`is beyond the last part`, `the last of ${count} is --shard ${count}/${count}`)
  return ok({ index, count })
}

/**
 * Deals ids out: id → shard from 1 to `count`. The ids are laid in a row in the order of the digests of their names, each as
 * long as its weight, and the row is cut into pieces of one length; an id belongs to the piece that its middle lies in.
 *
 * Even: the weights of two shards differ by less than two ids' weight, and by one id at most where all weigh the same.
 * Repeatable: only ids and weights count. Steady: one id more moves no more than what lies within its own weight of a cut.
 * Neighbours by name, which tend to be of a size, land apart.
 *
 * @param weights whole numbers of at least 1; the sum times twice `count` stays below 2^53.
 */
export function dealShards(weights: ReadonlyMap<string, number>, count: number): ReadonlyMap<string, number> {
  const row = [...weights]
    .map(([id, weight]) => ({ id, weight, digest: digestText(id) }))
    .sort((a, b) => (a.digest < b.digest ? -1 : 1))
  const total = row.reduce((sum, { weight }) => sum + weight, 0)
  const shards = new Map<string, number>()
  let before = 0
  for (const { id, weight } of row) {
    // Twice the middle over twice the whole, so that all numbers stay whole.
    shards.set(id, Math.floor(((2 * before + weight) * count) / (2 * total)) + 1)
    before += weight
  }
  return shards
}
