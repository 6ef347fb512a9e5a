// Which files git is told to be changed since a merge base: in real repositories, whatever state they are in.
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createHistory } from '../../../src/adapters/git-history.ts'
import type { ChangedFiles } from '../../../src/ports.ts'
import { runGit, testFolder, testRepository, type Repository } from '../../support/git.ts'

async function filesSince(root: string, ref: string): Promise<ChangedFiles> {
  const files = await createHistory(root).changedSince(ref)
  if (!files.ok) throw new Error(JSON.stringify(files.diagnostics))
  return files.value
}
const changed = async (root: string, ref: string): Promise<string[]> =>
  [...(await filesSince(root, ref)).changed].sort()

/** `main` with four files, and the branch `work` from it. */
function branched(): Repository {
  const repository = testRepository()
  for (const name of ['a.ts', 'b.ts', 'src/c.ts', 'src/d.ts']) repository.write(name, `// ${name}\n`)
  repository.commit()
  repository.git('switch', '-q', '-c', 'work')
  return repository
}

describe('what changed since a branch', () => {
  test('is nothing where nothing did', async () => {
    const { root } = branched()
    const files = await filesSince(root, 'main')
    expect([...files.changed]).toEqual([])
    expect([...files.tracked].sort()).toEqual(['a.ts', 'b.ts', 'src/c.ts', 'src/d.ts'])
    expect(files.ignoreRules).toBe(false)
  })

  test('is committed, staged, edited, deleted or new, and renamed files are both', async () => {
    const { root, write, git, commit } = branched()
    write('a.ts', 'committed\n')
    commit()
    write('b.ts', 'staged\n')
    git('add', 'b.ts')
    rmSync(join(root, 'src/c.ts'))
    git('mv', 'src/d.ts', 'src/e.ts')
    write('new.ts', 'untracked\n')
    expect(await changed(root, 'main')).toEqual([
      'a.ts',
      'b.ts',
      'new.ts',
      'src/c.ts',
      'src/d.ts',
      'src/e.ts',
    ])
  })

  test('is counted from the merge base, not from the tip: what others did meanwhile is not ours', async () => {
    const { root, write, git, commit } = branched()
    write('a.ts', 'ours\n')
    commit()
    git('switch', '-q', 'main')
    write('b.ts', 'theirs\n')
    commit()
    git('switch', '-q', 'work')
    expect(await changed(root, 'main')).toEqual(['a.ts'])
    // Of a branch that was merged, the merge base is its tip.
    git('merge', '-q', 'main')
    expect(await changed(root, 'main')).toEqual(['a.ts'])
  })

  test('leaves out an edit that was staged and taken back, and one that only the index has is in', async () => {
    const { root, write, git } = branched()
    write('a.ts', 'staged\n')
    git('add', 'a.ts')
    write('a.ts', '// a.ts\n')
    // The commit that would be made holds it.
    expect(await changed(root, 'main')).toEqual(['a.ts'])
    git('add', 'a.ts')
    expect(await changed(root, 'main')).toEqual([])
  })

  test('a file that was touched, and a copied folder, hold what they held', async () => {
    const { root } = branched()
    utimesSync(join(root, 'a.ts'), new Date(0), new Date(0))
    expect(await changed(root, 'main')).toEqual([])
    const copy = testFolder()
    cpSync(root, copy, { recursive: true })
    expect(await changed(copy, 'main')).toEqual([])
  })

  test('line ends that a checkout made are no change, others are told with the file', async () => {
    const { root, write } = branched()
    write('a.ts', '// a.ts\r\n')
    write('b.ts', '// b!\r\n')
    expect(await changed(root, 'main')).toEqual(['b.ts'])
  })

  test('an edit within the second and of the size of the commit is seen', async () => {
    const { root, write, git } = branched()
    write('a.ts', '// A.ts\n')
    git('add', 'a.ts')
    write('a.ts', '// B.ts\n')
    git('commit', '-q', '-m', 'racy')
    git('branch', '-f', 'main', 'work')
    expect(await changed(root, 'main')).toEqual(['a.ts'])
  })

  test('an edit that git was told to overlook is seen, and a file outside a sparse checkout is no deletion', async () => {
    const { root, write, git } = branched()
    git('update-index', '--assume-unchanged', 'a.ts')
    write('a.ts', 'edited\n')
    git('update-index', '--skip-worktree', 'b.ts', 'src/c.ts')
    rmSync(join(root, 'b.ts'))
    write('src/c.ts', 'edited\n')
    expect(await changed(root, 'main')).toEqual(['a.ts', 'src/c.ts'])
  })

  test('a file in the middle of a merge is changed', async () => {
    const { root, write, git, commit } = branched()
    write('a.ts', 'ours\n')
    commit()
    git('switch', '-q', '-c', 'other', 'main')
    write('a.ts', 'theirs\n')
    const other = commit()
    git('switch', '-q', 'work')
    expect(() => git('merge', '-q', 'other')).toThrow()
    const files = await filesSince(root, other)
    expect([...files.changed]).toEqual(['a.ts'])
    expect(files.tracked.has('a.ts')).toBe(false)
  })

  test('a file that was only announced to git is new, an empty one too', async () => {
    const { root, write, git } = branched()
    write('empty.ts', '')
    git('add', '--intent-to-add', 'empty.ts')
    expect(await changed(root, 'main')).toEqual(['empty.ts'])
  })

  test('names with spaces, quotes, line feeds, colons and other scripts come as they are', async () => {
    const { root, write } = branched()
    const names = [' lead.ts', 'quo"te.ts', 'line\nfeed.ts', ':(top)magic.ts', 'größe/日本.ts']
    for (const name of names) write(name, 'x\n')
    expect(await changed(root, 'main')).toEqual(names.sort())
  })

  test('of a project below the top of a repository, only its own files count, from its own root', async () => {
    const { root, write, commit } = branched()
    write('packages/app/x.ts', 'x\n')
    write('packages/app/y.ts', 'y\n')
    commit()
    write('packages/app/x.ts', 'edited\n')
    write('packages/app/new.ts', 'new\n')
    write('packages/other/z.ts', 'z\n')
    const app = join(root, 'packages/app')
    expect(await changed(app, 'HEAD')).toEqual(['new.ts', 'x.ts'])
    expect(await changed(app, 'main')).toEqual(['new.ts', 'x.ts', 'y.ts'])
    expect([...(await filesSince(app, 'HEAD')).tracked].sort()).toEqual(['x.ts', 'y.ts'])
  })

  test('rules of what git ignores are told to have changed, also above the root', async () => {
    const { root, write, commit } = branched()
    write('packages/app/x.ts', 'x\n')
    commit()
    const app = join(root, 'packages/app')
    expect((await filesSince(app, 'HEAD')).ignoreRules).toBe(false)
    write('.gitignore', '*.log\n')
    commit()
    expect((await filesSince(app, 'HEAD')).ignoreRules).toBe(false)
    expect((await filesSince(app, 'HEAD~1')).ignoreRules).toBe(true)
    write('packages/app/.gitignore', '*.log\n')
    expect((await filesSince(app, 'HEAD')).ignoreRules).toBe(true)
  })

  test('ignored files are neither changed nor known', async () => {
    const { root, write, commit } = branched()
    write('.gitignore', 'dist/\n')
    commit()
    write('dist/out.ts', 'x\n')
    const files = await filesSince(root, 'HEAD')
    expect([...files.changed]).toEqual([])
    expect(files.tracked.has('dist/out.ts')).toBe(false)
  })

  test('git does not answer for links, for what is behind them, nor for repositories inside', async () => {
    const { root, write, commit, git } = branched()
    symlinkSync('a.ts', join(root, 'link.ts'))
    renameSync(join(root, 'src'), join(root, 'real'))
    symlinkSync('real', join(root, 'src'))
    mkdirSync(join(root, 'inner'))
    const inner = testRepository(join(root, 'inner'))
    inner.write('i.ts', 'x\n')
    inner.commit()
    write('outer.ts', 'x\n')
    git('add', '--all')
    commit()
    inner.write('i.ts', 'edited\n')
    const files = await filesSince(root, 'HEAD')
    expect([...files.changed]).toEqual([])
    expect([...files.tracked].sort()).toEqual(['a.ts', 'b.ts', 'outer.ts', 'real/c.ts', 'real/d.ts'])
  })

  test('a repository of SHA-256 names is compared as well', async () => {
    const root = testFolder()
    runGit(root, 'init', '-q', '-b', 'main', '--object-format=sha256')
    const repository = testRepository(root)
    repository.write('a.ts', 'a\n')
    repository.write('b.ts', 'b\n')
    repository.commit()
    utimesSync(join(root, 'a.ts'), new Date(0), new Date(0))
    repository.write('b.ts', 'B\n')
    expect(await changed(root, 'HEAD')).toEqual(['b.ts'])
  })
})
