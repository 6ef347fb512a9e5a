// Things that two sides put into an order each, and the order they had, in; one order that follows whoever moved them, out.

/**
 * Follows ours where only ours moved things, theirs where only theirs did, and each pair of things the side that moved
 * them apart from each other, where both did. Null where that goes round in a circle.
 *
 * @param base place of what was there before; undefined for what is new.
 */
export function mergedOrder<T>(
  things: readonly T[],
  places: {
    readonly base: (thing: T) => number | undefined
    readonly ours: (thing: T) => number
    readonly theirs: (thing: T) => number
  },
): readonly T[] | null {
  const by = (place: (thing: T) => number): T[] => [...things].sort((a, b) => place(a) - place(b))
  const [ours, theirs] = [by(places.ours), by(places.theirs)]
  if (ours.every((thing, index) => thing === theirs[index])) return ours
  const isOld = (thing: T): boolean => places.base(thing) !== undefined
  const old = things.filter(isOld).sort((a, b) => (places.base(a) ?? 0) - (places.base(b) ?? 0))
  const kept = (order: readonly T[]): boolean =>
    order.filter(isOld).every((thing, index) => thing === old[index])
  if (kept(theirs)) return ours
  if (kept(ours)) return theirs
  return byPairs(ours, places)
}

/** Each pair as the side has it that changed it; ours where neither or both did. */
function byPairs<T>(
  ours: readonly T[],
  places: {
    readonly base: (thing: T) => number | undefined
    readonly ours: (thing: T) => number
    readonly theirs: (thing: T) => number
  },
): readonly T[] | null {
  const isFirst = (a: T, b: T): boolean => {
    const [i, j] = [places.base(a), places.base(b)]
    const [o, t] = [places.ours(a) < places.ours(b), places.theirs(a) < places.theirs(b)]
    return i === undefined || j === undefined || o !== i < j ? o : t
  }
  const left = [...ours]
  const order: T[] = []
  while (left.length > 0) {
    const next = left.findIndex((thing) => left.every((other) => other === thing || isFirst(thing, other)))
    if (next < 0) return null
    order.push(...left.splice(next, 1))
  }
  return order
}
