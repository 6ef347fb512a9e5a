// One node of a syntax tree in; the errors that it throws, the guards in it, its case, event or entries, out.
import type { ts } from 'ts-morph'
import type { FoundBehaviour } from './behaviour.ts'
import { formOf, keyOf, testsIn, valueOf, withoutNames } from './conditions.ts'
import { oneLine } from './outline.ts'
import { typescript } from './typescript.ts'

const textOf = (source: ts.SourceFile, node: ts.Node): string => oneLine(node.getText(source))

/**
 * `throw new X(…)`, `throw x(…)`, and `reject(new X(…))`, which throws in a promise. What was caught and is thrown on is no
 * error of this code.
 */
export function throwsOf(source: ts.SourceFile, node: ts.Node): readonly FoundBehaviour[] {
  const ts = typescript()
  const thrown = ts.isThrowStatement(node) ? node.expression : rejected(node)
  if (thrown === undefined) return []
  return errorsIn(thrown).map((error) => {
    const exit = typeOf(source, error)
    const given = (error.arguments ?? []).map((argument) => formOf(source, argument)).join()
    return {
      kind: 'throw',
      key: `${exit} ${given}`,
      loose: exit,
      exit,
      decides: [],
      text: `throw ${exit}`,
      node,
    }
  })
}

function rejected(node: ts.Node): ts.Expression | undefined {
  const ts = typescript()
  if (!ts.isCallExpression(node)) return undefined
  const { expression: called } = node
  const name = ts.isIdentifier(called) ? called : ts.isPropertyAccessExpression(called) ? called.name : null
  const [error] = node.arguments
  return name?.text === 'reject' && error !== undefined && ts.isNewExpression(error) ? error : undefined
}

/** Both of `throw late ? new A() : new B()`. */
function errorsIn(thrown: ts.Expression): readonly (ts.NewExpression | ts.CallExpression)[] {
  const ts = typescript()
  if (ts.isParenthesizedExpression(thrown)) return errorsIn(thrown.expression)
  if (ts.isConditionalExpression(thrown)) return [...errorsIn(thrown.whenTrue), ...errorsIn(thrown.whenFalse)]
  return ts.isNewExpression(thrown) || ts.isCallExpression(thrown) ? [thrown] : []
}

/** `new RangeError`, `notFound()`. */
function typeOf(source: ts.SourceFile, error: ts.NewExpression | ts.CallExpression): string {
  const name = textOf(source, error.expression)
  return typescript().isNewExpression(error) ? `new ${name}` : `${name}()`
}

/**
 * Guards of a function's body, or of the file: an `if` that stands in it directly, or in a `try`, a `catch`, an `else` or bare braces
 * there, and whose branch ends by `return` or `throw`.
 */
export function guardsOf(source: ts.SourceFile, node: ts.Node): readonly FoundBehaviour[] {
  const ts = typescript()
  const body = ts.isSourceFile(node) ? node : isBody(node) ? node.body : undefined
  if (body === undefined || !('statements' in body)) return []
  const found: FoundBehaviour[] = []
  const stack: ts.Statement[] = [...body.statements].reverse()
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (ts.isBlock(next)) stack.push(...[...next.statements].reverse())
    else if (ts.isTryStatement(next))
      stack.push(...(next.catchClause === undefined ? [] : [next.catchClause.block]), next.tryBlock)
    else if (ts.isIfStatement(next)) {
      if (next.elseStatement !== undefined) stack.push(next.elseStatement)
      const leaving = lastOf(next.thenStatement)
      if (leaving !== undefined) found.push(guard(source, next, leaving))
    }
  }
  return found
}

/** A function with statements of its own. */
function isBody(node: ts.Node): node is ts.FunctionLikeDeclaration & { readonly body: ts.Block } {
  const ts = typescript()
  if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return false
  return ts.isBlock(node.body as ts.Node) // A body is a block or an expression.
}

type Leaving = ts.ReturnStatement | ts.ThrowStatement

function lastOf(branch: ts.Statement): Leaving | undefined {
  const ts = typescript()
  const last = ts.isBlock(branch) ? branch.statements.at(-1) : branch
  return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last)) ? last : undefined
}

