// Commits in real repositories with the hooks installed: the conversation goes with its code, and no commit ever fails.
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { testFolder } from '../../support/git.ts'
import { committing, idOf } from '../../support/committing.ts'

/** Each commit starts `spec` two or three times: all of these only in full runs. */
const full = describe.runIf(process.env.SPEC_TEST_FULL)

const code = (name: string): string =>
  `export function ${name}(prices: readonly number[]): number {\n  const total = prices.length * 2\n  return total\n}\n`

test('a commit carries the conversation behind its files and names it, once, also when it is amended', async () => {
  const { git, agent, trailers, sessionsIn, project } = await committing()
  agent('1', 'src/one.ts', code('one'))
  agent('2', 'src/two.ts', code('two'))
  project.write('notes.txt', 'mine\n')
  git(['add', 'src/one.ts'])
  expect(git(['commit', '-m', 'one'])).toContain(`in the commit: conversation claude-code/${idOf('1')}`)
  expect([trailers(), sessionsIn()]).toEqual([['1'], ['1']])
  agent('1', 'src/one.ts', code('uno'))
  git(['commit', '-q', '-a', '--amend', '--no-edit'])
  expect([trailers(), sessionsIn()]).toEqual([['1'], ['1']])
  expect(git(['log', '-1', '--format=%B']).match(/Conversation:/g)).toHaveLength(1)
  expect(git(['status', '--porcelain', '--untracked-files=normal']).split('\n').sort()).toEqual([
    '',
    '?? notes.txt',
    '?? src/two.ts',
  ])
})

full('which conversations go into which commit', () => {
  test('none into one by hand; two into one of both; what was added to one that git has goes with the next', async () => {
    const { git, agent, trailers, sessionsIn, project } = await committing()
    project.write('notes.txt', 'mine\n')
    git(['add', '--all'])
    git(['commit', '-q', '-m', 'by hand'])
    expect([trailers(), sessionsIn()]).toEqual([[], []])
    agent('1', 'src/one.ts', code('one'))
    agent('2', 'src/two.ts', code('two'))
    git(['add', 'src'])
    git(['commit', '-q', '-m', 'both'])
    expect([trailers(), sessionsIn()]).toEqual([
      ['1', '2'],
      ['1', '2'],
    ])
    agent('1', 'src/later.ts', code('later'))
    project.write('notes.txt', 'mine again\n')
    git(['commit', '-q', '-a', '-m', 'by hand, while the session goes on'])
    expect([trailers(), sessionsIn()]).toEqual([[], ['1']])
  })

  test('one whose lines are committed after another commit is known by its lines', async () => {
    const { git, agent, trailers, project } = await committing()
    agent('1', 'src/one.ts', code('one'))
    project.write('notes.txt', 'mine\n')
    git(['add', 'notes.txt'])
    git(['commit', '-q', '-m', 'in between'], {
      GIT_COMMITTER_DATE: new Date(Date.now() + 60_000).toISOString(),
    })
    expect(trailers()).toEqual([])
    git(['add', 'src'])
    git(['commit', '-q', '-m', 'one'])
    expect(trailers()).toEqual(['1'])
    project.write('src/one.ts', 'export const one = 1\n')
    git(['commit', '-q', '-a', '-m', 'another by hand'], {
      GIT_COMMITTER_DATE: new Date(Date.now() + 70_000).toISOString(),
    })
    expect(trailers()).toEqual([])
  })

  test('a commit of named paths keeps the index whole; the next one has the conversation', async () => {
    const { git, agent, trailers, sessionsIn, project } = await committing()
    agent('1', 'src/one.ts', code('one'))
    git(['add', 'src/one.ts'])
    expect(git(['commit', '-q', '-m', 'one', '--', 'src/one.ts'])).toContain('goes with the next commit')
    expect([trailers(), sessionsIn()]).toEqual([['1'], []])
    expect(git(['status', '--porcelain'])).toBe('?? .spec/\n')
    project.write('notes.txt', 'mine\n')
    git(['add', 'notes.txt'])
    git(['commit', '-q', '-m', 'next'])
    expect([trailers(), sessionsIn()]).toEqual([[], ['1']])
    expect(git(['status', '--porcelain'])).toBe('')
  })
})

