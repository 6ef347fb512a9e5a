import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BranchMirror } from '../../../src/adapters/sessions/branch/branch-mirror.ts'
import {
  branch,
  branchProject,
  filesIn,
  opened,
  published,
  putSession,
} from '../../support/branch-sessions.ts'
import { runGit, testFolder } from '../../support/git.ts'

describe('the mirror of a branch that somebody else wrote', () => {
  test('has only plain files below the archive, whatever the branch holds', async () => {
    const { root, git } = branchProject()
    const text = runGit(root, 'hash-object', '-w', 'specs/features/.keep')
    /** Trees that git itself would not make of any folder. */
    const tree = (...entries: readonly string[]): string =>
      execFileSync('git', ['mktree'], { cwd: root, input: entries.map((one) => `${one}\n`).join('') })
        .toString()
        .trim()
    const up = tree(`040000 tree ${tree(`100644 blob ${text}\tevil`)}\t..`)
    const session = tree(
      `100644 blob ${text}\tnotes`,
      `120000 blob ${text}\tlink`,
      `160000 commit ${git('rev-parse', 'HEAD')}\tmodule`,
      `100644 blob ${text}\t.hidden`,
      `100644 blob ${text}\ta:b`,
      `100644 blob ${text}\tc\\d`,
      `040000 tree ${up}\t..`,
      `040000 tree ${up}\t.git`,
    )
    const archive = tree(
      `040000 tree ${tree(`040000 tree ${session}\ts`)}\tsessions`,
      `040000 tree ${up}\t..`,
    )
    const top = tree(
      `040000 tree ${tree(`040000 tree ${archive}\tarchive`, `040000 tree ${up}\tlocal`)}\t.spec`,
    )
    git('update-ref', `refs/heads/${branch}`, runGit(root, 'commit-tree', '-m', 'odd', top))
    const before = fs.readdirSync(root, { recursive: true, encoding: 'utf8' })
    const mirror = await opened(root)
    expect(filesIn(mirror.root)).toEqual(['sessions/s/notes'])
    const after = fs.readdirSync(root, { recursive: true, encoding: 'utf8' })
    const made = after.filter((path) => !before.includes(path))
    expect(made.filter((path) => path.endsWith('evil') || !path.startsWith('.spec'))).toEqual([])
    putSession(mirror.root, 's1', ['a\n'])
    await published(mirror)
    expect(git('ls-tree', '-r', branch)).toContain(`120000 blob ${text}\t.spec/archive/sessions/s/link`)
  })

  test.each(['.spec/local/branches', `.spec/local/branches/${branch}`])(
    'is not written through a link at %s',
    async (place) => {
      const { root } = branchProject()
      const outside = testFolder()
      fs.mkdirSync(join(root, place, '..'), { recursive: true })
      fs.symlinkSync(outside, join(root, place))
      expect(() => new BranchMirror(root, branch)).toThrow()
      expect(fs.readdirSync(outside)).toEqual([])
    },
  )

  test('is not written through a link inside the project either', async () => {
    const { root } = branchProject()
    const mirror = await opened(root)
    putSession(mirror.root, 's1', ['a\n'])
    await published(mirror)
    fs.rmSync(join(mirror.root, '.spec/archive/sessions'), { recursive: true })
    fs.symlinkSync(join(root, '.git/hooks'), join(mirror.root, '.spec/archive/sessions'))
    const names = fs.readdirSync(join(root, '.git/hooks'))
    expect((await new BranchMirror(root, branch).refresh(true)).ok).toBe(false)
    expect(fs.readdirSync(join(root, '.git/hooks'))).toEqual(names)
  })
})
