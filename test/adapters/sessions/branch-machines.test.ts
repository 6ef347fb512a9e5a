import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runs } from '../../runs.ts'
import {
  branch,
  branchProject,
  clones,
  filesIn,
  opened,
  published,
  putSession,
} from '../../support/branch-sessions.ts'
import { runGit, testFolder } from '../../support/git.ts'
import { projectAt } from '../../support/project.ts'
import { claudeFile, transcript } from '../../support/sessions.ts'

describe('two machines with one branch of sessions', () => {
  test('keep what they have, one merge has all of it once, and each can push', async () => {
    const { origin, roots } = clones(2)
    const [one = '', two = ''] = roots
    for (const [at, root] of roots.entries()) {
      const mirror = await opened(root)
      putSession(mirror.root, 'both', ['seen by both\n'])
      putSession(mirror.root, `only-${at}`, [`seen by ${at}\n`])
      expect(await published(mirror)).toMatchObject({ files: 4, pushable: true })
    }
    runGit(one, 'push', '-q', 'origin', branch)
    expect(() => runGit(two, 'push', '-q', 'origin', branch)).toThrow()
    runGit(two, 'fetch', '-q')
    // It is seen at once, and joined by the next who writes.
    const mirror = await opened(two)
    expect(filesIn(mirror.root)).toHaveLength(6)
    expect(await published(mirror)).toMatchObject({ files: 0 })
    expect(await published(mirror)).toBeNull()
    runGit(two, 'push', '-q', 'origin', branch)
    expect(runGit(two, 'rev-list', '--count', '--merges', branch)).toBe('1')
    expect(runGit(origin, 'ls-tree', '-r', '--name-only', branch).split('\n')).toHaveLength(6)

    // Behind, and with nothing of its own: it follows.
    runGit(one, 'fetch', '-q')
    const follower = await opened(one)
    expect(filesIn(follower.root)).toEqual(filesIn(mirror.root))
    expect(await published(follower)).toMatchObject({ files: 0 })
    expect(runGit(one, 'rev-parse', branch)).toBe(runGit(two, 'rev-parse', branch))
  })

  test('begin with what origin has, where the branch is not here yet', async () => {
    const { roots } = clones(2)
    const [one = '', two = ''] = roots
    const first = await opened(one)
    putSession(first.root, 's1', ['a\n'])
    await published(first)
    runGit(one, 'push', '-q', 'origin', branch)
    runGit(two, 'fetch', '-q')
    const second = await opened(two)
    expect(await published(second)).toBeNull()
    expect(runGit(two, 'branch', '--list', branch)).toBe('')
    putSession(second.root, 's2', ['b\n'])
    await published(second)
    expect(runGit(two, 'rev-parse', `${branch}^`)).toBe(runGit(one, 'rev-parse', branch))
    runGit(two, 'push', '-q', 'origin', branch)
  })

  test('do not undo what the other took away, nor take away what the other needs', async () => {
    const { origin, roots } = clones(2)
    const [one = '', two = ''] = roots
    const first = await opened(one)
    const early = putSession(first.root, 'goes', ['x\n'])
    const shared = putSession(first.root, 'parts', ['one\n', 'two\n'])
    await published(first)
    runGit(one, 'push', '-q', 'origin', branch)
    runGit(two, 'fetch', '-q')
    const second = await opened(two)

    // One writes the session anew from its second chunk on; the other goes on behind it.
    for (const file of [early.head, ...early.chunks, shared.head, ...shared.chunks])
      fs.rmSync(join(first.root, file))
    const anew = putSession(first.root, 'parts', ['one\n', 'two, redacted\n'])
    await published(first)
    runGit(one, 'push', '-q', 'origin', branch)
    fs.rmSync(join(second.root, shared.head))
    const longer = putSession(second.root, 'parts', ['one\n', 'two\n', 'three\n'])
    await published(second)
    runGit(two, 'fetch', '-q')
    await published(await opened(two))
    runGit(two, 'push', '-q', 'origin', branch)
    const wanted = new Set([anew.head, ...anew.chunks, longer.head, ...longer.chunks])
    expect(runGit(origin, 'ls-tree', '-r', '--name-only', branch).split('\n').sort()).toEqual(
      [...wanted].sort(),
    )
    expect(filesIn(second.root)).toHaveLength(wanted.size)
  })
})

test('writers at the same time, in one folder tree each, lose nothing of one another', async () => {
  const { root, git } = branchProject()
  const [writers, rounds] = [runs(4, 2), runs(2, 1)]
  const trees = Array.from({ length: writers - 1 }, () => join(testFolder(), 'tree'))
  for (const tree of trees) git('worktree', 'add', '-q', '--detach', tree)
  const mirrors = await Promise.all([root, ...trees].map((folder) => opened(folder)))
  await Promise.all(
    mirrors.map(async (mirror, at) => {
      for (let round = 0; round < rounds; round++) {
        putSession(mirror.root, `s${at}-${round}`, [`${at} ${round}\n`])
        expect(await published(mirror)).not.toBeNull()
      }
    }),
  )
  const files = writers * rounds * 2
  expect(git('ls-tree', '-r', '--name-only', branch).split('\n')).toHaveLength(files)
  for (const mirror of mirrors) {
    await mirror.refresh(false)
    expect(filesIn(mirror.root)).toHaveLength(files)
  }
})

describe('commands of a project whose sessions are on a branch', () => {
  test('import, list, show, search, export and verify as in any other, and commit nothing', async () => {
    const { project: root, git } = branchProject('app')
    const app = projectAt(root)
    const home = testFolder()
    fs.mkdirSync(join(home, claudeFile, '..'), { recursive: true })
    fs.writeFileSync(join(home, claudeFile), transcript(4, root))
    const spec = (...words: string[]) => app.spec(words, { env: { HOME: home } })
    const head = git('rev-parse', 'HEAD')
    // Once, by hand: the others look elsewhere until the configuration says so.
    const first = await spec('archive', 'import', '--branch', branch)
    expect(first.stdout).toMatch(
      /\n1 session: 1 new\non the branch spec-archive: [0-9a-f]{10}\nother commands look elsewhere/,
    )
    expect((await spec('archive', 'list')).stdout).toContain('no session is kept here')
    app.write('spec.config.json', JSON.stringify({ archive: { sessions: `branch:${branch}` } }))
    const tip = git('rev-parse', branch)
    expect((await spec('archive', 'import', '--json')).json()).toMatchObject({ published: null })
    expect(git('rev-parse', branch)).toBe(tip)
    expect(git('rev-parse', 'HEAD')).toBe(head)
    expect(git('status', '--porcelain')).toBe('?? app/spec.config.json')

    // On another machine, where there was never an import: a clone of the same repository.
    const clone = join(testFolder(), 'clone')
    runGit(root, 'clone', '-q', '--branch', 'main', git('rev-parse', '--show-toplevel'), clone)
    const other = projectAt(join(clone, 'app'))
    other.write('spec.config.json', app.read('spec.config.json'))
    expect((await other.spec(['archive', 'list', '--json'])).json()).toMatchObject({
      sessions: [{ records: 4 }],
    })
    expect((await other.spec(['show', 'claude-code/3f2a'])).stdout).toContain('words 3')
    expect((await other.spec(['search', 'words', '3'])).stdout).toContain('claude-code/3f2a')
    expect((await other.spec(['archive', 'export', '3f2a'])).stdout).toContain('words 2')
    expect((await other.spec(['archive', 'verify'])).stdout).toContain('1 session in 1 chunk: whole')
    expect(runGit(clone, 'branch', '--list').trim()).toBe('* main')
  })
})
