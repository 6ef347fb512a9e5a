// Two versions of a body in; how many of its statements differ, out.
import type { ts } from 'ts-morph'
import { writeForm } from '../code/form-walk.ts'
import { typescript } from '../code/typescript.ts'
import { equalInside, textOf } from './equal-inside.ts'

/** Nodes of one version. */
export interface Version {
  readonly nodes: readonly ts.Node[]
  readonly source: ts.SourceFile
  /** What inside them is told elsewhere. */
  readonly hidden: ReadonlySet<ts.Node>
}

/**
 * How many statements differ, form apart: a changed one counts once, and one that holds others only for itself. 0 where
 * only form differs.
 */
export function differingStatements(old: Version, now: Version): number {
  const texts = [old, now].map(({ nodes, source }) => nodes.map((node) => textOf(node, source)).join('\n'))
  if (texts[0] === texts[1]) return 0
  const equal = equalInside(old.nodes, old.source, now.nodes, now.source)
  const [before, after] = [ownForms(old, equal), ownForms(now, equal)]
  const counts = new Map<string, number>()
  for (const form of before) counts.set(form, (counts.get(form) ?? 0) + 1)
  for (const form of after) counts.set(form, (counts.get(form) ?? 0) - 1)
  let [gone, come] = [0, 0]
  for (const count of counts.values()) {
    if (count > 0) gone += count
    else come -= count
  }
  const isMoved = before.some((form, index) => form !== after[index])
  return Math.max(gone, come, isMoved ? 1 : 0)
}

/** Every statement inside, without the statements inside it; an expression is a statement of its own. */
function ownForms({ nodes, source, hidden }: Version, equal: ReadonlySet<ts.Node>): string[] {
  const ts = typescript()
  const isStatement = (node: ts.Node): boolean => ts.isStatement(node) && !ts.isBlock(node)
  const forms: string[] = []
  const queue: ts.Node[] = [...nodes].reverse()
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const inside: ts.Node[] = []
    const search = [node]
    for (let next = search.pop(); next !== undefined; next = search.pop()) {
      const children: ts.Node[] = []
      ts.forEachChild(next, (child) => {
        if (hidden.has(child) || equal.has(child)) return
        if (isStatement(child)) inside.push(child)
        else children.push(child)
      })
      search.push(...children.reverse())
    }
    const skipped = new Set(inside)
    let form = ''
    const skip = (child: ts.Node): boolean => skipped.has(child) || hidden.has(child) || equal.has(child)
    writeForm(source, [node], (piece) => (form += piece), { skip })
    forms.push(form)
    queue.push(...inside.reverse())
  }
  return forms
}
