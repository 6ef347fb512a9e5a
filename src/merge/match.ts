// Two versions of a list in, which unit of the one is which of the other out.
import { diffArrays } from 'diff'
import { formOf, words } from './same.ts'
import type { Unit } from './unit.ts'

/** Index in the base → index in the side. */
export type Matching = ReadonlyMap<number, number>

/** Pairs weighed against each other at most; larger stretches are paired by key alone. */
const maxPairs = 2500

/** Least likeness of two units that may be one, changed: by what speaks for it besides. */
const least = { sameKey: 0.1, alone: 0.3, rename: 0.6, other: 0.5 } as const

/** Units keep their order: equal ones first, then what is most alike in the stretches between. */
export function matchInOrder(base: readonly Unit[], side: readonly Unit[]): Matching {
  const matched = new Map<number, number>()
  const changes = diffArrays(base.map(formOf), side.map(formOf))
  let [at, there] = [0, 0]
  let [from, start] = [0, 0]
  const stretch = (): void => {
    for (const [i, j] of likest(base, side, from, at, start, there)) matched.set(i, j)
  }
  for (const { added, removed, count } of changes) {
    if (!added) at += count
    if (!removed) there += count
    if (added || removed) continue
    at -= count
    there -= count
    stretch()
    for (let n = 0; n < count; n++) matched.set(at++, there++)
    from = at
    start = there
  }
  stretch()
  return matched
}

/** Units may move: by key, then by what they say, then by likeness (a new name for the same thing). */
export function matchAnywhere(base: readonly Unit[], side: readonly Unit[]): Matching {
  const matched = new Map<number, number>()
  const taken = new Set<number>()
  const pair = (i: number, j: number): void => {
    matched.set(i, j)
    taken.add(j)
  }
  const byKey = groups(side)
  for (const [key, mine] of groups(base)) {
    const others = byKey.get(key) ?? []
    const [first, other] = [mine[0], others[0]]
    if (mine.length === 1 && others.length === 1 && first !== undefined && other !== undefined)
      pair(first, other)
    else {
      // Overloads, and statements that have no key: in their order.
      const inOrder = matchInOrder(pick(base, mine), pick(side, others))
      for (const [i, j] of inOrder) pair(mine[i] ?? 0, others[j] ?? 0)
    }
  }
  for (const [i, unit] of base.entries()) {
    if (matched.has(i) || unit.node === null) continue
    let best: number = least.rename
    let found: number | null = null
    for (const [j, other] of side.entries()) {
      if (taken.has(j) || other.node?.kind !== unit.node.kind || unit.key === null || other.key === null)
        continue
      const likeness = formOf(unit) === formOf(other) ? 1 : like(unit, other)
      if (likeness < best) continue
      best = likeness
      found = j
    }
    if (found !== null) pair(i, found)
  }
  return matched
}

function groups(units: readonly Unit[]): Map<string, number[]> {
  const found = new Map<string, number[]>()
  for (const [index, unit] of units.entries()) {
    const key = unit.key ?? (unit.node === null ? 'comment' : 'statement')
    const group = found.get(key)
    if (group === undefined) found.set(key, [index])
    else group.push(index)
  }
  return found
}

const pick = (units: readonly Unit[], indices: readonly number[]): Unit[] =>
  indices.flatMap((index) => units[index] ?? [])

/** The pairs of two stretches with the most likeness in sum, in order: by dynamic programming. */
function likest(
  base: readonly Unit[],
  side: readonly Unit[],
  from: number,
  to: number,
  start: number,
  end: number,
): [number, number][] {
  const [m, n] = [to - from, end - start]
  if (m === 0 || n === 0) return []
  const onlyKeys = m * n > maxPairs
  const weight = (i: number, j: number): number => {
    const [a, b] = [base[from + i], side[start + j]]
    if (a === undefined || b === undefined || a.node?.kind !== b.node?.kind) return 0
    const sameKey = a.key !== null && a.key === b.key
    if (onlyKeys && !sameKey) return 0
    const likeness = like(a, b)
    const limit = sameKey ? least.sameKey : m === 1 && n === 1 ? least.alone : least.other
    return likeness < limit ? 0 : likeness + (sameKey ? 1 : 0)
  }
  const best: number[][] = Array.from({ length: m + 1 }, () => Array.from({ length: n + 1 }, () => 0))
  const weights: number[][] = []
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0
  for (let i = m - 1; i >= 0; i--) {
    const row = (weights[i] = Array.from({ length: n }, (_, j) => weight(i, j)))
    for (let j = n - 1; j >= 0; j--) {
      const together = row[j] ?? 0
      const line = best[i]
      if (line === undefined) continue
      line[j] = Math.max(at(i + 1, j), at(i, j + 1), together > 0 ? together + at(i + 1, j + 1) : 0)
    }
  }
  const pairs: [number, number][] = []
  for (let [i, j] = [0, 0]; i < m && j < n;) {
    const together = weights[i]?.[j] ?? 0
    if (together > 0 && at(i, j) === together + at(i + 1, j + 1)) pairs.push([from + i++, start + j++])
    else if (at(i, j) === at(i + 1, j)) i++
    else j++
  }
  return pairs
}

/** How much of their words two units share, from 0 to 1 (Dice's coefficient over tokens, each counted as often as it is there). */
function like(a: Unit, b: Unit): number {
  const [mine, other] = [tokens(a), tokens(b)]
  const counts = new Map<string, number>()
  for (const token of mine) counts.set(token, (counts.get(token) ?? 0) + 1)
  let shared = 0
  for (const token of other) {
    const left = counts.get(token) ?? 0
    if (left === 0) continue
    counts.set(token, left - 1)
    shared++
  }
  return mine.length + other.length === 0 ? 1 : (2 * shared) / (mine.length + other.length)
}

const split = new WeakMap<Unit, readonly string[]>()

function tokens(unit: Unit): readonly string[] {
  let found = split.get(unit)
  if (found === undefined) {
    found = (unit.node === null ? words(unit.body) : unit.body).match(/[\w$]+|[^\w\s]/g) ?? []
    split.set(unit, found)
  }
  return found
}
