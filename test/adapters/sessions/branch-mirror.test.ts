import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { BranchMirror } from '../../../src/adapters/sessions/branch/branch-mirror.ts'
import { sampled } from '../../runs.ts'
import {
  branch,
  branchProject,
  clones,
  filesIn,
  opened,
  published,
  put,
  putSession,
} from '../../support/branch-sessions.ts'
import { runGit, testFolder } from '../../support/git.ts'

describe('a branch of sessions', () => {
  test('is written without the working tree, the index, HEAD, hooks, and without a name of who commits', async () => {
    const { root, git, write } = branchProject()
    write('staged.txt', 'staged')
    git('add', 'staged.txt')
    write('specs/features/.keep', 'edited')
    for (const hook of [
      'reference-transaction',
      'pre-commit',
      'post-commit',
      'post-index-change',
      'commit-msg',
    ])
      fs.writeFileSync(join(root, '.git/hooks', hook), `#!/bin/sh\ntouch '${root}/ran'\nexit 1\n`, {
        mode: 0o755,
      })
    const looked = (...args: string[]): string =>
      git('-c', 'core.hooksPath=/dev/null', '--no-optional-locks', ...args)
    const seen = (): string[] => [
      looked('status', '--porcelain'),
      git('rev-parse', 'HEAD'),
      git('symbolic-ref', 'HEAD'),
    ]
    const before = seen()
    const index = fs.readFileSync(join(root, '.git/index'))
    for (const name of ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM']) vi.stubEnv(name, '/dev/null')
    // As in a hook of a commit that is made anew from an old one.
    vi.stubEnv('GIT_AUTHOR_DATE', '2001-01-01T00:00:00Z')
    vi.stubEnv('GIT_INDEX_FILE', join(root, '.git/index'))
    vi.stubEnv('GIT_DIR', join(root, '.git/none'))
    git('config', 'user.useConfigOnly', 'true')
    try {
      const mirror = await opened(root)
      putSession(mirror.root, 's1', ['a\n'])
      expect(await published(mirror)).toMatchObject({ branch, files: 2, pushable: false })
      expect(await published(mirror)).toBeNull()
    } finally {
      vi.unstubAllEnvs()
    }
    expect(seen()).toEqual(before)
    expect(fs.readFileSync(join(root, '.git/index'))).toEqual(index)
    expect(fs.existsSync(join(root, 'ran'))).toBe(false)
    expect(git('log', '--format=%an|%s|%P', branch)).toBe('spec|Keep a session|')
    expect(git('log', '--format=%ad', branch)).not.toContain('2001')
    expect(git('ls-tree', '-r', '--name-only', branch).split('\n')).toHaveLength(2)
    expect(git('fsck', '--strict')).toBe('')
  })

  test('of two machines that keep the same is the same tree', async () => {
    const trees: string[] = []
    for (const order of [
      ['s1', 's2'],
      ['s2', 's1'],
    ]) {
      const { root, git } = branchProject()
      const mirror = await opened(root)
      for (const id of order) {
        putSession(mirror.root, id, [`${id}\n`])
        await published(mirror)
      }
      trees.push(git('rev-parse', `${branch}^{tree}`))
    }
    expect(trees[1]).toBe(trees[0])
  })

  test('has one commit an hour of what nobody else has, and keeps every commit that was pushed', async () => {
    const { roots } = clones(1)
    const [root = ''] = roots
    const mirror = await opened(root)
    const keep = async (...chunks: string[]): Promise<string> => {
      for (const file of filesIn(mirror.root)) fs.rmSync(join(mirror.root, '.spec/archive', file))
      putSession(mirror.root, 's1', chunks)
      await published(mirror)
      return runGit(root, 'log', '--format=%s', branch)
    }
    await keep('a\n')
    expect(await keep('a\n', 'b\n')).toBe('Keep a session')
    runGit(root, 'push', '-q', 'origin', branch)
    expect(await keep('a\n', 'b\n', 'c\n')).toBe('Keep a session\nKeep a session')
    vi.useFakeTimers({ now: Date.now() + 3_700_000, toFake: ['Date'] })
    expect((await keep('a\n', 'b\n', 'c\n', 'd\n')).split('\n')).toHaveLength(3)
    vi.useRealTimers()
    runGit(root, 'push', '-q', 'origin', branch)
    expect(runGit(root, 'ls-tree', '-r', '--name-only', branch).split('\n')).toHaveLength(5)
  })

  test('keeps what else is on it, and other projects of the repository', async () => {
    const { root, project, git } = branchProject('packages/näme')
    git('checkout', '-q', '--orphan', branch)
    git('rm', '-rq', '--cached', '.')
    fs.writeFileSync(join(root, 'README.md'), 'what this branch is\n')
    putSession(root, 'of-the-top', ['x\n'])
    git('add', '-f', 'README.md', '.spec/archive')
    git('commit', '-q', '-m', 'by hand')
    git('checkout', '-q', '-f', 'main')
    fs.mkdirSync(join(root, 'packages/näme/specs/features'), { recursive: true })
    const mirror = await opened(project)
    expect(filesIn(mirror.root)).toEqual([])
    putSession(mirror.root, 'of-the-package', ['y\n'])
    await published(mirror)
    const paths = runGit(root, '-c', 'core.quotePath=false', 'ls-tree', '-r', '--name-only', branch).split(
      '\n',
    )
    expect(paths.filter((path) => path.includes('head-')).map((path) => path.split('/head-')[0])).toEqual([
      '.spec/archive/sessions/codex/of-the-top',
      'packages/näme/.spec/archive/sessions/codex/of-the-package',
    ])
    expect(paths).toContain('README.md')
  })

  test('is not moved while somebody has it checked out, also before its first commit; what was kept waits', async () => {
    const { root, git } = branchProject()
    const mirror = await opened(root)
    putSession(mirror.root, 's1', ['a\n'])
    const other = join(testFolder(), 'tree')
    git('worktree', 'add', '-q', '--detach', other)
    runGit(other, 'checkout', '-q', '--orphan', branch)
    for (let round = 0; round < 2; round++) {
      const refused = await mirror.publish()
      expect(refused).toMatchObject({ ok: false, diagnostics: [{ code: 'sessions-branch' }] })
      if (round === 0) runGit(other, 'commit', '-q', '--allow-empty', '-m', 'by hand')
    }
    git('worktree', 'remove', '--force', other)
    expect(await published(mirror)).toMatchObject({ files: 2 })
    expect(git('rev-list', '--count', branch)).toBe('2')
  })

  test('that is another name of another branch is not written to', async () => {
    const { root, git } = branchProject()
    git('symbolic-ref', `refs/heads/${branch}`, 'refs/heads/main')
    const mirror = await opened(root)
    putSession(mirror.root, 's1', ['a\n'])
    expect(await mirror.publish()).toMatchObject({ ok: false, diagnostics: [{ code: 'sessions-branch' }] })
  })

  test('cannot be where there is no repository', async () => {
    const mirror = new BranchMirror(testFolder(), branch)
    expect(await mirror.refresh(true)).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'sessions-branch' }],
    })
  })
})

