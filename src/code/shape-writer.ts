// Types and signatures of a syntax tree in; their normal form, the names they refer to, and what would have to be inferred, out.
import type { ts } from 'ts-morph'
import { kindCodes } from './kinds.ts'
import { inferred, isShown, memberKey, sortedGroups } from './shape-order.ts'
import { typescript } from './typescript.ts'

/** Stands where a type is not written down. */
export const hole = '⟨⟩'

/**
 * Writes types as text in which form does not count: no layout, no redundant parentheses, keys alike however they are
 * quoted, union members and members of types in order of their text. Collects on the way the names that are referred to
 * (without type parameters and the like, which are bound inside), and the nodes whose types are not written down.
 */
export class ShapeWriter {
  readonly holes: ts.Node[] = []
  readonly mentions = new Set<string>()
  readonly #ts = typescript()
  readonly #codes = kindCodes()
  readonly #bound: string[] = []
  #owner: ts.Node | undefined
  /** Are private members written too? */
  readonly privates: boolean

  constructor(privates = false) {
    this.privates = privates
  }

  /** A type, or any node that stands inside one. */
  type(node: ts.Node): string {
    const { SyntaxKind } = this.#ts
    const ts = this.#ts
    switch (node.kind) {
      case SyntaxKind.ParenthesizedType:
        return this.type((node as ts.ParenthesizedTypeNode).type) // By its kind, as all casts below.
      case SyntaxKind.UnionType:
        return `(${this.#flat(node as ts.UnionTypeNode)
          .sort()
          .join('|')})`
      case SyntaxKind.IntersectionType: {
        const parts = this.#flat(node as ts.IntersectionTypeNode)
        return parts.length === 1 ? parts.join('') : `(${parts.join('&')})`
      }
      case SyntaxKind.TypeReference: {
        const { typeName, typeArguments } = node as ts.TypeReferenceNode
        return this.#entity(typeName) + this.#list(typeArguments, '<', '>')
      }
      case SyntaxKind.ExpressionWithTypeArguments: {
        const { expression, typeArguments } = node as ts.ExpressionWithTypeArguments
        return this.expression(expression) + this.#list(typeArguments, '<', '>')
      }
      case SyntaxKind.TypeQuery: {
        const { exprName, typeArguments } = node as ts.TypeQueryNode
        return `typeof ${ts.isImportTypeNode(exprName) ? this.type(exprName) : this.#entity(exprName)}${this.#list(typeArguments, '<', '>')}`
      }
      case SyntaxKind.TypeOperator: {
        const { operator, type } = node as ts.TypeOperatorNode
        return `${this.#code(operator)} ${this.type(type)}`
      }
      case SyntaxKind.TypeLiteral:
        return this.members((node as ts.TypeLiteralNode).members)
      case SyntaxKind.FunctionType:
      case SyntaxKind.ConstructorType: {
        const abstract = ts.canHaveModifiers(node) && node.modifiers !== undefined ? 'abstract ' : ''
        const word = node.kind === SyntaxKind.ConstructorType ? 'new' : ''
        return `${abstract}${word}${this.signature(node as ts.FunctionTypeNode)}`
      }
      case SyntaxKind.ConditionalType:
        return this.#within(inferred(ts, node), () => this.#generic(node))
      case SyntaxKind.MappedType: {
        const { typeParameter } = node as ts.MappedTypeNode
        return this.#within([typeParameter.name.text], () => this.#generic(node))
      }
      case SyntaxKind.ImportType:
        return `${(node as ts.ImportTypeNode).isTypeOf ? 'typeof ' : ''}${this.#generic(node)}`
      case SyntaxKind.PropertySignature:
      case SyntaxKind.MethodSignature:
      case SyntaxKind.CallSignature:
      case SyntaxKind.ConstructSignature:
      case SyntaxKind.IndexSignature:
      case SyntaxKind.GetAccessor:
      case SyntaxKind.SetAccessor:
        return this.member(node as ts.TypeElement)
      default:
        return this.#generic(node)
    }
  }

  /** Members of an interface or a type literal; the order of members does not count, that of overloads does. */
  members(members: readonly ts.TypeElement[]): string {
    return `{${sortedGroups(members.map((member) => [memberKey(this.#ts, member), this.member(member)]))}}`
  }

