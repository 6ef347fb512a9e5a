// An expression in; what it decides on, whatever the form of the decision, out: `!a`, `a ? b : c` and `if (a)` decide on `a`.
import type { ts } from 'ts-morph'
import { formText } from './outline.ts'
import { typescript } from './typescript.ts'

/** The form of one node, as text: a fixed word for `null`, whose kind has a number. */
export function formOf(source: ts.SourceFile, node: ts.Node): string {
  return node.kind === typescript().SyntaxKind.NullKeyword
    ? 'null'
    : formText(source, [node], new Set()).trim()
}

/**
 * What a condition tests, taken apart at `&&`, `||` and `!`. A test and its opposite are the same (`a === b` and `a !== b`,
 * `a < b` and `a >= b`); so are both sides of a comparison that has no direction.
 *
 * @param seen gets the nodes that were taken apart, so that who walks on does not count them again.
 */
export function testsIn(
  source: ts.SourceFile,
  condition: ts.Expression,
  seen: Set<ts.Node> = new Set(),
): readonly string[] {
  const ts = typescript()
  const tests: string[] = []
  const stack: ts.Expression[] = [condition]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    seen.add(node)
    if (ts.isParenthesizedExpression(node)) stack.push(node.expression)
    else if (isNot(node)) stack.push(node.operand)
    else if (isAndOr(node)) stack.push(node.right, node.left)
    else tests.push(comparison(source, node) ?? isTrue(formOf(source, node)))
  }
  return tests
}

/** Is this taken apart, or a comparison, wherever it stands? */
export const isTest = (node: ts.Node): node is ts.Expression =>
  isNot(node) || isAndOr(node) || isEquality(node) || isOrder(node)

function isNot(node: ts.Node): node is ts.PrefixUnaryExpression {
  const ts = typescript()
  return ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken
}

function isAndOr(node: ts.Node): node is ts.BinaryExpression {
  const { SyntaxKind } = typescript()
  return hasOperator(node, [SyntaxKind.AmpersandAmpersandToken, SyntaxKind.BarBarToken])
}

/** Strict or not: which of both is the same test here. */
export function isEquality(node: ts.Node): node is ts.BinaryExpression {
  const { SyntaxKind } = typescript()
  return hasOperator(node, [
    SyntaxKind.EqualsEqualsEqualsToken,
    SyntaxKind.ExclamationEqualsEqualsToken,
    SyntaxKind.EqualsEqualsToken,
    SyntaxKind.ExclamationEqualsToken,
  ])
}

function isOrder(node: ts.Node): node is ts.BinaryExpression {
  const { SyntaxKind } = typescript()
  const { LessThanToken, LessThanEqualsToken, GreaterThanToken, GreaterThanEqualsToken } = SyntaxKind
  return hasOperator(node, [LessThanToken, LessThanEqualsToken, GreaterThanToken, GreaterThanEqualsToken])
}

function hasOperator(node: ts.Node, kinds: readonly ts.SyntaxKind[]): node is ts.BinaryExpression {
  return typescript().isBinaryExpression(node) && kinds.includes(node.operatorToken.kind)
}

function comparison(source: ts.SourceFile, node: ts.Expression): string | null {
  if (isEquality(node)) return areEqual(formOf(source, node.left), formOf(source, node.right))
  if (!isOrder(node)) return null
  const { SyntaxKind } = typescript()
  const { kind } = node.operatorToken
  const isLess = kind === SyntaxKind.LessThanToken || kind === SyntaxKind.GreaterThanEqualsToken
  const [left, right] = [formOf(source, node.left), formOf(source, node.right)]
  return isLess ? `${left} < ${right}` : `${right} < ${left}`
}

const isTrue = (form: string): string => `true: ${form}`
const areEqual = (left: string, right: string): string => [left, right].sort().join(' = ')

/** `x ?? y` and `x?.y` look whether there is an `x`. */
export function nullishTests(source: ts.SourceFile, value: ts.Expression): readonly string[] {
  const form = formOf(source, value)
  return [areEqual(form, 'null'), areEqual(form, 'iundefined'), isTrue(form)]
}

/** The value that a `case`, a key, an element of a list or one side of `===` names. */
export function valueOf(source: ts.SourceFile, value: ts.Node): string {
  const ts = typescript()
  const isText = ts.isStringLiteralLike(value) || ts.isNumericLiteral(value)
  return isText ? JSON.stringify(value.text) : formOf(source, value)
}

/** The same for the name of a property: without quotes it is a string as well. */
export function keyOf(source: ts.SourceFile, name: ts.PropertyName): string {
  const ts = typescript()
  if (ts.isComputedPropertyName(name)) return valueOf(source, name.expression)
  return ts.isIdentifier(name) ? JSON.stringify(name.text) : valueOf(source, name)
}

/** A form with its variables numbered as they come: equal for what only has other names now. Properties keep theirs. */
export function withoutNames(form: string): string {
  const numbers = new Map<string, number>()
  const pieces = form.split(' ')
  return pieces
    .map((piece, at) => {
      const name = /^i([\p{L}\p{N}_$#]+)/u.exec(piece)?.[1]
      if (name === undefined || pieces[at - 1] === 't.') return piece
      const number = numbers.get(name) ?? numbers.size
      numbers.set(name, number)
      return `i${number}${piece.slice(name.length + 1)}`
    })
    .join(' ')
}

/** The variables and properties that a form names. */
export const namesIn = (form: string): readonly string[] =>
  [...form.matchAll(/(?<= |^)i([\p{L}\p{N}_$#]+)/gu)].flatMap(([, name]) => name ?? [])
