// New files in a copy, the tests about them run, what failed out.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Copy } from './copy.ts'
import { findRunner, nameOfRunner, type FoundRunner } from './detect.ts'
import { installedProgram } from './installed.ts'
import { runInCopy, type Ended, type Programs } from './program.ts'
import { relatedTests } from './related.ts'
import { reporterEnding, reporterSource } from './reporters.ts'
import { readTestReport, type FoundFault, type TestReport } from './test-report.ts'

/** Paths relative to the root. */
export interface WantedTests {
  /** Run whatever they import. */
  readonly tests: readonly string[]
  /** Files whose tests are looked for. */
  readonly about: readonly string[]
}

/** What one kind of programs found. */
export interface Found {
  readonly count: number
  readonly faults: readonly FoundFault[]
  /** What could not be run, and why. */
  readonly left: readonly string[]
}

interface Group extends WantedTests {
  readonly runner: FoundRunner
}

/** Is there anything to run? Looks at package.json and names of files only. `root`, `base`: absolute. */
export function hasTests(root: string, base: string, { tests, about }: WantedTests): boolean {
  return tests.length > 0 || about.some((path) => findRunner(join(root, path), base) !== null)
}

/**
 * Runs each group of files with the runner of its folder. A runner that is not installed is left, not failed; one that
 * dies, or does not end, is a fault of its own.
 */
export async function runTests(
  programs: Programs,
  wanted: WantedTests,
  listen: (what: string) => void,
): Promise<Found> {
  const { groups, left } = grouped(programs, wanted)
  const found: Found[] = [{ count: 0, faults: [], left }]
  for (const [at, group] of groups.entries()) {
    if (programs.signal.aborted) break
    found.push(await runGroup(programs, group, at, listen))
  }
  return {
    count: found.reduce((sum, { count }) => sum + count, 0),
    faults: found.flatMap(({ faults }) => faults),
    left: found.flatMap((one) => one.left),
  }
}

function grouped(
  { copy }: Programs,
  wanted: WantedTests,
): { readonly groups: readonly Group[]; readonly left: string[] } {
  const groups = new Map<string, { runner: FoundRunner; tests: string[]; about: string[] }>()
  const left: string[] = []
  const groupOf = (runner: FoundRunner): { tests: string[]; about: string[] } => {
    const key = `${runner.name} ${runner.folder}`
    const group = groups.get(key) ?? { runner, tests: [], about: [] }
    groups.set(key, group)
    return group
  }
  for (const path of wanted.tests) {
    const runner = findRunner(join(copy.root, path), copy.base) ?? runnerInText(copy.root, path)
    if (runner === null)
      left.push(`${path}: no test runner was found, neither in package.json nor as a configuration`)
    else groupOf(runner).tests.push(path)
  }
  for (const path of wanted.about) {
    const runner = existsSync(join(copy.root, path)) ? findRunner(join(copy.root, path), copy.base) : null
    if (runner !== null) groupOf(runner).about.push(path)
  }
  return { groups: [...groups.values()], left }
}

/** Node's own runner needs no package, and a project with no other script says of it only in its tests. */
function runnerInText(root: string, path: string): FoundRunner | null {
  const text = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : ''
  return /['"]node:test['"]/.test(text) ? { name: 'node', folder: root, nodeOptions: [] } : null
}

async function runGroup(
  programs: Programs,
  group: Group,
  at: number,
  listen: (what: string) => void,
): Promise<Found> {
  const { copy } = programs
  const { name, folder } = group.runner
  const called = nameOfRunner[name]
  const output = join(copy.beside, `tests-${at}.json`)
  const reporter = join(copy.beside, `reporter-${at}${reporterEnding[name]}`)
  const argv = await commandLine(copy, group, reporter)
  if (argv === 'not-installed')
    return { count: 0, faults: [], left: [`${called} is not installed, so ${spoken(group)} were not run`] }
  if (argv === 'nothing') return { count: 0, faults: [], left: [] }
  writeFileSync(reporter, reporterSource(name, output))
  listen(`running ${called}`)
  const ended = await runInCopy(programs, argv, folder)
  if (ended.end === 'not-started')
    return { count: 0, faults: [], left: [`${called}: ${ended.what}, so ${spoken(group)} were not run`] }
  if (ended.end === 'stopped') return { count: 0, faults: [], left: [`${called}: ${ended.what}`] }
  const report = existsSync(output) ? readTestReport(readFileSync(output, 'utf8'), copy, folder) : null
  const faults = [...(report?.faults ?? []), ...ownFault(called, ended, report)]
  const unheard = ended.end === 'time-out' || (report === null && faults.length > 0)
  return {
    count: report?.count ?? 0,
    faults,
    left: unheard
      ? []
      : group.tests
          .filter((path) => report?.files.has(path) !== true)
          .map((path) => `${path}: ${called} does not count it among its tests`),
  }
}

/** A runner that fails without a failing test: it died, it hung, or something of its own went wrong. */
function ownFault(called: string, ended: Ended, report: TestReport | null): FoundFault[] {
  const isTold =
    ended.end === 'passed' || (ended.end === 'failed' && report !== null && report.faults.length > 0)
  if (isTold) return []
  const message = [`${called}: ${ended.what}`, ...(ended.words === '' ? [] : [ended.words])].join('\n')
  return [{ file: null, name: '', message, expected: null, received: null, place: null }]
}

const spoken = ({ tests, about }: WantedTests): string =>
  tests.length > 0 ? tests.join(', ') : `the tests of ${about.join(', ')}`

/**
 * `vitest related` and `jest --findRelatedTests` follow imports as they resolve them, and run test files that are named
 * themselves. For the others the imports are followed here.
 */
async function commandLine(
  { root, paths }: Copy,
  { runner: { name, folder, nodeOptions }, tests, about }: Group,
  reporter: string,
): Promise<readonly [string, ...string[]] | 'not-installed' | 'nothing'> {
  const script = name === 'node' ? '' : installedProgram(folder, name, name)
  if (script === null) return 'not-installed'
  // In front of a name that begins with a dash, `./` keeps it from being an option.
  const fromFolder = (path: string): string =>
    `./${relative(folder, join(root, path)).replaceAll('\\', '/')}`.replace(/^\.\/\.\.\//, '../')
  const node = process.execPath
  switch (name) {
    case 'vitest':
      return [
        node,
        script,
        'related',
        ...[...tests, ...about].map(fromFolder),
        '--run',
        '--passWithNoTests',
        `--reporter=${reporter}`,
        '--coverage.enabled=false',
      ]
    case 'jest':
      return [
        node,
        script,
        `--reporters=${reporter}`,
        '--coverage=false',
        '--passWithNoTests',
        '--no-watchman',
        '--findRelatedTests',
        ...[...tests, ...about].map(fromFolder),
      ]
    case 'mocha':
    case 'node': {
      const related = about.length === 0 ? [] : await relatedTests(root, paths, about)
      const files = [
        ...new Set([
          ...tests,
          ...related.filter((path) => findRunner(join(root, path), folder)?.folder === folder),
        ]),
      ]
      if (files.length === 0) return 'nothing'
      return name === 'mocha'
        ? [node, ...nodeOptions, script, '--reporter', reporter, ...files.map(fromFolder)]
        : [
            node,
            ...nodeOptions,
            '--test',
            `--test-reporter=${reporter}`,
            '--test-reporter-destination=stdout',
            ...files.map(fromFolder),
          ]
    }
  }
}
