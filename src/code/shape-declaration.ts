// One declaration in, its shape out: what a declaration file would say of it, with holes where types are not written down.
import type { ts } from 'ts-morph'
import { memberKey, sortedGroups } from './shape-order.ts'
import { ShapeWriter } from './shape-writer.ts'
import { typescript } from './typescript.ts'

/** What an importer would see of a declaration. */
export interface Shape {
  /** In normal form; equal texts without holes are equal to an importer. */
  readonly text: string
  /** Nodes whose types the compiler would have to infer. */
  readonly holes: readonly ts.Node[]
  /** Names outside the declaration that the text refers to. */
  readonly mentions: ReadonlySet<string>
}

/** A declaration as it stands in a file. */
export interface Declared {
  readonly node: ts.Node
  /** `const`, `let` or `var`; else empty. */
  readonly keyword: string
  /** In a declaration file, or marked with `declare`. */
  readonly ambient: boolean
  /** Has `export` before it. */
  readonly exported: boolean
}

/** The shapes of declarations that have one name (overloads, merged declarations) as one; with private members if asked. */
export function shapeOf(
  declared: readonly Declared[],
  { privates = false }: { readonly privates?: boolean } = {},
): Shape {
  const ts = typescript()
  const writer = new ShapeWriter(privates)
  const hasOverloads = declared.some(({ node }) => ts.isFunctionDeclaration(node) && node.body === undefined)
  const texts = declared
    .filter(({ node }) => !hasOverloads || !ts.isFunctionDeclaration(node) || node.body === undefined)
    .map((one) => declarationShape(writer, one))
  return { text: texts.join('\n'), holes: writer.holes, mentions: writer.mentions }
}

function declarationShape(writer: ShapeWriter, { node, keyword, ambient }: Declared): string {
  const ts = typescript()
  if (ts.isVariableDeclaration(node)) return variableShape(writer, node, keyword, ambient)
  if (ts.isFunctionDeclaration(node)) return `function ${writer.signature(node)}`
  if (ts.isClassDeclaration(node))
    return writer.inClass(node, () =>
      writer.within(node.typeParameters, () => classShape(writer, node, ambient)),
    )
  if (ts.isInterfaceDeclaration(node))
    return writer.within(node.typeParameters, () => {
      const heritage = (node.heritageClauses ?? []).flatMap(({ types }) =>
        types.map((type) => writer.type(type)),
      )
      return `interface ${writer.typeParameters(node.typeParameters)}:${heritage.join(',')}${writer.members(node.members)}`
    })
  if (ts.isTypeAliasDeclaration(node))
    return writer.within(
      node.typeParameters,
      () => `type ${writer.typeParameters(node.typeParameters)}=${writer.type(node.type)}`,
    )
  if (ts.isEnumDeclaration(node)) return enumShape(writer, node, ambient)
  if (ts.isModuleDeclaration(node) && ambient) return moduleShape(writer, node)
  return writer.hole(node)
}

function variableShape(
  writer: ShapeWriter,
  node: ts.VariableDeclaration,
  keyword: string,
  ambient: boolean,
): string {
  const ts = typescript()
  if (!ts.isIdentifier(node.name)) return writer.hole(node)
  if (node.type !== undefined) return `${keyword}:${writer.type(node.type)}`
  const { initializer } = node
  if (ambient) return `${keyword}${initializer === undefined ? '' : `=${writer.expression(initializer)}`}`
  if (initializer !== undefined) {
    const value = unparenthesized(initializer)
    if (ts.isArrowFunction(value) || ts.isFunctionExpression(value))
      return `${keyword}:${writer.signature(value)}`
  }
  return `${keyword}:${writer.hole(node)}`
}

function unparenthesized(node: ts.Expression): ts.Expression {
  let value = node
  while (typescript().isParenthesizedExpression(value)) value = value.expression
  return value
}

