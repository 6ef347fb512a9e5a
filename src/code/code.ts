// The words of the code stage: one file's source as symbols, declarations and digests.
import type { Digest } from '../digest/digest.ts'

/** How a path's content is understood. */
export type Language = 'typescript' | 'javascript' | 'json' | 'text'

/** One exported declaration as an importer sees it, bodies left out (rule 11: syntactic, inference within the file only). */
export interface Declaration {
  /** `login`, `default`, `Session`; `*:./other.js` for `export * from './other.js'`. */
  readonly name: string
  /** The declaration as TypeScript text, comments other than its JSDoc left out. */
  readonly text: string
  /** Digest of the declaration's tokens, JSDoc left out. */
  readonly digest: Digest
}

/** A named thing in a file: what a trace may point at. */
export interface CodeSymbol {
  /** `login`, `Session`, `Session.create`, `default`. */
  readonly name: string
  readonly kind:
    'function' | 'class' | 'member' | 'interface' | 'type' | 'enum' | 'variable' | 'namespace' | 'reexport'
  readonly exported: boolean
  /** Names that importers know it by: `['b']` for `export { a as b }`. Empty for members, whose owner has them. */
  readonly exportedAs: readonly string[]
  /** First and last line, from 1. */
  readonly line: number
  readonly endLine: number
}
