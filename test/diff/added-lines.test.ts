// A diff as git prints it, and the lines that it adds.
import { expect, test } from 'vitest'
import { linesAdded } from '../../src/diff/added-lines.ts'
import { testRepository } from '../support/git.ts'

test('lines are told by file, whatever they begin with, and without those that went', () => {
  const { git, write, commit } = testRepository()
  write('a b.ts', 'one\ntwo\nthree\n')
  write('gone.ts', 'gone\n')
  write('same.ts', 'same\n')
  commit()
  write('a b.ts', 'one\n++ b/other.ts\n@@ -1 +1 @@\nthree')
  write('new.ts', '-- x\r\n\\ y\n')
  write('line\nend.ts', 'quoted\n')
  git('rm', '-q', 'gone.ts')
  git('add', '--all')
  const diff = git('diff', '--cached', '-U0', '--no-renames', '--src-prefix=a/', '--dst-prefix=b/')
  expect([...linesAdded(diff)]).toEqual([
    ['a b.ts', ['++ b/other.ts', '@@ -1 +1 @@', 'three']],
    ['new.ts', ['-- x', '\\ y']],
  ])
  expect(linesAdded('').size).toBe(0)
})
