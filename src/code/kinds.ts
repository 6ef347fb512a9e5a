// Node kinds of the syntax tree in the two forms that a fast walk needs: few numbers at hand, and short stable names.
import { createHash } from 'node:crypto'
import type { ts } from 'ts-morph'
import type { Parser } from './parser.ts'
import { typescript } from './typescript.ts'

const named = [
  'ArrowFunction',
  'BigIntLiteral',
  'BinaryExpression',
  'BindingElement',
  'Block',
  'CaseClause',
  'Constructor',
  'DefaultClause',
  'EmptyStatement',
  'EndOfFileToken',
  'EnumMember',
  'ExportSpecifier',
  'FirstNode',
  'ForStatement',
  'GetAccessor',
  'Identifier',
  'ImportAttribute',
  'ImportSpecifier',
  'IntersectionType',
  'JsxAttribute',
  'JsxElement',
  'JsxFragment',
  'MethodDeclaration',
  'MethodSignature',
  'ModuleBlock',
  'ModuleDeclaration',
  'NewExpression',
  'NoSubstitutionTemplateLiteral',
  'NumericLiteral',
  'ParenthesizedExpression',
  'ParenthesizedType',
  'PrivateIdentifier',
  'PropertyAssignment',
  'PropertyDeclaration',
  'PropertySignature',
  'RegularExpressionLiteral',
  'SemicolonClassElement',
  'SetAccessor',
  'SourceFile',
  'StringLiteral',
  'TemplateHead',
  'TemplateMiddle',
  'TemplateTail',
  'UnionType',
] as const

export type Kinds = Readonly<Record<(typeof named)[number], ts.SyntaxKind>>

/** By parser: its numbers are its own. */
const smalls = new WeakMap<object, Kinds>()
const codes = new WeakMap<object, readonly string[]>()

/** The compiler's own table has so many entries that looking into it for every node takes half of the time. */
export function kinds({ SyntaxKind }: Pick<Parser, 'SyntaxKind'> = typescript()): Kinds {
  let small = smalls.get(SyntaxKind)
  if (small === undefined) {
    // Every name of the list becomes a key.
    small = Object.fromEntries(named.map((name) => [name, SyntaxKind[name]])) as Kinds
    smalls.set(SyntaxKind, small)
  }
  return small
}

/**
 * For each kind, four characters made from its name. Names stay from one version of TypeScript to the next, numbers do
 * not, and digests must not change with them.
 */
export function kindCodes({ SyntaxKind }: Pick<Parser, 'SyntaxKind'> = typescript()): readonly string[] {
  const known = codes.get(SyntaxKind)
  if (known !== undefined) return known
  const table: string[] = []
  // The first name of a number is its own; later ones are marks such as `FirstToken`.
  for (const [name, kind] of Object.entries(SyntaxKind))
    if (typeof kind === 'number')
      table[kind] ??= createHash('sha256').update(name).digest('base64url').slice(0, 4)
  codes.set(SyntaxKind, table)
  return table
}
