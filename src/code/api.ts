// Two versions of a file in; whether an importer could tell them apart, as far as what is written down decides it, out.
import type { ts } from 'ts-morph'
import { exportedLocal, type FileShape } from './file-shape.ts'
import { shapeOf, type Declared, type Shape } from './shape-declaration.ts'
import { typescript } from './typescript.ts'

/** `unknown`: only the compiler's inference can tell. */
export type Verdict = 'same' | 'differs' | 'unknown'

/** Do two declaration files, in which nothing is left to infer, say the same? */
export function sameApi(before: FileShape, after: FileShape): boolean {
  return (
    sameEntries(before.exports, after.exports) &&
    sameEntries(before.imports, after.imports) &&
    sameNames(before.effects, after.effects) &&
    sameNames(before.declared.keys(), after.declared.keys()) &&
    [...before.declared.keys()].every((name) => before.shape(name).text === after.shape(name).text) &&
    unnamedText(before) === unnamedText(after)
  )
}

/**
 * Decides from the syntax of two versions of a TypeScript file. What is written down is compared as a declaration file
 * would show it; where a type is not written down, only what could change it makes the answer `unknown`: the expression
 * itself, or anything that it refers to, directly or through others.
 */
export function writtenApi(before: FileShape, after: FileShape): WrittenApi {
  const { hard, soft, equal } = changedNames(before, after)
  return { verdict: verdictOf(before, after, hard, soft), changed: hard, equal }
}

export interface WrittenApi {
  readonly verdict: Verdict
  /** Names inside the file that are written down otherwise, new, or gone. */
  readonly changed: ReadonlySet<string>
  /** Names whose declarations are the same text. */
  readonly equal: ReadonlySet<string>
}

function verdictOf(
  before: FileShape,
  after: FileShape,
  hard: ReadonlySet<string>,
  soft: ReadonlySet<string>,
): Verdict {
  if (!sameEntries(before.exports, after.exports) || !sameNames(before.effects, after.effects))
    return 'differs'
  if (unnamedText(before) !== unnamedText(after)) return 'unknown'
  if (hard.size === 0 && soft.size === 0) return 'same'
  const isExport = (entry: string): boolean => hard.has(exportedLocal(entry) ?? '')
  if ([...after.exports.values()].some(isExport)) return 'differs'
  const sides = [before, after]
  if (hard.size > 0 && sides.some((side) => meets(reachable(side, false), hard))) return 'differs'
  const isTouched = sides.some((side) => {
    const seen = reachable(side, true)
    return meets(seen, hard) || meets(seen, soft)
  })
  return isTouched ? 'unknown' : 'same'
}

interface ChangedNames {
  /** Written down otherwise, new, or gone. */
  readonly hard: ReadonlySet<string>
  /** An inferred type may be another one. */
  readonly soft: ReadonlySet<string>
  /** Declared by the same text. */
  readonly equal: ReadonlySet<string>
}

function changedNames(before: FileShape, after: FileShape): ChangedNames {
  const hard = new Set<string>()
  const soft = new Set<string>()
  const equal = new Set<string>()
  const canAssign = hasVariables(before) || hasVariables(after)
  for (const [name, from] of before.imports) if (after.imports.get(name) !== from) hard.add(name)
  for (const name of after.imports.keys()) if (!before.imports.has(name)) hard.add(name)
  for (const [name, old] of before.declared) {
    const now = after.declared.get(name)
    if (now !== undefined && sameTexts(old, before.source, now, after.source)) {
      equal.add(name)
      continue
    }
    if (now === undefined) hard.add(name)
    else {
      const kind = changeOf(name, before, after)
      if (kind !== 'none') (kind === 'hard' ? hard : soft).add(name)
    }
    if (canAssign) for (const { node } of [...old, ...(now ?? [])]) addAssigned(node, soft)
  }
  for (const [name, now] of after.declared)
    if (!before.declared.has(name)) {
      hard.add(name)
      if (canAssign) for (const { node } of now) addAssigned(node, soft)
    }
  for (const statement of differing(before, after)) addIdentifiers(statement, soft)
  // Names of inner variables, and of what the file does not declare.
  for (const name of soft)
    if (![before, after].some((file) => file.declared.has(name) || file.imports.has(name))) soft.delete(name)
  return { hard, soft, equal }
}

/** `none`: only a body differs, or what else importers do not see. */
function changeOf(name: string, before: FileShape, after: FileShape): 'hard' | 'soft' | 'none' {
  const [was, is] = [before.shape(name), after.shape(name)]
  const [old, now] = [before.declared.get(name) ?? [], after.declared.get(name) ?? []]
  if (was.text !== is.text && was.holes.length === 0 && is.holes.length === 0) return 'hard'
  const isExport = old.some((one, index) => one.exported !== now[index]?.exported)
  if (isExport || !sameShape(was, before.source, is, after.source)) return 'soft'
  if (!opensPrivates(before) && !opensPrivates(after)) return 'none'
  const [wasAll, isAll] = [shapeOf(old, { privates: true }), shapeOf(now, { privates: true })]
  return sameShape(wasAll, before.source, isAll, after.source) ? 'none' : 'soft'
}

