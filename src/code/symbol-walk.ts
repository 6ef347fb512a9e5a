// The tree of a file in; its symbols by name with the nodes that declare them, and what is no symbol's, out.
import type { ts } from 'ts-morph'
import type { CodeSymbol } from './code.ts'
import { classPart, functionPart, typePart, valuePart, type SymbolPart } from './symbol-parts.ts'
import { typescript } from './typescript.ts'

export interface FoundSymbol {
  readonly name: string
  readonly kind: CodeSymbol['kind']
  /** Of itself or its owner; private members never. */
  exported: boolean
  readonly exportedAs: string[]
  /** The name of the symbol it is a member of; null at top level. */
  readonly owner: string | null
  /** `const`, `let` or `var`; else empty. */
  readonly keyword: string
  /** Overloads and merged declarations are one symbol. */
  readonly parts: SymbolPart[]
}

export interface FoundSymbols {
  readonly symbols: ReadonlyMap<string, FoundSymbol>
  /** Imports and statements that declare nothing. */
  readonly rest: readonly ts.Node[]
}

/** Everything that a file names: at top level, and the members of classes, types, object values and namespaces. */
export function findSymbols(source: ts.SourceFile): FoundSymbols {
  const walk = new SymbolWalk(source)
  walk.statements(source.statements, null, true)
  walk.nameExports()
  return walk
}

class SymbolWalk implements FoundSymbols {
  readonly symbols = new Map<string, FoundSymbol>()
  readonly rest: ts.Node[] = []
  readonly #source: ts.SourceFile
  readonly #named: { local: string; name: string; node: ts.Node }[] = []

  constructor(source: ts.SourceFile) {
    this.#source = source
  }

  statements(statements: readonly ts.Statement[], owner: FoundSymbol | null, top: boolean): void {
    for (const statement of statements) if (!this.#statement(statement, owner, top)) this.rest.push(statement)
  }

  /** `export { a as b }` may stand before or after what it names. */
  nameExports(): void {
    for (const { local, name, node } of this.#named) {
      const symbol = this.symbols.get(local)
      if (symbol === undefined) this.#add(name, bare('reexport', node), null, [name])
      else {
        symbol.exportedAs.push(name)
        this.#markExported(symbol)
      }
    }
  }

  #markExported(symbol: FoundSymbol): void {
    symbol.exported = true
    for (const other of this.symbols.values()) {
      const isPrivate = other.parts.some(({ node }) => isPrivateNode(node))
      if (other.owner === symbol.name && other.kind === 'member' && !isPrivate) this.#markExported(other)
    }
  }