full('what puts commits together again', () => {
  test('a merge with a conflict, a rebase, a cherry-pick and a fixup name nothing new and lose nothing', async () => {
    const { git, agent, trailers, sessionsIn, root } = await committing()
    agent('1', 'src/one.ts', code('one'))
    git(['add', 'src'])
    git(['commit', '-q', '-m', 'one'])
    git(['checkout', '-q', '-b', 'side'])
    agent('2', 'src/one.ts', code('two'))
    git(['commit', '-q', '-a', '-m', 'two'])
    expect(trailers()).toEqual(['2'])
    git(['checkout', '-q', 'main'])
    agent('3', 'src/three.ts', code('three'))
    git(['add', 'src'])
    git(['commit', '-q', '-m', 'three'])
    git(['checkout', '-q', '-b', 'merged'])
    git(['merge', '-q', '--no-edit', 'side'])
    expect([trailers(), git(['log', '-1', '--format=%s'])]).toEqual([[], "Merge branch 'side' into merged\n"])
    git(['checkout', '-q', 'side'])
    git(['rebase', '-q', 'main'])
    expect([trailers(), sessionsIn()]).toEqual([['2'], ['2']])
    expect(git(['log', '-1', '--format=%B']).match(/Conversation:/g)).toHaveLength(1)
    agent('4', 'src/one.ts', code('four'))
    git(['commit', '-q', '-a', '--fixup', 'HEAD'])
    expect(trailers()).toEqual([])
    expect(sessionsIn()).toEqual(['4'])
    git(['rebase', '-q', '-i', '--autosquash', 'main'], { GIT_SEQUENCE_EDITOR: ':', GIT_EDITOR: ':' })
    expect([trailers(), sessionsIn()]).toEqual([['2'], ['2', '4']])
    git(['checkout', '-q', 'main'])
    git(['cherry-pick', 'side'])
    expect(trailers()).toEqual(['2'])
    agent('5', 'src/one.ts', code('five'))
    git(['commit', '-q', '-a', '-m', 'five'])
    git(['checkout', '-q', '-b', 'other', 'HEAD~1'])
    writeFileSync(join(root, 'src/one.ts'), 'export const mine = 1\n')
    git(['commit', '-q', '-a', '-m', 'mine'])
    expect(() => git(['merge', '-q', 'main'])).toThrow('CONFLICT')
    agent('6', 'src/one.ts', code('six'))
    git(['add', 'src'])
    git(['commit', '-q', '--no-edit'])
    expect(trailers()).toEqual([])
  })

  test('a squash names those whose lines it brings', async () => {
    const { git, agent, trailers } = await committing()
    git(['checkout', '-q', '-b', 'side'])
    agent('1', 'src/one.ts', code('one'))
    git(['add', 'src'])
    git(['commit', '-q', '-m', 'one'])
    git(['checkout', '-q', 'main'])
    git(['merge', '-q', '--squash', 'side'])
    git(['commit', '-q', '-m', 'all of it'])
    expect(trailers()).toEqual(['1'])
  })
})

full('an editor', () => {
  /** Puts a line before what the editor is given, or takes lines out. */
  const editor = (script: string): Record<string, string> => ({ GIT_EDITOR: `sh -c '${script}' -` })

  test('shows the conversations; a message gets them, an empty one still gives the commit up', async () => {
    const { git, agent, trailers, root } = await committing()
    agent('1', 'src/one.ts', code('one'))
    git(['add', 'src'])
    const seen = join(root, '.git/seen')
    expect(() => git(['commit'], editor(`cp "$1" ${seen}`))).toThrow(
      'Aborting commit due to empty commit message',
    )
    expect(git(['hash-object', seen])).not.toBe('')
    git(['commit', '-v'], editor('sed -i "1i one" "$1"'))
    expect([trailers(), git(['log', '-1', '--format=%s'])]).toEqual([['1'], 'one\n'])
    agent('2', 'src/two.ts', code('two'))
    git(['add', 'src'])
    git(['commit'], editor('sed -i -e "/Conversation:/d" -e "1i two" "$1"'))
    expect([trailers(), git(['log', '-1', '--format=%B']).trim()]).toEqual([[], 'two'])
    agent('3', 'src/three.ts', code('three'))
    git(['add', 'src'])
    git(['-c', 'core.commentChar=;', 'commit', '--cleanup=scissors', '-v'], editor('sed -i "1i three" "$1"'))
    expect([trailers(), git(['log', '-1', '--format=%s'])]).toEqual([['3'], 'three\n'])
    agent('4', 'src/four.ts', code('four'))
    git(['add', 'src'])
    git(['commit', '-q', '-m', '#4 is done'])
    expect([trailers(), git(['log', '-1', '--format=%s'])]).toEqual([['4'], '#4 is done\n'])
  })
})

full('a hook never makes a commit fail', () => {
  test('where the configuration is invalid, the archive is a link out, or spec is not installed', async () => {
    const { git, agent, trailers, project, root } = await committing()
    agent('1', 'src/one.ts', code('one'))
    project.write('spec.config.json', '{')
    mkdirSync(join(root, '.spec'))
    git(['add', 'src'])
    expect(git(['commit', '-q', '-m', 'one'])).toContain('spec: no conversation was added to the commit: ')
    expect(trailers()).toEqual([])
    project.remove('spec.config.json')
    const elsewhere = testFolder()
    symlinkSync(elsewhere, join(root, '.spec/archive'))
    agent('2', 'src/two.ts', code('two'))
    git(['add', 'src'])
    expect(git(['commit', '-q', '-m', 'two'])).toContain('spec: not every conversation was kept: ')
    expect(readdirSync(elsewhere)).toEqual([])
    agent('3', 'src/three.ts', code('three'))
    git(['add', 'src'])
    const without = { PATH: process.env.PATH ?? '' }
    expect(git(['commit', '-q', '-m', 'three'], without)).toContain('spec is not installed here')
  })

  test('and it runs from husky’s folder as from git’s own', async () => {
    const { git, agent, trailers, sessionsIn, root } = await committing((project) => {
      project.write('.husky/pre-commit', 'echo mine\n')
    })
    // What husky 9 does when it is installed.
    const runner =
      '#!/usr/bin/env sh\nh="$(basename "$0")"\ns="$(dirname "$(dirname "$0")")/$h"\n[ ! -f "$s" ] && exit 0\nsh -e "$s" "$@"\n'
    mkdirSync(join(root, '.husky/_'))
    for (const hook of ['pre-commit', 'prepare-commit-msg', 'commit-msg']) {
      writeFileSync(join(root, '.husky/_', hook), runner)
      chmodSync(join(root, '.husky/_', hook), 0o755)
    }
    git(['config', 'core.hooksPath', '.husky/_'])
    agent('1', 'src/one.ts', code('one'))
    git(['add', 'src'])
    expect(git(['commit', '-m', 'one'])).toMatch(/in the commit: conversation[^]*mine/)
    expect([trailers(), sessionsIn()]).toEqual([['1'], ['1']])
  })
})
