// The trees of two versions in; whether only their form differs, statement by statement, out.
import type { ts } from 'ts-morph'
import { writeForm } from '../code/form-walk.ts'
import { typescript } from '../code/typescript.ts'
import { commonEnds, equalInside, textOf } from './equal-inside.ts'

/** `deep`: nested so deep that the code can only be compared as text. */
export type FormVerdict = 'same' | 'differs' | 'deep'

/**
 * Does form alone differ? As the form digest tells it, except that the order of names within one import
 * and references to types and files (`/// <reference … />`) count as form too. Statements that are equal as text are
 * not looked into.
 */
export function compareForm(old: ts.SourceFile, now: ts.SourceFile): FormVerdict {
  const [before, after] = [old.statements, now.statements]
  const [head, tail] = commonEnds(before, old, after, now)
  if (interpreter(old) !== interpreter(now)) return 'differs'
  if (isDeclarationFile(old) && references(old) !== references(now)) return 'differs'
  const [some, others] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)]
  const skip = equalInside(some, old, others, now)
  const middle = formsOf(old, some, skip)
  const other = formsOf(now, others, skip)
  if (middle === null || other === null) return 'deep'
  return middle.length === other.length && middle.every((form, index) => form === other[index])
    ? 'same'
    : 'differs'
}

/** One text a statement; null where one nests too deep. Stray semicolons are no statements. */
function formsOf(
  source: ts.SourceFile,
  statements: readonly ts.Statement[],
  skip: ReadonlySet<ts.Node>,
): string[] | null {
  const ts = typescript()
  const prologue = source.statements.findIndex((one) => !isString(one))
  const firstCode = source.statements[prologue < 0 ? source.statements.length : prologue]
  const forms: string[] = []
  for (const statement of statements) {
    if (ts.isEmptyStatement(statement)) continue
    // A directive counts as spelled, see `directives`.
    if (isString(statement) && (firstCode === undefined || statement.pos < firstCode.pos)) {
      forms.push(`u${textOf(statement.expression, source).slice(1, -1)}`)
      continue
    }
    const form = statementForm(source, statement, skip)
    if (form === null) return null
    forms.push(form)
  }
  return forms
}

function isString(
  statement: ts.Statement,
): statement is ts.ExpressionStatement & { readonly expression: ts.StringLiteral } {
  const ts = typescript()
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression)
}

function statementForm(
  source: ts.SourceFile,
  statement: ts.Statement,
  skipped: ReadonlySet<ts.Node>,
): string | null {
  const names = listedNames(statement)
  let form = ''
  const skip = (node: ts.Node): boolean => skipped.has(node)
  if (names.length < 2)
    return writeForm(source, [statement], (piece) => (form += piece), { skip }) ? form : null
  const listed = new Set<ts.Node>(names)
  writeForm(source, [statement], (piece) => (form += piece), { skip: (node) => listed.has(node) })
  const parts = names.map((name) => {
    let part = ''
    writeForm(source, [name], (piece) => (part += piece))
    return part
  })
  return form + parts.sort().join('')
}

/** The names between the braces of an import; formatters sort them. */
function listedNames(statement: ts.Statement): readonly ts.Node[] {
  const ts = typescript()
  if (!ts.isImportDeclaration(statement)) return []
  const bindings = statement.importClause?.namedBindings
  return bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : []
}

const interpreter = ({ text }: ts.SourceFile): string => /^\uFEFF?#![^\n]*/.exec(text)?.[0].trim() ?? ''

const isDeclarationFile = (source: ts.SourceFile): boolean => source.isDeclarationFile

const references = (source: ts.SourceFile): string =>
  [...source.referencedFiles, ...source.typeReferenceDirectives, ...source.libReferenceDirectives]
    .map(({ fileName }) => fileName)
    .join('\n')
