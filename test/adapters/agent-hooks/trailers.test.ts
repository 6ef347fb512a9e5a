// Trailers in the file of a commit's message: those that were asked for, whatever the settings of git say.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addTrailers } from '../../../src/adapters/agent-hooks/commit.ts'
import { testRepository } from '../../support/git.ts'

test('no command that the settings name for trailers is run, and no other trailer is added', async () => {
  const { root, git, write } = testRepository()
  git('config', 'trailer.sign.command', 'touch ran; echo somebody')
  git('config', 'trailer.more.cmd', 'touch ran; echo somebody')
  write('message', 'subject\n\nbody\n')
  const file = join(root, 'message')
  expect(await addTrailers(root, process.env, file, ['Conversation: a/b'], '#')).toBe(true)
  expect(readFileSync(file, 'utf8')).toBe('subject\n\nbody\n\nConversation: a/b\n')
  expect(await addTrailers(root, process.env, file, ['Conversation: a/b', 'Conversation: a/c'], '#')).toBe(
    true,
  )
  expect(readFileSync(file, 'utf8')).toBe('subject\n\nbody\n\nConversation: a/b\nConversation: a/c\n')
  expect(git('status', '--porcelain')).toBe('?? message')
})