/** Only what is declared by `let` or `var` can be assigned to inside other declarations. */
const hasVariables = ({ declared }: FileShape): boolean => {
  for (const parts of declared.values())
    if (parts.some(({ keyword }) => keyword === 'let' || keyword === 'var')) return true
  return false
}

/** `a['hidden']` is how code outside a class reads what is private. */
const opensPrivates = ({ source }: FileShape): boolean => /\[\s*['"`]/.test(source.text)

const sameShape = (was: Shape, oldSource: ts.SourceFile, is: Shape, nowSource: ts.SourceFile): boolean =>
  was.text === is.text && sameNodes(was.holes, oldSource, is.holes, nowSource)

/** Statements that declare nothing and stand in one version only. */
function* differing(before: FileShape, after: FileShape): Generator<ts.Statement> {
  const textOf = ({ source }: FileShape, node: ts.Node): string =>
    source.text.slice(node.getStart(source), node.end)
  const old = new Set(before.others.map((one) => textOf(before, one)))
  const now = new Set(after.others.map((one) => textOf(after, one)))
  for (const one of before.others) if (!now.has(textOf(before, one))) yield one
  for (const one of after.others) if (!old.has(textOf(after, one))) yield one
}

function sameTexts(
  old: readonly Declared[],
  oldSource: ts.SourceFile,
  now: readonly Declared[],
  nowSource: ts.SourceFile,
): boolean {
  if (old.length !== now.length) return false
  return old.every(({ node, keyword, ambient }, index) => {
    const other = now[index]
    if (other === undefined || keyword !== other.keyword || ambient !== other.ambient) return false
    return sameText(node, oldSource, other.node, nowSource)
  })
}

function sameNodes(
  old: readonly ts.Node[],
  oldSource: ts.SourceFile,
  now: readonly ts.Node[],
  nowSource: ts.SourceFile,
): boolean {
  if (old.length !== now.length) return false
  return old.every((node, index) => {
    const other = now[index]
    return other !== undefined && sameText(node, oldSource, other, nowSource)
  })
}

function sameText(node: ts.Node, source: ts.SourceFile, other: ts.Node, otherSource: ts.SourceFile): boolean {
  if (node === other) return true
  const [start, otherStart] = [node.getStart(source), other.getStart(otherSource)]
  if (node.end - start !== other.end - otherStart) return false
  return source.text.slice(start, node.end) === otherSource.text.slice(otherStart, other.end)
}

/**
 * Every name that exports lead to: by what is written down; with `inferred`, also by what their types could be inferred
 * from.
 */
function reachable(file: FileShape, inferred: boolean): ReadonlySet<string> {
  const found = new Set<string>()
  const queue = [...file.exports.values()].flatMap((entry) => exportedLocal(entry) ?? [])
  queue.push(...shapeOf(file.unnamed).mentions)
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue
    found.add(name)
    if (!file.declared.has(name)) continue
    const shape = file.shape(name)
    queue.push(...shape.mentions)
    if (!inferred) continue
    const inside = new Set<string>()
    for (const node of shape.holes) addIdentifiers(node, inside)
    queue.push(...inside)
  }
  return found
}

function addIdentifiers(node: ts.Node, names: Set<string>): void {
  const ts = typescript()
  const queue: ts.Node[] = [node]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (ts.isIdentifier(next)) names.add(next.text)
    else ts.forEachChild(next, (child) => void queue.push(child))
  }
}

/** Variables that are assigned to: what is known of their types elsewhere in the file depends on it. */
function addAssigned(node: ts.Node, names: Set<string>): void {
  const ts = typescript()
  const queue: ts.Node[] = [node]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (ts.isBinaryExpression(next)) {
      const { kind } = next.operatorToken
      if (kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment)
        addIdentifiers(next.left, names)
    } else if (ts.isPrefixUnaryExpression(next) || ts.isPostfixUnaryExpression(next))
      addIdentifiers(next.operand, names)
    else if (ts.isForInStatement(next) || ts.isForOfStatement(next))
      if (!ts.isVariableDeclarationList(next.initializer)) addIdentifiers(next.initializer, names)
    ts.forEachChild(next, (child) => void queue.push(child))
  }
}

const unnamedText = (file: FileShape): string =>
  file.unnamed
    .map((one) => {
      const name = (one.node as ts.ModuleDeclaration).name.text // Only modules have no name of their own.
      return `${name} ${shapeOf([one]).text}`
    })
    .sort()
    .join('\n')

const meets = (some: ReadonlySet<string>, others: ReadonlySet<string>): boolean => {
  for (const one of others) if (some.has(one)) return true
  return false
}

const sameEntries = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value)

const sameNames = (a: Iterable<string>, b: Iterable<string>): boolean => {
  const [one, other] = [new Set(a), new Set(b)]
  return one.size === other.size && [...one].every((name) => other.has(name))
}
