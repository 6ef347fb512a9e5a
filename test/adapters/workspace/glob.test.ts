// Which files a pattern of a stranger's spec may reach: the project's own visible ones, and no others (rule 3).
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createWorkspace } from '../../../src/adapters/workspace.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'spec-glob-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), 'x')
  }
}
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@e', ...args], { cwd: root, encoding: 'utf8' })
const ignore = (...lines: readonly string[]): void =>
  writeFileSync(join(root, '.gitignore'), `${lines.join('\n')}\n`)
const glob = (...patterns: readonly string[]): Promise<readonly string[]> =>
  createWorkspace(root).glob(patterns)

describe.each([
  ['in a git repository', true],
  ['without git', false],
])('%s', (_, withGit) => {
  beforeEach(() => {
    if (withGit) git('init', '-q')
  })

  test('files come in order of path, each once', async () => {
    write('src/b.ts', 'src/a.ts', 'src/deep/c.ts', 'src/d.js')
    expect(await glob('src/**/*.ts', 'src/a.ts')).toEqual(['src/a.ts', 'src/b.ts', 'src/deep/c.ts'])
    expect(await glob('./src/a.ts')).toEqual(['src/a.ts'])
    expect(await glob('src/*.ts', '!src/b.ts')).toEqual(['src/a.ts'])
    expect(await glob('src/{a,b}.ts')).toEqual(['src/a.ts', 'src/b.ts'])
  })

  test('a file whose name looks like a pattern is found by its name', async () => {
    write('app/[id]/page.ts', 'app/i/page.ts')
    expect(await glob('app/[id]/page.ts')).toEqual(['app/[id]/page.ts'])
    expect(await glob('app/[id]/page.ts', 'app/i/*.ts')).toEqual(['app/[id]/page.ts', 'app/i/page.ts'])
  })

  test('what is not there, and folders, are not found', async () => {
    write('src/a.ts')
    expect(await glob('src', 'src/none.ts', 'lib/**')).toEqual([])
    expect(await glob()).toEqual([])
  })

  test('hidden files are never found, not even by name', async () => {
    write('.env', 'src/.secret.ts', '.github/workflow.ts', 'src/a.ts')
    expect(await glob('**/*', '.env', 'src/.secret.ts', '.github/*', '**/.*')).toEqual(['src/a.ts'])
  })

  test('ignored files are never found, not even by name', async () => {
    write('src/a.ts', 'src/local.ts', 'build/out.ts', 'deep/build/x.ts', 'notes.log')
    ignore('build/', '*.log', '/src/local.ts', '# a comment', '')
    expect(await glob('**/*', 'build/out.ts', 'src/local.ts', 'notes.log')).toEqual(['src/a.ts'])
  })

  test('specs, installed packages and the lock folder are never found', async () => {
    write(
      'specs/features/a.md',
      'node_modules/x/index.ts',
      'packages/p/node_modules/y/i.ts',
      '.spec/lock/a.json',
      'a.md',
    )
    expect(await glob('**/*', 'specs/features/a.md', 'node_modules/x/index.ts')).toEqual(['a.md'])
  })

  test('nothing outside is found, by a path or by a link', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'spec-outside-'))
    writeFileSync(join(outside, 'x.ts'), 'x')
    write('src/a.ts')
    symlinkSync(outside, join(root, 'src/out'))
    symlinkSync(join(outside, 'x.ts'), join(root, 'src/x.ts'))
    expect(await glob('src/**/*.ts', 'src/out/x.ts', 'src/x.ts', '../*/x.ts', join(outside, 'x.ts'))).toEqual(
      ['src/a.ts'],
    )
    rmSync(outside, { recursive: true })
  })

  test('a link is not found, nor what stands behind one: what it leads to has a name of its own', async () => {
    write('.env', 'build/secret.ts', 'src/real.ts', 'lib/b.ts')
    ignore('build/')
    symlinkSync('../.env', join(root, 'src/env.ts'))
    symlinkSync('../build/secret.ts', join(root, 'src/built.ts'))
    symlinkSync('real.ts', join(root, 'src/alias.ts'))
    symlinkSync('../lib', join(root, 'src/lib'))
    const names = ['src/env.ts', 'src/built.ts', 'src/alias.ts', 'src/lib/b.ts']
    expect(await glob('src/**/*.ts')).toEqual(['src/real.ts'])
    expect(await glob(...names)).toEqual([])
    expect(await glob('lib/*.ts')).toEqual(['lib/b.ts'])
  })
})

describe('git decides', () => {
  beforeEach(() => void git('init', '-q'))

  test('by .gitignore files at any depth, and what they take back', async () => {
    write('src/gen/a.ts', 'src/gen/keep.ts', 'src/b.ts')
    writeFileSync(join(root, 'src/.gitignore'), 'gen/*\n!gen/keep.ts\n')
    expect(await glob('src/**/*.ts')).toEqual(['src/b.ts', 'src/gen/keep.ts'])
  })

  test('that a tracked file is not ignored, whatever .gitignore says', async () => {
    write('dist/api.d.ts', 'dist/other.d.ts')
    git('add', 'dist/api.d.ts')
    ignore('dist/')
    expect(await glob('dist/*.ts', 'dist/other.d.ts')).toEqual(['dist/api.d.ts'])
  })

  test('for names that look like git’s own syntax too', async () => {
    write(':(top)a.ts', 'a b.ts', '-n.ts', 'ü.ts')
    ignore('ü.ts')
    expect(await glob('*.ts')).toEqual(['-n.ts', ':(top)a.ts', 'a b.ts'])
  })

  test('a repository inside the repository is ignored, and no hook or monitor of it runs', async () => {
    write('vendor/lib/a.ts', 'src/a.ts')
    const inner = join(root, 'vendor/lib')
    execFileSync('git', ['init', '-q'], { cwd: inner })
    const trap = join(root, 'trap')
    execFileSync('git', ['config', 'core.fsmonitor', `touch ${trap}; false`], { cwd: inner })
    git('config', 'core.fsmonitor', `touch ${trap}; false`)
    git('add', 'src')
    rmSync(trap, { force: true })
    expect(await glob('**/*.ts', 'vendor/lib/a.ts')).toEqual(['src/a.ts'])
    expect(await glob('trap')).toEqual([])
  })

  test('in a project that an outer repository ignores as a whole, by its own .gitignore alone', async () => {
    git('init', '-q')
    ignore('build/')
    write('build/copy/specs/features/a.md', 'build/copy/test/a.test.ts', 'build/copy/test/b.log')
    writeFileSync(join(root, 'build/copy/.gitignore'), '*.log\n')
    expect(await createWorkspace(join(root, 'build/copy')).glob(['test/*'])).toEqual(['test/a.test.ts'])
  })

  test('from a hook of another repository it is still this repository that is asked', async () => {
    write('src/a.ts', 'src/b.ts')
    ignore('src/b.ts')
    const before = process.env.GIT_DIR
    process.env.GIT_DIR = '/nonexistent'
    try {
      expect(await glob('src/*.ts')).toEqual(['src/a.ts'])
    } finally {
      if (before === undefined) delete process.env.GIT_DIR
      else process.env.GIT_DIR = before
    }
  })
})
