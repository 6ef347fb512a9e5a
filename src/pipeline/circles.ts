// Who is reached from whom, by name and by shared patterns → the circle that each spec is part of.
import type { SpecHead, SpecId } from '../spec/spec.ts'

/** What a pattern reaches. */
interface Pattern {
  readonly ids: readonly SpecId[]
}

interface Visit {
  readonly node: string
  readonly next: readonly string[]
  at: number
}

/**
 * Specs with the same number reach each other; a number of one's own means no circle. Patterns are nodes of their own,
 * so that a thousand specs with one broad pattern are a thousand steps and not a million. Linear (Tarjan, "Depth-first
 * search and linear graph algorithms", 1972), without recursion: a chain of ten thousand specs is no fault.
 *
 * @param named what each spec reaches by name.
 */
export function circlesOf(
  heads: readonly SpecHead[],
  named: ReadonlyMap<SpecId, ReadonlySet<SpecId>>,
  patterns: ReadonlyMap<string, Pattern>,
): ReadonlyMap<string, number> {
  const contexts = new Map(heads.map((head) => [head.id as string, head.context]))
  // No id holds a NUL, so that no spec is called as a pattern is.
  const nextOf = (node: string): readonly string[] =>
    node.startsWith('\0')
      ? (patterns.get(node.slice(1))?.ids ?? [])
      : [
          // An id as a plain text is looked up as well.
          ...(named.get(node as SpecId) ?? []),
          ...(contexts.get(node) ?? []).filter((one) => patterns.has(one)).map((one) => `\0${one}`),
        ]

  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const circle = new Map<string, number>()
  const open: string[] = []
  const enter = (node: string): Visit => {
    order.set(node, order.size)
    lowest.set(node, order.size - 1)
    open.push(node)
    return { node, next: nextOf(node), at: 0 }
  }
  const lower = (node: string, to: number): void => {
    lowest.set(node, Math.min(lowest.get(node) ?? to, to))
  }
  let circles = 0
  for (const { id } of heads) {
    if (order.has(id)) continue
    const trail = [enter(id)]
    for (let visit = trail.at(-1); visit !== undefined; visit = trail.at(-1)) {
      const next = visit.next[visit.at++]
      if (next !== undefined) {
        const seen = order.get(next)
        if (seen === undefined) trail.push(enter(next))
        else if (!circle.has(next)) lower(visit.node, seen)
        continue
      }
      trail.pop()
      const low = lowest.get(visit.node) ?? 0
      const above = trail.at(-1)
      if (above !== undefined) lower(above.node, low)
      if (low !== order.get(visit.node)) continue
      for (let node = open.pop(); node !== undefined; node = open.pop()) {
        circle.set(node, circles)
        if (node === visit.node) break
      }
      circles += 1
    }
  }
  return circle
}
