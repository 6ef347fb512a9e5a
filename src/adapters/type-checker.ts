// Texts to lay over a project in, the type errors that they bring out. In memory: the tree is only read.
import { posix, resolve } from 'node:path'
import type { ts } from 'ts-morph'
import { isCode, languageOf } from '../code/language.ts'
import { libraryFiles, typescript } from '../code/typescript.ts'
import type { TypeChecker } from '../ports.ts'
import type { TypeFault, TypeReport } from '../verify/verify.ts'
import { missingPackages } from './missing-packages.ts'
import { overlaidFiles, type OverlaidFiles } from './overlay-files.ts'
import { projectsOf, type TypeProject } from './type-projects.ts'

/** Where the standard library stands; ts-morph carries it inside its own code. */
const libraryFolder = '/spec-typescript-library'

/** A fault with what tells it apart from the same fault elsewhere. */
interface Fault extends TypeFault {
  /** Path, number, message and the text of the line: the same before and after, whatever line it moved to. */
  readonly key: string
}

/**
 * Type-checks the project below `root` with texts laid over it. What counts: errors in the new files, unless the file on
 * disk has the same error on a line of the same text; and errors in other files of the same TypeScript projects that
 * they do not have without the new files. Not run: only JavaScript and no `checkJs`, packages that are declared but not
 * installed, a tsconfig that cannot be read (rule 23). Parsed files are kept between calls.
 */
export function createTypeChecker(root: string): TypeChecker {
  const base = slashed(resolve(root))
  const parsed: ParsedFiles = new Map()
  return {
    check: async (overlay, before = new Map()) => {
      const laid = absolute(overlay, base)
      const changed = [...laid].filter(([path]) => isCode(path)).map(([path]) => path)
      const after = overlaidFiles(laid)
      const present = changed.filter(after.fileExists)
      if (changed.length === 0) return { kind: 'checked', faults: [] }
      const found = projectsOf(changed, base, after)
      if (found.kind === 'unreadable') return { kind: 'not-run', reason: found.reason }
      const isChecked = (path: string): boolean =>
        languageOf(path) === 'typescript' || found.projects.some(({ options }) => options.checkJs === true)
      if (!changed.some(isChecked))
        return { kind: 'not-run', reason: 'JavaScript is not type-checked in this project (no checkJs)' }
      return checkProjects(
        found.projects,
        base,
        after,
        overlaidFiles(absolute(before, base)),
        present,
        parsed,
      )
    },
  }
}

function checkProjects(
  projects: readonly TypeProject[],
  base: string,
  after: OverlaidFiles,
  before: OverlaidFiles,
  present: readonly string[],
  parsed: ParsedFiles,
): TypeReport {
  const faults = new Map<string, Fault>()
  const missing = new Set<string>()
  for (const project of projects) {
    const roots = project.roots.filter(after.fileExists)
    const program = programOf({ ...project, roots }, after, base, parsed)
    const found = faultsOf(program, base, null)
    const fresh = found.length === 0 ? [] : freshFaults(found, project, before, base, parsed)
    const suspects = new Set([
      ...present.map((path) => relative(path, base)),
      ...fresh.map(({ path }) => path),
    ])
    const inSuspects = found.filter(({ path }) => suspects.has(path))
    for (const name of missingPackages(inSuspects, base, after)) missing.add(name)
    for (const fault of fresh) faults.set(`${fault.line}:${fault.column}:${fault.key}`, fault)
  }
  if (missing.size > 0) {
    const names = [...missing].sort().join(', ')
    return { kind: 'not-run', reason: `not installed, so types are unknown: ${names}` }
  }
  const list = [...faults.values()].map(({ key: _, ...fault }) => fault)
  return { kind: 'checked', faults: list.sort(byPlace) }
}

/** Faults that are not there before. What was before is only looked at where there is a fault to compare. */
function freshFaults(
  found: readonly Fault[],
  project: TypeProject,
  before: OverlaidFiles,
  base: string,
  parsed: ParsedFiles,
): Fault[] {
  const roots = project.roots.filter(before.fileExists)
  const program = programOf({ ...project, roots }, before, base, parsed)
  const known = new Map<string, number>()
  for (const { key } of faultsOf(program, base, new Set(found.map(({ path }) => path))))
    known.set(key, (known.get(key) ?? 0) + 1)
  return found.filter(({ key }) => {
    const left = known.get(key) ?? 0
    known.set(key, left - 1)
    return left <= 0
  })
}

