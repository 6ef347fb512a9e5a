// Specs, what each uses and what its prompt begins with, in; the order to build them in out: what shares a cached prefix
// stands together, as far as each comes after what it uses. Pure.
import type { SpecId } from '../spec/spec.ts'

export interface Buildable {
  readonly id: SpecId
  /** The pieces its prompt begins with, in order: two specs share the cache as far as these are the same. */
  readonly prefix: readonly string[]
  /** Specs that have to be built before, among all given. */
  readonly after: readonly SpecId[]
}

/**
 * Goes on with the prefix of the one before as long as there is one that may be built; else with the prefix that shares
 * most of it; where several do, with what was given first.
 *
 * @param specs in an order in which each comes after what it uses.
 */
export function warmOrder(specs: readonly Buildable[]): readonly SpecId[] {
  const places = new Map(specs.map(({ id }, place) => [id, place]))
  const waitsFor = new Map(
    specs.map(({ id, after }, place) => [
      id,
      new Set(after.filter((used) => (places.get(used) ?? place) < place)),
    ]),
  )
  const users = new Map<SpecId, Buildable[]>()
  for (const spec of specs)
    for (const used of waitsFor.get(spec.id) ?? []) users.set(used, [...(users.get(used) ?? []), spec])

  const ready = new ReadyGroups(places)
  for (const spec of specs) if (waitsFor.get(spec.id)?.size === 0) ready.add(spec)
  const order: SpecId[] = []
  let last: readonly string[] = []
  for (let next = ready.take(last); next !== undefined; next = ready.take(last)) {
    order.push(next.id)
    last = next.prefix
    for (const user of users.get(next.id) ?? []) {
      const left = waitsFor.get(user.id)
      left?.delete(next.id)
      if (left?.size === 0) ready.add(user)
    }
  }
  return order
}

/** What may be built now, by prefix. */
class ReadyGroups {
  readonly #groups = new Map<string, Buildable[]>()
  readonly #places: ReadonlyMap<SpecId, number>

  constructor(places: ReadonlyMap<SpecId, number>) {
    this.#places = places
  }

  add(spec: Buildable): void {
    const key = JSON.stringify(spec.prefix)
    this.#groups.set(key, [...(this.#groups.get(key) ?? []), spec])
  }

  take(last: readonly string[]): Buildable | undefined {
    const same = JSON.stringify(last)
    const key = this.#groups.has(same) ? same : this.#closest(last)
    const group = key === undefined ? [] : (this.#groups.get(key) ?? [])
    const first = group.reduce<Buildable | undefined>(
      (best, one) => (best === undefined || this.#placeOf(one) < this.#placeOf(best) ? one : best),
      undefined,
    )
    const rest = group.filter((one) => one !== first)
    if (key !== undefined) {
      if (rest.length > 0) this.#groups.set(key, rest)
      else this.#groups.delete(key)
    }
    return first
  }

  #closest(last: readonly string[]): string | undefined {
    let best: { readonly key: string; readonly shared: number; readonly place: number } | undefined
    for (const [key, group] of this.#groups) {
      const shared = sharedStart(group[0]?.prefix ?? [], last)
      const place = Math.min(...group.map((one) => this.#placeOf(one)))
      if (best === undefined || shared > best.shared || (shared === best.shared && place < best.place))
        best = { key, shared, place }
    }
    return best?.key
  }

  #placeOf({ id }: Buildable): number {
    return this.#places.get(id) ?? 0
  }
}

function sharedStart(one: readonly string[], other: readonly string[]): number {
  const differs = one.findIndex((piece, at) => piece !== other[at])
  return differs < 0 ? one.length : differs
}
