// A text in, what of the kind that two changes can do to each other is wrong in it, out.
import type { ts } from 'ts-morph'
import { languageOf } from '../code/language.ts'
import { typescript } from '../code/typescript.ts'

export interface Fault {
  /** Tells the same fault again in another text. */
  readonly key: string
  /** The name that is missing or there twice; `''` where it is none of a name. */
  readonly name: string
  /** Offset in the text. */
  readonly at: number
}

/**
 * What two changes that are each right can do to each other within a file, by the compiler's numbers: a name that the
 * one took away and the other uses, a name that both declare, a call with the parameters of before.
 */
const numbers = {
  missing: [2304, 2503, 2552, 2580, 2582, 2583, 2584, 2591, 18004],
  twice: [2300, 2323, 2393, 2440, 2451, 2528, 2567],
  call: [2554, 2555],
} as const

const kindOf: ReadonlyMap<number, string> = new Map(
  Object.entries(numbers).flatMap(([kind, codes]) => codes.map((code) => [code, kind] as const)),
)

/**
 * Faults of these kinds in code that parses, seen alone: neither imports nor the library of the language are looked up,
 * so that a name from outside is missing. What says something is which faults a text has that another lacks.
 */
export function faultsOf(path: string, text: string): readonly Fault[] {
  const ts = typescript()
  const name = `/file/${path.slice(path.lastIndexOf('/') + 1)}`
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    jsx: ts.JsxEmit.Preserve,
    noLib: true,
    noResolve: true,
    types: [],
    allowJs: true,
    checkJs: languageOf(path) === 'javascript',
    noEmit: true,
  }
  try {
    const source = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true)
    const program = ts.createProgram([name], options, hostOf(name, source))
    return program
      .getSemanticDiagnostics(program.getSourceFile(name))
      .flatMap(({ code, start, messageText }) => {
        const message = ts.flattenDiagnosticMessageText(messageText, ' ')
        const quoted = /^[^']*'([^']*)'/.exec(message)?.[1] ?? ''
        const kind = kindOf.get(code)
        if (kind === undefined) return []
        return [{ key: `${kind} ${quoted === '' ? message : quoted}`, name: quoted, at: start ?? 0 }]
      })
  } catch {
    return [] // The compiler fails on some code that it parses: there is nothing to be learnt from it.
  }
}

function hostOf(name: string, source: ts.SourceFile): ts.CompilerHost {
  return {
    fileExists: (path) => path === name,
    readFile: () => undefined,
    getSourceFile: (path) => (path === name ? source : undefined),
    getDefaultLibFileName: () => '/lib.d.ts',
    getCurrentDirectory: () => '/file',
    directoryExists: (path) => path === '/file',
    getDirectories: () => [],
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => {},
  }
}
