// A node in; the places in its text that hold lists to be merged one by one, out.
import type { ts } from 'ts-morph'
import { languageOf } from '../code/language.ts'
import { typescript } from '../code/typescript.ts'
import type { Hole, Version } from './unit.ts'

/** Which literals count as lists although they stand on one line: none, those that a symbol is, or all. */
export type OnOneLine = 'none' | 'symbols' | 'all'

/**
 * The outermost lists inside a node, in order of place. Names of imports and exports, and all that JSON holds, are lists
 * always.
 */
export function holesOf(node: ts.Node, version: Version, onOneLine: OnOneLine): readonly Hole[] {
  const found: Hole[] = []
  const values = new Set(onOneLine === 'symbols' ? valuesOf(node) : [])
  const visit = (child: ts.Node): void => {
    const hole = holeAt(child, version, onOneLine === 'all' || values.has(child))
    if (hole !== null) found.push(hole)
    const inside = hole === null ? null : new Set(hole.nodes)
    // A list is looked into when it is merged; what stands beside it in the same node (`extends`, a label) is not in it.
    child.forEachChild((grandchild) => {
      if (inside === null || (!inside.has(grandchild) && grandchild.end <= (hole?.from ?? 0)))
        visit(grandchild)
    })
  }
  visit(node)
  return found.sort((a, b) => a.from - b.from)
}

/** What a declaration or member stands for: the value or the type whose members are symbols. */
function valuesOf(node: ts.Node): readonly ts.Node[] {
  const ts = typescript()
  const value = (expression: ts.Expression | undefined): ts.Node[] => {
    let inner = expression
    while (
      inner !== undefined &&
      (ts.isParenthesizedExpression(inner) || ts.isAsExpression(inner) || ts.isSatisfiesExpression(inner))
    )
      inner = inner.expression
    return inner === undefined ? [] : [inner]
  }
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.flatMap(({ initializer }) => value(initializer))
  if (ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) return value(node.initializer)
  if (ts.isExportAssignment(node)) return value(node.expression)
  if (ts.isTypeAliasDeclaration(node) || ts.isPropertySignature(node))
    return node.type === undefined ? [] : [node.type]
  return []
}

function holeAt(node: ts.Node, version: Version, isWide: boolean): Hole | null {
  const ts = typescript()
  const { source, text } = version
  const hole = (nodes: ts.NodeArray<ts.Node>, commas: boolean, ordered: boolean): Hole => ({
    kind: node.kind,
    from: nodes.pos,
    to: node.end - 1,
    nodes,
    commas,
    ordered,
  })
  const isSpread = (nodes: ts.NodeArray<ts.Node>): boolean =>
    isWide || languageOf(source.fileName) === 'json' || text.slice(nodes.pos, node.end - 1).includes('\n')

  if (ts.isBlock(node)) return hole(node.statements, false, true)
  if (ts.isModuleBlock(node)) return hole(node.statements, false, false)
  if (ts.isCaseBlock(node)) return hole(node.clauses, false, true)
  if (ts.isCaseOrDefaultClause(node)) {
    const { CaseClause } = ts.SyntaxKind
    const inside = hole(node.statements, false, true)
    return node.statements.length === 0 ? null : { ...inside, kind: CaseClause, to: node.end }
  }
  if (ts.isClassLike(node) || ts.isInterfaceDeclaration(node)) return hole(node.members, false, false)
  if (ts.isEnumDeclaration(node)) return hole(node.members, true, false)
  if (ts.isTypeLiteralNode(node)) return isSpread(node.members) ? hole(node.members, false, false) : null
  if (ts.isObjectLiteralExpression(node))
    return isSpread(node.properties) ? hole(node.properties, true, false) : null
  if (ts.isArrayLiteralExpression(node)) {
    const isWhole = !node.elements.some((element) => ts.isOmittedExpression(element))
    return isWhole && isSpread(node.elements) ? hole(node.elements, true, true) : null
  }
  if (ts.isNamedImports(node) || ts.isNamedExports(node)) return hole(node.elements, true, false)
  return null
}
