// The real Claude Code with the hooks that `spec hooks install` writes: its session ends up in the archive, and in the commit.
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listSessions, type KeptSession } from '../../../src/adapters/sessions/kept.ts'
import { claudeCode, runClaudeCode, type ClaudeRun } from '../../support/claude-code.ts'
import { paste, testFolder, testRepository } from '../../support/git.ts'
import { projectAt } from '../../support/project.ts'
import { builtBin } from '../../support/spawned.ts'

const program = claudeCode()
const why = program === null ? ' (left out: npm run claude-code-hook fetches Claude Code and runs this)' : ''

const text = 'export const answer = 42 // six by seven\n'
const words = ['-p', 'write the answer', '--permission-mode', 'acceptEdits']

/** A repository with the hooks installed, and the agent in it. */
async function withHooks(client: string) {
  const { root, git, write } = testRepository()
  const project = projectAt(root)
  write('.claude/settings.json', '{\n  "permissions": { "allow": ["Write"] }\n}\n')
  expect(await project.spec(['init', '--archive'])).toMatchObject({ exit: 0 })
  expect(await project.spec(['hooks', 'install', '--git'])).toMatchObject({ exit: 0 })
  const [home, bin] = [testFolder(), testFolder()]
  symlinkSync(builtBin, join(bin, 'spec'))
  const file = join(root, 'src/answer.ts')
  const run = (said: readonly string[]): Promise<ClaudeRun> =>
    runClaudeCode(client, { cwd: root, home, bin, words: said, file, text })
  const commit = (): void => {
    git('add', 'src')
    const env = `PATH='${bin}':"$PATH" HOME='${home}'`
    expect(paste(root, `${env} git commit -q -m 'add the answer'`)).toMatchObject({ exit: 0 })
  }
  const kept = (): readonly KeptSession[] => {
    const sessions = listSessions(root)
    return sessions.ok ? sessions.value : []
  }
  return { project, git, run, commit, kept }
}

test.skipIf(program === null)(`a session of the real client is kept when it ends${why}`, async () => {
  if (program === null) return
  const { project, git, run, commit, kept } = await withHooks(program)
  expect(await run(words)).toMatchObject({ exit: 0, stdout: 'It is written.\n', asked: 2 })
  expect(project.read('src/answer.ts')).toBe(text)
  const [first, ...others] = kept()
  expect(others).toEqual([])
  expect(first?.head.conversations).toMatchObject([{ title: 'write the answer' }])
  const shown = await project.spec(['show', first?.head.sessionId ?? ''])
  expect(shown.stdout).toContain('write the answer')
  expect(shown.stdout).toContain('It is written.')

  commit()
  expect(git('log', '-1', '--format=%B')).toContain(`Conversation: ${first?.key ?? ''}`)
  expect(git('show', '--name-only', '--format=')).toContain(first?.path)

  expect((await run(['-p', 'and again', '--continue'])).exit).toBe(0)
  const [grown, ...more] = kept()
  expect(more).toEqual([])
  expect(grown?.key).toBe(first?.key)
  expect(grown?.head.records).toBeGreaterThan(first?.head.records ?? Infinity)
})

test.skipIf(program === null)(`the real client goes on where nothing can be kept${why}`, async () => {
  if (program === null) return
  const { project, run, kept } = await withHooks(program)
  project.write('spec.config.json', '{ broken')
  expect(await run(words)).toMatchObject({ exit: 0, stdout: 'It is written.\n', asked: 2 })
  expect(kept()).toEqual([])
})
