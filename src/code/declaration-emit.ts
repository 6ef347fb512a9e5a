// One file in, the text of its declaration file out: what the compiler would publish of it, seeing that file alone.
import type { ts } from 'ts-morph'
import { isEndless, libraryFiles, typescript } from './typescript.ts'

/** Where the file and the library stand in the imagined file system. */
const folder = '/file'
const library = '/lib'

/** The language without the browser and without Node, so that the same text gives the same types everywhere. */
const libraryName = 'lib.es2023.d.ts'

let libraryTexts: ReadonlyMap<string, string> | undefined
const librarySources = new Map<string, ts.SourceFile>()

/**
 * The declaration file of `text`: bodies left out, types that are not written down inferred from this file and the
 * language's own library. Imports resolve to nothing (rule 11), so a type inferred through one reads `any`. Works for
 * JavaScript by its JSDoc. Null where the compiler fails, which it may on code that does not parse.
 */
export function declarationText(path: string, text: string): string | null {
  const ts = typescript()
  const name = `${folder}/${path.slice(path.lastIndexOf('/') + 1)}`
  if (/\.d\.[cm]?ts$/i.test(name)) return text
  if (isEndless(text)) return null
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    jsx: ts.JsxEmit.Preserve,
    lib: [libraryName],
    types: [],
    strict: true,
    allowJs: true,
    declaration: true,
    emitDeclarationOnly: true,
    noResolve: true,
    skipLibCheck: true,
    newLine: ts.NewLineKind.LineFeed,
  }
  try {
    const program = ts.createProgram([name], options, oneFileHost(name, text))
    let written: string | null = null
    const emit = program.emit.bind(program) as (
      // The last parameter is not in the public type: write the file even where the checker has objections to it.
      ...parameters: [...Parameters<ts.Program['emit']>, forceDts: boolean]
    ) => ts.EmitResult
    const write = (_: string, output: string): void => {
      written = output
    }
    emit(program.getSourceFile(name), write, undefined, true, undefined, true)
    return written
  } catch {
    return null
  }
}

function oneFileHost(name: string, text: string): ts.CompilerHost {
  const ts = typescript()
  return {
    fileExists: (path) => path === name || librarySource(path) !== undefined,
    readFile: (path) => (path === name ? text : undefined),
    getSourceFile: (path, version) =>
      path === name ? ts.createSourceFile(path, text, version) : librarySource(path),
    getDefaultLibFileName: () => `${library}/${libraryName}`,
    getDefaultLibLocation: () => library,
    getCurrentDirectory: () => folder,
    directoryExists: (path) => path === folder || path === library,
    getDirectories: () => [],
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => {},
  }
}

/** A file of the library, parsed once in the process. */
function librarySource(path: string): ts.SourceFile | undefined {
  const known = librarySources.get(path)
  if (known !== undefined) return known
  libraryTexts ??= new Map(libraryFiles().map((file) => [`${library}/${file.fileName}`, file.text]))
  const text = libraryTexts.get(path)
  if (text === undefined) return undefined
  const source = typescript().createSourceFile(path, text, typescript().ScriptTarget.ES2023)
  librarySources.set(path, source)
  return source
}
