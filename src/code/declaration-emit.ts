// Files in, the text of their declaration files out: what the compiler would publish of each, seeing that file alone.
import type { ts } from 'ts-morph'
import { isEndless, libraryFiles, typescript } from './typescript.ts'

export interface SourceText {
  readonly path: string
  readonly text: string
}

/** Where the files and the library stand in the imagined file system; each file has a folder of its own. */
const folder = '/file'
const library = '/lib'

/** The language without the browser and without Node, so that the same text gives the same types everywhere. */
const languageLibrary = 'lib.es2023.d.ts'
const webLibraries = ['lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts']

let libraryTexts: ReadonlyMap<string, string> | undefined
const librarySources = new Map<string, ts.SourceFile>()

/**
 * The declaration file of `text`: bodies left out, types that are not written down inferred from this file and the
 * language's own library. Imports resolve to nothing (rule 11), so a type inferred through one reads `any`. Works for
 * JavaScript by its JSDoc. Null where the compiler fails, which it may on code that does not parse.
 */
export function declarationText(path: string, text: string): string | null {
  return declarationTexts([{ path, text }])[0] ?? null
}

/**
 * The declaration files of many texts, each as if it stood alone, for the price of one program. With `web`, the
 * browser's library is known too: its names (`URL`, `Response`) are what Node has as well. A program cannot hold all
 * files of a large repository at once, so callers give a few hundred at a time.
 */
export function declarationTexts(
  files: readonly SourceText[],
  { web = false }: { readonly web?: boolean } = {},
): (string | null)[] {
  const outputs: (string | null)[] = files.map(() => null)
  const together: number[] = []
  const programs: number[][] = [together]
  files.forEach(({ path, text }, index) => {
    if (/\.d\.[cm]?ts$/i.test(path)) outputs[index] = text
    else if (isEndless(text)) return
    else if (reachesOut(text)) programs.push([index])
    else together.push(index)
  })
  for (const indexes of programs) {
    const chosen = indexes.flatMap((index) => files[index] ?? [])
    emitTogether(chosen, web).forEach((output, place) => {
      const index = indexes[place]
      if (index !== undefined) outputs[index] = output
    })
  }
  return outputs
}

/** Does the file declare something that other files of its program would see? */
function reachesOut(text: string): boolean {
  return /\b(?:declare\s+(?:global|module|namespace)|export\s+as\s+namespace|globalThis|window|global)\b|<reference\s/.test(
    text,
  )
}

function emitTogether(files: readonly SourceText[], web: boolean): (string | null)[] {
  if (files.length === 0) return []
  const ts = typescript()
  const texts = new Map(
    files.map(({ path, text }, index) => [
      `${folder}/${index}/${path.slice(path.lastIndexOf('/') + 1)}`,
      text,
    ]),
  )
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    jsx: ts.JsxEmit.Preserve,
    lib: web ? [languageLibrary, ...webLibraries] : [languageLibrary],
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
    const program = ts.createProgram([...texts.keys()], options, hostOf(texts))
    return [...texts.keys()].map((name) => emitOne(program, name))
  } catch {
    // One file that the compiler cannot bear must not take the others with it.
    return files.length === 1 ? [null] : files.flatMap((file) => emitTogether([file], web))
  }
}

/** The declaration file of one file of a program, also where the checker has objections; null where it fails. */
export function emitOne(program: ts.Program, name: string): string | null {
  const emit = program.emit.bind(program) as (
    // The last parameter is not in the public type: write the file even where the checker has objections to it.
    ...parameters: [...Parameters<ts.Program['emit']>, forceDts: boolean]
  ) => ts.EmitResult
  let written: string | null = null
  const write = (_: string, output: string): void => {
    written = output
  }
  try {
    emit(program.getSourceFile(name), write, undefined, true, undefined, true)
    return written
  } catch {
    return null
  }
}

function hostOf(texts: ReadonlyMap<string, string>): ts.CompilerHost {
  const ts = typescript()
  return {
    fileExists: (path) => texts.has(path) || librarySource(path) !== undefined,
    readFile: (path) => texts.get(path),
    getSourceFile: (path, version) => {
      const text = texts.get(path)
      return text === undefined ? librarySource(path) : ts.createSourceFile(path, text, version)
    },
    // Nothing is looked for: a file sees itself and the library.
    resolveModuleNameLiterals: (literals) => literals.map(() => ({ resolvedModule: undefined })),
    getDefaultLibFileName: () => `${library}/${languageLibrary}`,
    getDefaultLibLocation: () => library,
    getCurrentDirectory: () => folder,
    directoryExists: () => false,
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
