// `spec hook pre-commit`: what is staged is judged as the commit would hold it, whatever the disk says.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { builtProject } from '../../support/built.ts'
import { repositoryIn, testFolder, type Repository } from '../../support/git.ts'
import type { Ran, TestProject } from '../../support/project.ts'

interface Committed extends Repository {
  readonly project: TestProject
  /** Runs the check. */
  readonly hook: (env?: Readonly<Record<string, string>>) => Promise<Ran>
}

/** greeting, farewell and count, built and committed. */
async function committed(): Promise<Committed> {
  const project = await builtProject()
  project.write('.gitignore', 'node_modules\n.spec/local/\n.spec/cache/\n')
  const repository = repositoryIn(project.root)
  repository.git('init', '-q', '-b', 'main')
  repository.commit()
  return { ...repository, project, hook: (env = {}) => project.spec(['hook', 'pre-commit'], { env }) }
}

const edit = (project: TestProject, path: string): void =>
  project.write(path, `${project.read(path)}\nexport const more = 1\n`)

describe('nothing to answer for', () => {
  test('with nothing staged, whatever stands on the disk', async () => {
    const { project, hook } = await committed()
    edit(project, 'src/count.ts')
    expect(await hook()).toMatchObject({ exit: 0, stdout: '', stderr: '' })
  })

  test('with only files staged that no spec knows', async () => {
    const { project, git, hook } = await committed()
    edit(project, 'src/count.ts')
    project.write('notes.txt', 'mine')
    git('add', 'notes.txt')
    expect(await hook()).toMatchObject({ exit: 0, stdout: '' })
  })

  test('with a spec, its code and its lock staged that agree', async () => {
    const { project, git, hook } = await committed()
    edit(project, 'src/count.ts')
    await project.spec(['accept', 'count', '--because', 'needed', '--yes'])
    git('add', '-A')
    expect((await hook()).exit).toBe(0)
  })

  test('with an edit of form', async () => {
    const { project, git, hook } = await committed()
    project.write('src/count.ts', `// Counts.\n${project.read('src/count.ts')}`)
    git('add', '-A')
    expect((await hook()).exit).toBe(0)
  })

  test('with the notes of a spec staged', async () => {
    const { project, git, hook } = await committed()
    const path = 'specs/features/greeting.md'
    project.write(path, project.read(path).replace('For people only.', 'For people, and only for them.'))
    git('add', '-A')
    expect((await hook()).exit).toBe(0)
  })

  test('in the first commit of all', async () => {
    const project = await builtProject()
    project.write('.gitignore', 'node_modules\n.spec/local/\n')
    const { git } = repositoryIn(project.root)
    git('init', '-q')
    git('add', '-A')
    expect(await project.spec(['hook', 'pre-commit'])).toMatchObject({ exit: 0, stderr: '' })
  })
})

