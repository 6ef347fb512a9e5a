// New files in, the same files as the project's own formatter writes them out: prettier or biome, run on a copy.
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Formatter } from '../../ports.ts'
import { errnoOf, inWords } from '../errno.ts'
import { copyProject } from './copy.ts'
import { installedProgram, readManifest } from './installed.ts'
import { runInCopy, type Programs } from './program.ts'
import { repositoryTop } from './repository.ts'
import type { TrialOptions } from './trial.ts'

type FormatterName = 'prettier' | 'biome'

interface FoundFormatter {
  readonly name: FormatterName
  /** Absolute: where it is run, so that its ignore file counts. */
  readonly folder: string
}

const timeoutMs = 60_000

/** Loads the formatter of the project, with its configuration and plugins: code of the project, run as `Trial` does. */
export function createFormatter(options: Pick<TrialOptions, 'root' | 'env' | 'signal'>): Formatter {
  return { format: (files, begin) => formatIn(options, files, begin) }
}

const asTheyAre = { files: new Map<string, string>(), left: null }

async function formatIn(
  { root: given, env, signal }: Pick<TrialOptions, 'root' | 'env' | 'signal'>,
  files: Parameters<Formatter['format']>[0],
  begin: () => Promise<void>,
): ReturnType<Formatter['format']> {
  const root = realpathSync.native(given)
  const top = repositoryTop(root)
  if (![...files.keys()].some((path) => findFormatter(join(root, path), top) !== null)) return asTheyAre
  await begin()
  try {
    const copy = await copyProject(root, signal)
    try {
      copy.lay(files)
      const left = await formatGroups({ copy, env, timeoutMs, signal }, [...files.keys()])
      const texts = [...files.keys()].map((path): [string, string] => [
        path,
        readFileSync(join(copy.root, path), 'utf8'),
      ])
      return { files: new Map(texts), left }
    } finally {
      copy.remove()
    }
  } catch (error) {
    const errno = errnoOf(error)
    if (signal.aborted) return asTheyAre
    if (errno === null) throw error
    return { ...asTheyAre, left: `the project could not be copied: ${inWords(errno)}` }
  }
}

/** Why some files are not formatted; null where all are that a formatter takes. */
async function formatGroups(programs: Programs, paths: readonly string[]): Promise<string | null> {
  const { copy } = programs
  const groups = new Map<string, { formatter: FoundFormatter; paths: string[] }>()
  for (const path of paths) {
    const formatter = findFormatter(join(copy.root, path), copy.base)
    if (formatter === null) continue
    const key = `${formatter.name} ${formatter.folder}`
    const group = groups.get(key) ?? { formatter, paths: [] }
    group.paths.push(path)
    groups.set(key, group)
  }
  for (const { formatter, paths: own } of groups.values()) {
    const { name, folder } = formatter
    const script = programOf(formatter)
    if (script === null) continue
    const named = own.map((path) => relative(folder, join(copy.root, path)).replaceAll('\\', '/'))
    const options =
      name === 'prettier' ? ['--write', '--ignore-unknown', '--log-level=warn'] : ['format', '--write']
    const ended = await runInCopy(programs, [process.execPath, script, ...options, '--', ...named], folder)
    // What does not parse is told by the check of that name; files that are set to be ignored are as they should be.
    const isKnown = /SyntaxError|parse|ignored|No files were processed/i.test(ended.words)
    if (ended.end !== 'passed' && !isKnown)
      return `${name}: ${ended.what}: ${ended.words.split('\n')[0] ?? ''}`
  }
  return null
}

/**
 * The formatter that a file's nearest folder is set up for, up to `base`: by a configuration of its own, or because
 * package.json lists it. One that is not installed counts for nothing.
 */
export function findFormatter(file: string, base: string): FoundFormatter | null {
  let listed: FoundFormatter | null = null
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const names = namesIn(folder)
    const manifest = names.includes('package.json') ? readManifest(folder) : null
    const set: FormatterName | null =
      manifest?.keys.has('prettier') === true ||
      names.some((name) => /^\.prettierrc(?:\.|$)|^prettier\.config\.[cm]?[jt]s$/.test(name))
        ? 'prettier'
        : names.some((name) => /^\.?biome\.jsonc?$/.test(name))
          ? 'biome'
          : null
    if (set !== null) return installed({ name: set, folder })
    if (manifest?.packages.has('prettier') === true) listed ??= { name: 'prettier', folder }
    if (folder === base || folder === dirname(folder)) return listed === null ? null : installed(listed)
  }
}

const installed = (formatter: FoundFormatter): FoundFormatter | null =>
  programOf(formatter) === null ? null : formatter

const programOf = ({ name, folder }: FoundFormatter): string | null =>
  name === 'prettier'
    ? installedProgram(folder, name, name)
    : installedProgram(folder, '@biomejs/biome', name)

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}
