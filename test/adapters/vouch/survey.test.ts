// What is read and what is not: in a clone, after a check, after one edit; and what strangers may leave there.
import fs, { cpSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { repositoryIn } from '../../support/git.ts'
import { repository as home, testProject, type TestProject } from '../../support/project.ts'
import { answerOf, cloneOf, committedProject, syncedProject, ways } from '../../support/vouched.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** Files of the project that a check opens. */
async function opened(project: TestProject, way: string): Promise<readonly string[]> {
  const open = vi.spyOn(fs, 'openSync')
  const { exit } = await answerOf(project, way)
  const paths = open.mock.calls.map(([path]) => String(path))
  open.mockRestore()
  expect(exit).toBe(0)
  const mine = paths.filter((path) => path.startsWith(`${project.root}/`))
  return [...new Set(mine.map((path) => path.slice(project.root.length + 1)))].filter((path) =>
    /^(?:src|test|specs|\.spec\/lock)\//.test(path),
  )
}

const isTarget = (path: string): boolean => path.startsWith('src/') && !path.startsWith('src/lib/')

/** Later than all that was checked out before it, as it is in a larger project. */
async function indexIsYounger(project: TestProject, own = '.git'): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 30))
  utimesSync(join(project.root, own, 'index'), new Date(), new Date())
}

async function expectOneAnswer(project: TestProject): Promise<number> {
  const truth = await answerOf(project, 'none')
  for (const way of ways) expect(await answerOf(project, way), way).toEqual(truth)
  return truth.exit
}

describe('a check', () => {
  test('reads every target where nobody vouches', async () => {
    const { project, repository } = await committedProject()
    const clone = cloneOf(repository, project.root)
    await indexIsYounger(clone)
    expect((await opened(clone, 'none')).filter(isTarget)).toContain('src/deep/alone.ts')
  })

  test.each(['', 'git'])('of a fresh clone reads no target (SPEC_VOUCH=%s)', async (way) => {
    const { project, repository } = await committedProject()
    const clone = cloneOf(repository, project.root)
    await indexIsYounger(clone)
    expect(
      (await opened(clone, way)).filter((path) => path === 'src/deep/alone.ts' || path === 'src/bye.ts'),
    ).toEqual([])
  })

  test('reads what git compared in the last tick of the clock', async () => {
    const { project, repository } = await committedProject()
    const clone = cloneOf(repository, project.root)
    const { mtimeMs } = fs.lstatSync(join(clone.root, 'src/deep/alone.ts'))
    // As a whole number: what a fraction of a second is rounded to may be later than the file.
    const tick = Math.floor(mtimeMs) / 1000
    utimesSync(join(clone.root, '.git/index'), tick, tick)
    expect(await opened(clone, 'git')).toContain('src/deep/alone.ts')
  })

  test('that finds a clean project leaves so much behind that the next one reads nothing', async () => {
    const { project } = await committedProject()
    // Parts of a feature and patterns with wildcards are looked into every time.
    for (const id of ['part', 'sight', 'wide'])
      for (const path of [`specs/features/${id}.md`, `.spec/lock/${id}.json`, `src/${id}.ts`])
        project.remove(path)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(await opened(project, 'cache')).toContain('src/deep/alone.ts')
    expect(await opened(project, 'cache')).toEqual([])
    expect(await opened(project, '')).toEqual([])
    expect(await expectOneAnswer(project)).toBe(0)
  })

  test('after an edit reads that spec, and no other target', async () => {
    const { project } = await committedProject()
    await new Promise((resolve) => setTimeout(resolve, 30))
    await answerOf(project, 'cache')
    project.write('src/deep/alone.ts', project.read('src/deep/alone.ts').replaceAll('\n', '\r\n'))
    const read = await opened(project, 'cache')
    expect(read).toContain('src/deep/alone.ts')
    expect(read).toContain('.spec/lock/alone.json')
    expect(read).not.toContain('src/bye.ts')
    expect(read).not.toContain('src/names.ts')
  })
})

describe('what git converts', () => {
  const marked = 'export const alone: string = "$Id$"\n'

  async function withIdent(): Promise<TestProject> {
    const { project, repository } = await committedProject()
    project.write('src/deep/alone.ts', marked)
    const accepted = await project.spec(['accept', 'alone', '--because', 'its name', '--yes'])
    expect(accepted).toMatchObject({ exit: 0 })
    project.write('.gitattributes', 'src/deep/*.ts ident\n.spec/** -text\n')
    repository.commit('named')
    const clone = cloneOf(repository, project.root)
    await indexIsYounger(clone)
    expect(clone.read('src/deep/alone.ts')).not.toBe(marked)
    return clone
  }

  test('is read, and differs from what git calls the same', async () => {
    expect(await expectOneAnswer(await withIdent())).toBe(1)
  })

  test('is read also when the attribute is gone by now', async () => {
    const clone = await withIdent()
    clone.write('.gitattributes', '.spec/** -text\n')
    await expectOneAnswer(clone)
    clone.remove('.gitattributes')
    await expectOneAnswer(clone)
  })

  test('to other line ends is in sync', async () => {
    const { project, repository } = await committedProject()
    const clone = testProject()
    rmSync(join(clone.root, 'node_modules'))
    repository.git('clone', '-q', '-c', 'core.autocrlf=true', project.root, clone.root)
    await indexIsYounger(clone)
    expect(clone.read('src/deep/alone.ts')).toContain('\r\n')
    expect(await expectOneAnswer(clone)).toBe(0)
  })

  test('by a filter of the same length is read', async () => {
    const { project, repository } = await committedProject()
    project.write('src/deep/.gitattributes', '*.ts filter=quiet\n')
    repository.git('config', 'filter.quiet.clean', 'tr 7 1')
    project.write('src/deep/alone.ts', 'export const alone: number = 7\n')
    repository.commit('git sees no change')
    await indexIsYounger(project)
    expect(await expectOneAnswer(project)).toBe(1)
  })
})

