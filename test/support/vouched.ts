// A project in a repository, built and committed, and every way in which `drift` may recognise what did not change.
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryIn, type Repository } from './git.ts'
import { farewellAnswer, greetingAnswer, greetingProject } from './greeting.ts'
import { buildWith, repository as home, testProject, type Ran, type TestProject } from './project.ts'

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

let built: Promise<string> | undefined
// At the end of the process: one process runs several test files, and this is built once for all of them.
let tree: string | undefined
process.once('exit', () => {
  if (tree !== undefined) rmSync(tree, { recursive: true, force: true })
})

async function build(): Promise<string> {
  const project = greetingProject(files)
  const one = (path: string, code: string) => ({ files: { [path]: code }, trace: { R1: [] } })
  for (const [id, answer] of [
    ['greeting', greetingAnswer],
    ['farewell', farewellAnswer],
    ['total', one('src/total.ts', 'export function total(n: number): number {\n  return n\n}\n')],
    ['sight', one('src/sight.ts', 'export function sight(): string {\n  return "eye"\n}\n')],
    ['part', one('src/part.ts', 'export const part: number = 1\n')],
    ['wide', one('src/wide.ts', 'export const wide: number = 1\n')],
    ['alone', one('src/deep/alone.ts', 'export const alone: number = 1\n')],
  ] as const) {
    const done = await buildWith(project, id, answer)
    if (done.exit !== 0) throw new Error(done.stdout + done.stderr)
  }
  tree = mkdtempSync(join(tmpdir(), 'spec-vouched-'))
  cpSync(project.root, tree, { recursive: true, filter: (path) => !/node_modules$|\.spec\/local/.test(path) })
  return tree
}

/** Everything in sync, in no repository. */
export async function syncedProject(): Promise<TestProject> {
  built ??= build()
  const project = testProject()
  cpSync(await built, project.root, { recursive: true })
  return project
}

/** Everything in sync and committed. */
export async function committedProject(
  ...options: readonly string[]
): Promise<{ readonly project: TestProject; readonly repository: Repository }> {
  const project = await syncedProject()
  const repository = repositoryIn(project.root)
  repository.git('init', '-q', '-b', 'main', ...options)
  repository.commit('in sync')
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

/** Values of `SPEC_VOUCH`, to be compared with `none`; the second time there is a cache of the first. */
export const ways = ['', 'git', 'cache', ''] as const

/** What a check says, whole. */
export async function answerOf(
  project: TestProject,
  way: string,
  words = ['drift', '--json'],
): Promise<Omit<Ran, 'json'>> {
  const { exit, stdout, stderr } = await project.spec(words, { env: way === '' ? {} : { SPEC_VOUCH: way } })
  return { exit, stdout, stderr }
}
