// The words of a merge by structure: a version of a file as lists of units, and units as text with lists in it.
import type { ts } from 'ts-morph'

/** One parsed version of a file. */
export interface Version {
  readonly source: ts.SourceFile
  readonly text: string
}

/**
 * A statement, member, property, element or specifier with the comments that belong to it; or a comment that belongs to
 * nothing. Written one after the other, `gap`, `lead`, `body` and `trail` are its text.
 */
export interface Unit {
  readonly version: Version
  /** Null for a comment that blank lines keep apart from what follows. */
  readonly node: ts.Node | null
  /** White space before it. */
  readonly gap: string
  /** Comments before it, with the white space behind them. */
  readonly lead: string
  readonly body: string
  /** A comment behind it on the same line; behind the comma, where there is one. */
  readonly trail: string
  /** What it is known by in its list: `value:login`; null where only its text tells it. */
  readonly key: string | null
  /** Its name for people: `login`; `''` for none. */
  readonly name: string
  /** Its place among its neighbours means nothing: declarations, members, imports. */
  readonly free: boolean
}

/** The contents of a file, a body, a literal. */
export interface UnitList {
  readonly version: Version
  readonly units: readonly Unit[]
  /** White space behind the last unit. */
  readonly tail: string
  /** Units are kept apart by commas. */
  readonly commas: boolean
  /** There is a comma behind the last one, too. */
  readonly trailingComma: boolean
}

/** A place in a node's text that holds a list of units. */
export interface Hole {
  readonly kind: ts.SyntaxKind
  readonly from: number
  readonly to: number
  readonly nodes: readonly ts.Node[]
  readonly commas: boolean
  /** In order: what stands in it is executed or counted in order, and a neighbour's change matters. */
  readonly ordered: boolean
}

/** Where what stands around differs between sides, a unit is known by all of its text. */
export const textOf = (unit: Unit): string => unit.lead + unit.body + unit.trail
