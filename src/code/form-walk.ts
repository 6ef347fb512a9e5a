// A syntax tree in; its tokens and nesting, with form left out, as a stream of pieces out. See form.ts for what form is.
import type { ts } from 'ts-morph'
import { jsxChildren } from './form-jsx.ts'
import { directives, leafPiece } from './form-leaf.ts'
import { kindCodes, kinds, type Kinds } from './kinds.ts'
import { pieceKind, type Piece } from './piece.ts'
import { wholeCompiler, type Parser } from './parser.ts'

export interface WalkOptions {
  /** Nodes left out, with the tokens inside them. Tokens of the parent around them stay. */
  readonly skip?: (node: ts.Node, parent: ts.Node) => boolean
  /** Members of unions in order of their pieces: the order of an inferred union is an accident. */
  readonly sortUnions?: boolean
}

type Item = ts.Node | Piece

/** A node under way. */
interface Frame {
  readonly node: ts.Node
  readonly items: readonly Item[]
  next: number
  /** Adds nothing of its own: redundant parentheses and the like. */
  readonly transparent: boolean
  /** The nearest node that is not transparent: this one, or one around it. */
  readonly around: ts.Node
  readonly depth: number
  /** In a union whose members are to be sorted, or a union nested in it: those walked so far. */
  readonly members: string[] | null
  /** The union itself: it writes the members. */
  readonly sorted: boolean
}

/** `ts.NodeFlags`, whose numbers have long been fixed; a test compares them. */
export const optionalChain = 64
export const globalAugmentation = 2048

/** Deeper code counts as text. The parser itself gives up somewhere above twice this depth, and not always at the same. */
const maxDepth = 400

/**
 * Writes the pieces of `roots` (nodes of `source`, or `source` itself). A piece is a token, a leaf by value, or a
 * bracket with the kind of node; every token that is not form is there, so nothing that counts can be missed. Works
 * with a stack of its own: long chains of operators or calls are safe. Returns false, with pieces written so far, where
 * the code nests too deep.
 *
 * @param ts which parsed the nodes.
 */
export function writeForm(
  source: ts.SourceFile,
  roots: readonly ts.Node[],
  write: (piece: string) => void,
  options: WalkOptions = {},
  ts: Parser = wholeCompiler(),
): boolean {
  const is = kinds(ts)
  const codes = kindCodes(ts)
  const { text } = source
  const frames: Frame[] = []
  const captures: string[] = []
  let at = 0

  const emit = (piece: string): void => {
    if (captures.length === 0) write(piece)
    else captures[captures.length - 1] += piece
  }
  const gap = (to: number, frame: Frame | undefined): void => {
    if (frame !== undefined && !frame.transparent && at < to) {
      const tokens = gapTokens(is, text, at, to, frame.node)
      if (tokens !== '') emit(` t${tokens}`)
    }
    at = to
  }
  const enter = (node: ts.Node, parent: Frame | undefined): void => {
    if (node.kind < is.FirstNode) {
      emit(leafPiece(node, parent?.node, source, is, codes, ts))
      at = node.end
      return
    }
    const transparent = isTransparent(is, node, parent?.around, ts)
    if (!transparent) emit(` ${node.flags & optionalChain ? '?' : ''}${codes[node.kind] ?? ''}(`)
    const leftmost = parent !== undefined && parent.node.pos === node.pos
    const sorted = options.sortUnions === true && !transparent && node.kind === is.UnionType
    at = node.pos
    frames.push({
      node,
      items: itemsOf(is, node, parent?.node, source, options.skip, ts),
      next: 0,
      transparent,
      around: transparent ? (parent?.around ?? node) : node,
      depth: (parent?.depth ?? 0) + (leftmost ? 0 : 1),
      members: sorted ? [] : transparent ? (parent?.members ?? null) : null,
      sorted,
    })
    if (sorted) captures.push('')
  }

  for (const root of roots) {
    at = root.pos
    if (root === source) emit(prologueOf(source))
    enter(root, undefined)
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      if (frame.depth > maxDepth) return false
      endMember(frame, captures)
      const item = frame.items[frame.next++]
      if (item === undefined) {
        gap(frame.node.end, frame)
        frames.pop()
        if (frame.sorted && frame.members !== null) {
          captures.pop()
          emit(frame.members.sort().join(''))
        }
        if (!frame.transparent) emit(')')
        continue
      }
      gap(item.pos, frame)
      if (item.kind === pieceKind) {
        emit(item.piece)
        at = item.end
      } else enter(item, frame)
    }
  }
  return true
}

/** What was captured since the last member of a sorted union is one member (nothing, before the first). */
function endMember(frame: Frame, captures: string[]): void {
  const captured = captures.at(-1)
  if (frame.members === null || captured === undefined || captured === '') return
  frame.members.push(captured)
  captures[captures.length - 1] = ''
}

/** Redundant brackets, and nesting of operators that are associative by definition: `a && (b && c)`, `A | (B | C)`. */
function isTransparent(
  is: Kinds,
  node: ts.Node,
  around: ts.Node | undefined,
  { SyntaxKind }: Parser,
): boolean {
  switch (node.kind) {
    case is.ParenthesizedExpression:
    case is.ParenthesizedType:
      return true
    case is.UnionType:
    case is.IntersectionType:
      // By its kind.
      return (node as ts.UnionOrIntersectionTypeNode).types.length === 1 || around?.kind === node.kind
    case is.BinaryExpression: {
      if (around?.kind !== is.BinaryExpression) return false
      const operator = (node as ts.BinaryExpression).operatorToken.kind // By its kind.
      return (
        operator === (around as ts.BinaryExpression).operatorToken.kind && // By its kind.
        (operator === SyntaxKind.AmpersandAmpersandToken ||
          operator === SyntaxKind.BarBarToken ||
          operator === SyntaxKind.QuestionQuestionToken)
      )
    }
    default:
      return false
  }
}

