// Files that will change in, the TypeScript projects they are checked in out: the nearest tsconfig and its references.
import { posix } from 'node:path'
import type { ts } from 'ts-morph'
import { typescript } from '../code/typescript.ts'
import type { OverlaidFiles } from './overlay-files.ts'

export interface TypeProject {
  /** Path of its tsconfig; empty where there is none. */
  readonly config: string
  readonly options: ts.CompilerOptions
  readonly roots: readonly string[]
}

export type TypeProjects =
  | { readonly kind: 'found'; readonly projects: readonly TypeProject[] }
  /** A tsconfig that cannot be read, or extends one that is not there. */
  | { readonly kind: 'unreadable'; readonly reason: string }

/** Checked like this where nothing says otherwise. */
function strictDefaults(): ts.CompilerOptions {
  const ts = typescript()
  return {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    jsx: ts.JsxEmit.Preserve,
    resolveJsonModule: true,
    allowImportingTsExtensions: true,
  }
}

/** `changed` are absolute paths of code below `root`; they may not exist on disk yet. */
export function projectsOf(changed: readonly string[], root: string, files: OverlaidFiles): TypeProjects {
  const groups = new Map<string, string[]>()
  for (const path of changed) {
    const config = nearestConfig(posix.dirname(path), root, files) ?? ''
    groups.set(config, [...(groups.get(config) ?? []), path])
  }
  const projects: TypeProject[] = []
  for (const [config, members] of groups) {
    if (config === '') {
      projects.push({ config, options: checkOptions(strictDefaults(), root, files), roots: members })
      continue
    }
    const read = readConfigs(config, root, files)
    if (typeof read === 'string') return { kind: 'unreadable', reason: read }
    const withFiles = read.filter(({ roots }) => roots.length > 0)
    const strays = members.filter((path) => !withFiles.some(({ roots }) => roots.includes(path)))
    // A file that no project lists is still checked by the options nearest to it.
    const home = withFiles[0] ?? read[0]
    for (const project of strays.length === 0 ? withFiles : [...new Set([home, ...withFiles])])
      if (project !== undefined)
        projects.push(project === home ? { ...project, roots: [...project.roots, ...strays] } : project)
  }
  return { kind: 'found', projects }
}

function nearestConfig(folder: string, root: string, files: OverlaidFiles): string | null {
  for (let at = folder; at === root || at.startsWith(`${root}/`); at = posix.dirname(at)) {
    const path = `${at}/tsconfig.json`
    if (files.fileExists(path)) return path
    if (at === root) break
  }
  return null
}

/** The configuration and those it refers to, each once; or why one cannot be used. */
function readConfigs(first: string, root: string, files: OverlaidFiles): TypeProject[] | string {
  const found = new Map<string, TypeProject>()
  const queue = [first]
  for (let config = queue.shift(); config !== undefined; config = queue.shift()) {
    if (found.has(config) || !config.startsWith(`${root}/`)) continue
    const parsed = parseConfig(config, files)
    if (typeof parsed === 'string') return parsed
    const options = checkOptions(parsed.options, posix.dirname(config), files)
    found.set(config, { config, options, roots: parsed.fileNames })
    for (const { path } of parsed.projectReferences ?? [])
      queue.push(path.endsWith('.json') ? path : `${path}/tsconfig.json`)
  }
  return [...found.values()]
}

function parseConfig(config: string, files: OverlaidFiles): ts.ParsedCommandLine | string {
  const ts = typescript()
  const read = ts.readConfigFile(config, (path) => files.readFile(path))
  const name = posix.basename(config)
  const broken = (fault: ts.Diagnostic): string =>
    `${name} cannot be used: ${ts.flattenDiagnosticMessageText(fault.messageText, ' ')}`
  if (read.error !== undefined) return broken(read.error)
  const host: ts.ParseConfigHost = {
    useCaseSensitiveFileNames: true,
    fileExists: files.fileExists,
    readFile: files.readFile,
    readDirectory: (folder, extensions, excludes, includes, depth) =>
      matchFiles(folder, extensions, excludes, includes, true, folder, depth, files.entries, files.realpath),
  }
  const parsed = ts.parseJsonConfigFileContent(read.config, host, posix.dirname(config), undefined, config)
  // "File not found" and "cannot read file": what it extends is missing, so nothing is known of the options.
  const missing = parsed.errors.find(({ code }) => code === 6053 || code === 5083)
  return missing === undefined ? parsed : broken(missing)
}

type MatchFiles = (
  folder: string,
  extensions: readonly string[] | undefined,
  excludes: readonly string[] | undefined,
  includes: readonly string[] | undefined,
  useCaseSensitiveFileNames: boolean,
  currentDirectory: string,
  depth: number | undefined,
  entries: OverlaidFiles['entries'],
  realpath: OverlaidFiles['realpath'],
) => string[]

const matchFiles: MatchFiles = (...parameters) =>
  // Exported and stable, but not in the public type: the one implementation of `include` and `exclude`.
  (typescript() as unknown as { readonly matchFiles: MatchFiles }).matchFiles(...parameters)

/** The project's options, made fit for checking alone. */
function checkOptions(options: ts.CompilerOptions, folder: string, files: OverlaidFiles): ts.CompilerOptions {
  const major = installedMajor(folder, files)
  return {
    // What TypeScript 6 switched on by default is off in a project that builds with an older one.
    ...(major !== null && major < 6 ? { strict: false, noUncheckedSideEffectImports: false } : {}),
    // All of @types, as every version before 6 did by default: a missing `types` is no error of the code.
    types: ['*'],
    ...options,
    noEmit: true,
    emitDeclarationOnly: false,
    composite: false,
    incremental: false,
    skipLibCheck: true,
  }
}

function installedMajor(folder: string, files: OverlaidFiles): number | null {
  for (let at = folder; ; at = posix.dirname(at)) {
    const text = files.readFile(`${at}/node_modules/typescript/package.json`)
    if (text !== undefined) return Number(/"version":\s*"(\d+)\./.exec(text)?.[1] ?? Number.NaN) || null
    if (at === posix.dirname(at)) return null
  }
}