describe('a commit that would bring drift is stopped', () => {
  test('an edited target, with the next command and the way round', async () => {
    const { project, git, hook } = await committed()
    edit(project, 'src/count.ts')
    git('add', '-A')
    const { exit, stdout } = await hook()
    expect(exit).toBe(1)
    expect(stdout).toMatch(/edited +src\/count\.ts/)
    expect(stdout).toContain('next: spec diff count')
    expect(stdout).toContain('commit stopped: 1 edited')
    expect(stdout).toContain('git commit --no-verify')
  })

  test('although the disk is back to what it was', async () => {
    const { project, git, hook } = await committed()
    const before = project.read('src/count.ts')
    edit(project, 'src/count.ts')
    git('add', '-A')
    project.write('src/count.ts', before)
    const { exit, stdout } = await hook()
    expect(exit).toBe(1)
    expect(stdout).toContain('not staged as it is on disk: src/count.ts')
  })

  test('a changed spec without its code, and the other way round nothing', async () => {
    const { project, git, hook } = await committed()
    const path = 'specs/features/count.md'
    project.write(path, project.read(path).replace('how many', 'twice how many'))
    expect((await hook()).exit).toBe(0)
    git('add', path)
    const { exit, stdout } = await hook()
    expect(exit).toBe(1)
    expect(stdout).toMatch(/stale +src\/count\.ts/)
    expect(stdout).toContain('requirement R1 changed')
  })

  test('a lock that was forgotten, and its name', async () => {
    const { project, git, hook } = await committed()
    edit(project, 'src/count.ts')
    await project.spec(['accept', 'count', '--because', 'needed', '--yes'])
    git('add', 'src/count.ts')
    const { exit, stdout } = await hook()
    expect(exit).toBe(1)
    expect(stdout).toContain('not staged as it is on disk: .spec/lock/count.json')
  })

  test('a deleted target', async () => {
    const { git, hook } = await committed()
    git('rm', '-q', '--cached', 'src/count.ts')
    expect((await hook()).stdout).toMatch(/lost +src\/count\.ts/)
  })

  test('a renamed target: lost under its name', async () => {
    const { git, hook } = await committed()
    git('mv', 'src/count.ts', 'src/counting.ts')
    const { exit, stdout } = await hook()
    expect(exit).toBe(1)
    expect(stdout).toMatch(/lost +src\/count\.ts/)
  })

  test('a deleted spec whose lock stays, and one that others use', async () => {
    const { git, hook } = await committed()
    git('rm', '-q', 'specs/features/count.md')
    expect((await hook()).stdout).toMatch(/orphaned +src\/count\.ts/)
    git('reset', '-q', '--hard')
    git('rm', '-q', 'specs/features/greeting.md', '.spec/lock/greeting.json')
    const { exit, stderr } = await hook()
    expect(exit).toBe(1)
    expect(stderr).toContain('specs/features/farewell.md')
    expect(stderr).toContain('uses-missing')
  })

  test('an architecture spec, by every feature that uses it', async () => {
    const { project, git, hook } = await committed()
    const path = 'specs/architecture/style.md'
    project.write(path, project.read(path).replace('never throw', 'always throw'))
    git('add', '-A')
    const { exit, stdout } = await hook()
    expect(exit).toBe(1)
    expect(stdout).toMatch(/stale +src\/greet\.ts/)
    expect(stdout).not.toContain('count')
  })

  test('an accepted change of what others see, by those others', async () => {
    const { project, git, hook } = await committed()
    project.write(
      'src/names.ts',
      project.read('src/names.ts').replace('(name: string)', '(name: string, more?: 1)'),
    )
    await project.spec(['accept', 'greeting', '--because', 'needed', '--yes'])
    git('add', '-A')
    const { exit, stdout } = await hook()
    expect(exit).toBe(1)
    expect(stdout).toMatch(/stale +src\/bye\.ts/)
  })

  test('a new spec without code, and not while it is a draft', async () => {
    const { project, git, hook } = await committed()
    const spec = (status: string): string =>
      `---\n${status}targets: [src/new.ts]\n---\n# New\n\n## Requirements\n\n- R1: \`f()\` is 1.\n`
    project.write('specs/features/new.md', spec(''))
    git('add', '-A')
    expect((await hook()).stdout).toMatch(/never built +src\/new\.ts/)
    project.write('specs/features/new.md', spec('status: draft\n'))
    git('add', '-A')
    expect((await hook()).exit).toBe(0)
  })

  test('two owners of one file, of which only one is staged', async () => {
    const { project, git, hook } = await committed()
    project.write('specs/features/other.md', '---\ntargets: [src/count.ts]\n---\n# Other\n\n- R1: Counts.\n')
    git('add', '-A')
    const { exit, stderr } = await hook()
    expect(exit).toBe(1)
    expect(stderr).toContain('target-two-owners')
  })

  test('what cannot be read: exit 2', async () => {
    const { project, git, hook } = await committed()
    project.write('.spec/lock/count.json', '{')
    git('add', '-A')
    const { exit, stderr } = await hook()
    expect(exit).toBe(2)
    expect(stderr).toContain('lock-damaged')
  })

  test('names of any kind', async () => {
    const { project, git, hook } = await committed()
    const path = 'specs/features/ü b (c).md'
    project.write(path, '---\ntargets: ["src/ä ö.ts"]\n---\n# A\n\n## Requirements\n\n- R1: `f()` is 1.\n')
    project.write('src/ä ö.ts', 'export const f = () => 1\n')
    await project.spec(['accept', 'ü b (c)', '--because', 'new', '--yes'])
    git('add', '-A')
    expect(await hook()).toMatchObject({ exit: 0, stderr: '' })
    git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-qm', 'new')
    project.write('src/ä ö.ts', 'export const f = () => 2 + g()\n')
    git('add', '-A')
    expect((await hook()).stdout).toContain('src/ä ö.ts')
  })
})

