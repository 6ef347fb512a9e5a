// A project and its copy: what is in it, what is not, and that writing in one leaves the other alone.
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  chmodSync,
  mkdtempSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { copyProject, type Copy } from '../../../src/adapters/trial/copy.ts'

const never = new AbortController().signal

function project(files: Readonly<Record<string, string>>, git = true): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'spec-copied-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  if (git) execFileSync('git', ['init', '-q'], { cwd: root })
  return root
}

async function copied(root: string): Promise<Copy> {
  const copy = await copyProject(root, never)
  onTestFinished(copy.remove)
  return copy
}

/** Files and links below a folder, without following any. */
function listed(folder: string): readonly string[] {
  const found: string[] = []
  const visit = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true }))
      if (entry.isDirectory()) visit(`${below}${entry.name}/`)
      else found.push(`${below}${entry.name}`)
  }
  visit('')
  return found.sort()
}

const plain = {
  'package.json': '{}',
  'src/a.ts': 'a\n',
  'test/a.test.ts': 'test\n',
  '.gitignore': 'dist/\n.env\nlocal.json\n',
  '.env': 'SECRET=1\n',
  '.eslintrc.json': '{}',
  'local.json': '{}',
  'dist/a.js': 'built\n',
  '.spec/cache/x': 'x',
}
const expected = ['.eslintrc.json', '.gitignore', 'package.json', 'src/a.ts', 'test/a.test.ts']

describe('a copy', () => {
  it.each([
    ['with git', true],
    ['without git', false],
  ])('holds what belongs to the project and nothing that is ignored, %s', async (_, git) => {
    const copy = await copied(project(plain, git))
    expect(listed(copy.root)).toEqual(expected)
    expect(copy.paths).toEqual(expect.arrayContaining(expected))
  })

  it('holds a tracked .env, and no untracked one, ignored or not', async () => {
    const root = project({
      'a.ts': '',
      '.env': 'TRACKED=1\n',
      '.env.local': 'SECRET=1\n',
      '.env.example': 'NAME=\n',
    })
    execFileSync('git', ['add', '.env'], { cwd: root })
    expect(listed((await copied(root)).root)).toEqual(['.env', '.env.example', 'a.ts'])
  })

  it('is without files that are tracked and gone', async () => {
    const root = project({ 'a.ts': '', 'gone.ts': '' })
    execFileSync('git', ['add', '-A'], { cwd: root })
    rmSync(join(root, 'gone.ts'))
    expect(listed((await copied(root)).root)).toEqual(['a.ts'])
  })

  it('may be written in: the project stays as it is, modes included', async () => {
    const root = project({ 'data.txt': 'before\n', 'run.sh': '#!/bin/sh\n' })
    chmodSync(join(root, 'run.sh'), 0o755)
    const copy = await copied(root)
    expect(statSync(join(copy.root, 'run.sh')).mode & 0o777).toBe(0o755)
    expect(statSync(join(copy.root, 'data.txt')).ino).not.toBe(statSync(join(root, 'data.txt')).ino)
    writeFileSync(join(copy.root, 'data.txt'), 'after\n')
    rmSync(join(copy.root, 'run.sh'))
    expect(readFileSync(join(root, 'data.txt'), 'utf8')).toBe('before\n')
    expect(existsSync(join(root, 'run.sh'))).toBe(true)
  })

  it('takes new files in, in folders of their own too, and lets others go', async () => {
    const root = project({ 'src/a.ts': 'old\n', 'src/gone.ts': '' })
    const copy = await copied(root)
    copy.lay(
      new Map([
        ['src/a.ts', 'new\n'],
        ['src/deep/b.ts', 'b\n'],
        ['src/gone.ts', null],
      ]),
    )
    expect(listed(copy.root)).toEqual(['src/a.ts', 'src/deep/b.ts'])
    expect(readFileSync(join(copy.root, 'src/a.ts'), 'utf8')).toBe('new\n')
    expect(readFileSync(join(root, 'src/a.ts'), 'utf8')).toBe('old\n')
  })

  it('keeps links within the project, to its own files, and has none out of it', async () => {
    const outside = project({ 'precious.txt': 'precious\n' }, false)
    const root = project({ 'real.txt': 'real\n' })
    symlinkSync('real.txt', join(root, 'relative.txt'))
    symlinkSync(join(root, 'real.txt'), join(root, 'absolute.txt'))
    symlinkSync(join(outside, 'precious.txt'), join(root, 'out.txt'))
    const copy = await copied(root)
    expect(listed(copy.root)).toEqual(['absolute.txt', 'real.txt', 'relative.txt'])
    writeFileSync(join(copy.root, 'absolute.txt'), 'changed\n')
    expect(readFileSync(join(root, 'real.txt'), 'utf8')).toBe('real\n')
    copy.lay(new Map([['relative.txt', 'laid\n']]))
    expect(lstatSync(join(copy.root, 'relative.txt')).isSymbolicLink()).toBe(false)
  })

  it('of a package is one of the whole repository, so that its neighbours are there', async () => {
    const top = project({ 'tsconfig.base.json': '{}', 'packages/app/a.ts': '', 'packages/other/b.ts': '' })
    const copy = await copied(join(top, 'packages/app'))
    expect(copy.root).toBe(join(copy.base, 'packages/app'))
    expect(listed(copy.base)).toEqual(['packages/app/a.ts', 'packages/other/b.ts', 'tsconfig.base.json'])
    expect(copy.paths).toEqual(['a.ts'])
  })

  it('is of the folder alone where the repository around it ignores the project', async () => {
    const top = project({ '.gitignore': 'build/\n', 'a.ts': '', 'build/app/b.ts': '' })
    const copy = await copied(join(top, 'build/app'))
    expect(listed(copy.base)).toEqual(['b.ts'])
  })
})

