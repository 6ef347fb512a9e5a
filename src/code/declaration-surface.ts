// The tree of a declaration file in; its exports, its private parts and its imports, by name, out.
import type { ts } from 'ts-morph'
import { typescript } from './typescript.ts'

/** One declaration that stands in the file. */
export interface LocalPart {
  /** The name inside the file. */
  readonly name: string
  readonly node: ts.Node
  /** `const`, `let` or `var` of a variable; else empty. */
  readonly keyword: string
  /** JSDoc, with a line end; or empty. */
  readonly doc: string
  /** Without JSDoc and without `export`, `default` and `declare`. */
  readonly core: string
  /** JSDoc and core. */
  readonly text: string
  /** Has `export` before it, rather than being named in `export { … }`. */
  readonly direct: boolean
  /** `declare global` and `declare module 'x'`: seen by whoever imports the file. */
  readonly augments: boolean
  /** Exported in one way or another. */
  exported: boolean
  /** Every identifier in it. */
  readonly mentions: ReadonlySet<string>
  /** What does not count: the words `export`, `default`, `declare`, and private members. */
  readonly skip: (node: ts.Node, parent: ts.Node) => boolean
}

export interface Surface {
  readonly source: ts.SourceFile
  /** Export name → its parts; a string is a re-export in normal form. In order of place. */
  readonly exports: ReadonlyMap<string, readonly (LocalPart | string)[]>
  readonly locals: ReadonlyMap<string, readonly LocalPart[]>
  /** Local name → the import in normal form. */
  readonly imports: ReadonlyMap<string, string>
}

/** Reads a declaration file: the compiler's output, or one written by hand. */
export function readSurface(source: ts.SourceFile): Surface {
  const ts = typescript()
  const exports = new Map<string, (LocalPart | string)[]>()
  const locals = new Map<string, LocalPart[]>()
  const imports = new Map<string, string>()
  const ofStatement = new Map<ts.Statement, readonly LocalPart[]>()
  const add = <T>(map: Map<string, T[]>, name: string, value: T): void => {
    map.set(name, [...(map.get(name) ?? []), value])
  }
  const addExport = (name: string, local: string): void => {
    const parts = locals.get(local)
    const from = imports.get(local)
    if (parts !== undefined) {
      for (const part of parts) {
        part.exported = true
        add(exports, name, part)
      }
    } else add(exports, name, `${from === undefined ? '' : `${from}\n`}export { ${specifier(local, name)} }`)
  }

  for (const statement of source.statements) {
    for (const [name, text] of importsIn(statement)) imports.set(name, text)
    const parts = [...partsOf(statement, source)]
    ofStatement.set(statement, parts)
    for (const part of parts) add(locals, part.name, part)
  }
  // In a hand-written declaration file without `export { … }`, everything is exported.
  const selective = source.statements.some((s) => ts.isExportDeclaration(s) || ts.isExportAssignment(s))
  const isModule = selective || source.statements.some((s) => ts.isImportDeclaration(s) || isDirect(s))

  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement)) {
      const from = statement.moduleSpecifier === undefined ? '' : textOf(statement.moduleSpecifier, source)
      const clause = statement.exportClause
      if (clause === undefined) add(exports, `*:${unquote(from)}`, `export * from ${from}`)
      else if (ts.isNamespaceExport(clause))
        add(exports, clause.name.text, `export * as ${clause.name.text} from ${from}`)
      else
        for (const { propertyName, name, isTypeOnly } of clause.elements) {
          const local = (propertyName ?? name).text
          const type = isTypeOnly || statement.isTypeOnly ? 'type ' : ''
          if (from === '') addExport(name.text, local)
          else add(exports, name.text, `export ${type}{ ${specifier(local, name.text)} } from ${from}`)
        }
    } else if (ts.isExportAssignment(statement)) {
      const name = statement.isExportEquals === true ? 'export=' : 'default'
      if (ts.isIdentifier(statement.expression)) addExport(name, statement.expression.text)
      else add(exports, name, `export default ${textOf(statement.expression, source)}`)
    } else if (ts.isNamespaceExportDeclaration(statement)) {
      add(exports, `namespace ${statement.name.text}`, textOf(statement, source))
    } else {
      for (const part of ofStatement.get(statement) ?? []) {
        if (!part.direct && !part.augments && (selective || !isModule)) continue
        part.exported = true
        add(exports, hasModifier(statement, ts.SyntaxKind.DefaultKeyword) ? 'default' : part.name, part)
      }
    }
  }
  return { source, exports, locals, imports }
}

const textOf = (node: ts.Node, source: ts.SourceFile): string =>
  source.text.slice(node.getStart(source), node.end)

/** A specifier in one spelling of quotes. */
const unquote = (literal: string): string => literal.slice(1, -1)