describe('drift of earlier commits', () => {
  test('of a spec is not held against a commit that touches other code', async () => {
    const { project, commit, git, hook } = await committed()
    edit(project, 'src/names.ts')
    commit('drift')
    project.write('src/greet.ts', `// Greets.\n${project.read('src/greet.ts')}`)
    git('add', '-A')
    expect(await hook()).toMatchObject({ exit: 0, stdout: '' })
  })

  test('is held against one that touches the spec', async () => {
    const { project, commit, git, hook } = await committed()
    edit(project, 'src/names.ts')
    commit('drift')
    project.write('specs/features/greeting.md', `${project.read('specs/features/greeting.md')}\nMore.\n`)
    git('add', '-A')
    expect((await hook()).stdout).toMatch(/edited +src\/names\.ts/)
  })
})

describe('the index', () => {
  test('may be one that git made for this commit alone', async () => {
    const { project, root, git, hook } = await committed()
    git('read-tree', '--index-output=.git/other', 'HEAD')
    edit(project, 'src/count.ts')
    git('add', '-A')
    expect((await hook({ GIT_INDEX_FILE: join(root, '.git/other') })).exit).toBe(0)
    expect((await hook()).exit).toBe(1)
  })

  test('decides the configuration, too', async () => {
    const { project, git, hook } = await committed()
    edit(project, 'src/count.ts')
    project.write('src/names.ts', project.read('src/names.ts').replace("'stranger'", "'someone'"))
    project.write('spec.config.json', '{ "drift": { "failOn": "api" } }')
    git('add', 'src/names.ts')
    expect((await hook()).exit).toBe(1)
    git('add', 'spec.config.json')
    expect((await hook()).exit).toBe(0)
    git('add', 'src/count.ts')
    expect((await hook()).exit).toBe(1)
  })

  test('may hold a link as a target, which is followed inside of it', async () => {
    const { project, root, git, hook } = await committed()
    git('mv', 'src/count.ts', 'src/really.ts')
    symlinkSync('really.ts', join(root, 'src/count.ts'))
    git('add', '-A')
    expect((await hook()).exit).toBe(0)
    edit(project, 'src/really.ts')
    git('add', '-A')
    rmSync(join(root, 'src/count.ts'))
    symlinkSync('/etc/hostname', join(root, 'src/count.ts'))
    git('add', '-A')
    expect((await hook()).exit).toBe(1)
  })

  test('lacks code that git ignores: there the disk decides', async () => {
    const { project, git, hook } = await committed()
    git('rm', '-q', '--cached', 'src/count.ts')
    project.write('.gitignore', `${project.read('.gitignore')}src/count.ts\n`)
    git('add', '-A')
    expect((await hook()).exit).toBe(0)
    edit(project, 'src/count.ts')
    expect((await hook()).exit).toBe(1)
  })
})

test('a project in a folder of the repository answers for its own files', async () => {
  const { project, root, git } = await committed()
  const outer = repositoryIn(testFolder())
  outer.git('init', '-q', '-b', 'main')
  const inner = join(outer.root, 'packages/a b')
  mkdirSync(inner, { recursive: true })
  git('checkout-index', '-a', `--prefix=${inner}/`)
  outer.commit()
  outer.write('packages/other.ts', '')
  outer.git('add', '-A')
  const hook = (): Promise<Ran> => project.spec(['hook', 'pre-commit'], { cwd: inner })
  expect((await hook()).exit).toBe(0)
  outer.write('packages/a b/src/count.ts', 'export const count = 1\n')
  outer.git('add', '-A')
  expect((await hook()).stdout).toMatch(/edited +src\/count\.ts/)
  expect(root).not.toBe(outer.root)
})

test('--json has the drift of what is staged', async () => {
  const { project, git } = await committed()
  edit(project, 'src/count.ts')
  git('add', '-A')
  const ran = await project.spec(['hook', 'pre-commit', '--json'])
  expect(ran.exit).toBe(1)
  expect(ran.json()).toMatchObject({
    schema: 'spec.hook-pre-commit/1',
    clean: false,
    changed: 1,
    specs: [{ spec: 'count', targets: [{ path: 'src/count.ts', state: 'edited' }] }],
    unstaged: { count: [] },
  })
})

test('many files at once are found without a search for each', async () => {
  const { project, git, hook } = await committed()
  for (let at = 0; at < 60; at++) project.write(`other/${at}.txt`, 'x')
  edit(project, 'src/count.ts')
  git('add', '-A')
  const { exit, stdout } = await hook()
  expect(exit).toBe(1)
  expect(stdout).toContain('commit stopped: 1 edited')
})

test('without git there is nothing to look at: exit 2', async () => {
  const project = await builtProject()
  const { exit, stderr } = await project.spec(['hook', 'pre-commit'], { env: { GIT_DIR: '/nowhere' } })
  expect(exit).toBe(2)
  expect(stderr).toContain('no git repository')
})