describe('a stranger', () => {
  test('who commits what a check keeps, wherever it fits, changes no answer', async () => {
    const { project, repository } = await committedProject()
    await new Promise((resolve) => setTimeout(resolve, 30))
    await answerOf(project, '')
    for (const folder of ['.spec/cache', '.spec/local', 'spec', '.git.spec'])
      cpSync(join(project.root, '.git/spec'), join(project.root, folder), { recursive: true })
    project.write('src/deep/alone.ts', 'export const alone: number = 2\n')
    project.write('.gitignore', 'node_modules\n')
    repository.commit('with a cache that says all is well')
    const clone = cloneOf(repository, project.root)
    expect(await expectOneAnswer(clone)).toBe(1)
  })

  test('who hands out a copy with its git directory changes none either', async () => {
    const { project } = await committedProject()
    await new Promise((resolve) => setTimeout(resolve, 30))
    await answerOf(project, '')
    const copy = testProject()
    rmSync(join(copy.root, 'node_modules'))
    cpSync(project.root, copy.root, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
    copy.write('src/deep/alone.ts', 'export const alone: number = 2\n')
    expect(await expectOneAnswer(copy)).toBe(1)
  })

  test('who puts a link where a check keeps things has nothing written behind it', async () => {
    const { project, repository } = await committedProject()
    mkdirSync(join(project.root, 'aside'))
    writeFileSync(join(project.root, 'aside/keep'), '')
    rmSync(join(project.root, '.spec/cache'), { recursive: true, force: true })
    symlinkSync(join(project.root, 'aside'), join(project.root, '.spec/cache'))
    repository.git('add', '--all', '--force', '.spec/cache')
    await answerOf(project, '')
    expect(fs.readdirSync(join(project.root, 'aside'))).toEqual(['keep'])
  })
})

describe('the answer is one', () => {
  test('in a linked working tree, whose git directory is elsewhere', async () => {
    const { project, repository } = await committedProject()
    const tree = testProject()
    rmSync(tree.root, { recursive: true })
    repository.git('worktree', 'add', '-q', '-b', 'side', tree.root)
    symlinkSync(join(home, 'node_modules'), join(tree.root, 'node_modules'), 'dir')
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(await expectOneAnswer(tree)).toBe(0)
    tree.write('src/deep/alone.ts', 'export const alone: number = 2\n')
    expect(await expectOneAnswer(tree)).toBe(1)
    expect(await expectOneAnswer(project)).toBe(0)
  })

  test('in a folder of a larger repository, and with a submodule in place of a target', async () => {
    const { project, repository } = await committedProject()
    const whole = testProject()
    rmSync(join(whole.root, 'node_modules'))
    cpSync(project.root, join(whole.root, 'packages/app'), {
      recursive: true,
      filter: (path) => !/node_modules$|\/\.git$/.test(path),
    })
    const large = repositoryIn(whole.root)
    large.git('init', '-q', '-b', 'main')
    large.commit('a monorepo')
    const app = { ...whole, root: join(whole.root, 'packages/app') }
    const inApp = {
      ...app,
      spec: (words: readonly string[], options = {}) => whole.spec(words, { ...options, cwd: app.root }),
    }
    await indexIsYounger(whole)
    expect(await expectOneAnswer(inApp)).toBe(0)
    large.git('rm', '-q', '-r', 'packages/app/src/deep')
    large.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      project.root,
      'packages/app/src/deep',
    )
    expect(repository.git('status', '--porcelain')).toBe('')
    expect(await expectOneAnswer(inApp)).toBe(1)
  })

  test('in a repository of SHA-256 names, and without git', async () => {
    const { project } = await committedProject('--object-format=sha256')
    expect(await expectOneAnswer(project)).toBe(0)
    const plain = await syncedProject()
    expect(await expectOneAnswer(plain)).toBe(0)
    const { project: third } = await committedProject()
    const path = process.env.PATH
    try {
      process.env.PATH = '/nowhere'
      expect((await answerOf(third, '')).exit).toBe(0)
      expect(await answerOf(third, '')).toEqual(await answerOf(third, 'none'))
    } finally {
      process.env.PATH = path
    }
  })

  test('when several look at the same time', async () => {
    const { project } = await committedProject()
    project.write('src/deep/alone.ts', 'export const alone: number = 2\n')
    const truth = await answerOf(project, 'none')
    const all = await Promise.all(Array.from({ length: 6 }, () => answerOf(project, '')))
    for (const one of all) expect(one).toEqual(truth)
    expect(
      fs.readdirSync(join(project.root, '.git/spec')).every((name) => /^\w+-[0-9a-f]{16}$/.test(name)),
    ).toBe(true)
  })

  test('where nothing can be kept', async () => {
    const { project } = await committedProject()
    writeFileSync(join(project.root, '.git/spec'), 'a file in the way')
    expect(await expectOneAnswer(project)).toBe(0)
    expect(fs.readFileSync(join(project.root, '.git/spec'), 'utf8')).toBe('a file in the way')
  })
})
