// A leaf of the syntax tree in, what it counts as out: by value, not by spelling.
import type { ts } from 'ts-morph'
import { pieceKind, type Piece } from './piece.ts'
import type { Kinds } from './kinds.ts'
import type { Parser } from './parser.ts'

/**
 * One leaf: identifiers by name, strings and numbers by value, keys alike however they are quoted, regular expressions
 * with their flags in order, templates as they stand, all else by kind.
 */
export function leafPiece(
  node: ts.Node,
  parent: ts.Node | undefined,
  source: ts.SourceFile,
  is: Kinds,
  codes: readonly string[],
  ts: Parser,
): string {
  switch (node.kind) {
    case is.Identifier:
    case is.PrivateIdentifier: {
      const text = ts.idText(node as ts.Identifier) // By its kind; both have a name.
      return isKey(node, parent, is) ? ` n${JSON.stringify(text)}` : ` i${text}`
    }
    case is.StringLiteral: {
      const { text } = node as ts.StringLiteral // By its kind.
      if (isKey(node, parent, is)) return ` n${JSON.stringify(text)}`
      return ` s${JSON.stringify(parent?.kind === is.JsxAttribute ? unquoted(text) : text)}`
    }
    case is.NumericLiteral:
    case is.BigIntLiteral: {
      const { text } = node as ts.NumericLiteral // By its kind; both have their value as text.
      return isKey(node, parent, is) ? ` n${JSON.stringify(text)}` : ` d${text}`
    }
    case is.RegularExpressionLiteral: {
      const { text } = node as ts.RegularExpressionLiteral // By its kind.
      const end = text.lastIndexOf('/') + 1
      return ` e${JSON.stringify(text.slice(0, end) + [...text.slice(end)].sort().join(''))}`
    }
    case is.NoSubstitutionTemplateLiteral:
    case is.TemplateHead:
    case is.TemplateMiddle:
    case is.TemplateTail:
      return ` p${JSON.stringify(source.text.slice(ts.getTokenPosOfNode(node, source), node.end))}`
    default:
      return ` ${codes[node.kind] ?? ''}`
  }
}

/** Quotes are the only characters that a formatter spells differently in an attribute. */
const unquoted = (text: string): string => text.replaceAll('&apos;', "'").replaceAll('&quot;', '"')

/** Is this the key of a property, where `a`, `'a'` and `"a"` are the same? */
function isKey(node: ts.Node, parent: ts.Node | undefined, is: Kinds): boolean {
  switch (parent?.kind) {
    case is.BindingElement:
      return (parent as ts.BindingElement).propertyName === node // By its kind.
    case is.PropertyAssignment:
    case is.PropertySignature:
    case is.PropertyDeclaration:
    case is.MethodDeclaration:
    case is.MethodSignature:
    case is.GetAccessor:
    case is.SetAccessor:
    case is.EnumMember:
    case is.ImportAttribute:
      return (parent as ts.PropertyAssignment).name === node // By its kind; all of them have a name.
    default:
      return false
  }
}

/**
 * `'use strict'` and its like at the start of a file or function: they count as spelled between their quotes, and are
 * not the same as a string in parentheses.
 */
export function directives(
  body: ts.SourceFile | ts.Block | ts.ModuleBlock,
  parent: ts.Node | undefined,
  source: ts.SourceFile,
  ts: Parser,
): readonly Piece[] {
  if (ts.isBlock(body) && (parent === undefined || !ts.isFunctionLike(parent))) return []
  const found: Piece[] = []
  for (const statement of body.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression)) break
    const raw = source.text.slice(
      ts.getTokenPosOfNode(statement.expression, source) + 1,
      statement.expression.end - 1,
    )
    found.push({ kind: pieceKind, piece: ` u${JSON.stringify(raw)}`, pos: statement.pos, end: statement.end })
  }
  return found
}