describe('the mirror of a branch', () => {
  test('follows the branch: what is new comes, what was taken off goes, what is not there yet stays', async () => {
    const { root, git } = branchProject()
    const second = join(testFolder(), 'tree')
    git('worktree', 'add', '-q', '--detach', second)
    const [one, two] = [await opened(root), await opened(second)]
    const session = putSession(one.root, 's1', ['a\n'])
    await published(one)
    putSession(two.root, 's2', ['b\n'])
    await two.refresh(false)
    expect(filesIn(two.root)).toHaveLength(4)
    await published(two)
    for (const file of [session.head, ...session.chunks]) fs.rmSync(join(one.root, file))
    await published(one)
    // What one took away is gone for both; what the other added has come.
    await two.refresh(false)
    expect(filesIn(two.root)).toEqual(filesIn(one.root))
    expect(filesIn(one.root).join()).toContain('codex/s2')
    expect(filesIn(one.root).join()).not.toContain('codex/s1')
    // What takes something away is a commit of its own.
    expect(git('log', '--format=%s', branch).split('\n')).toEqual(['Update the archive', 'Keep 2 sessions'])
  })

  test('that lost files has them again, and nothing is taken off the branch for it', async () => {
    const { root, git } = branchProject()
    const mirror = await opened(root)
    putSession(mirror.root, 's1', ['a\n'])
    await published(mirror)
    const [tip, files] = [git('rev-parse', branch), filesIn(mirror.root)]
    for (const lost of ['.spec/archive/sessions/codex', 'state', '']) {
      fs.rmSync(join(mirror.root, lost), { recursive: true })
      const again = await opened(root)
      expect(filesIn(again.root)).toEqual(files)
      expect(await published(again)).toBeNull()
    }
    expect(git('rev-parse', branch)).toBe(tip)
  })

  test('goes on where it was killed, at every step', async () => {
    const { root, git } = branchProject()
    const second = join(testFolder(), 'tree')
    git('worktree', 'add', '-q', '--detach', second)
    const [one, two] = [await opened(root), await opened(second)]
    putSession(one.root, 's1', ['a\n'])
    await published(one)
    await two.refresh(true)
    const files = filesIn(two.root)
    const gone = putSession(one.root, 's0', ['c\n', 'd\n'])
    await published(one)
    for (const at of sampled([0, 1, 2, 3, 4, 5], 4)) {
      let calls = 0
      const real = fs.renameSync
      const spy = vi.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
        if (calls++ >= at) throw Object.assign(new Error('killed'), { code: 'EIO', syscall: 'rename' })
        real(from, to)
      })
      const done = await new BranchMirror(second, branch).refresh(false)
      spy.mockRestore()
      expect(done.diagnostics[0]?.code).toBe('write-failed')
      if (at % 4 === 0) fs.rmSync(two.root, { recursive: true, force: true })
    }
    // Killed in the middle, and what came was taken off the branch meanwhile: it is not brought back.
    let calls = 0
    const real = fs.renameSync
    fs.rmSync(two.root, { recursive: true, force: true })
    const spy = vi.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      if (calls++ >= 4) throw Object.assign(new Error('killed'), { code: 'EIO', syscall: 'rename' })
      real(from, to)
    })
    expect((await new BranchMirror(second, branch).refresh(false)).ok).toBe(false)
    spy.mockRestore()
    for (const file of [gone.head, ...gone.chunks]) fs.rmSync(join(one.root, file))
    await published(one)
    const again = await opened(second)
    expect(await published(again)).toBeNull()
    expect(filesIn(again.root)).toEqual(files)
    expect(fs.readdirSync(again.root).filter((name) => name.endsWith('.tmp'))).toHaveLength(1)
    again.sweep()
    expect(fs.readdirSync(again.root).sort()).toEqual(['.spec', 'state'])
  })

  test('carries files that are not named by what is in them, in the newer text of one side', async () => {
    const { root, git } = branchProject()
    const second = join(testFolder(), 'tree')
    git('worktree', 'add', '-q', '--detach', second)
    const [one, two] = [await opened(root), await opened(second)]
    put(one.root, '.spec/archive/links/a.json', '1')
    await published(one)
    await two.refresh(false)
    put(two.root, '.spec/archive/links/a.json', '2')
    await published(two)
    await one.refresh(false)
    expect(fs.readFileSync(join(one.root, '.spec/archive/links/a.json'), 'utf8')).toBe('2')
    expect(await published(one)).toBeNull()
  })
})
