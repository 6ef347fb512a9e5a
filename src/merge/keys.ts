// A node of a list in; what it is known by there, and its name for people, out.
import type { ts } from 'ts-morph'
import { typescript } from '../code/typescript.ts'

export interface Known {
  readonly key: string | null
  readonly name: string
  /** Its place among its neighbours means nothing. */
  readonly free: boolean
}

/** By name and kind: a value, a type and a namespace may share a name. */
export function knownBy(node: ts.Node, source: ts.SourceFile): Known {
  const ts = typescript()
  const known = (space: string, name: string, free = true): Known => ({ key: `${space}:${name}`, name, free })
  const plain: Known = { key: null, name: '', free: false }
  const isStatic = hasStatic(node) ? 'static ' : ''

  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause
    const shape =
      clause === undefined
        ? 'effect'
        : clause.namedBindings !== undefined && ts.isNamespaceImport(clause.namedBindings)
          ? `namespace ${clause.namedBindings.name.text}`
          : 'names'
    const type = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type ' : ''
    return { ...known(`import ${type}${shape}`, node.moduleSpecifier.getText(source).slice(1, -1)), name: '' }
  }
  if (ts.isExportDeclaration(node)) {
    const clause = node.exportClause
    const shape =
      clause === undefined ? '*' : ts.isNamespaceExport(clause) ? `* ${clause.name.text}` : 'names'
    const from = node.moduleSpecifier?.getText(source).slice(1, -1) ?? ''
    return { ...known(`export ${node.isTypeOnly ? 'type ' : ''}${shape}`, from), name: '' }
  }
  if (ts.isExportAssignment(node)) return known('export', 'default')
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node))
    return known('value', node.name?.text ?? 'default')
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return known('type', node.name.text)
  if (ts.isModuleDeclaration(node)) return known('namespace', node.name.getText(source))
  if (ts.isImportEqualsDeclaration(node)) return known('value', node.name.text)
  if (ts.isVariableStatement(node)) {
    const names = node.declarationList.declarations.map(({ name }) =>
      name.getText(source).replace(/\s+/g, ' '),
    )
    return known('value', names.join(', '))
  }
  if (ts.isCaseClause(node)) return { key: `case ${node.expression.getText(source)}`, name: '', free: false }
  if (ts.isDefaultClause(node)) return { key: 'default', name: '', free: false }
  if (ts.isConstructorDeclaration(node)) return known('member', 'constructor')
  if (ts.isGetAccessor(node)) return known(`${isStatic}get`, nameText(node.name, source))
  if (ts.isSetAccessor(node)) return known(`${isStatic}set`, nameText(node.name, source))
  if (ts.isIndexSignatureDeclaration(node))
    return known('index', node.parameters[0]?.type?.getText(source) ?? '')
  if (ts.isEnumMember(node))
    return known('member', nameText(node.name, source), node.initializer !== undefined)
  if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) return known('name', node.name.text)
  if ((ts.isClassElement(node) || ts.isTypeElement(node) || ts.isObjectLiteralElement(node)) && node.name)
    return known(`${isStatic}member`, nameText(node.name, source))
  return plain
}

/** `a`, `'a'` and `"a"` are one name. */
function nameText(name: ts.PropertyName, source: ts.SourceFile): string {
  const ts = typescript()
  return ts.isComputedPropertyName(name) ? name.getText(source) : name.text
}

function hasStatic(node: ts.Node): boolean {
  const ts = typescript()
  return (
    ts.canHaveModifiers(node) &&
    (node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword) ?? false)
  )
}