/** Faults in the project's own files, or in some of them. */
function faultsOf(program: ts.Program, base: string, only: ReadonlySet<string> | null): Fault[] {
  const faults: Fault[] = []
  for (const source of program.getSourceFiles()) {
    const path = relative(source.fileName, base)
    const isOwn = source.fileName.startsWith(`${base}/`) && !path.split('/').includes('node_modules')
    if (!isOwn || (only !== null && !only.has(path))) continue
    for (const found of [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ])
      if (found.category === typescript().DiagnosticCategory.Error)
        faults.push(faultOf(found, source, path, base))
  }
  return faults
}

function faultOf(found: ts.Diagnostic, source: ts.SourceFile, path: string, base: string): Fault {
  const { line, character } = source.getLineAndCharacterOfPosition(found.start ?? 0)
  const message = typescript()
    .flattenDiagnosticMessageText(found.messageText, '\n')
    .replaceAll(`${base}/`, '')
  const text = source.text.split('\n')[line]?.trim() ?? ''
  const key = [path, found.code, message, text].join('\0')
  return { path, line: line + 1, column: character + 1, number: found.code, message, key }
}

/** Path and options → the text it was parsed from, and its tree. */
export type ParsedFiles = Map<string, { readonly text: string; readonly source: ts.SourceFile }>

/**
 * The library, and packages that are installed outside of the project, are the same for every project; a parsed file of
 * them costs more than all of a small project.
 */
const sharedParsed: ParsedFiles = new Map()
let libraryTexts: ReadonlyMap<string, string> | undefined

export function programOf(
  { config, options, roots }: TypeProject,
  files: OverlaidFiles,
  base: string,
  parsed: ParsedFiles,
): ts.Program {
  const ts = typescript()
  const library = (path: string): string | undefined => {
    libraryTexts ??= new Map(libraryFiles().map((file) => [`${libraryFolder}/${file.fileName}`, file.text]))
    return libraryTexts.get(path)
  }
  const getSourceFile: ts.CompilerHost['getSourceFile'] = (path, version) => {
    const ofLibrary = library(path)
    const text = ofLibrary ?? files.readFile(path)
    if (text === undefined) return undefined
    const isShared = ofLibrary !== undefined || (path.endsWith('.d.ts') && !path.startsWith(`${base}/`))
    const kept = isShared ? sharedParsed : parsed
    const format = typeof version === 'object' ? (version.impliedNodeFormat ?? '') : version
    const key = [path, isShared ? '' : config, format].join('\0')
    const known = kept.get(key)
    if (known?.text === text) return known.source
    const source = ts.createSourceFile(path, text, version)
    kept.set(key, { text, source })
    return source
  }
  const host: ts.CompilerHost = {
    getSourceFile,
    fileExists: (path) => library(path) !== undefined || files.fileExists(path),
    readFile: (path) => library(path) ?? files.readFile(path),
    directoryExists: (path) => path === libraryFolder || files.directoryExists(path),
    getDirectories: (path) => files.entries(path).directories,
    realpath: files.realpath,
    getDefaultLibFileName: (given) => `${libraryFolder}/${ts.getDefaultLibFileName(given)}`,
    getDefaultLibLocation: () => libraryFolder,
    getCurrentDirectory: () => (config === '' ? base : posix.dirname(config)),
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => {},
  }
  return ts.createProgram([...roots], options, host)
}

export const absolute = (
  overlay: ReadonlyMap<string, string | null>,
  base: string,
): ReadonlyMap<string, string | null> =>
  new Map([...overlay].map(([path, text]): [string, string | null] => [`${base}/${path}`, text]))

export const slashed = (path: string): string => path.replaceAll('\\', '/')

export const relative = (path: string, base: string): string =>
  path.startsWith(`${base}/`) ? path.slice(base.length + 1) : path

const byPlace = (a: TypeFault, b: TypeFault): number =>
  (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.line - b.line || a.column - b.column
