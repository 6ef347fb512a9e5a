// Keys with a way to make their values in, a map that makes them when they are asked for and keeps only some out.

/** What was asked for last is kept, so that ten thousand decoded locks never are in memory at once. */
const mostKept = 256

/** Looks like a `Map`. A value that cannot be made (its file is gone meanwhile) is undefined. */
export class LazyMap<K, V> implements ReadonlyMap<K, V> {
  readonly #makers = new Map<K, () => V | undefined>()
  readonly #kept = new Map<K, V>()

  /** A value that is there already. */
  set(key: K, value: V): void {
    this.#kept.delete(key)
    this.#makers.set(key, () => value)
  }

  later(key: K, make: () => V | undefined): void {
    this.#kept.delete(key)
    this.#makers.set(key, make)
  }

  get(key: K): V | undefined {
    const kept = this.#kept.get(key)
    if (kept !== undefined) return kept
    const value = this.#makers.get(key)?.()
    if (value === undefined) return undefined
    this.#kept.set(key, value)
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break
      this.#kept.delete(oldest)
    }
    return value
  }

  has(key: K): boolean {
    return this.#makers.has(key)
  }

  get size(): number {
    return this.#makers.size
  }

  keys(): MapIterator<K> {
    return this.#makers.keys()
  }

  *entries(): MapIterator<[K, V]> {
    for (const key of this.#makers.keys()) {
      const value = this.get(key)
      if (value !== undefined) yield [key, value]
    }
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries()
  }

  forEach(each: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) each(value, key, this)
  }
}
