// A file's text in, where it breaks the grammar of its language out.
import type { ts } from 'ts-morph'
import { normalText } from '../digest/text.ts'
import { readJson } from './json.ts'
import { isLenientJson, languageOf } from './language.ts'
import { parseDiagnostics, parseSource, placeOf, typescript } from './typescript.ts'

export interface SyntaxFault {
  /** From 1; columns count UTF-16 units. */
  readonly line: number
  readonly column: number
  readonly message: string
}

/**
 * Every place where a TypeScript, JavaScript or JSON file does not parse, in order; text has no grammar and no faults.
 * For JavaScript, syntax that only TypeScript has is a fault too.
 */
export function syntaxFaults(path: string, text: string): SyntaxFault[] {
  const normal = normalText(text)
  switch (languageOf(path)) {
    case 'typescript':
    case 'javascript':
      return codeFaults(path, normal)
    case 'json': {
      const fault = readJson(normal, isLenientJson(path))
      return fault === null ? [] : [{ ...lineAndColumn(normal, fault.offset), message: fault.message }]
    }
    case 'text':
      return []
  }
}

function codeFaults(path: string, text: string): SyntaxFault[] {
  const source = parseSource(path, text)
  if (source === null) return [{ line: 1, column: 1, message: 'the code nests too deep to be parsed' }]
  const parsed = parseDiagnostics(source)
  const found =
    parsed.length > 0 || languageOf(path) === 'typescript' ? parsed : javascriptDiagnostics(path, text)
  return found.map((fault) => ({
    ...placeOf(source, Math.min(fault.start ?? 0, text.length)),
    message: typescript().flattenDiagnosticMessageText(fault.messageText, ' '),
  }))
}

/** "Type annotations can only be used in TypeScript files" and its like: the parser alone lets them pass. */
function javascriptDiagnostics(path: string, text: string): readonly ts.Diagnostic[] {
  const ts = typescript()
  try {
    const options = { allowJs: true, noEmit: true, target: ts.ScriptTarget.ESNext, jsx: ts.JsxEmit.Preserve }
    const { diagnostics = [] } = ts.transpileModule(text, {
      fileName: path,
      reportDiagnostics: true,
      compilerOptions: options,
    })
    return diagnostics
  } catch {
    return [] // It parsed; what the compiler cannot do with it afterwards is no fault of its grammar.
  }
}

function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - lineStart + 1 }
}