const specifier = (from: string, to: string): string => (from === to ? to : `${from} as ${to}`)

function isAugmentation(statement: ts.Statement): boolean {
  const ts = typescript()
  if (!ts.isModuleDeclaration(statement)) return false
  return ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0
}

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  const ts = typescript()
  return ts.canHaveModifiers(node) && (node.modifiers?.some((modifier) => modifier.kind === kind) ?? false)
}

function isDirect(statement: ts.Statement): boolean {
  return hasModifier(statement, typescript().SyntaxKind.ExportKeyword)
}

function* importsIn(statement: ts.Statement): Generator<[string, string]> {
  const ts = typescript()
  if (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference)) {
    const { expression } = statement.moduleReference
    if (ts.isStringLiteral(expression))
      yield [statement.name.text, `import ${statement.name.text} = require('${expression.text}')`]
  }
  if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return
  const from = statement.moduleSpecifier.text
  const clause = statement.importClause
  if (clause?.name !== undefined) yield [clause.name.text, `import ${clause.name.text} from '${from}'`]
  const bindings = clause?.namedBindings
  if (bindings === undefined) return
  if (ts.isNamespaceImport(bindings))
    yield [bindings.name.text, `import * as ${bindings.name.text} from '${from}'`]
  else
    for (const { propertyName, name } of bindings.elements)
      yield [name.text, `import { ${specifier((propertyName ?? name).text, name.text)} } from '${from}'`]
}

function* partsOf(statement: ts.Statement, source: ts.SourceFile): Generator<LocalPart> {
  const ts = typescript()
  if (ts.isVariableStatement(statement)) {
    const { declarationList } = statement
    const first = declarationList.declarations[0]
    const keyword = source.text.slice(declarationList.getStart(source), first?.getStart(source)).trim()
    for (const declaration of declarationList.declarations) {
      const core = `${keyword} ${textOf(declaration, source)};`
      yield part(declaration.name.getText(source), declaration, keyword, core, statement, source)
    }
  } else if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement) ||
    (ts.isImportEqualsDeclaration(statement) && !ts.isExternalModuleReference(statement.moduleReference))
  ) {
    const name = statement.name === undefined ? 'default' : textOf(statement.name, source)
    yield part(name, statement, '', coreOf(statement, source), statement, source)
  }
}

function part(
  name: string,
  node: ts.Node,
  keyword: string,
  core: string,
  statement: ts.Statement,
  source: ts.SourceFile,
): LocalPart {
  const ts = typescript()
  const docs = ts.getLeadingCommentRanges(source.text, statement.pos) ?? []
  const last = docs.filter(({ pos }) => source.text.startsWith('/**', pos)).at(-1)
  const doc = last === undefined ? '' : `${source.text.slice(last.pos, last.end)}\n`
  const mentions = new Set<string>()
  const collect = (child: ts.Node, parent: ts.Node): void => {
    if (isHidden(child, parent)) return
    if (ts.isIdentifier(child)) mentions.add(child.text)
    ts.forEachChild(child, (grandchild) => collect(grandchild, child))
  }
  collect(node, statement)
  return {
    name,
    node,
    keyword,
    doc,
    core,
    text: doc + core,
    direct: isDirect(statement),
    augments: isAugmentation(statement),
    exported: false,
    mentions,
    skip: isHidden,
  }
}

/** Private members (a private constructor is seen: it cannot be called), and the words that make an export. */
function isHidden(node: ts.Node, parent: ts.Node): boolean {
  const ts = typescript()
  if (isExportWord(node)) return true
  if (!ts.isClassDeclaration(parent) || !ts.isClassElement(node) || ts.isConstructorDeclaration(node))
    return false
  const isPrivateName = node.name !== undefined && ts.isPrivateIdentifier(node.name)
  return isPrivateName || hasModifier(node, ts.SyntaxKind.PrivateKeyword)
}

function isExportWord(node: ts.Node): boolean {
  const { SyntaxKind } = typescript()
  return (
    node.kind === SyntaxKind.ExportKeyword ||
    node.kind === SyntaxKind.DefaultKeyword ||
    node.kind === SyntaxKind.DeclareKeyword
  )
}

/** The statement's text without the words that make an export and without private members. */
function coreOf(statement: ts.DeclarationStatement, source: ts.SourceFile): string {
  const ts = typescript()
  const words = ts.canHaveModifiers(statement) ? (statement.modifiers ?? []).filter(isExportWord) : []
  const start = words.at(-1)?.end ?? statement.getStart(source)
  let core = ''
  let at = start
  if (ts.isClassDeclaration(statement)) {
    for (const member of statement.members) {
      if (!isHidden(member, statement)) continue
      core += source.text.slice(at, member.pos)
      at = member.end
    }
  }
  return (core + source.text.slice(at, statement.end)).trim()
}
