// One declaration in; which of its nodes are its signature, its body, and symbols of their own, out.
import type { ts } from 'ts-morph'
import type { CodeSymbol } from './code.ts'
import { typescript } from './typescript.ts'

export interface SymbolPart {
  readonly kind: CodeSymbol['kind']
  readonly node: ts.Node
  /** What does not belong to the signature although it stands inside it: bodies, values, members. */
  readonly hidden: readonly ts.Node[]
  readonly bodies: readonly ts.Node[]
  readonly members: readonly SymbolMember[]
}

export interface SymbolMember {
  readonly name: string
  readonly isPrivate: boolean
  readonly part: SymbolPart
}

/** A function, method, constructor or accessor: its body and default values are body, all else is signature. */
export function functionPart(
  node: ts.SignatureDeclaration & { readonly body?: ts.Node | undefined },
): SymbolPart {
  const bodies = bodiesOf(node)
  return { kind: 'function', node, hidden: bodies, bodies, members: [] }
}

function bodiesOf(node: ts.SignatureDeclaration & { readonly body?: ts.Node | undefined }): ts.Node[] {
  const defaults = node.parameters.flatMap((parameter) => parameter.initializer ?? [])
  return node.body === undefined ? defaults : [...defaults, node.body]
}

/** A variable or property with its value: functions, classes and objects are seen as such, other values are body. */
export function valuePart(node: ts.Node, initializer: ts.Expression | undefined): SymbolPart {
  const ts = typescript()
  if (initializer === undefined) return { kind: 'variable', node, hidden: [], bodies: [], members: [] }
  const value = unwrapped(initializer)
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) {
    const bodies = bodiesOf(value)
    return { kind: 'function', node, hidden: bodies, bodies, members: [] }
  }
  if (ts.isClassExpression(value)) return { ...classPart(value), node }
  const members = ts.isObjectLiteralExpression(value) ? objectMembers(value) : []
  return { kind: 'variable', node, hidden: [initializer], bodies: [initializer], members }
}

/** Without parentheses and assertions. */
function unwrapped(expression: ts.Expression): ts.Expression {
  const ts = typescript()
  let value = expression
  while (ts.isParenthesizedExpression(value) || ts.isAsExpression(value) || ts.isSatisfiesExpression(value))
    value = value.expression
  return value
}

function objectMembers(object: ts.ObjectLiteralExpression): SymbolMember[] {
  const ts = typescript()
  return object.properties.flatMap((property) => {
    const name = nameOf(property.name)
    if (name === null) return []
    if (ts.isPropertyAssignment(property)) return member(name, valuePart(property, property.initializer))
    if (ts.isMethodDeclaration(property) || ts.isAccessor(property))
      return member(name, functionPart(property))
    return []
  })
}

const member = (name: string, part: SymbolPart, isPrivate = false): SymbolMember[] => [
  { name, isPrivate, part: { ...part, kind: 'member' } },
]

export function classPart(node: ts.ClassLikeDeclaration): SymbolPart {
  const ts = typescript()
  const members = node.members.flatMap((element) => {
    const isPrivate =
      (element.name !== undefined && ts.isPrivateIdentifier(element.name)) ||
      (ts.canHaveModifiers(element) &&
        (element.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) ?? false))
    if (ts.isConstructorDeclaration(element)) return member('constructor', functionPart(element), isPrivate)
    const name = nameOf(element.name)
    if (name === null) return []
    if (ts.isPropertyDeclaration(element))
      return member(name, valuePart(element, element.initializer), isPrivate)
    return ts.isMethodDeclaration(element) || ts.isAccessor(element)
      ? member(name, functionPart(element), isPrivate)
      : []
  })
  const blocks = node.members.filter((element) => ts.isClassStaticBlockDeclaration(element))
  const hidden = [...members.map(({ part }) => part.node), ...blocks]
  return { kind: 'class', node, hidden, bodies: blocks, members }
}

/** Members of an interface, a type literal or an enum: all of each is signature. */
export function typePart(
  kind: CodeSymbol['kind'],
  node: ts.Node,
  elements: readonly (ts.TypeElement | ts.EnumMember)[],
): SymbolPart {
  const members = elements.flatMap((element) => {
    const name = nameOf(element.name)
    if (name === null) return []
    return member(name, { kind: 'member', node: element, hidden: [], bodies: [], members: [] })
  })
  return { kind, node, hidden: members.map(({ part }) => part.node), bodies: [], members }
}

/** The name of a member as a trace spells it; null for a computed one. */
function nameOf(name: ts.PropertyName | undefined): string | null {
  const ts = typescript()
  if (name === undefined || ts.isComputedPropertyName(name)) return null
  return name.text
}
