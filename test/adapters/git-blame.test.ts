// Which commit a line is from, in repositories that are cut, or that would have git read or run what it should not.
import { chmodSync, existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { linesAdded } from '../../src/adapters/git-added.ts'
import { blameLines } from '../../src/adapters/git-blame.ts'
import { pastFiles } from '../../src/adapters/git-past.ts'
import { commitsTouching } from '../../src/adapters/git-touching.ts'
import { runGit, testFolder, testRepository } from '../support/git.ts'

test('the first commit of a shallow clone may have none of the lines; that of a whole history has its own', async () => {
  const { root, write, commit } = testRepository()
  write('a.ts', 'one\n')
  commit()
  write('a.ts', 'one\ntwo\n')
  const last = commit()
  const clone = join(testFolder(), 'clone')
  runGit(root, 'clone', '-q', '--depth', '1', pathToFileURL(root).href, clone)
  const [cut, whole] = [await blameLines(clone, 'a.ts', 1, 2), await blameLines(root, 'a.ts', 1, 2)]
  expect([1, 2].map((line) => cut?.get(line)?.cut)).toEqual([true, true])
  expect([1, 2].map((line) => whole?.get(line)?.cut)).toEqual([false, false])
  expect((await linesAdded(clone, last)).diagnostics.map(({ code }) => code)).toEqual(['history-shallow'])
  const added = await linesAdded(root, last)
  expect(added.ok && added.value.files).toEqual([{ path: 'a.ts', lines: [{ number: 2, text: 'two' }] }])
  const first = await linesAdded(root, `${last}~1`)
  expect(first.ok && first.value.files).toMatchObject([{ path: 'a.ts' }])
})

test('a list of commits to pass over that is a link is not read: it may lead to what has no end', async () => {
  const { root, write, commit } = testRepository()
  write('a.ts', 'const one = 1\n')
  commit()
  write('a.ts', 'const one = 2\n')
  const last = commit()
  write('list', `${last}\n`)
  symlinkSync('list', join(root, '.git-blame-ignore-revs'))
  commit()
  expect((await blameLines(root, 'a.ts', 1, 1))?.get(1)?.id).toBe(last)
})

test('settings of people hide no commit of a file', async () => {
  const { root, git, write, commit } = testRepository()
  write('a.ts', 'one\n')
  const first = commit()
  git('config', 'log.showRoot', 'false')
  git('config', 'diff.orderFile', '/nowhere')
  expect((await commitsTouching(root, ['a.ts']))?.map(({ id }) => id)).toEqual([first])
  expect((await pastFiles(root, ['a.ts']))?.map(({ path }) => path)).toEqual(['a.ts'])
})

test('no signature is checked where all versions of a file are listed', async () => {
  const { root, git, write, commit } = testRepository()
  const mark = join(root, 'ran')
  write('a.ts', 'one\n')
  commit()
  write('evil.sh', `#!/bin/sh\ntouch '${mark}'\n`)
  git('config', 'gpg.program', join(root, 'evil.sh'))
  git('config', 'log.showSignature', 'true')
  chmodSync(join(root, 'evil.sh'), 0o755)
  write('signed', signed(git('cat-file', 'commit', 'HEAD')))
  git('update-ref', 'refs/heads/main', git('hash-object', '-t', 'commit', '-w', 'signed'))
  expect((await pastFiles(root, ['a.ts']))?.map(({ path }) => path)).toEqual(['a.ts'])
  expect(existsSync(mark)).toBe(false)
})

function signed(commit: string): string {
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n'
  return `${commit.replace('\n\n', `\n${signature}\n`)}\n`
}
