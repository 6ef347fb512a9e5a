// The tree of a file in; which of its symbols mention which others, and how often, out. By name, so a guess: it errs
// towards seeing a mention.
import type { ts } from 'ts-morph'
import { findSymbols, type FoundSymbols } from './symbol-walk.ts'
import { typescript } from './typescript.ts'

/** Symbol → symbol of the same file → how often it is mentioned. `''` stands for statements of no symbol. */
export type References = ReadonlyMap<string, ReadonlyMap<string, number>>

/** Node → the symbol that it declares; of several names in one pattern, the first. */
export function declaringNodes({ symbols }: FoundSymbols): ReadonlyMap<ts.Node, string> {
  const nodes = new Map<ts.Node, string>()
  for (const { name, parts } of symbols.values())
    for (const { node } of parts) if (!nodes.has(node)) nodes.set(node, name)
  return nodes
}

interface Mentions {
  readonly names: Map<string, number>
  /** What stands behind a dot, and keys of patterns. */
  readonly members: Map<string, number>
  /** Names that the symbol declares inside itself: they hide those of the file. */
  readonly declared: Set<string>
}

/**
 * Names are looked up at the top level of the file; `x.name` may be any member called so that importers do not see. A
 * member that nothing names belongs to whoever mentions its owner.
 */
export function referencesOf(source: ts.SourceFile): References {
  const found = findSymbols(source)
  const mentions = mentionsOf(source, declaringNodes(found))
  const membersCalled = new Map<string, string[]>()
  const named = new Set([...mentions.values()].flatMap(({ members }) => [...members.keys()]))
  const uses = new Map<string, Map<string, number>>()
  const add = (from: string, to: string, count: number): void => {
    if (from === to) return
    const known = uses.get(from) ?? new Map<string, number>()
    known.set(to, (known.get(to) ?? 0) + count)
    uses.set(from, known)
  }
  for (const { name, owner, exported } of found.symbols.values()) {
    if (owner === null) continue
    const last = name.slice(owner.length + 1)
    if (!exported) membersCalled.set(last, [...(membersCalled.get(last) ?? []), name])
    if (!named.has(last)) add(owner, name, 1)
  }
  for (const [from, { names, members, declared }] of mentions) {
    for (const [name, count] of names)
      if (found.symbols.has(name) && !declared.has(name)) add(from, name, count)
    for (const [name, count] of members)
      for (const member of membersCalled.get(name) ?? []) add(from, member, count)
  }
  return uses
}

function mentionsOf(
  source: ts.SourceFile,
  declaring: ReadonlyMap<ts.Node, string>,
): ReadonlyMap<string, Mentions> {
  const ts = typescript()
  const all = new Map<string, Mentions>()
  const of = (symbol: string): Mentions => {
    const known = all.get(symbol)
    if (known !== undefined) return known
    const made: Mentions = { names: new Map(), members: new Map(), declared: new Set() }
    all.set(symbol, made)
    return made
  }
  const count = (into: Map<string, number>, name: string): void =>
    void into.set(name, (into.get(name) ?? 0) + 1)
  const stack: { readonly node: ts.Node; readonly symbol: string }[] = [{ node: source, symbol: '' }]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node } = next
    const symbol = declaring.get(node) ?? next.symbol
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) continue
    const mentions = of(symbol)
    ts.forEachChild(node, (child) => {
      if (!ts.isIdentifier(child) && !ts.isPrivateIdentifier(child))
        return void stack.push({ node: child, symbol })
      const role = roleOf(child, node)
      if (role === 'name') count(mentions.names, child.text)
      else if (role === 'member') count(mentions.members, child.text)
      // The node's own name is known to the whole file.
      else if (role === 'declared' && !declaring.has(node)) mentions.declared.add(child.text)
      return undefined
    })
  }
  return all
}

type Role = 'name' | 'member' | 'declared' | 'key'

function roleOf(child: ts.Identifier | ts.PrivateIdentifier, parent: ts.Node): Role {
  const ts = typescript()
  if (ts.isPropertyAccessExpression(parent)) return parent.name === child ? 'member' : 'name'
  if (ts.isQualifiedName(parent)) return parent.right === child ? 'member' : 'name'
  if (ts.isShorthandPropertyAssignment(parent)) return 'name'
  if (ts.isBindingElement(parent) && parent.propertyName === child) return 'member'
  const { name } = parent as { readonly name?: ts.Node } // Most nodes have no name; those that do have it here.
  if (name !== child) return 'name'
  if (ts.isPropertyAssignment(parent) || ts.isJsxAttribute(parent) || ts.isMetaProperty(parent)) return 'key'
  return ts.isClassElement(parent) || ts.isTypeElement(parent) || ts.isEnumMember(parent) ? 'key' : 'declared'
}
