// A file's text in; what it refuses, tells apart and listens to, with where it stands, out: errors thrown, guards, cases
// of a switch, events, and entries of maps of functions.
import type { ts } from 'ts-morph'
import { normalText } from '../digest/text.ts'
import { isEquality, isTest, keyOf, nullishTests, testsIn, valueOf } from './conditions.ts'
import type { Behaviour, FileBehaviours } from './behaviour.ts'
import { caseOf, entriesOf, eventOf, guardsOf, isFunction, throwsOf } from './behaviour-kinds.ts'
import { isCode } from './language.ts'
import { declaringNodes, referencesOf } from './references.ts'
import { findSymbols } from './symbol-walk.ts'
import { parseClean, typescript } from './typescript.ts'

const none: FileBehaviours = { symbols: new Set(), found: [], decisions: new Map(), references: new Map() }

/** Null for a file that does not parse; a file that holds no code has none. */
export function behavioursOf(path: string, text: string): FileBehaviours | null {
  if (!isCode(path)) return none
  const source = parseClean(path, normalText(text))
  return source === null ? null : new Reading(source).read()
}

interface Place {
  readonly node: ts.Node
  readonly symbol: string
  readonly scope: string
}

class Reading {
  readonly #source: ts.SourceFile
  readonly #found: Behaviour[] = []
  readonly #decisions = new Map<string, Map<string, number>>()
  /** Tests that were counted with the condition around them. */
  readonly #seen = new Set<ts.Node>()

  constructor(source: ts.SourceFile) {
    this.#source = source
  }

  read(): FileBehaviours {
    const symbols = findSymbols(this.#source)
    const declaring = declaringNodes(symbols)
    const stack: Place[] = [{ node: this.#source, symbol: '', scope: '' }]
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const place = this.#placeOf(next, declaring)
      this.#look(place)
      const children: Place[] = []
      typescript().forEachChild(next.node, (node) => void children.push({ ...place, node }))
      stack.push(...children.reverse())
    }
    return {
      symbols: new Set(symbols.symbols.keys()),
      found: this.#found.sort((a, b) => a.start - b.start),
      decisions: this.#decisions,
      references: referencesOf(this.#source),
    }
  }

  #placeOf({ node, symbol, scope }: Place, declaring: ReadonlyMap<ts.Node, string>): Place {
    const declared = declaring.get(node)
    if (declared !== undefined) return { node, symbol: declared, scope: declared }
    const name = functionName(node)
    return { node, symbol, scope: name === null ? scope : `${scope}/${name}` }
  }

  #look(place: Place): void {
    const { node } = place
    const found = [
      ...throwsOf(this.#source, node),
      ...guardsOf(this.#source, node),
      ...caseOf(this.#source, node),
      ...eventOf(this.#source, node),
      ...entriesOf(this.#source, node),
    ]
    for (const { node: at, ...behaviour } of found) {
      const start = at.getStart(this.#source)
      const line = this.#source.getLineAndCharacterOfPosition(start).line + 1
      this.#found.push({
        ...behaviour,
        symbol: place.symbol,
        scope: place.scope,
        line,
        start,
        end: at.end,
      })
    }
    this.#count(place)
  }

  #count({ node, scope }: Place): void {
    const ts = typescript()
    const source = this.#source
    const add = (decisions: readonly string[]): void => {
      const known = this.#decisions.get(scope) ?? new Map<string, number>()
      for (const one of decisions) known.set(one, (known.get(one) ?? 0) + 1)
      this.#decisions.set(scope, known)
    }
    const condition = conditionOf(node)
    if (condition !== undefined) add(testsIn(source, condition, this.#seen))
    if (isTest(node) && !this.#seen.has(node)) add(testsIn(source, node, this.#seen))
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
      add(nullishTests(source, node.left))
    if (ts.isPropertyAccessExpression(node) && node.questionDotToken !== undefined)
      add(nullishTests(source, node.expression))
    if (isEquality(node)) add([valueOf(source, node.left), valueOf(source, node.right)])
    if (ts.isCaseClause(node)) add([valueOf(source, node.expression)])
    if (ts.isArrayLiteralExpression(node))
      add(node.elements.filter(isPlainValue).map((element) => valueOf(source, element)))
    if (ts.isObjectLiteralExpression(node))
      add(node.properties.flatMap(({ name }) => (name === undefined ? [] : [keyOf(source, name)])))
  }
}

/** Lists of data are long, and nothing is told apart by what is made on the spot. */
function isPlainValue(node: ts.Node): boolean {
  const ts = typescript()
  return ts.isLiteralExpression(node) || ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)
}

function conditionOf(node: ts.Node): ts.Expression | undefined {
  const ts = typescript()
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) return node.expression
  if (ts.isConditionalExpression(node) || ts.isForStatement(node)) return node.condition
  return undefined
}

/** The name of a function or class inside a symbol; null for all else, and for what has no name. */
function functionName(node: ts.Node): string | null {
  const ts = typescript()
  if (ts.isConstructorDeclaration(node)) return 'constructor'
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) return textOf(node.name)
  if (ts.isMethodDeclaration(node) || ts.isAccessor(node)) return textOf(node.name)
  const isNamed =
    ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)
  return isNamed && node.initializer !== undefined && isFunction(node.initializer) ? textOf(node.name) : null
}

function textOf(name: ts.Node | undefined): string | null {
  const ts = typescript()
  if (name === undefined) return null
  const hasText = ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || ts.isStringLiteralLike(name)
  return hasText ? name.text : null
}