  #add(
    name: string,
    part: SymbolPart,
    owner: FoundSymbol | null,
    exportedAs: readonly string[],
    exported = exportedAs.length > 0,
    keyword = '',
  ): FoundSymbol {
    const full = owner === null ? name : `${owner.name}.${name}`
    let symbol = this.symbols.get(full)
    if (symbol === undefined) {
      const owned = owner?.name ?? null
      symbol = { name: full, kind: part.kind, exported, exportedAs: [], owner: owned, keyword, parts: [] }
      this.symbols.set(full, symbol)
    }
    symbol.parts.push(part)
    symbol.exported ||= exported
    for (const as of exportedAs) if (!symbol.exportedAs.includes(as)) symbol.exportedAs.push(as)
    for (const { name: inner, isPrivate, part: innerPart } of part.members)
      this.#add(inner, innerPart, symbol, [], symbol.exported && !isPrivate)
    return symbol
  }

  /** Is the statement all symbols? Else it belongs to the rest. */
  #statement(statement: ts.Statement, owner: FoundSymbol | null, top: boolean): boolean {
    const ts = typescript()
    const direct = hasWord(statement, ts.SyntaxKind.ExportKeyword)
    const isDefault = hasWord(statement, ts.SyntaxKind.DefaultKeyword)
    const declare = (name: string | undefined, part: SymbolPart, keyword = ''): FoundSymbol => {
      const as = direct && owner === null ? [isDefault ? 'default' : (name ?? 'default')] : []
      const exported = owner === null ? as.length > 0 : owner.exported && direct
      return this.#add(name ?? 'default', part, owner, as, exported, keyword)
    }

    if (ts.isFunctionDeclaration(statement)) declare(statement.name?.text, functionPart(statement))
    else if (ts.isClassDeclaration(statement)) declare(statement.name?.text, classPart(statement))
    else if (ts.isInterfaceDeclaration(statement))
      declare(statement.name.text, typePart('interface', statement, statement.members))
    else if (ts.isEnumDeclaration(statement))
      declare(statement.name.text, typePart('enum', statement, statement.members))
    else if (ts.isTypeAliasDeclaration(statement)) {
      const members = ts.isTypeLiteralNode(statement.type) ? statement.type.members : []
      declare(statement.name.text, typePart('type', statement, members))
    } else if (ts.isModuleDeclaration(statement)) this.#namespace(statement, declare)
    else if (ts.isVariableStatement(statement)) {
      const { declarations } = statement.declarationList
      const start = statement.declarationList.getStart(this.#source)
      const keyword = this.#source.text.slice(start, declarations[0]?.getStart(this.#source)).trim()
      for (const declaration of declarations)
        for (const name of boundNames(declaration.name)) {
          const plain = ts.isIdentifier(declaration.name)
          const part = plain ? valuePart(declaration, declaration.initializer) : bound(declaration)
          declare(name, part, keyword)
        }
    } else if (ts.isExportDeclaration(statement)) this.#exportDeclaration(statement)
    else if (ts.isExportAssignment(statement)) {
      const name = statement.isExportEquals === true ? 'export=' : 'default'
      const { expression } = statement
      if (ts.isIdentifier(expression)) this.#named.push({ local: expression.text, name, node: statement })
      else this.#add(name, valuePart(statement, expression), null, [name])
    } else return top && this.#commonJs(statement)
    return true
  }

  #namespace(
    statement: ts.ModuleDeclaration,
    declare: (name: string, part: SymbolPart) => FoundSymbol,
  ): void {
    const ts = typescript()
    const { name, body } = statement
    const text = ts.isStringLiteral(name) ? JSON.stringify(name.text) : name.text
    const hidden = body === undefined ? [] : [body]
    const symbol = declare(text, { kind: 'namespace', node: statement, hidden, bodies: [], members: [] })
    if (body === undefined) return
    if (ts.isModuleBlock(body)) this.statements(body.statements, symbol, false)
    // `namespace A.B {}` exports B from A.
    else if (ts.isModuleDeclaration(body))
      this.#namespace(body, (inner, part) => this.#add(inner, part, symbol, [], symbol.exported))
  }

  #exportDeclaration(statement: ts.ExportDeclaration): void {
    const ts = typescript()
    const { exportClause: clause, moduleSpecifier: from } = statement
    const module = from !== undefined && ts.isStringLiteral(from) ? from.text : ''
    if (clause === undefined) this.#add(`*:${module}`, bare('reexport', statement), null, [`*:${module}`])
    else if (ts.isNamespaceExport(clause))
      this.#add(clause.name.text, bare('reexport', statement), null, [clause.name.text])
    else
      for (const element of clause.elements) {
        const name = element.name.text
        const local = (element.propertyName ?? element.name).text
        if (from === undefined) this.#named.push({ local, name, node: element })
        else {
          const part = { ...bare('reexport', element), bodies: [from] }
          this.#add(name, part, null, [name])
        }
      }
  }

  /** `exports.a = …`, `module.exports = { a, b() {} }`, `A.prototype.m = …`: how CommonJS declares. */
  #commonJs(statement: ts.Statement): boolean {
    const ts = typescript()
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return false
    const { left, operatorToken, right } = statement.expression
    if (operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false
    const path = left.getText(this.#source).replace(/\s/g, '')
    const [, exported] = /^(?:module\.)?exports\.([\w$]+)$/.exec(path) ?? []
    const [, type, method] = /^([\w$]+)\.prototype\.([\w$]+)$/.exec(path) ?? []
    if (exported !== undefined) {
      if (ts.isIdentifier(right)) this.#named.push({ local: right.text, name: exported, node: statement })
      else this.#add(exported, valuePart(statement, right), null, [exported])
    } else if (type !== undefined && method !== undefined) {
      const owner = this.symbols.get(type)
      if (owner === undefined) return false
      this.#add(method, { ...valuePart(statement, right), kind: 'member' }, owner, [], owner.exported)
    } else if (path === 'module.exports') {
      if (ts.isIdentifier(right)) this.#named.push({ local: right.text, name: 'export=', node: statement })
      else if (ts.isObjectLiteralExpression(right)) {
        for (const property of right.properties) {
          const value = ts.isPropertyAssignment(property) ? property.initializer : property.name
          const name = property.name?.getText(this.#source).replace(/^(['"])(.*)\1$/, '$2')
          if (name === undefined) continue
          if (value !== undefined && ts.isIdentifier(value) && !ts.isMethodDeclaration(property))
            this.#named.push({ local: value.text, name, node: property })
          else if (ts.isPropertyAssignment(property))
            this.#add(name, valuePart(property, property.initializer), null, [name])
          else if (ts.isMethodDeclaration(property)) this.#add(name, functionPart(property), null, [name])
        }
      } else this.#add('export=', valuePart(statement, right), null, ['export='])
    } else return false
    return true
  }
}

function bare(kind: CodeSymbol['kind'], node: ts.Node): SymbolPart {
  return { kind, node, hidden: [], bodies: [], members: [] }
}

/** One of several names that a pattern binds: where it comes from is its body. */
function bound(declaration: ts.VariableDeclaration): SymbolPart {
  return { kind: 'variable', node: declaration, hidden: [declaration], bodies: [declaration], members: [] }
}

function boundNames(name: ts.BindingName): string[] {
  const ts = typescript()
  if (ts.isIdentifier(name)) return [name.text]
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)))
}

function hasWord(node: ts.Node, kind: ts.SyntaxKind): boolean {
  const ts = typescript()
  return ts.canHaveModifiers(node) && (node.modifiers?.some((modifier) => modifier.kind === kind) ?? false)
}

function isPrivateNode(node: ts.Node): boolean {
  const ts = typescript()
  const hasName = ts.isClassElement(node) && node.name !== undefined && ts.isPrivateIdentifier(node.name)
  return hasName || hasWord(node, ts.SyntaxKind.PrivateKeyword)
}