describe('installed packages', () => {
  const workspaces = {
    '.gitignore': 'node_modules\nbuilt/\n',
    'package.json': '{"workspaces":["packages/*"]}',
    'packages/lib/index.js': 'module.exports = 1\n',
    'packages/app/index.js': '',
    'built/pkg/index.js': '',
    'node_modules/react/index.js': 'react\n',
    'node_modules/@types/node/index.d.ts': '',
    'node_modules/.bin/tool': '',
    'node_modules/.vite/results.json': '{}',
    'node_modules/.cache/x': '',
    'packages/app/node_modules/old/index.js': '',
  }

  it('are shared, links between workspaces lead into the copy, and caches are its own', async () => {
    const root = project(workspaces)
    mkdirSync(join(root, 'node_modules/@scope'))
    symlinkSync('../../packages/lib', join(root, 'node_modules/@scope/lib'))
    symlinkSync('../packages/app', join(root, 'node_modules/app'))
    symlinkSync('../built/pkg', join(root, 'node_modules/pkg'))
    symlinkSync('../nowhere', join(root, 'node_modules/broken'))
    const copy = await copied(root)
    const at = (path: string): string => realpathSync(join(copy.root, 'node_modules', path))
    expect(lstatSync(join(copy.root, 'node_modules')).isSymbolicLink()).toBe(false)
    expect(at('react')).toBe(join(root, 'node_modules/react'))
    expect(at('@types/node')).toBe(join(root, 'node_modules/@types/node'))
    expect(at('.bin/tool')).toBe(join(root, 'node_modules/.bin/tool'))
    expect(at('@scope/lib')).toBe(join(copy.root, 'packages/lib'))
    expect(at('app')).toBe(join(copy.root, 'packages/app'))
    // What is ignored is not in the copy, and the package stands nowhere else.
    expect(at('pkg')).toBe(join(root, 'built/pkg'))
    expect(realpathSync(join(copy.root, 'packages/app/node_modules/old'))).toBe(
      join(root, 'packages/app/node_modules/old'),
    )
    for (const left of ['.vite', '.cache', 'broken'])
      expect(existsSync(join(copy.root, 'node_modules', left))).toBe(false)
  })

  it('are found through a folder that is itself a link, and above the project', async () => {
    const top = project(
      { 'node_modules/above/index.js': '', 'store/inside/index.js': '', 'app/a.ts': '' },
      false,
    )
    symlinkSync('../store', join(top, 'app/node_modules'))
    const copy = await copied(join(top, 'app'))
    expect(realpathSync(join(copy.root, 'node_modules/inside'))).toBe(join(top, 'store/inside'))
    expect(readlinkSync(join(dirname(copy.base), 'node_modules'))).toBe(join(top, 'node_modules'))
  })
})

describe('the folder of a copy', () => {
  it('is gone when it is removed, with all that links of it led to still there', async () => {
    const root = project({
      'a.ts': '',
      'node_modules/react/index.js': 'react\n',
      '.gitignore': 'node_modules\n',
    })
    const copy = await copyProject(root, never)
    copy.remove()
    expect(existsSync(dirname(copy.base))).toBe(false)
    expect(readFileSync(join(root, 'node_modules/react/index.js'), 'utf8')).toBe('react\n')
  })

  it('is gone where copying was stopped', async () => {
    const stopped = AbortSignal.abort()
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('spec-trial-'))
    await expect(copyProject(project({ 'a.ts': '' }), stopped)).rejects.toThrow()
    const left = readdirSync(tmpdir()).filter(
      (name) => name.startsWith('spec-trial-') && !before.includes(name),
    )
    expect(left.filter((name) => name.includes(`-${process.pid}-`))).toEqual([])
  })
})
