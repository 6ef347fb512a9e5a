// Requirements as they are and as the lock remembers them in; the same requirements out, with the ids they had (rule 8).
import type { PreviousRequirement, Requirement } from './spec.ts'

/** Below this share of common words two texts are paired by their order only. */
const alike = 0.5

/** Comparing all with all stops here; beyond it the order decides. */
const maxPairs = 250_000

/**
 * A requirement without a written id is named after its words, and its words change. Old and new ones are paired: by
 * equal meaning (first in the same section), by equal id, then within their section by similar words, then by order. The
 * new one keeps the old one's id. Written ids are never given away and never changed.
 */
export function reconcileRequirements(
  requirements: readonly Requirement[],
  previous: readonly PreviousRequirement[],
): Requirement[] {
  const written = new Set(requirements.filter((one) => one.explicit).map((one) => one.id.toLowerCase()))
  const old = new Set(previous.filter((one) => !written.has(one.id.toLowerCase())))
  const fresh = new Set(requirements.filter((one) => !one.explicit))
  const ids = new Map<Requirement, string>()
  const pair = (now: Requirement, then: PreviousRequirement): void => {
    ids.set(now, then.id)
    fresh.delete(now)
    old.delete(then)
  }

  pairByKey(fresh, old, (one) => `${one.digest} ${one.section} ${one.id}`, pair)
  pairByKey(fresh, old, (one) => `${one.digest} ${one.section}`, pair)
  pairByKey(fresh, old, (one) => one.digest, pair)
  // A written id that is gone names something a person knows: only the same meaning may take it over.
  for (const one of old) if (/\p{Lu}/u.test(one.id)) old.delete(one)
  pairByKey(fresh, old, (one) => one.id, pair)
  const left = groupBy(old, (one) => one.section)
  for (const [section, now] of groupBy(fresh, (one) => one.section)) {
    const then = left.get(section)
    if (then !== undefined) pairWithin(now, then, pair)
  }

  const taken = new Set([...written, ...[...ids.values()].map((id) => id.toLowerCase())])
  return requirements.map((one) => {
    const kept = ids.get(one)
    if (one.explicit || kept === one.id) return one
    if (kept !== undefined) return { ...one, id: kept }
    let id: string = one.id
    for (let count = 2; taken.has(id.toLowerCase()); count++) id = `${one.id}-${count}`
    taken.add(id.toLowerCase())
    return id === one.id ? one : { ...one, id }
  })
}

type Pair = (now: Requirement, then: PreviousRequirement) => void
type Keyed = Pick<PreviousRequirement, 'id' | 'section' | 'digest'>

/** Pairs those with equal keys, in order. */
function pairByKey(
  fresh: ReadonlySet<Requirement>,
  old: ReadonlySet<PreviousRequirement>,
  keyOf: (one: Keyed) => string,
  pair: Pair,
): void {
  const waiting = groupBy(old, keyOf)
  for (const [key, now] of groupBy(fresh, keyOf)) {
    const then = waiting.get(key) ?? []
    for (const [index, one] of now.entries()) {
      const before = then[index]
      if (before !== undefined) pair(one, before)
    }
  }
}

/** Most alike first; of equally alike ones, the nearer in order. Then the rest by order. */
function pairWithin(now: readonly Requirement[], then: readonly PreviousRequirement[], pair: Pair): void {
  const restNow = new Set(now)
  const restThen = new Set(then)
  if (now.length * then.length <= maxPairs) {
    const thenWords = then.map((one) => wordCounts(one.text))
    const candidates = now.flatMap((one, row) => {
      const words = wordCounts(one.text)
      return then.map((before, column) => ({
        one,
        before,
        likeness: likeness(words, thenWords[column] ?? words),
        distance: Math.abs(row - column),
      }))
    })
    const best = candidates.filter((candidate) => candidate.likeness >= alike)
    best.sort((a, b) => b.likeness - a.likeness || a.distance - b.distance) // Stable: ties keep the order of the text.
    for (const { one, before } of best) {
      if (!restNow.has(one) || !restThen.has(before)) continue
      restNow.delete(one)
      restThen.delete(before)
      pair(one, before)
    }
  }
  const inOrder = [...restThen]
  for (const [index, one] of [...restNow].entries()) {
    const before = inOrder[index]
    if (before !== undefined) pair(one, before)
  }
}

function wordCounts(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const word of text.toLowerCase().split(/[^\p{L}\p{N}]+/u)) {
    if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}

/** Sørensen-Dice over words: 1 for the same words in any order, 0 for none in common. */
function likeness(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let common = 0
  let total = 0
  for (const [word, count] of a) {
    common += Math.min(count, b.get(word) ?? 0)
    total += count
  }
  for (const count of b.values()) total += count
  return total === 0 ? 0 : (2 * common) / total
}

function groupBy<T>(values: Iterable<T>, keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const value of values) {
    const key = keyOf(value)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
}