function classShape(writer: ShapeWriter, node: ts.ClassDeclaration, ambient: boolean): string {
  const ts = typescript()
  const heritage = (node.heritageClauses ?? []).map(({ token, types }) => {
    const word = token === ts.SyntaxKind.ExtendsKeyword ? 'extends' : 'implements'
    const shown = types.map((type) =>
      isEntity(type.expression) ? writer.type(type) : ambient ? writer.type(type) : writer.hole(type),
    )
    return `${word} ${shown.join(',')}`
  })
  const overloaded = new Set<string>()
  for (const member of node.members)
    if ((ts.isMethodDeclaration(member) || ts.isConstructorDeclaration(member)) && member.body === undefined)
      overloaded.add(overloadKey(member))
  const members = node.members.flatMap((member): [string, string][] => {
    const isBody = (ts.isMethodDeclaration(member) || ts.isConstructorDeclaration(member)) && member.body
    const parameters = ts.isConstructorDeclaration(member) ? propertiesOf(writer, member) : []
    if (isBody !== undefined && isBody !== false && overloaded.has(overloadKey(member)) && !ambient)
      return parameters
    const text = memberShape(writer, member, node, ambient)
    return text === null ? parameters : [...parameters, [memberKey(ts, member), text]]
  })
  const unique = members.filter(
    ([key, text], index) => index === members.findIndex((one) => one[0] === key && one[1] === text),
  )
  return `${writer.modifiers(node)}class ${writer.typeParameters(node.typeParameters)}${heritage.join(' ')}{${sortedGroups(unique)}}`
}

/** An abstract method without a body is no overload of another member; a static one is another member. */
const overloadKey = (member: ts.ClassElement): string =>
  `${isStatic(member) ? 'static ' : ''}${memberKey(typescript(), member)}`

/** One member; null for what importers do not see. */
function memberShape(
  writer: ShapeWriter,
  member: ts.ClassElement,
  owner: ts.ClassDeclaration,
  ambient: boolean,
): string | null {
  const ts = typescript()
  if (ts.isConstructorDeclaration(member)) {
    if (hasWord(member, ts.SyntaxKind.PrivateKeyword)) return 'private constructor'
    return `${writer.modifiers(member)}constructor${writer.signature(member)}`
  }
  if (isPrivate(member) && !writer.privates) return null
  const start = writer.modifiers(member)
  if (ts.isIndexSignatureDeclaration(member)) return `${start}[]${writer.signature(member)}`
  if (ts.isPropertyDeclaration(member)) {
    const name = `${start}${writer.name(member.name)}${member.questionToken === undefined ? '' : '?'}`
    if (member.type !== undefined) return `${name}:${writer.type(member.type)}`
    const { initializer } = member
    if (ambient) return `${name}${initializer === undefined ? '' : `=${writer.expression(initializer)}`}`
    // Without a value, the type comes from what the constructor assigns.
    return `${name}:${writer.hole(initializer === undefined ? owner : member)}`
  }
  if (ts.isMethodDeclaration(member)) {
    const question = member.questionToken === undefined ? '' : '?'
    return `${start}${writer.name(member.name)}${question}${writer.signature(member)}`
  }
  if (ts.isGetAccessorDeclaration(member) || ts.isSetAccessorDeclaration(member)) {
    const isGet = ts.isGetAccessorDeclaration(member)
    const written = isGet ? member.type : member.parameters[0]?.type
    const name = `${start}${isGet ? 'get' : 'set'} ${writer.name(member.name)}`
    // One of a pair may take its type from the other.
    if (written === undefined) return `${name}:${writer.hole(owner)}`
    return `${name}:${writer.type(written)}`
  }
  return null
}

/** `constructor(readonly a: string)` declares a member. */
function propertiesOf(writer: ShapeWriter, member: ts.ConstructorDeclaration): [string, string][] {
  const ts = typescript()
  return member.parameters.flatMap((parameter): [string, string][] => {
    if (!ts.isParameterPropertyDeclaration(parameter, member)) return []
    const { name } = parameter
    if (hasWord(parameter, ts.SyntaxKind.PrivateKeyword) || !ts.isIdentifier(name)) return []
    const start = `${writer.modifiers(parameter)}${writer.name(name)}${parameter.questionToken === undefined ? '' : '?'}`
    return [[name.text, `${start}:${writer.parameterType(parameter)}`]]
  })
}

