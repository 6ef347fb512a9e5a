// The words for what code does that is easily lost: errors thrown, guards, cases, events, entries of maps of functions.
import type { ts } from 'ts-morph'
import type { References } from './references.ts'

/** One thing that code does which is easily lost, since nothing else has to change with it. */
export interface Behaviour {
  /** `entry`: a function under a key of an object that holds several. */
  readonly kind: 'throw' | 'guard' | 'case' | 'event' | 'entry'
  /** The symbol that it stands in; `''` for a statement of none. */
  readonly symbol: string
  /** The symbol and the named functions inside it: `createAuth/login`. */
  readonly scope: string
  /** Equal for the same thing said twice, form apart. */
  readonly key: string
  /** As `key`, names of variables and messages left out: what it is once it has moved into a function of its own. */
  readonly loose: string
  /** What is thrown (`RangeError`), or how a guard leaves: `return`, `RangeError`. Empty for the others. */
  readonly exit: string
  /** A guard's tests; the value of a case or entry. */
  readonly decides: readonly string[]
  /** As a person is shown it: `if (x === undefined) return`, `throw new RangeError`, `case 'refund'`. */
  readonly text: string
  /** From 1. */
  readonly line: number
  /** Offsets of all that goes with it. */
  readonly start: number
  readonly end: number
}

/** A behaviour before it is known where it stands. */
export interface FoundBehaviour extends Pick<
  Behaviour,
  'kind' | 'key' | 'loose' | 'exit' | 'decides' | 'text'
> {
  readonly node: ts.Node
}

export interface FileBehaviours {
  /** Names of all symbols of the file. */
  readonly symbols: ReadonlySet<string>
  readonly found: readonly Behaviour[]
  /** Scope → what is decided on in it, and how often: tests and values. */
  readonly decisions: ReadonlyMap<string, ReadonlyMap<string, number>>
  readonly references: References
}