/** Children in order of place, with what is form taken out and what has a normal form replaced by it. */
function itemsOf(
  is: Kinds,
  node: ts.Node,
  parent: ts.Node | undefined,
  source: ts.SourceFile,
  skip: WalkOptions['skip'],
  ts: Parser,
): readonly Item[] {
  let items: readonly Item[]
  switch (node.kind) {
    case is.JsxElement: {
      const { openingElement, children, closingElement } = node as ts.JsxElement // By its kind.
      return [openingElement, ...jsxChildren(children, ts), closingElement]
    }
    case is.JsxFragment: {
      const { openingFragment, children, closingFragment } = node as ts.JsxFragment // By its kind.
      return [openingFragment, ...jsxChildren(children, ts), closingFragment]
    }
    case is.ImportSpecifier:
    case is.ExportSpecifier: {
      const { propertyName, name } = node as ts.ImportSpecifier | ts.ExportSpecifier // By its kind.
      // Nodes of a parser alone have no `text`.
      const nameOf = (one: ts.ModuleExportName): string => ('escapedText' in one ? ts.idText(one) : one.text)
      const twice = propertyName?.kind === is.Identifier && nameOf(propertyName) === nameOf(name)
      if (twice)
        return [{ kind: pieceKind, piece: ` i${nameOf(name)}`, pos: propertyName.pos, end: name.end }]
      items = childrenOf(is, node, ts)
      break
    }
    case is.SourceFile:
    case is.Block:
    case is.ModuleBlock: {
      items = childrenOf(is, node, ts)
      // By its kind.
      const taken = directives(node as ts.SourceFile | ts.Block | ts.ModuleBlock, parent, source, ts)
      if (taken.length > 0) items = [...taken, ...items.slice(taken.length)]
      break
    }
    default:
      items = childrenOf(is, node, ts)
  }
  if (skip !== undefined)
    items = items.map((item) =>
      item.kind === pieceKind || !skip(item, node)
        ? item
        : { kind: pieceKind, piece: '', pos: item.pos, end: item.end },
    )
  return items
}

function childrenOf(is: Kinds, node: ts.Node, ts: Parser): ts.Node[] {
  const { kind } = node
  // In a list, an empty statement is a stray semicolon; elsewhere it is a body.
  const isList =
    kind === is.SourceFile ||
    kind === is.Block ||
    kind === is.ModuleBlock ||
    kind === is.CaseClause ||
    kind === is.DefaultClause
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => {
    const isEmpty =
      child.kind === is.SemicolonClassElement ||
      child.kind === is.EndOfFileToken ||
      (isList && child.kind === is.EmptyStatement)
    if (!isEmpty) children.push(child)
  })
  return children
}

/** Interpreter line and references to other files: comments to the parser, and yet they count. */
function prologueOf(source: ts.SourceFile): string {
  const shebang = /^\uFEFF?#![^\n]*/.exec(source.text)?.[0].trim() ?? ''
  const references = [
    ...source.referencedFiles.map((reference) => `path ${reference.fileName}`),
    ...source.typeReferenceDirectives.map((reference) => `types ${reference.fileName}`),
    ...source.libReferenceDirectives.map((reference) => `lib ${reference.fileName}`),
  ]
  return [shebang, ...references].map((line) => (line === '' ? '' : ` r${JSON.stringify(line)}`)).join('')
}

/**
 * The tokens of a node that are not children of it: punctuation and keywords, without white space and comments. Commas
 * and semicolons only separate what the brackets already do, except between the parts of a `for`.
 */
function gapTokens(is: Kinds, text: string, from: number, to: number, node: ts.Node): string {
  const { kind } = node
  // Told by kind and by the brackets; a leading `|` is layout, and `module A` is an old spelling of `namespace A`.
  if (kind === is.UnionType || kind === is.IntersectionType) return ''
  if (kind === is.ModuleDeclaration) return node.flags & globalAugmentation ? 'global' : ''
  const bare = kind === is.ArrowFunction || kind === is.NewExpression
  const inFor = kind === is.ForStatement
  let tokens = ''
  for (let i = from; i < to; i++) {
    const char = text.charCodeAt(i)
    if (char <= 0x20 || char === 0x2c || char > 0x7e) continue
    if (char === 0x3b && !inFor) continue
    if ((char === 0x28 || char === 0x29) && bare) continue
    // `"constructor"() {}` is the constructor.
    if ((char === 0x22 || char === 0x27) && kind === is.Constructor) continue
    if (char === 0x2f && i + 1 < to) {
      const next = text.charCodeAt(i + 1)
      if (next === 0x2f || next === 0x2a) {
        i = next === 0x2f ? lineEnd(text, i) : text.indexOf('*/', i + 2) + 1
        continue
      }
    }
    if (char === 0x23 && i === 0) {
      i = lineEnd(text, i)
      continue
    }
    tokens += text[i]
  }
  return tokens
}

/** The place of the line end after `from`; line separators of Unicode end a comment too. */
function lineEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (char === 0x0a || char === 0x0d || char === 0x2028 || char === 0x2029) return i
  }
  return text.length
}
