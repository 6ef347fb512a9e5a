// A project large enough for threads: the built command with them says what the source without them says.
import { execFileSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { sampled } from '../../runs.ts'
import { repositoryIn, testFolder } from '../../support/git.ts'
import { repository as home, testProject, type TestProject } from '../../support/project.ts'
import { builtBin, startSpec } from '../../support/spawned.ts'
import { answerOf } from '../../support/vouched.ts'

const specs = 420

async function largeProject(): Promise<TestProject> {
  // Inside the repository, so that the bundle finds its packages.
  const driver = join(home, '.bench', `large-${process.pid}.mjs`)
  await build({
    entryPoints: [join(home, 'scripts/bench-build.ts')],
    outfile: driver,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['ts-morph', 'typescript'],
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
    logLevel: 'error',
  })
  const project = testProject()
  try {
    execFileSync(process.execPath, [driver, project.root, `${specs}`, '0', `${specs}`, '3'])
  } finally {
    rmSync(driver, { force: true })
  }
  const repository = repositoryIn(project.root)
  writeFileSync(join(project.root, '.gitignore'), 'node_modules\n')
  repository.git('init', '-q', '-b', 'main')
  repository.commit('large')
  return project
}

test('a check in threads, with damage and edits among the specs, answers as one without', async () => {
  const project = await largeProject()
  const probe = join(testFolder(), 'probe.cjs')
  writeFileSync(
    probe,
    "require('node:worker_threads').isMainThread || require('node:fs').writeSync(2, 'in a thread\\n')\n",
  )
  expect(existsSync(join(dirname(builtBin), 'thread.js'))).toBe(true)
  const spawned = async (way: string) => {
    const env = way === '' ? {} : { SPEC_VOUCH: way }
    const { exit, stdout, stderr } = await startSpec(project.root, ['drift', '--json'], {
      env,
      nodeFlags: ['--require', probe],
    }).ended
    const told = stderr.replaceAll('in a thread\n', '')
    return { answer: { exit, stdout, stderr: told }, threads: told.length < stderr.length }
  }
  const expectOne = async (): Promise<void> => {
    const truth = await answerOf(project, 'none')
    const none = await spawned('none')
    expect(none).toEqual({ answer: truth, threads: true })
    for (const way of sampled(['', 'git', 'cache'], 3))
      expect((await spawned(way)).answer, way).toEqual(truth)
  }
  const whole = await spawned('none')
  expect(whole).toMatchObject({ answer: { exit: 0, stderr: '' }, threads: true })

  project.write('src/group-0/feature-7/part-1.ts', 'export const other = 1\n')
  project.remove('src/group-1/feature-107/part-2.ts')
  project.write(
    'specs/features/group-2/feature-207.md',
    `${project.read('specs/features/group-2/feature-207.md')}\n## More\n\nText.\n`,
  )
  if (process.env.SPEC_TEST_FULL !== undefined) await expectOne()
  project.write('.spec/lock/group-3/feature-307.json', '{')
  project.remove('specs/features/group-3/feature-308.md')
  project.write('specs/architecture/shared-3.md', '# Shared 3\n\nOther words.\n')
  await expectOne()
}, 600_000)
