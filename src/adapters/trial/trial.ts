// A project's root and settings in, its own programs behind a port out: commands, tests and linters, run on a copy.
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config/config.ts'
import type { Trial } from '../../ports.ts'
import type { ProgramReport, TrialReport, TrialRequest } from '../../verify/trial.ts'
import { errnoOf, inWords } from '../errno.ts'
import { showArgv } from '../models/argv.ts'
import type { Environment } from '../models/environment.ts'
import { baselineOf, reportOf } from './baseline.ts'
import { copyProject } from './copy.ts'
import { findLinters, runLinters } from './lint.ts'
import { runInCopy, type Programs } from './program.ts'
import { repositoryTop } from './repository.ts'
import { hasTests, runTests, type Found, type WantedTests } from './tests.ts'

export interface TrialOptions {
  /** Absolute. */
  readonly root: string
  readonly env: Environment
  readonly settings: Config['verify']
  readonly signal: AbortSignal
  /** What is being done, for whoever waits. */
  readonly listen: (spec: TrialRequest['spec'], what: string) => void
}

/** What is to be run; null for a kind that there is nothing of. Paths relative to the root. */
export interface Wanted {
  readonly commands: Config['verify']['commands'] | null
  readonly tests: WantedTests | null
  readonly lint: readonly string[] | null
}

/** What was found of it. */
export type Results = { readonly [kind in keyof Wanted]: Found | null }

/**
 * Runs code of the repository and code that a model has just written, as the person who started it, without a shell and
 * without secrets in the environment. No sandbox: a program may still reach the network and the person's files.
 */
export function createTrial(options: TrialOptions): Trial {
  return { run: (request) => tryOut(request, options) }
}

async function tryOut(request: TrialRequest, options: TrialOptions): Promise<TrialReport | null> {
  const root = realpathSync.native(options.root)
  const wanted = wantedIn(root, request, options.settings)
  try {
    if (wanted.commands === null && wanted.tests === null && wanted.lint === null)
      return reportOf(wanted, noResults, noResults)
    await request.begin()
    const after = await inCopy(root, request, wanted, options, true)
    // Only what failed is looked at without the new files.
    const suspects = options.signal.aborted ? null : baselineOf(wanted, after, request)
    const before = suspects === null ? noResults : await inCopy(root, request, suspects, options, false)
    return options.signal.aborted ? null : reportOf(wanted, after, before)
  } catch (error) {
    if (options.signal.aborted) return null
    const errno = errnoOf(error)
    if (errno === null) throw error
    return uncopied(wanted, `the project could not be copied: ${inWords(errno)}`)
  }
}

const noResults: Results = { commands: null, tests: null, lint: null }

function uncopied(wanted: Wanted, reason: string): TrialReport {
  const told = (kind: keyof Wanted): ProgramReport =>
    wanted[kind] === null ? { kind: 'nothing' } : { kind: 'not-run', reason }
  return { commands: told('commands'), tests: told('tests'), lint: told('lint') }
}

/** By names of files and package.json alone, so that a project without tests is never copied. */
function wantedIn(root: string, { files, tests }: TrialRequest, settings: Config['verify']): Wanted {
  const base = repositoryTop(root)
  const about = [...files].filter(([, text]) => text !== null).map(([path]) => path)
  const wanted = { tests, about }
  return {
    commands: settings.commands.length === 0 ? null : settings.commands,
    tests: settings.tests && hasTests(root, base, wanted) ? wanted : null,
    lint:
      settings.lint && about.some((path) => findLinters(join(root, path), base).length > 0) ? about : null,
  }
}

/** Commands first: what tests need and git does not have (generated code, built packages) is made by them. */
async function inCopy(
  root: string,
  { spec, files, against }: TrialRequest,
  wanted: Wanted,
  { env, settings, signal, listen }: TrialOptions,
  isNew: boolean,
): Promise<Results> {
  const say = (what: string): void => listen(spec, isNew ? what : `${what} without the new code, to compare`)
  say('copying the project')
  const copy = await copyProject(root, signal)
  try {
    if (isNew) copy.lay(files)
    else if (against !== undefined) copy.lay(against)
    const programs: Programs = { copy, env, timeoutMs: settings.timeoutSeconds * 1000, signal }
    const commands = wanted.commands === null ? null : await runCommands(programs, wanted.commands, say)
    const tests = wanted.tests === null ? null : await runTests(programs, wanted.tests, say)
    const lint = wanted.lint === null ? null : await runLinters(programs, wanted.lint, say)
    return { commands, tests, lint }
  } finally {
    copy.remove()
  }
}

async function runCommands(
  programs: Programs,
  commands: Config['verify']['commands'],
  listen: (what: string) => void,
): Promise<Found> {
  const found = { count: 0, faults: [] as Found['faults'][number][], left: [] as string[] }
  for (const [program, ...args] of commands) {
    if (program === undefined || programs.signal.aborted) break
    const name = showArgv([program, ...args])
    listen(`running ${name}`)
    const ended = await runInCopy(programs, [program, ...args], programs.copy.root)
    if (ended.end === 'not-started' || ended.end === 'stopped') {
      found.left.push(`${name}: ${ended.what}`)
      continue
    }
    found.count += 1
    if (ended.end === 'passed') continue
    const message = [ended.what, ended.words].filter((words) => words !== '').join('\n')
    found.faults.push({ file: null, name, message, expected: null, received: null, place: null })
  }
  return found
}
