// A stranger's repository that tries to have something outside of it read, shown or written: links in every place.
import { describe, expect, test } from 'vitest'
import { sampled } from '../runs.ts'
import { checkMost, hostileRepository, patience } from './hostile.ts'

const greeting = 'specs/features/greeting.md'

describe('a link out of the repository', { timeout: patience }, () => {
  test.each(
    sampled(
      [
        ['a target', 'src/greet.ts', 'secret.ts'],
        ['the folder of the targets', 'src', ''],
        ['a spec', 'specs/features/more.md', 'secret.md'],
        ['a known spec', greeting, 'secret.md'],
        ['a folder of specs', 'specs/features/more', ''],
        ['all features', 'specs/features', ''],
        ['all specs', 'specs', ''],
        ['a lock', '.spec/lock/greeting.json', 'secret.json'],
        ['all locks', '.spec/lock', ''],
        ['the archive', '.spec/archive', ''],
        ['the cache', '.spec/cache', ''],
        ['what belongs to this machine', '.spec/local', ''],
        ['all that the tool keeps', '.spec', ''],
        ['the configuration', 'spec.config.json', 'secret.json'],
        ['the list of ignored files', '.gitignore', 'secret.md'],
        ['the package', 'package.json', 'secret.json'],
        ['the settings of the compiler', 'tsconfig.json', 'secret.json'],
      ],
      5,
    ),
  )('in the place of %s shows and writes nothing there', async (_what, path, to) => {
    const hostile = await hostileRepository()
    hostile.link(path, `${hostile.outside}/${to}`)
    await checkMost(hostile)
  })

  test.each(
    sampled(
      [
        'specs',
        'specs/features',
        'specs/features/more',
        '.spec',
        '.spec/lock',
        '.spec/archive',
        '.spec/local',
        'src',
      ],
      5,
    ),
  )('in the place of %s to all of the disk is not walked', async (path) => {
    const hostile = await hostileRepository()
    hostile.link(path, '/')
    for (const { stdout, stderr } of (await checkMost(hostile)).all) {
      expect(`${stdout}${stderr}`).not.toMatch(/\b(?:etc|proc|usr)\//)
    }
  })

  test('in the place of a target is told as such, whatever it leads to', async () => {
    const hostile = await hostileRepository()
    for (const to of [
      '/etc/passwd',
      '/dev/zero',
      '/proc/self/environ',
      '../../../../../../etc/passwd',
      '/',
    ]) {
      hostile.link('src/greet.ts', to)
      const { drift, all } = await checkMost(hostile)
      for (const { stdout, stderr } of all) expect(stdout + stderr).not.toMatch(/root:|SPEC_TEST_WATCH/)
      expect(drift.exit).toBe(1)
      expect(drift.stderr).toContain('[target-not-a-file]')
    }
  })

  test('behind a pattern of a spec is not followed', async () => {
    const hostile = await hostileRepository()
    const { project, outside } = hostile
    hostile.link('more', outside)
    hostile.link('one.ts', `${outside}/secret.ts`)
    const lists = 'context: ["more/**", "**/*.ts", "one.ts"]\ntests: ["more/*.ts", "one.ts"]'
    project.write(greeting, project.read(greeting).replace('uses: [style]', `uses: [style]\n${lists}`))
    await checkMost(hostile)
    hostile.link('more', '/')
    await checkMost(hostile)
  })
})

test('paths that climb, are absolute, or belong to git are refused in front matter and in locks', async () => {
  const hostile = await hostileRepository()
  const { project, outside } = hostile
  const paths = [
    '../outside/secret.ts',
    `${outside}/secret.ts`,
    '.git/config',
    'src/../../x.ts',
    'C:\\x.ts',
    '.env',
  ]
  const list = JSON.stringify(paths)
  project.write(greeting, `---\ntargets: ${list}\ncontext: ${list}\ntests: ${list}\n---\n# G\n\n- R1: x\n`)
  const { exit, stderr } = (await checkMost(hostile)).drift
  expect(exit).toBeGreaterThan(0)
  expect(stderr).toContain('[spec-target-path]')

  const lock = project.read('.spec/lock/count.json')
  project.write('.spec/lock/count.json', lock.replaceAll('"src/count.ts"', '"../outside/secret.ts"'))
  await checkMost(hostile)
})

test('a list of ignored files that never ends is not read', async () => {
  const hostile = await hostileRepository()
  const { project } = hostile
  // A project in a folder that git ignores has rules of its own.
  project.write('.gitignore', 'built\n')
  project.write('built/src/a.ts', 'export const a = 1\n')
  project.write(
    'built/specs/features/a.md',
    '---\ntargets: [src/a.ts]\ncontext: ["src/*.ts"]\n---\n# A\n\n- R1: x\n',
  )
  hostile.link('built/.gitignore', '/dev/zero')
  await checkMost(hostile, `${project.root}/built`)
})

test('a pipe in the place of a target, a spec or a lock is not waited for', async () => {
  const { execFileSync } = await import('node:child_process')
  for (const path of ['src/greet.ts', greeting, '.spec/lock/greeting.json', 'spec.config.json']) {
    const hostile = await hostileRepository()
    if (hostile.project.exists(path)) hostile.project.remove(path)
    execFileSync('mkfifo', [path], { cwd: hostile.project.root })
    await checkMost(hostile)
  }
})
