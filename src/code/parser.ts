// The part of TypeScript's compiler that parses: loaded in 40 ms where the whole compiler takes 250.
import { createRequire } from 'node:module'
import type { ts } from 'ts-morph'
import { typescript, type TypeScript } from './typescript.ts'

export type Parser = Pick<
  TypeScript,
  | 'createSourceFile'
  | 'forEachChild'
  | 'idText'
  | 'isBlock'
  | 'isExpressionStatement'
  | 'isFunctionLike'
  | 'isJsxExpression'
  | 'isJsxText'
  | 'isStringLiteral'
  | 'JSDocParsingMode'
  | 'ScriptTarget'
  | 'SyntaxKind'
> & {
  /** Where its first token is, behind white space and comments. Not in the public type; nodes of a parser alone have no methods. */
  readonly getTokenPosOfNode: (node: ts.Node, source: ts.SourceFile) => number
}

const require = createRequire(import.meta.url)
let loaded: Parser | undefined

/** From a file that `scripts/typescript-parser.mjs` cuts out of the compiler; the compiler itself where that was not built. */
export function parser(): Parser {
  loaded ??= builtParser() ?? wholeCompiler()
  return loaded
}

/** The compiler as a parser: for trees that it made itself. */
export function wholeCompiler(): Parser {
  return typescript() as TypeScript & Parser // It exports that as well.
}

function builtParser(): Parser | null {
  // Beside the chunk that this file was built into, or above it.
  for (const place of ['../typescript-parser.cjs', './typescript-parser.cjs']) {
    try {
      return require(place) as Parser // `require` is untyped; this is what the file exports.
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND')) throw error
    }
  }
  return null
}
