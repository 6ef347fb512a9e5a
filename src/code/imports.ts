// A file's text in, what it imports out: every specifier with its place.
import type { ts } from 'ts-morph'
import { normalText } from '../digest/text.ts'
import { isCode } from './language.ts'
import { parseSource, placeOf, typescript } from './typescript.ts'

export interface ImportedModule {
  /** As written: `./user.ts`, `node:fs`. */
  readonly specifier: string
  /** From 1. */
  readonly line: number
  readonly column: number
}

/**
 * Specifiers of imports, re-exports, `import()`, `require()` and import types that are string literals, in order of
 * place. Files that hold no code import nothing.
 */
export function importsOf(path: string, text: string): ImportedModule[] {
  const source = isCode(path) ? parseSource(path, normalText(text)) : null
  if (source === null) return []
  const ts = typescript()
  const found: ImportedModule[] = []
  const queue: ts.Node[] = [source]
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const literal = importedBy(node)
    if (literal !== undefined && ts.isStringLiteralLike(literal))
      found.push({ specifier: literal.text, ...placeOf(source, literal.getStart(source)) })
    ts.forEachChild(node, (child) => void queue.push(child))
  }
  return found.sort((a, b) => a.line - b.line || a.column - b.column)
}

function importedBy(node: ts.Node): ts.Node | undefined {
  const ts = typescript()
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isExternalModuleReference(node)) return node.expression
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined
  if (!ts.isCallExpression(node)) return undefined
  const { expression } = node
  const loads =
    expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(expression) && expression.text === 'require')
  return loads ? node.arguments[0] : undefined
}
