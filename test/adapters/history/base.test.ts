// Where a comparison begins, and what is said where git cannot tell: every command that a hint names is run as it stands.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { mergeBase } from '../../../src/adapters/git-base.ts'
import { createHistory } from '../../../src/adapters/git-history.ts'
import {
  paste,
  repositoryIn,
  runGit,
  testFolder,
  testRepository,
  type Repository,
} from '../../support/git.ts'

/** What is said, in one line. */
async function refusal(root: string, ref: string): Promise<string> {
  const base = await mergeBase(root, ref)
  if (base.ok) throw new Error(`a base: ${base.value.commit}`)
  return base.diagnostics.map(({ code, message, hint }) => `${code}: ${message} (${hint})`).join('; ')
}

/** The command that a refusal names, to its end. */
const commandIn = (said: string): string => /run: (.+?)(?: \(then .+\))?\)$/.exec(said)?.[1] ?? ''

/** Follows the hint and looks again; what is said then, or the base. */
async function follow(root: string, ref: string): Promise<string> {
  const command = commandIn(await refusal(root, ref))
  const { exit, stderr } = paste(root, command)
  if (exit !== 0) throw new Error(`${command}: ${stderr}`)
  const base = await mergeBase(root, ref)
  return base.ok ? base.value.commit : base.diagnostics.map(({ message }) => message).join('; ')
}

interface Upstream {
  readonly repository: Repository
  readonly url: string
  /** Where `work` left `main`. */
  readonly fork: string
}

let made: { readonly root: string; readonly fork: string } | undefined
afterAll(() => {
  if (made !== undefined) rmSync(made.root, { recursive: true, force: true })
})

function make(): { readonly root: string; readonly fork: string } {
  const repository = testRepository(mkdtempSync(join(tmpdir(), 'spec-upstream-')))
  const commits = ['1', '2', '3', '4', '5'].map((name) => {
    repository.write(`main-${name}`, name)
    return repository.commit(name)
  })
  const fork = commits[1] ?? ''
  repository.git('switch', '-q', '-c', 'work', fork)
  for (const name of ['a', 'b', 'c']) {
    repository.write(`work-${name}`, name)
    repository.commit(name)
  }
  repository.git('switch', '-q', 'main')
  // Asked for by its id, as CI does.
  repository.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
  return { root: repository.root, fork }
}

/** `main` with five commits, `work` with three more from its second. Made once and copied. */
function upstream(): Upstream {
  made ??= make()
  const root = testFolder()
  cpSync(made.root, root, { recursive: true })
  return { repository: repositoryIn(root), url: pathToFileURL(root).href, fork: made.fork }
}

function clone({ url }: Upstream, ...flags: readonly string[]): string {
  const root = join(testFolder(), 'clone')
  runGit('/', 'clone', '-q', ...flags, url, root)
  return root
}

describe('in a whole clone', () => {
  test('branches, tags, commits and relative names have a merge base with HEAD', async () => {
    const up = upstream()
    up.repository.git('tag', '-a', 'v1', '-m', 'annotated', up.fork)
    const root = clone(up, '--branch', 'work')
    for (const ref of [
      'origin/main',
      'refs/remotes/origin/main',
      'v1',
      up.fork,
      up.fork.slice(0, 10),
      'HEAD~3',
    ])
      expect(await mergeBase(root, ref)).toMatchObject({ ok: true, value: { commit: up.fork, prefix: '' } })
  })

  test('the place of a project below the top is found', async () => {
    const { root, write, commit } = testRepository()
    write('packages/größe/x.ts', 'x')
    const head = commit()
    expect(await mergeBase(join(root, 'packages/größe'), 'main')).toMatchObject({
      value: { commit: head, prefix: 'packages/größe/' },
    })
  })

  test('a name that is not there is told with the command that brings it, or the name that was meant', async () => {
    const up = upstream()
    const root = clone(up, '--single-branch', '--branch', 'work')
    expect(await refusal(root, 'origin/main')).toBe(
      'history-ref: `origin/main` names no commit in this clone ' +
        '(run: git fetch origin +refs/heads/main:refs/remotes/origin/main)',
    )
    expect(await follow(root, 'origin/main')).toBe(up.fork)
    expect(await refusal(root, 'main')).toContain('(did you mean origin/main?)')
    expect(await refusal(root, 'refs/heads/gone')).toContain(
      'run: git fetch origin +refs/heads/gone:refs/heads/gone',
    )
    expect(await refusal(root, 'main~40')).toContain('git branch --all and git tag list the names there are')
  })

  test('a tag that was not fetched is found as FETCH_HEAD', async () => {
    const up = upstream()
    const root = clone(up, '--branch', 'work', '--no-tags')
    up.repository.git('tag', 'v1', up.fork)
    const said = await refusal(root, 'v1')
    expect(said).toMatch(/run: git fetch origin v1 \(then --since FETCH_HEAD\)/)
    expect(paste(root, commandIn(said)).exit).toBe(0)
    expect(await mergeBase(root, 'FETCH_HEAD')).toMatchObject({ value: { commit: up.fork } })
  })

  test('a branch named to harm whoever pastes the command is quoted', async () => {
    const up = upstream()
    const name = "a;touch${IFS}harm;'`touch${IFS}harm`'$(touch${IFS}harm)"
    up.repository.git('branch', name, up.fork)
    const root = clone(up, '--single-branch', '--branch', 'work')
    expect(await follow(root, `origin/${name}`)).toBe(up.fork)
    expect(paste(root, 'ls harm').exit).not.toBe(0)
  })

  test('a remote whose name is an option is not put into a command', async () => {
    const { root, git, commit } = testRepository()
    commit()
    git('config', 'remote.--upload-pack=touch harm.url', 'file:///nowhere')
    expect(await refusal(root, 'gone')).toContain('git branch --all and git tag list the names there are')
  })

  test('branches without a common commit are told as such', async () => {
    const { root, git, commit } = testRepository()
    commit()
    git('switch', '-q', '--orphan', 'other')
    commit('other')
    expect(await refusal(root, 'main')).toBe(
      'history-ref: `main` and HEAD have no commit in common (name the branch that this one was made from)',
    )
  })
})

