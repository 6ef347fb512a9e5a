// The history of a repository is read once, safely, and whatever its files are called and its configuration says.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { linkCache } from '../../../src/adapters/links/commit-cache.ts'
import { commitsSince, readHistory } from '../../../src/adapters/links/git-commits.ts'
import { contentFormat } from '../../../src/link/content.ts'
import type { CommitHistory } from '../../../src/link/history.ts'
import { printOf } from '../../../src/link/prints.ts'
import { pushTokens } from '../../../src/link/tokens.ts'
import { runGit, testFolder, testRepository } from '../../support/git.ts'
import { importCommits, sessionStart } from '../../support/linking.ts'

async function read(root: string, since: number | null = null): Promise<CommitHistory> {
  const history = await readHistory(root, since)
  if (!history.ok) throw new Error(history.diagnostics[0]?.message)
  return history.value
}

describe('the history of a repository', () => {
  test('has paths, trailers, branches, and the patch ids that git gives', async () => {
    const { root, git } = testRepository()
    importCommits(root, [
      { minute: 0, files: { 'a "b"\n.ts': 'one two\nthree four\n', 'ä.md': 'words here\n' } },
      {
        minute: 9,
        files: { 'a "b"\n.ts': 'one two\nfour five\n' },
        message: 'Second\n\nBody\n\nConversation: codex/7f\n',
      },
      { minute: 9, files: { 'kept.json': 'not of this history\n' }, branch: 'sessions' },
    ])
    git('config', 'diff.noprefix', 'true')
    git('config', 'diff.orderFile', '/nowhere')
    git('config', 'log.showRoot', 'false')
    git('config', 'diff.relative', 'true')
    mkdirSync(join(root, 'sub'))
    const { commits, branches } = await read(join(root, 'sub'))
    expect(commits.map(({ files }) => files.map(({ path }) => path))).toEqual([
      ['a "b"\n.ts', 'ä.md'],
      ['a "b"\n.ts'],
    ])
    expect(commits[1]).toMatchObject({ subject: 'Second', trailers: ['codex/7f'], parents: [commits[0]?.id] })
    expect(commits[1]?.files[0]).toMatchObject({ added: 1, removed: 1, from: null })
    expect(branches.get('main')).toBe(commits[1]?.id)
    git('config', '--unset', 'diff.noprefix')
    git('config', '--unset', 'diff.orderFile')
    const patch = execFileSync('git', ['show', 'main'], { cwd: root })
    const told = execFileSync('git', ['patch-id', '--stable'], { cwd: root, input: patch, encoding: 'utf8' })
    expect(commits[1]?.patchId).toBe(told.split(' ')[0])
  })

  test('is read by no program that the repository names', async () => {
    const { root, git, write } = testRepository()
    const mark = join(root, 'ran')
    write('evil.sh', `#!/bin/sh\ntouch '${mark}'\n`)
    for (const name of ['diff.external', 'diff.evil.textconv', 'gpg.program', 'core.fsmonitor'])
      git('config', name, `sh '${join(root, 'evil.sh')}'`)
    git('config', 'log.showSignature', 'true')
    importCommits(root, [{ minute: 0, files: { '.gitattributes': '* diff=evil\n', 'a.ts': 'one two\n' } }])
    expect((await read(root)).commits[0]?.files.map(({ path }) => path)).toEqual(['.gitattributes', 'a.ts'])
    expect(existsSync(mark)).toBe(false)
  })

  test('is kept: a second run reads only what is new, and what is damaged', async () => {
    const { root } = testRepository()
    const cache = join(root, linkCache, `commits-${contentFormat}.jsonl`)
    const kept = (): readonly string[] =>
      readFileSync(cache, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.slice(7, 15))
    importCommits(root, [
      { minute: 0, files: { 'a.ts': 'one two\n' } },
      { minute: 1, files: { 'a.ts': 'one three\n' } },
    ])
    const first = await read(root)
    importCommits(root, [{ minute: 2, files: { 'a.ts': 'one four\n' }, from: 'refs/heads/main^0' }])
    const second = await read(root)
    expect(kept()).toEqual(second.commits.map(({ id }) => id.slice(0, 8)))
    expect(second.commits.slice(0, 2)).toEqual(first.commits)
    const whole = readFileSync(cache, 'utf8')
    writeFileSync(cache, whole.slice(0, whole.length - 20))
    expect((await read(root)).commits).toEqual(second.commits)
    expect(kept()).toHaveLength(4)
  })

  test('begins with the first conversation; what stood there before is known by its lines', async () => {
    const { root } = testRepository()
    importCommits(root, [
      { minute: -9000, files: { 'old.ts': 'const price = total(order)\n' } },
      { minute: 5, files: { 'a.ts': 'one two\n' } },
    ])
    const { commits, before, reaches } = await read(root, sessionStart)
    expect(commits).toHaveLength(1)
    expect(reaches(commits[0]?.parents[0] ?? '')).toBe(true)
    const printed = (line: string): number => {
      const tokens: number[] = []
      pushTokens(tokens, line, false)
      return printOf(tokens)
    }
    expect([
      before(printed('  const price = total(order);')),
      before(printed('const price = other(order)')),
    ]).toEqual([true, false])
  })

  test('of a shallow clone is told as such, and its first commit brings no lines', async () => {
    const { root } = testRepository()
    importCommits(root, [
      { minute: 0, files: { 'a.ts': 'one two\n' } },
      { minute: 1, files: { 'b.ts': 'three four\n' } },
    ])
    const clone = join(testFolder(), 'clone')
    runGit(root, 'clone', '-q', '--depth', '1', '--branch', 'main', pathToFileURL(root).href, clone)
    const history = await readHistory(clone, null)
    expect(history.diagnostics.map(({ code }) => code)).toEqual(['history-incomplete'])
    expect(history.ok && history.value.commits.map(({ files }) => files)).toEqual([[]])
  })

  test('of which a file is lost is told as such, and all other commits are read', async () => {
    const { root, git } = testRepository()
    importCommits(root, [
      { minute: 0, message: 'one', files: { 'a.ts': 'one two\n' } },
      { minute: 1, message: 'two', files: { 'b.ts': 'three four\n' } },
      { minute: 2, message: 'three', files: { 'c.ts': 'five six\n' } },
    ])
    const lost = git('rev-parse', 'main~1:b.ts')
    rmSync(join(root, '.git/objects', lost.slice(0, 2), lost.slice(2)))
    const history = await readHistory(root, null)
    expect(history.diagnostics.map(({ code }) => code)).toEqual(['history-incomplete'])
    expect(history.ok && history.value.commits.map(({ subject }) => subject)).toEqual(['one', 'three'])
  })

  test('that is not there is told with what to do', async () => {
    const told = await readHistory(testFolder(), null)
    expect(told.diagnostics.map(({ code }) => code)).toEqual(['history-missing'])
  })

  test.each(['--upload-pack=x', 'main..x', 'nowhere', ''])('%j is no ref', async (ref) => {
    const { root } = testRepository()
    expect((await commitsSince(root, ref)).diagnostics.map(({ code }) => code)).toEqual(['history-ref'])
  })
})
