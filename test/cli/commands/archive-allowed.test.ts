// `secrets.allow` and `--remember` hold for all that looks for secrets in sessions: import, scan and sync.
import fs from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { digestText } from '../../../src/digest/digest.ts'
import { madeUpToken } from '../../support/made-up-secrets.ts'
import { testProject, type TestProject } from '../../support/project.ts'
import { claudeFile, said, sessionId } from '../../support/sessions.ts'

const key = `claude-code/${sessionId}`

function project(text: string, config: unknown): TestProject {
  const made = testProject({ 'specs/features/.keep': '', 'spec.config.json': JSON.stringify(config) })
  made.write(
    claudeFile,
    `${said(1, 'user', text, { cwd: made.root })}\n${said(2, 'assistant', 'I see.', {})}\n`,
  )
  return made
}

test('a text that is allowed stays in what is imported, and is sent', async () => {
  const allow = [{ digest: digestText(madeUpToken), reason: 'made up, for the manual' }]
  const at = project(`the manual says ${madeUpToken} there`, { secrets: { allow } })
  expect((await at.spec(['archive', 'import'])).exit).toBe(0)
  expect((await at.spec(['archive', 'export', key, '--format', 'jsonl'])).stdout).toContain(madeUpToken)
  const target = join(at.root, 'target')
  expect(await at.spec(['archive', 'sync', 'target'])).toMatchObject({ exit: 0, stderr: '' })
  expect(fs.readdirSync(join(target, 'sessions', key))).toHaveLength(2)
})

test('a text to be remembered is not sent from where it still stands', async () => {
  const at = project('call Jane Roe-Winter about it', {})
  expect((await at.spec(['archive', 'import'])).exit).toBe(0)
  at.write('.spec/local/removed-texts.json', fs.readFileSync(await remembering(), 'utf8'))
  const sent = await at.spec(['archive', 'sync', 'target'])
  expect(sent.exit).toBe(1)
  expect(sent.stderr).toContain('[session-secret]')
  expect(fs.existsSync(join(at.root, 'target/sessions', key))).toBe(false)
})

test('a folder that is not there is not made by a dry run, and nothing can be fetched from it', async () => {
  const at = project('some words', {})
  expect((await at.spec(['archive', 'import'])).exit).toBe(0)
  expect((await at.spec(['archive', 'sync', 'target', '--dry-run'])).exit).toBe(0)
  const fetched = await at.spec(['archive', 'sync', 'target', '--pull'])
  expect(fetched).toMatchObject({ exit: 2, stderr: expect.stringContaining('target is not there') as string })
  expect(fs.existsSync(join(at.root, 'target'))).toBe(false)
})

/** Where another project notes the text that was taken out of it. */
async function remembering(): Promise<string> {
  const other = project('call Jane Roe-Winter about it', {})
  await other.spec(['archive', 'import'])
  const ran = await other.spec(['archive', 'redact', key, '--text', 'Jane Roe-Winter', '--remember', '--yes'])
  expect(ran.exit).toBe(0)
  return join(other.root, '.spec/local/removed-texts.json')
}