describe('in a shallow clone', () => {
  test('of one branch, the command brings the other and all between', async () => {
    const up = upstream()
    const root = clone(up, '--depth', '1', '--branch', 'work')
    expect(await refusal(root, 'origin/main')).toBe(
      'history-ref: `origin/main` names no commit in this shallow clone ' +
        '(run: git fetch --unshallow origin +refs/heads/main:refs/remotes/origin/main)',
    )
    expect(await follow(root, 'origin/main')).toBe(up.fork)
  })

  test.each([[[]], [['--no-single-branch']]])('with both tips and nothing between (%j)', async (flags) => {
    const up = upstream()
    const root = clone(up, '--depth', '1', '--branch', 'work', ...flags)
    runGit(root, 'fetch', '-q', '--depth', '1', 'origin', '+main:refs/remotes/origin/main')
    expect(await refusal(root, 'origin/main')).toBe(
      'history-shallow: this clone is shallow, and lacks the commits between `origin/main` and HEAD ' +
        '(run: git fetch --unshallow origin)',
    )
    expect(await follow(root, 'origin/main')).toBe(up.fork)
  })

  test('as CI makes it: no branch at all, only the commit that is checked', async () => {
    const up = upstream()
    const { root, git } = testRepository()
    git('remote', 'add', 'origin', up.url)
    const tip = up.repository.git('rev-parse', 'work')
    git('fetch', '-q', '--no-tags', '--depth=1', 'origin', `+${tip}:refs/remotes/pull/5/merge`)
    git('checkout', '-q', '--detach', 'refs/remotes/pull/5/merge')
    expect(await follow(root, 'origin/main')).toBe(up.fork)
  })

  test('a commit named by its id is brought with all between', async () => {
    const up = upstream()
    const root = clone(up, '--depth', '1', '--branch', 'work')
    expect(await refusal(root, up.fork)).toContain(`run: git fetch --unshallow origin ${up.fork}`)
    expect(await follow(root, up.fork)).toBe(up.fork)
  })

  test('of a fork with two remotes, the command completes both', async () => {
    const up = upstream()
    const fork = clone(up, '--bare')
    up.repository.write('later', 'x')
    up.repository.commit('only upstream has it')
    const root = join(testFolder(), 'clone')
    runGit('/', 'clone', '-q', '--depth', '1', '--branch', 'work', pathToFileURL(fork).href, root)
    runGit(root, 'remote', 'add', 'upstream', up.url)
    runGit(root, 'fetch', '-q', '--depth', '1', 'upstream', '+main:refs/remotes/upstream/main')
    expect(await follow(root, 'upstream/main')).toBe(up.fork)
  })

  test('without a remote nothing can be fetched', async () => {
    const up = upstream()
    const root = clone(up, '--depth', '1', '--branch', 'work', '--no-single-branch')
    runGit(root, 'branch', 'main', 'origin/main')
    runGit(root, 'remote', 'remove', 'origin')
    expect(await refusal(root, 'main')).toContain('clone again without --depth')
  })

  test('that reaches back far enough nothing is missed', async () => {
    const up = upstream()
    const root = clone(up, '--depth', '4', '--branch', 'work', '--no-single-branch')
    expect(await mergeBase(root, 'origin/main')).toMatchObject({ value: { commit: up.fork } })
  })
})

describe('what is no ref never reaches git', () => {
  test.each([
    ['', 'is empty'],
    ['--output=harm', 'begins with `-`'],
    ['-h', 'begins with `-`'],
    ['main\0', 'holds a control character'],
    ['main\nHEAD', 'holds a control character'],
    ['main..HEAD', 'is a range'],
    ['main...HEAD', 'is a range'],
  ])('%j', async (ref, why) => {
    const { root, commit } = testRepository()
    commit()
    expect(await refusal(root, ref)).toContain(`history-ref: \`${ref}\` ${why}`)
  })
})

describe('where git cannot be asked', () => {
  test('a folder outside any repository', async () => {
    expect(await refusal(testFolder(), 'main')).toBe(
      'history-missing: git is needed to know what changed, and this is no git repository ' +
        '(check everything: leave out --since)',
    )
  })

  test('a repository that git does not accept', async () => {
    const root = testFolder()
    mkdirSync(join(root, '.git'))
    expect(await refusal(root, 'main')).toContain('git does not accept the repository that this folder is in')
  })

  test('a repository without a commit', async () => {
    expect(await refusal(testRepository().root, 'main')).toContain('HEAD has no commit yet')
  })

  test('no git', async () => {
    const path = process.env.PATH
    process.env.PATH = testFolder()
    try {
      expect(await refusal(testFolder(), 'main')).toContain(
        'git is needed to know what changed, and cannot be started',
      )
    } finally {
      process.env.PATH = path
    }
  })

  test('a commit whose files are not here', async () => {
    const { root, write, git, commit } = testRepository()
    write('a', 'a')
    commit()
    const tree = git('rev-parse', 'HEAD^{tree}')
    write('a', 'b')
    commit()
    rmSync(join(root, '.git/objects', tree.slice(0, 2), tree.slice(2)), { force: true })
    const files = await createHistory(root).changedSince('HEAD~1')
    expect(files).toMatchObject({ ok: false, diagnostics: [{ code: 'history-missing' }] })
  })
})
