// Two lists of nodes in; the nodes inside them that are equal as text and need no closer look, out.
import type { ts } from 'ts-morph'
import { typescript } from '../code/typescript.ts'

export const textOf = (node: ts.Node, source: ts.SourceFile): string =>
  source.text.slice(node.getStart(source), node.end)

/**
 * Where the lists hold as many nodes of the same kinds, in the same order: the statements and members inside that both
 * versions begin or end with, found again inside what is left. The same number on both sides, in the same places, so
 * that what differs still differs when they are left out.
 */
export function equalInside(
  old: readonly ts.Node[],
  oldSource: ts.SourceFile,
  now: readonly ts.Node[],
  nowSource: ts.SourceFile,
): ReadonlySet<ts.Node> {
  const found = new Set<ts.Node>()
  const pairs: (readonly [ts.Node, ts.Node])[] = []
  const addPairs = (some: readonly ts.Node[], others: readonly ts.Node[]): void => {
    if (some.length !== others.length || some.some(({ kind }, index) => kind !== others[index]?.kind)) return
    some.forEach((node, index) => {
      const other = others[index]
      if (other !== undefined) pairs.push([node, other])
    })
  }
  addPairs(old, now)
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const lists = pair.map(listsOf)
    lists[0]?.forEach((some, index) => {
      const others = lists[1]?.[index]
      if (others === undefined || lists[0]?.length !== lists[1]?.length) return
      const [head, tail] = commonEnds(some, oldSource, others, nowSource)
      const isEnd = (at: number, length: number): boolean => at < head || at >= length - tail
      some.forEach((node, at) => isEnd(at, some.length) && found.add(node))
      others.forEach((node, at) => isEnd(at, others.length) && found.add(node))
      addPairs(some.slice(head, some.length - tail), others.slice(head, others.length - tail))
    })
  }
  return found
}

/** How many nodes two lists begin and end with alike. */
export function commonEnds(
  some: readonly ts.Node[],
  source: ts.SourceFile,
  others: readonly ts.Node[],
  otherSource: ts.SourceFile,
): readonly [head: number, tail: number] {
  const least = Math.min(some.length, others.length)
  const same = (one: ts.Node | undefined, other: ts.Node | undefined): boolean =>
    one !== undefined &&
    other !== undefined &&
    (one === other || textOf(one, source) === textOf(other, otherSource))
  let head = 0
  while (head < least && same(some[head], others[head])) head++
  let tail = 0
  while (tail < least - head && same(some[some.length - 1 - tail], others[others.length - 1 - tail])) tail++
  return [head, tail]
}

/** The lists of statements or members that stand directly in a declaration or statement. */
function listsOf(node: ts.Node): (readonly ts.Node[])[] {
  const ts = typescript()
  if (ts.isClassLike(node)) return [node.members]
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node))
    return node.body === undefined ? [] : [node.body.statements]
  const blocks: (readonly ts.Node[])[] = []
  if (ts.isBlock(node)) blocks.push(node.statements)
  else if (ts.isIfStatement(node) || ts.isIterationStatement(node, false) || ts.isTryStatement(node))
    ts.forEachChild(node, (child) => void (ts.isBlock(child) && blocks.push(child.statements)))
  return blocks
}
