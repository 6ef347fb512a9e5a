// New files in a copy, what the project's own linter calls an error in them out.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { list, nullable, number, object, optional, string } from '../../digest/shape.ts'
import type { Copy } from './copy.ts'
import { installedProgram, readManifest } from './installed.ts'
import { runInCopy, type Programs } from './program.ts'
import type { FoundFault } from './test-report.ts'
import type { Found } from './tests.ts'

type LinterName = 'eslint' | 'biome'

interface FoundLinter {
  readonly name: LinterName
  /** Absolute: where its configuration stands. */
  readonly folder: string
}

const ofFile: Readonly<Record<LinterName, RegExp>> = {
  eslint: /^eslint\.config\.[cm]?[jt]s$|^\.eslintrc(?:\.(?:[cm]?js|json|ya?ml))?$/,
  biome: /^\.?biome\.jsonc?$/,
}

const linted = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/

/** The linters that are set up for a file, each in the nearest folder up to `base` with a configuration. Paths are absolute. */
export function findLinters(file: string, base: string): FoundLinter[] {
  const found = new Map<LinterName, FoundLinter>()
  if (!linted.test(file)) return []
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const names = namesIn(folder)
    for (const name of ['eslint', 'biome'] as const) {
      const isSetUp =
        names.some((one) => ofFile[name].test(one)) ||
        (name === 'eslint' &&
          names.includes('package.json') &&
          readManifest(folder)?.keys.has('eslintConfig') === true)
      if (isSetUp && !found.has(name)) found.set(name, { name, folder })
    }
    if (folder === base || folder === dirname(folder)) return [...found.values()]
  }
}

/** Errors only: what a project has set to warn stops nobody. `files` relative to the root. */
export async function runLinters(
  programs: Programs,
  files: readonly string[],
  listen: (what: string) => void,
): Promise<Found> {
  const { copy } = programs
  const groups = new Map<string, { linter: FoundLinter; files: string[] }>()
  for (const path of files) {
    if (!existsSync(join(copy.root, path))) continue
    for (const linter of findLinters(join(copy.root, path), copy.base)) {
      const key = `${linter.name} ${linter.folder}`
      const group = groups.get(key) ?? { linter, files: [] }
      group.files.push(path)
      groups.set(key, group)
    }
  }
  const found: Found[] = []
  for (const [at, group] of [...groups.values()].entries()) {
    if (programs.signal.aborted) break
    found.push(await runLinter(programs, group.linter, group.files, at, listen))
  }
  return {
    count: found.reduce((sum, { count }) => sum + count, 0),
    faults: found.flatMap(({ faults }) => faults),
    left: found.flatMap(({ left }) => left),
  }
}

async function runLinter(
  programs: Programs,
  { name, folder }: FoundLinter,
  files: readonly string[],
  at: number,
  listen: (what: string) => void,
): Promise<Found> {
  const { copy } = programs
  const script = installedProgram(folder, name === 'biome' ? '@biomejs/biome' : name, name)
  if (script === null) return { count: 0, faults: [], left: [`${name} is not installed`] }
  const output = join(copy.beside, `lint-${at}.json`)
  const named = files.map((path) => relative(folder, join(copy.root, path)).replaceAll('\\', '/'))
  listen(`running ${name}`)
  const ended =
    name === 'eslint'
      ? await runInCopy(
          programs,
          [process.execPath, script, '--format', 'json', '-o', output, '--', ...named],
          folder,
        )
      : await runInCopy(
          programs,
          [process.execPath, script, 'lint', '--reporter=github', '--', ...named],
          folder,
        )
  const faults =
    ended.end !== 'passed' && ended.end !== 'failed'
      ? null
      : name === 'biome'
        ? biomeFaults(ended.stdout, copy, folder)
        : existsSync(output)
          ? eslintFaults(readFileSync(output, 'utf8'), copy)
          : null
  // A linter that cannot run says nothing of the code.
  const isHeard = faults !== null && (ended.end === 'passed' || faults.length > 0)
  return isHeard
    ? { count: files.length, faults, left: [] }
    : { count: 0, faults: [], left: [`${name}: ${ended.what}${whyOf(ended.words)}`] }
}

/** The line that names the error, or the first one. */
function whyOf(words: string): string {
  const lines = words.split('\n')
  const line = lines.find((one) => /\bError\b/.test(one)) ?? lines[0] ?? ''
  return line === '' ? '' : `: ${line.trim().slice(0, 300)}`
}

const eslintReport = list(
  object({
    filePath: string,
    messages: list(
      object({
        ruleId: nullable(string),
        severity: number,
        message: string,
        line: optional(number),
        column: optional(number),
      }),
    ),
  }),
)

interface EslintFile {
  readonly filePath: string
  readonly messages: readonly {
    readonly ruleId: string | null
    readonly severity: number
    readonly message: string
    readonly line?: number
    readonly column?: number
  }[]
}

/** ESLint's `json` formatter: severity 2 is an error. */
function eslintFaults(text: string, { root }: Copy): FoundFault[] | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (eslintReport(value) !== null) return null
  // The shape has just been checked.
  return (value as readonly EslintFile[]).flatMap(({ filePath, messages }) => {
    const path = relative(root, filePath).replaceAll('\\', '/')
    return messages
      .filter(({ severity }) => severity === 2)
      .map(({ ruleId, message, line, column }) => faultAt(path, ruleId ?? '', message, line, column))
  })
}

/** Biome's `github` reporter: workflow commands of GitHub Actions, one a line. Its `json` may change at any time. */
function biomeFaults(stdout: string, { root }: Copy, folder: string): FoundFault[] {
  return stdout.split('\n').flatMap((line) => {
    const found = /^::error title=([^,]*),file=([^,]*),line=(\d+),endLine=\d+,col=(\d+)[^:]*::(.*)$/.exec(
      line.trim(),
    )
    if (found === null) return []
    const [, rule = '', file = '', row, column, message = ''] = found
    const path = relative(root, join(folder, relative(folder, file))).replaceAll('\\', '/')
    return [faultAt(path, rule, message, Number(row), Number(column))]
  })
}

function faultAt(file: string, name: string, message: string, line = 1, column = 1): FoundFault {
  return { file, name, message, expected: null, received: null, place: { path: file, line, column } }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // Not there yet.
  }
}
