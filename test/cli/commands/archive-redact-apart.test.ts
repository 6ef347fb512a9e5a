// `spec archive redact` in two clones that take out different things, and what it costs to become one again.
import fs from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testProject, type Ran, type TestProject } from '../../support/project.ts'
import { claudeFile, said, sessionId } from '../../support/sessions.ts'

const key = `claude-code/${sessionId}`
const sessions = '.spec/archive/sessions'

async function clone(): Promise<TestProject> {
  const project = testProject({ 'specs/features/.keep': '' })
  const texts = ['an apple and a banana for lunch', 'banana, then apple, then cherry']
  const lines = texts.map((text, at) =>
    said(at + 1, at === 0 ? 'user' : 'assistant', text, { cwd: '/w/shop' }),
  )
  project.write(claudeFile, `${lines.join('\n')}\n`)
  expect((await project.spec(['archive', 'import', claudeFile])).exit).toBe(0)
  return project
}

const takeOut = (from: TestProject, text: string): Promise<Ran> =>
  from.spec(['archive', 'redact', key, '--text', text, '--yes'])

test('what two clones took out at the same time is out of both after either is taken out again', async () => {
  const [one, two] = [await clone(), await clone()]
  // At once: in the same second, mostly.
  for (const ran of [await takeOut(one, 'apple'), await takeOut(two, 'banana')]) expect(ran.exit).toBe(0)
  // As a merge brings it.
  fs.cpSync(join(two.root, sessions), join(one.root, sessions), { recursive: true })
  const tombstones = (): number => one.files().filter((path) => path.includes('/tombstone-')).length
  expect(tombstones()).toBe(2)
  const verified = await one.spec(['archive', 'verify'])
  expect(verified.stderr).toContain('what is shown still holds some')
  expect(verified.stderr).not.toContain('no command shows it')

  const again = await takeOut(one, 'apple')
  expect(again).toMatchObject({ exit: 0, stderr: '' })
  expect(tombstones()).toBe(3)
  const shown = await one.spec(['archive', 'export', key, '--format', 'jsonl'])
  expect(shown.stdout).toContain('an [REDACTED:removed] and a [REDACTED:removed] for lunch')
  expect(shown.stdout).toContain('[REDACTED:removed], then [REDACTED:removed], then cherry')
  expect((await one.spec(['archive', 'verify'])).stderr).not.toContain('archive-unredacted')
  // And it stays so: the transcript fits what is kept.
  const imported = await one.spec(['archive', 'import', claudeFile, '--json'])
  expect(imported.json()).toMatchObject({ sessions: [{ outcome: 'unchanged' }] })
})