function enumShape(writer: ShapeWriter, node: ts.EnumDeclaration, ambient: boolean): string {
  const ts = typescript()
  let next: number | null = 0
  const members = node.members.map((member): [string, string] => {
    const name = writer.name(member.name)
    const value = member.initializer === undefined ? undefined : unparenthesized(member.initializer)
    if (value === undefined) {
      if (ambient) next = null
      const text =
        next === null ? (ambient ? name : `${name}=${writer.hole(node)}`) : `${name}=${String(next)}`
      if (next !== null) next++
      return [name, text]
    }
    const number = numberOf(value)
    next = number === null ? null : number + 1
    if (number !== null) return [name, `${name}=${String(number)}`]
    if (ts.isStringLiteralLike(value)) return [name, `${name}=${JSON.stringify(value.text)}`]
    return [name, `${name}=${ambient ? writer.expression(value) : writer.hole(node)}`]
  })
  return `${writer.modifiers(node)}enum{${sortedGroups(members)}}`
}

function numberOf(node: ts.Expression): number | null {
  const ts = typescript()
  if (ts.isNumericLiteral(node)) return Number(node.text)
  if (!ts.isPrefixUnaryExpression(node) || node.operator !== ts.SyntaxKind.MinusToken) return null
  return ts.isNumericLiteral(node.operand) ? -Number(node.operand.text) : null
}

/** A namespace of a declaration file: what it holds, in order of names. */
function moduleShape(writer: ShapeWriter, node: ts.ModuleDeclaration): string {
  const ts = typescript()
  const { body } = node
  if (body === undefined) return 'module'
  if (ts.isModuleDeclaration(body)) return `module ${body.name.text}{${moduleShape(writer, body)}}`
  if (!ts.isModuleBlock(body)) return writer.type(body)
  const inside = body.statements.flatMap((statement): [string, string][] => {
    if (ts.isVariableStatement(statement)) {
      const keyword = keywordOf(statement.declarationList)
      return statement.declarationList.declarations.map((one): [string, string] => {
        const name = writer.name(one.name)
        return [name, `${name} ${variableShape(writer, one, keyword, true)}`]
      })
    }
    const { name } = statement as { readonly name?: ts.Node } // Statements that declare have one.
    const key = name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : ''
    if (ts.isExportDeclaration(statement) && statement.exportClause !== undefined) {
      if (ts.isNamedExports(statement.exportClause) && statement.exportClause.elements.length === 0) return []
    }
    const isDeclaration =
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isEnumDeclaration(statement) ||
      ts.isModuleDeclaration(statement)
    const text = isDeclaration
      ? declarationShape(writer, { node: statement, keyword: '', ambient: true, exported: true })
      : writer.type(statement)
    return [[key, `${key} ${text}`]]
  })
  return `module{${sortedGroups(inside)}}`
}

export function keywordOf(list: ts.VariableDeclarationList): string {
  const { NodeFlags } = typescript()
  const flags = list.flags & NodeFlags.BlockScoped
  if (flags === NodeFlags.Const) return 'const'
  return flags === NodeFlags.Let ? 'let' : flags === 0 ? 'var' : 'using'
}

function isEntity(node: ts.Expression): boolean {
  const ts = typescript()
  if (ts.isIdentifier(node)) return true
  return ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.name) && isEntity(node.expression)
}

export function hasWord(node: ts.Node, kind: ts.SyntaxKind): boolean {
  const ts = typescript()
  return ts.canHaveModifiers(node) && (node.modifiers?.some((modifier) => modifier.kind === kind) ?? false)
}

const isStatic = (node: ts.Node): boolean => hasWord(node, typescript().SyntaxKind.StaticKeyword)

function isPrivate(member: ts.ClassElement): boolean {
  const ts = typescript()
  const hasPrivateName = member.name !== undefined && ts.isPrivateIdentifier(member.name)
  return hasPrivateName || hasWord(member, ts.SyntaxKind.PrivateKeyword)
}