function guard(source: ts.SourceFile, node: ts.IfStatement, leaving: Leaving): FoundBehaviour {
  const ts = typescript()
  const [error] = ts.isThrowStatement(leaving) ? errorsIn(leaving.expression) : []
  const exit = ts.isReturnStatement(leaving)
    ? 'return'
    : error === undefined
      ? 'throw'
      : typeOf(source, error)
  const condition = formOf(source, node.expression)
  const leaves = ts.isReturnStatement(leaving) ? 'return' : exit === 'throw' ? exit : `throw ${exit}`
  return {
    kind: 'guard',
    key: `${exit} if ${condition}`,
    loose: `${exit} if ${withoutNames(condition)}`,
    exit,
    decides: testsIn(source, node.expression),
    text: `if (${textOf(source, node.expression)}) ${leaves}`,
    node: node.elseStatement === undefined ? node : node.thenStatement,
  }
}

export function caseOf(source: ts.SourceFile, node: ts.Node): readonly FoundBehaviour[] {
  if (!typescript().isCaseClause(node)) return []
  const value = valueOf(source, node.expression)
  const text = `case ${textOf(source, node.expression)}`
  return [{ kind: 'case', key: value, loose: value, exit: '', decides: [value], text, node }]
}

const listening = new Set([
  'on',
  'once',
  'addListener',
  'addEventListener',
  'prependListener',
  'prependOnceListener',
])

/** `.on('x', …)` and its like, `.onx = …`, and `onX={…}` of JSX. */
export function eventOf(source: ts.SourceFile, node: ts.Node): readonly FoundBehaviour[] {
  const ts = typescript()
  const event = (key: string, text: string): readonly FoundBehaviour[] => [
    { kind: 'event', key, loose: key, exit: '', decides: [], text: oneLine(text), node },
  ]
  if (ts.isCallExpression(node)) {
    const { expression: called, arguments: given } = node
    const [name] = given
    if (!ts.isPropertyAccessExpression(called) || name === undefined || given.length < 2) return []
    if (!listening.has(called.name.text) || !isEventName(name)) return []
    return event(valueOf(source, name), `${called.getText(source)}(${name.getText(source)})`)
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const { left, right } = node
    if (!ts.isPropertyAccessExpression(left) || right.kind === ts.SyntaxKind.NullKeyword) return []
    const name = /^on([a-z]+)$/.exec(left.name.text)?.[1]
    return name === undefined ? [] : event(JSON.stringify(name), left.getText(source))
  }
  if (ts.isJsxAttribute(node) && ts.isIdentifier(node.name) && /^on[A-Z]/.test(node.name.text))
    return event(`${node.name.text}=`, node.name.text)
  return []
}

/** A string, or a member of what is named like an enum: `cache.once(key, …)` listens to nothing. */
function isEventName(node: ts.Expression): boolean {
  const ts = typescript()
  if (ts.isStringLiteralLike(node)) return true
  return (
    ts.isPropertyAccessExpression(node) &&
    ts.isIdentifier(node.expression) &&
    /^\p{Lu}/u.test(node.expression.text)
  )
}

export function isFunction(node: ts.Node): boolean {
  const ts = typescript()
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node)
}

/** Functions under keys of one object, where there are at least two: a map of what is done for which key. */
export function entriesOf(source: ts.SourceFile, node: ts.Node): readonly FoundBehaviour[] {
  const ts = typescript()
  if (!ts.isObjectLiteralExpression(node)) return []
  const entries = node.properties.filter(
    (property) =>
      ts.isMethodDeclaration(property) ||
      (ts.isPropertyAssignment(property) && isFunction(property.initializer)),
  )
  if (entries.length < 2) return []
  return entries.flatMap((property): FoundBehaviour[] => {
    if (property.name === undefined) return []
    const value = keyOf(source, property.name)
    const text = `${textOf(source, property.name)}: a function`
    return [{ kind: 'entry', key: value, loose: value, exit: '', decides: [value], text, node: property }]
  })
}
