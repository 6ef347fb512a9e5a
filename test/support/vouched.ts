// A project in a repository, built and committed, and every way in which `drift` may recognise what did not change.
import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { builtOnce, oneFile } from './built-once.ts'
import { repositoryIn, type Repository } from './git.ts'
import { farewellAnswer, greetingAnswer } from './greeting.ts'
import { repository as home, testProject, type Ran, type TestProject } from './project.ts'

const files = {
  '.gitignore': 'node_modules\n.spec/local\n.spec/cache\n',
  '.gitattributes': '.spec/** -text\n',
  'specs/architecture/shared.md': '---\nuses: [style]\n---\n# Shared\n\n- R1: Numbers are whole.\n',
  'specs/features/total.md':
    '---\ntargets: [src/total.ts]\nuses: [shared]\ncontext: [src/lib/add.ts]\ntests: [test/total.test.ts]\n---\n# Total\n\n- R1: `total(n)` adds.\n',
  // Sees what greeting declares only because its context shows the file.
  'specs/features/sight.md':
    '---\ntargets: [src/sight.ts]\ncontext: [src/greet.ts]\n---\n# Sight\n\n- R1: `sight()` is what greets.\n',
  'specs/features/part.md':
    '---\ntargets: [src/part.ts]\nuses: ["greeting#R2"]\n---\n# Part\n\n- R1: `part` is 1.\n',
  'specs/features/wide.md':
    '---\ntargets: [src/wide.ts]\ntests: ["test/*.test.ts"]\n---\n# Wide\n\n- R1: `wide` is 1.\n',
  'specs/features/alone.md': '---\ntargets: [src/deep/alone.ts]\n---\n# Alone\n\n- R1: `alone` is 1.\n',
  'src/lib/add.ts': 'export const add = (a: number, b: number): number => a + b\n',
  'test/total.test.ts': 'export const tested = 1\n',
}

const answers = {
  greeting: greetingAnswer,
  farewell: farewellAnswer,
  total: oneFile('src/total.ts', 'export function total(n: number): number {\n  return n\n}\n'),
  sight: oneFile('src/sight.ts', 'export function sight(): string {\n  return "eye"\n}\n'),
  part: oneFile('src/part.ts', 'export const part: number = 1\n'),
  wide: oneFile('src/wide.ts', 'export const wide: number = 1\n'),
  alone: oneFile('src/deep/alone.ts', 'export const alone: number = 1\n'),
}

/** Everything in sync, in no repository. */
export const syncedProject = builtOnce(files, answers)

const commitAll = (project: TestProject, ...options: readonly string[]): Repository => {
  const repository = repositoryIn(project.root)
  repository.git('init', '-q', '-b', 'main', ...options)
  repository.commit('in sync')
  return repository
}

const committed = builtOnce(files, answers, commitAll)

/** Everything in sync and committed. */
export async function committedProject(
  ...options: readonly string[]
): Promise<{ readonly project: TestProject; readonly repository: Repository }> {
  if (options.length > 0) {
    const project = await syncedProject()
    return { project, repository: commitAll(project, ...options) }
  }
  const project = await committed()
  const repository = repositoryIn(project.root)
  // The index of what was copied knows other times and inodes.
  repository.git('update-index', '-q', '--refresh')
  return { project, repository }
}

/** A clone of a committed project, as a pull request's check has it. */
export function cloneOf(repository: Repository, from: string): TestProject {
  const clone = testProject()
  rmSync(join(clone.root, 'node_modules'))
  repository.git('clone', '-q', from, clone.root)
  symlinkSync(join(home, 'node_modules'), join(clone.root, 'node_modules'), 'dir')
  return clone
}

/** Values of `SPEC_VOUCH`, to be compared with `none`; the last one finds a cache of the one before. */
export const ways: readonly string[] =
  process.env.SPEC_TEST_FULL === undefined ? ['git', 'cache', ''] : ['', 'git', 'cache', '']

/** What a check says, whole. */
export async function answerOf(
  project: TestProject,
  way: string,
  words = ['drift', '--json'],
): Promise<Omit<Ran, 'json'>> {
  const { exit, stdout, stderr } = await project.spec(words, { env: way === '' ? {} : { SPEC_VOUCH: way } })
  return { exit, stdout, stderr }
}
