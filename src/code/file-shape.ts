// The tree of a file in; what it declares, exports and imports, by name, with the shape of each declaration on demand, out.
import type { ts } from 'ts-morph'
import { hasWord, keywordOf, shapeOf, type Declared, type Shape } from './shape-declaration.ts'
import { typescript } from './typescript.ts'

/** The name that `export default <expression>` goes by inside the file. */
export const defaultValue = '_default'

/** A file as its importers see it, or, read from source, as far as it is written down. */
export class FileShape {
  /** In order of place. */
  readonly declared = new Map<string, Declared[]>()
  /** Export name → `=name` of a declaration or import in this file, or the re-export in normal form. */
  readonly exports = new Map<string, string>()
  /** Local name → the import in normal form. */
  readonly imports = new Map<string, string>()
  /** Modules imported for their effect alone, and references to files and types that importers get too. */
  readonly effects = new Set<string>()
  /** `declare global`, `declare module 'x'` and what else importers see without a name. */
  readonly unnamed: Declared[] = []
  /** Statements that declare nothing. */
  readonly others: ts.Statement[] = []
  readonly source: ts.SourceFile
  readonly #shapes = new Map<string, Shape>()

  constructor(source: ts.SourceFile) {
    this.source = source
    for (const statement of source.statements) this.#read(statement)
    // A declaration file keeps its references, and those of source that are marked to be kept.
    const references = [
      ...source.referencedFiles,
      ...source.typeReferenceDirectives,
      ...source.libReferenceDirectives,
    ]
    for (const { fileName, preserve } of references)
      if (source.isDeclarationFile || preserve === true) this.effects.add(`reference ${fileName}`)
    if (source.isDeclarationFile) this.#exportAll()
  }

  /** The shape of all that has this name. */
  shape(name: string): Shape {
    const known = this.#shapes.get(name)
    if (known !== undefined) return known
    const made = shapeOf(this.declared.get(name) ?? [])
    this.#shapes.set(name, made)
    return made
  }

  #read(statement: ts.Statement): void {
    const ts = typescript()
    const ambient = this.source.isDeclarationFile || hasWord(statement, ts.SyntaxKind.DeclareKeyword)
    const exported = hasWord(statement, ts.SyntaxKind.ExportKeyword)
    if (ts.isVariableStatement(statement)) {
      const keyword = keywordOf(statement.declarationList)
      for (const node of statement.declarationList.declarations)
        for (const name of boundNames(node.name))
          this.#declare(statement, name, { node, keyword, ambient, exported })
    } else if (
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isEnumDeclaration(statement)
    ) {
      this.#declare(statement, statement.name?.text ?? 'default', {
        node: statement,
        keyword: '',
        ambient,
        exported,
      })
    } else if (ts.isModuleDeclaration(statement)) {
      const isGlobal = (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0
      const declared = { node: statement, keyword: '', ambient, exported }
      if (isGlobal || ts.isStringLiteral(statement.name)) this.unnamed.push(declared)
      else this.#declare(statement, statement.name.text, declared)
    } else if (ts.isImportDeclaration(statement)) this.#import(statement)
    else if (ts.isImportEqualsDeclaration(statement)) {
      const { moduleReference, name } = statement
      if (ts.isExternalModuleReference(moduleReference))
        this.imports.set(name.text, `require ${moduleReference.expression.getText(this.source)}`)
      else this.#declare(statement, name.text, { node: statement, keyword: '', ambient: false, exported })
    } else if (ts.isExportDeclaration(statement)) this.#export(statement)
    else if (ts.isExportAssignment(statement)) {
      const name = statement.isExportEquals === true ? 'export=' : 'default'
      const { expression } = statement
      if (ts.isIdentifier(expression)) this.exports.set(name, `=${expression.text}`)
      else {
        this.exports.set(name, `=${defaultValue}`)
        this.declared.set(defaultValue, [
          { node: statement, keyword: 'const', ambient: false, exported: true },
        ])
      }
    } else if (ts.isNamespaceExportDeclaration(statement))
      this.exports.set(`namespace ${statement.name.text}`, '')
    else this.others.push(statement)
  }

  #declare(statement: ts.Statement, name: string, declared: Declared): void {
    const ts = typescript()
    const known = this.declared.get(name)
    if (known === undefined) this.declared.set(name, [declared])
    else known.push(declared)
    if (declared.exported)
      this.exports.set(hasWord(statement, ts.SyntaxKind.DefaultKeyword) ? 'default' : name, `=${name}`)
  }

  #import(statement: ts.ImportDeclaration): void {
    const ts = typescript()
    if (!ts.isStringLiteral(statement.moduleSpecifier)) return
    const from = statement.moduleSpecifier.text
    const clause = statement.importClause
    if (clause === undefined) {
      this.effects.add(from)
      return
    }
    const attributes = statement.attributes?.getText(this.source) ?? ''
    const add = (name: string, what: string): void => {
      this.imports.set(name, `${what} from ${JSON.stringify(from)}${attributes}`)
    }
    if (clause.name !== undefined) add(clause.name.text, 'default')
    const { namedBindings: bindings } = clause
    if (bindings === undefined) return
    if (ts.isNamespaceImport(bindings)) add(bindings.name.text, '*')
    else for (const { propertyName, name } of bindings.elements) add(name.text, (propertyName ?? name).text)
  }

  #export(statement: ts.ExportDeclaration): void {
    const ts = typescript()
    const { exportClause: clause, moduleSpecifier } = statement
    const from =
      moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : ''
    const type = statement.isTypeOnly ? 'type ' : ''
    if (clause === undefined) this.exports.set(`*:${from}`, `${type}* from ${JSON.stringify(from)}`)
    else if (ts.isNamespaceExport(clause))
      this.exports.set(clause.name.text, `${type}* from ${JSON.stringify(from)}`)
    else
      for (const { propertyName, name, isTypeOnly } of clause.elements) {
        const local = (propertyName ?? name).text
        const word = isTypeOnly ? 'type ' : type
        this.exports.set(
          name.text,
          moduleSpecifier === undefined ? `${word}=${local}` : `${word}${local} from ${JSON.stringify(from)}`,
        )
      }
  }

  /** In a declaration file without `export { … }`, everything is exported. */
  #exportAll(): void {
    const ts = typescript()
    const { statements } = this.source
    if (statements.some((one) => ts.isExportDeclaration(one) || ts.isExportAssignment(one))) return
    for (const name of this.declared.keys())
      if (![...this.exports.values()].includes(`=${name}`)) this.exports.set(name, `=${name}`)
  }
}

/** The name of the declaration or import that an export stands for; null for a re-export. */
export function exportedLocal(entry: string): string | null {
  const at = entry.indexOf('=')
  return at === 0 || entry.startsWith('type =') ? entry.slice(at + 1) : null
}

export function boundNames(name: ts.BindingName): string[] {
  const ts = typescript()
  if (ts.isIdentifier(name)) return [name.text]
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)))
}
