// A repository that tries to have something executed while git is asked what changed (rule 30). Each trap leaves a file
// behind where it goes off, and a git that is asked carelessly sets off each: the tests try that first.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { createHistory } from '../../../src/adapters/git-history.ts'
import { paste, runGit, testFolder, testRepository, type Repository } from '../../support/git.ts'

interface Trap extends Repository {
  readonly mark: string
  readonly sprung: () => boolean
}

function trapped(): Trap {
  const mark = join(testFolder(), 'sprung')
  const repository = testRepository()
  repository.write('a.ts', 'a\n')
  repository.write('b.ts', 'b\n')
  repository.commit()
  const sprung = (): boolean => {
    const found = existsSync(mark)
    rmSync(mark, { force: true })
    return found
  }
  return { ...repository, mark, sprung }
}

/** Gives the index the time of a file, so that stats alone cannot vouch for it. */
function makeRacy({ root }: Repository, path: string): void {
  const { atime, mtime } = statSync(join(root, path))
  utimesSync(join(root, '.git/index'), atime, mtime)
}

const since = async (root: string, ref = 'HEAD'): Promise<readonly string[]> => {
  const files = await createHistory(root).changedSince(ref)
  return files.ok ? [...files.value.changed].sort() : files.diagnostics.map(({ code }) => code)
}

test.each(['x', 'a=b', 'dotted.name'])('no filter called %s is run', async (name) => {
  const trap = trapped()
  trap.write('.gitattributes', `*.ts filter=${name}\n`)
  trap.commit()
  trap.git('config', `filter.${name}.clean`, `touch ${trap.mark}; cat`)
  trap.git('config', `filter.${name}.required`, 'true')
  makeRacy(trap, 'a.ts')
  trap.git('--no-optional-locks', 'diff-files')
  expect(trap.sprung()).toBe(true)
  makeRacy(trap, 'a.ts')
  expect(await since(trap.root)).toEqual([])
  trap.write('a.ts', 'A\n')
  makeRacy(trap, 'a.ts')
  expect(await since(trap.root)).toEqual(['a.ts'])
  expect(trap.sprung()).toBe(false)
})

test('no filter that runs as a server is started', async () => {
  const trap = trapped()
  trap.write('.gitattributes', '*.ts filter=x\n')
  trap.commit()
  trap.git('config', 'filter.x.process', `touch ${trap.mark}; exit 1`)
  makeRacy(trap, 'a.ts')
  paste(trap.root, 'git --no-optional-locks diff-files')
  expect(trap.sprung()).toBe(true)
  makeRacy(trap, 'a.ts')
  expect(await since(trap.root)).toEqual([])
  expect(trap.sprung()).toBe(false)
})

test('no monitor, hook, external diff or text conversion is run', async () => {
  const trap = trapped()
  trap.write('.gitattributes', '*.ts diff=x\n')
  trap.commit()
  const hook = join(trap.root, '.git/hooks/post-index-change')
  trap.write('.git/hooks/post-index-change', `#!/bin/sh\ntouch ${trap.mark}\n`)
  chmodSync(hook, 0o755)
  const script = join(trap.root, '.git/trap')
  trap.write('.git/trap', `#!/bin/sh\ntouch ${trap.mark}\n`)
  chmodSync(script, 0o755)
  for (const key of ['core.fsmonitor', 'diff.external', 'diff.x.command', 'diff.x.textconv', 'core.pager'])
    trap.git('config', key, script)
  paste(trap.root, 'touch a.ts; git status')
  expect(trap.sprung()).toBe(true)
  trap.write('a.ts', 'A\n')
  expect(await since(trap.root)).toEqual(['a.ts'])
  expect(trap.sprung()).toBe(false)
})

test('a partial clone fetches nothing, whatever its remote would run', async () => {
  const up = trapped()
  up.write('a.ts', 'A\n')
  up.commit()
  up.git('config', 'uploadpack.allowFilter', 'true')
  const root = join(testFolder(), 'clone')
  runGit('/', 'clone', '-q', '--filter=tree:0', pathToFileURL(up.root).href, root)
  runGit(root, 'config', 'protocol.ext.allow', 'always')
  runGit(root, 'config', 'remote.origin.url', `ext::sh -c touch% ${up.mark}`)
  const base = runGit(root, 'rev-parse', 'HEAD~1')
  paste(root, `git diff-index --cached --name-only ${base}`)
  expect(up.sprung()).toBe(true)
  // It says that it cannot compare, and with which command git would fetch.
  expect(await since(root, 'HEAD~1')).toEqual(['history-missing'])
  expect(up.sprung()).toBe(false)
})

test('a committed bare repository is no repository', async () => {
  const trap = trapped()
  runGit(trap.root, 'init', '-q', '--bare', 'inner')
  const inner = join(trap.root, 'inner')
  const careless = (): string =>
    execFileSync('git', ['rev-parse', '--git-dir'], { cwd: inner, encoding: 'utf8' }).trim()
  expect(careless()).toBe('.')
  expect(await since(inner)).toEqual(['history-missing'])
})

test('what is inside a submodule is not looked into', async () => {
  const inner = trapped()
  const outer = trapped()
  outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'sub')
  outer.commit()
  runGit(join(outer.root, 'sub'), 'config', 'core.fsmonitor', `touch ${outer.mark}; false`)
  outer.write('sub/a.ts', 'edited\n')
  paste(outer.root, 'git diff-files')
  expect(outer.sprung()).toBe(true)
  expect(await since(outer.root)).toEqual([])
  expect(outer.sprung()).toBe(false)
})
