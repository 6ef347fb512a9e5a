// Two versions of a file in; what differs in statements that declare nothing, imports apart, out.
import type { ts } from 'ts-morph'
import { isCode } from '../code/language.ts'
import { formText } from '../code/outline.ts'
import { findSymbols } from '../code/symbol-walk.ts'
import { parseClean, typescript } from '../code/typescript.ts'
import { normalText } from '../digest/text.ts'

export interface RestChange {
  /** Statements that only one version has, without imports of names: those follow from what uses them. */
  readonly statements: readonly {
    /** Names of the file that it mentions. */
    readonly mentions: readonly string[]
  }[]
  /** They are the same, and stand in another order. */
  readonly isReordered: boolean
}

const nothing: RestChange = { statements: [], isReordered: false }

/** Nothing for what is no code, or does not parse: there the file as a whole is what changed. */
export function restOf(path: string, before: string, after: string): RestChange {
  if (!isCode(path) || before === after) return nothing
  const [old, now] = [statementsOf(path, before), statementsOf(path, after)]
  const differing = [...without(old, now), ...without(now, old)]
  return {
    statements: differing.map(({ mentions }) => ({ mentions })),
    isReordered: differing.length === 0 && old.some(({ form }, at) => form !== now[at]?.form),
  }
}

interface Statement {
  readonly form: string
  readonly mentions: readonly string[]
}

function statementsOf(path: string, text: string): readonly Statement[] {
  const source = parseClean(path, normalText(text))
  if (source === null) return []
  return findSymbols(source)
    .rest.filter((node) => !importsNames(node))
    .map((node) => ({ form: formText(source, [node], new Set()), mentions: identifiersIn(node) }))
}

function importsNames(node: ts.Node): boolean {
  const ts = typescript()
  return (
    ts.isImportEqualsDeclaration(node) || (ts.isImportDeclaration(node) && node.importClause !== undefined)
  )
}

function identifiersIn(root: ts.Node): readonly string[] {
  const ts = typescript()
  const names = new Set<string>()
  const stack = [root]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (ts.isIdentifier(node)) names.add(node.text)
    ts.forEachChild(node, (child) => void stack.push(child))
  }
  return [...names]
}

/** Each statement of `these` that `others` lacks, counted. */
function without(these: readonly Statement[], others: readonly Statement[]): readonly Statement[] {
  const counts = new Map<string, number>()
  for (const { form } of others) counts.set(form, (counts.get(form) ?? 0) + 1)
  return these.filter(({ form }) => {
    const left = counts.get(form) ?? 0
    counts.set(form, left - 1)
    return left <= 0
  })
}