  member(node: ts.TypeElement): string {
    const ts = this.#ts
    const question = (node as ts.PropertySignature).questionToken === undefined ? '' : '?' // Absent in the others.
    const name = node.name === undefined ? '' : this.name(node.name)
    if (ts.isPropertySignature(node))
      return `${this.modifiers(node)}${name}${question}:${node.type === undefined ? this.#code(ts.SyntaxKind.AnyKeyword) : this.type(node.type)}`
    if (ts.isIndexSignatureDeclaration(node)) return `${this.modifiers(node)}[]${this.signature(node)}`
    if (ts.isConstructSignatureDeclaration(node)) return `new ${this.signature(node)}`
    if (ts.isGetAccessorDeclaration(node)) return `get ${name}${this.signature(node)}`
    if (ts.isSetAccessorDeclaration(node)) return `set ${name}${this.signature(node)}`
    if (ts.isMethodSignature(node) || ts.isCallSignatureDeclaration(node))
      return `${name}${question}${this.signature(node)}`
    return this.#generic(node)
  }

  /** Type parameters, parameters and result; the result of a function with a body is a hole where it is not written down. */
  signature(node: ts.SignatureDeclaration): string {
    const ts = this.#ts
    const bound = (node.typeParameters ?? []).map(({ name }) => name.text)
    for (const { name } of node.parameters) if (ts.isIdentifier(name)) bound.push(name.text)
    return this.#within(bound, () => {
      const parameters = node.parameters.map((parameter, index) =>
        this.#parameter(parameter, node.parameters.slice(index + 1)),
      )
      return `${this.typeParameters(node.typeParameters)}(${parameters.join(',')})${this.#result(node)}`
    })
  }

  typeParameters(parameters: readonly ts.TypeParameterDeclaration[] | undefined): string {
    return this.#list(parameters, '<', '>')
  }

  /** Type parameters of a class, interface or alias are known inside it. */
  within(parameters: readonly ts.TypeParameterDeclaration[] | undefined, write: () => string): string {
    return this.#within(
      (parameters ?? []).map(({ name }) => name.text),
      write,
    )
  }

  /** The modifiers that a declaration file has; being exported is told elsewhere. */
  modifiers(node: ts.Node): string {
    const ts = this.#ts
    const words = ts.canHaveModifiers(node) ? (node.modifiers ?? []) : []
    const shown = words.map(({ kind }) => kind).filter((kind) => isShown(ts, kind))
    return shown
      .map((kind) => `${this.#code(kind)} `)
      .sort()
      .join('')
  }

  name(node: ts.PropertyName | ts.BindingName): string {
    const ts = this.#ts
    if (ts.isIdentifier(node) || ts.isStringLiteralLike(node) || ts.isNumericLiteral(node))
      return JSON.stringify(node.text)
    if (ts.isComputedPropertyName(node)) return `[${this.expression(node.expression)}]`
    if (ts.isPrivateIdentifier(node)) return node.text
    if (ts.isBigIntLiteral(node)) return node.text
    return this.#pattern(node)
  }

  /** A value where a declaration file has one: a computed key, a base class, a literal. */
  expression(node: ts.Node): string {
    const ts = this.#ts
    if (ts.isIdentifier(node)) {
      this.#mention(node.text)
      return node.text
    }
    if (ts.isParenthesizedExpression(node)) return this.expression(node.expression)
    if (ts.isPropertyAccessExpression(node)) return `${this.expression(node.expression)}.${node.name.text}`
    if (ts.isPrefixUnaryExpression(node))
      return `${this.#code(node.operator)}${this.expression(node.operand)}`
    return this.#generic(node)
  }

  /** Marks a node whose type is not written down. */
  hole(node: ts.Node): string {
    this.holes.push(this.#owner ?? node)
    return hole
  }

  /** Inside a class a type may follow from any other member, private ones included. */
  inClass(node: ts.Node, write: () => string): string {
    this.#owner = node
    const text = write()
    this.#owner = undefined
    return text
  }

  #flat(node: ts.UnionOrIntersectionTypeNode): string[] {
    const ts = this.#ts
    return node.types.flatMap((type) => {
      let bare = type
      while (ts.isParenthesizedTypeNode(bare)) bare = bare.type
      return bare.kind === node.kind ? this.#flat(bare as ts.UnionOrIntersectionTypeNode) : [this.type(bare)]
    })
  }

  #list(nodes: readonly ts.Node[] | undefined, open: string, close: string): string {
    return nodes === undefined ? '' : `${open}${nodes.map((node) => this.type(node)).join(',')}${close}`
  }

  #entity(name: ts.EntityName): string {
    if (this.#ts.isIdentifier(name)) {
      this.#mention(name.text)
      return name.text
    }
    return `${this.#entity(name.left)}.${name.right.text}`
  }

  #mention(name: string): void {
    if (!this.#bound.includes(name)) this.mentions.add(name)
  }

  #within(names: readonly string[], write: () => string): string {
    this.#bound.push(...names)
    const text = write()
    this.#bound.length -= names.length
    return text
  }

  #parameter(node: ts.ParameterDeclaration, later: readonly ts.ParameterDeclaration[]): string {
    const name = `${node.dotDotDotToken === undefined ? '' : '...'}${this.name(node.name)}`
    const question = node.questionToken === undefined && node.initializer === undefined ? '' : '?'
    // A default before a parameter that must be given: the compiler adds `undefined` to the type.
    const isInner =
      node.initializer !== undefined &&
      later.some((one) => !one.questionToken && !one.initializer && !one.dotDotDotToken)
    if (isInner) return `${name}:${this.hole(node)}`
    return `${name}${question}:${this.parameterType(node)}`
  }

  parameterType(node: ts.ParameterDeclaration): string {
    const { SyntaxKind } = this.#ts
    if (node.type !== undefined) {
      // `constructor(readonly a?: A)` declares a member that may hold undefined.
      const isMember = node.questionToken !== undefined && (node.modifiers?.length ?? 0) > 0
      return isMember ? this.#orUndefined(node.type) : this.type(node.type)
    }
    if (node.initializer !== undefined || !this.#ts.isIdentifier(node.name)) return this.hole(node)
    const any = this.#code(SyntaxKind.AnyKeyword)
    return node.dotDotDotToken === undefined ? any : `${this.#code(SyntaxKind.ArrayType)}(${any})`
  }

  #orUndefined(node: ts.TypeNode): string {
    const { SyntaxKind, isUnionTypeNode, isParenthesizedTypeNode } = this.#ts
    let bare = node
    while (isParenthesizedTypeNode(bare)) bare = bare.type
    const all = [SyntaxKind.AnyKeyword, SyntaxKind.UnknownKeyword, SyntaxKind.UndefinedKeyword]
    if (all.includes(bare.kind)) return this.type(bare)
    const parts = isUnionTypeNode(bare) ? this.#flat(bare) : [this.type(bare)]
    return `(${[...new Set([...parts, this.#code(SyntaxKind.UndefinedKeyword)])].sort().join('|')})`
  }

  #code(kind: ts.SyntaxKind): string {
    return this.#codes[kind] ?? ''
  }

  #result(node: ts.SignatureDeclaration): string {
    const ts = this.#ts
    if (node.type !== undefined) return `:${this.type(node.type)}`
    if (ts.isConstructorDeclaration(node) || ts.isSetAccessorDeclaration(node)) return ''
    const { body } = node as ts.FunctionLikeDeclaration // Absent in signatures.
    return body === undefined ? `:${this.#code(ts.SyntaxKind.AnyKeyword)}` : `:${this.hole(node)}`
  }

  /** A pattern as a declaration file shows it: without defaults. */
  #pattern(node: ts.BindingPattern): string {
    const ts = this.#ts
    const elements = node.elements.map((element) => {
      if (ts.isOmittedExpression(element)) return ''
      const from = element.propertyName === undefined ? '' : `${this.name(element.propertyName)}:`
      return `${element.dotDotDotToken === undefined ? '' : '...'}${from}${this.name(element.name)}`
    })
    return ts.isArrayBindingPattern(node) ? `[${elements.join(',')}]` : `{${elements.join(',')}}`
  }

  #generic(node: ts.Node): string {
    const ts = this.#ts
    if (ts.isIdentifier(node)) return node.text
    if (ts.isStringLiteralLike(node)) return JSON.stringify(node.text)
    if (ts.isNumericLiteral(node) || ts.isBigIntLiteral(node)) return node.text
    if (ts.isPrefixUnaryExpression(node)) return this.expression(node)
    const code = this.#code(node.kind)
    if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) return JSON.stringify(node.text)
    const inside: string[] = []
    ts.forEachChild(node, (child) => void inside.push(this.type(child)))
    return inside.length === 0 ? code : `${code}(${inside.join(' ')})`
  }
}
