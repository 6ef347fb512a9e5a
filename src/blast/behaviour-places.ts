// Where behaviours stand in both versions of changed code: which functions are the same, and which one calls another.
import type { Behaviour, FileBehaviours } from '../code/behaviour.ts'
import type { ChangedCode } from './changed-code.ts'

export interface Placed {
  readonly path: string
  readonly behaviour: Behaviour
}

/** A function of the new version. */
export interface Place {
  readonly path: string
  readonly symbol: string
  readonly scope: string
}

/** How often each thing is decided on in a function. */
export function countsOf(
  files: ReadonlyMap<string, FileBehaviours>,
  { path, scope }: Pick<Place, 'path' | 'scope'>,
): ReadonlyMap<string, number> {
  return files.get(path)?.decisions.get(scope) ?? new Map<string, number>()
}

export class Places {
  readonly #code: ChangedCode
  /** `path#symbol` → where it is now, for what was renamed or moved. */
  readonly #moved = new Map<string, Omit<Place, 'scope'>>()

  constructor(code: ChangedCode) {
    this.#code = code
    for (const { path, changes } of code.files)
      for (const { kind, symbol, before } of changes) {
        if (before === undefined) continue
        if (kind === 'renamed') this.#moved.set(`${path}#${before}`, { path, symbol })
        if (kind === 'moved') this.#moved.set(`${before}#${symbol}`, { path, symbol })
      }
  }

  /** Where the function is now that a behaviour of the old version stands in. */
  now({ path, behaviour: { symbol, scope } }: Placed): Place {
    const there = this.#there(path, symbol)
    return { ...there, scope: there.symbol + scope.slice(symbol.length) }
  }

  /** A member goes where its owner went. */
  #there(path: string, symbol: string): Omit<Place, 'scope'> {
    for (let name = symbol; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
      const moved = this.#moved.get(`${path}#${name}`)
      if (moved !== undefined) return { ...moved, symbol: moved.symbol + symbol.slice(name.length) }
    }
    return { path, symbol }
  }

  isSame(before: Placed, after: Placed): boolean {
    const { path, scope } = this.now(before)
    return path === after.path && scope === after.behaviour.scope
  }

  /** Is `after` in a function that the old place calls now, itself or through others? One inside it counts. */
  isHelping(before: Placed, after: Placed): boolean {
    const { path, symbol } = this.now(before)
    if (path !== after.path) return false
    return symbol === after.behaviour.symbol || this.#called(path, symbol).has(after.behaviour.symbol)
  }

  /** Was `before` in a function that is gone, and that the place of `after` called? */
  isInlined(before: Placed, after: Placed): boolean {
    return before.path === after.path && this.#isGoneFrom(before, after.behaviour.symbol)
  }

  /**
   * How much more often something is decided on than before: in what is called from the place, and in what used it where it
   * is gone.
   */
  decidedNearby(before: Placed, decided: string): number {
    const place = this.now(before)
    const called = this.#called(place.path, place.symbol)
    let more = 0
    for (const [scope, counts] of this.#code.after.get(place.path)?.decisions ?? []) {
      const symbol = symbolOf(scope)
      const isInside = scope !== place.scope && symbol === place.symbol
      if (!isInside && !called.has(symbol) && !this.#isGoneFrom(before, symbol)) continue
      const then = countsOf(this.#code.before, { path: before.path, scope }).get(decided) ?? 0
      more += Math.max(0, (counts.get(decided) ?? 0) - then)
    }
    return more
  }

  /** Is the old place, or what it is a member of, gone, and did `user` use it? */
  #isGoneFrom(before: Placed, user: string): boolean {
    const { path, symbol } = this.now(before)
    if (this.#isThere(path, symbol)) return false
    const used = this.#code.before.get(before.path)?.references.get(user)
    const old = before.behaviour.symbol
    return [...(used?.keys() ?? [])].some((name) => name === old || old.startsWith(`${name}.`))
  }

  #isThere(path: string, symbol: string): boolean {
    return this.#code.after.get(path)?.symbols.has(symbol) === true
  }

  /** Symbols that one uses in the new version, directly or not. */
  #called(path: string, symbol: string): ReadonlySet<string> {
    const references = this.#code.after.get(path)?.references
    const called = new Set(references?.get(symbol)?.keys() ?? [])
    for (const name of called) for (const next of references?.get(name)?.keys() ?? []) called.add(next)
    return called
  }
}

const symbolOf = (scope: string): string => scope.split('/')[0] ?? scope
