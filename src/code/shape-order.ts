// Members of types and classes in; what orders and groups them, out.
import type { ts } from 'ts-morph'

/** Names that `infer` binds in a conditional type. */
export function inferred(compiler: typeof ts, node: ts.Node): string[] {
  const names: string[] = []
  const look = (child: ts.Node): void => {
    if (compiler.isInferTypeNode(child)) names.push(child.typeParameter.name.text)
    compiler.forEachChild(child, look)
  }
  look(node)
  return names
}

/** Is it a modifier that a declaration file has? Being exported or declared is told elsewhere. */
export function isShown({ SyntaxKind }: typeof ts, kind: ts.SyntaxKind): boolean {
  return (
    kind === SyntaxKind.AbstractKeyword ||
    kind === SyntaxKind.ReadonlyKeyword ||
    kind === SyntaxKind.StaticKeyword ||
    kind === SyntaxKind.ProtectedKeyword ||
    kind === SyntaxKind.AccessorKeyword ||
    kind === SyntaxKind.ConstKeyword ||
    kind === SyntaxKind.InKeyword ||
    kind === SyntaxKind.OutKeyword
  )
}

/** What groups overloads: members with the same key keep their order. */
export function memberKey(compiler: typeof ts, node: ts.TypeElement | ts.ClassElement): string {
  const { name } = node
  if (name === undefined) return `(${node.kind})`
  if (compiler.isComputedPropertyName(name)) return '['
  return compiler.isIdentifier(name) || compiler.isStringLiteralLike(name) || compiler.isNumericLiteral(name)
    ? name.text
    : ''
}

/** Texts in order of their keys; those with the same key in the order they have. */
export function sortedGroups(entries: readonly (readonly [key: string, text: string])[]): string {
  return [...entries]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, text]) => text)
    .join(';')
}
