import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { blobPath } from '../../../src/archive/paths.ts'
import { digestBytes, hexOf } from '../../../src/digest/digest.ts'
import { testProject, type TestProject } from '../../support/project.ts'
import { claudeFile, said, sessionId } from '../../support/sessions.ts'

// The home folder of these tests is the project itself.
const key = `claude-code/${sessionId}`

/** A session of these texts, kept. */
async function projectWith(texts: readonly string[]): Promise<TestProject> {
  const project = testProject({ 'specs/features/.keep': '' })
  say(project, texts)
  await run(project, 'import')
  return project
}

function say(project: TestProject, texts: readonly string[]): void {
  const lines = texts.map((text, at) =>
    said(at + 1, at % 2 === 0 ? 'user' : 'assistant', text, { cwd: project.root }),
  )
  project.write(claudeFile, `${lines.join('\n')}\n`)
}

async function run(project: TestProject, ...args: readonly string[]) {
  return project.spec(['archive', ...args])
}

const exported = async (project: TestProject): Promise<string> =>
  (await project.spec(['archive', 'export', key, '--format', 'jsonl'])).stdout

describe('a text is taken out of a session', () => {
  const texts = ['call Jane Roe tomorrow', 'I call Jane Roe.', 'thanks', 'done']

  test('and ids, order and numbers of messages stay', async () => {
    const project = await projectWith(texts)
    const before = (await exported(project)).split('\n')
    expect((await project.spec(['search', 'Jane'])).stdout).toContain('Jane Roe')
    const other = digestBytes(Buffer.from('Jane Roe, too'))
    project.write(blobPath(other), 'Jane Roe, too')
    const ran = await run(project, 'redact', key, '--text', 'Jane Roe', '--yes', '--json')
    expect(ran.stderr).toBe('')
    expect(ran.exit).toBe(0)
    expect(ran.json()).toMatchObject({
      removed: { removed: 2 },
      left: false,
      also: [{ kind: 'blob', id: hexOf(other) }],
    })
    expect(project.files().filter((path) => path.startsWith('.spec/cache/search/'))).toEqual([])
    const after = (await exported(project)).split('\n')
    expect(after).toEqual(before.map((line) => line.replaceAll('Jane Roe', '[REDACTED:removed]')))
    const verify = await run(project, 'verify')
    expect(verify.exit).toBe(0)
    expect(verify.stdout).toContain('whole')
    expect(verify.stderr).toContain('redacted on')
    expect((await project.spec(['archive', 'list'])).stdout).not.toContain('Jane Roe')
  })

  test('and an import of the same transcript, or of more of it, does not bring it back', async () => {
    const project = await projectWith(texts)
    await run(project, 'redact', key, '--text', 'Jane Roe', '--yes')
    const kept = project.files().filter((path) => path.startsWith('.spec/archive'))
    const again = await run(project, 'import', '--json')
    expect(again.json()).toMatchObject({ sessions: [{ outcome: 'unchanged' }] })
    expect(project.files().filter((path) => path.startsWith('.spec/archive'))).toEqual(kept)
    say(project, [...texts, 'one more'])
    const grown = await run(project, 'import', '--json')
    expect(grown.json()).toMatchObject({ sessions: [{ outcome: 'grown', added: { records: 1 } }] })
    const after = await exported(project)
    expect(after).toContain('one more')
    expect(after).not.toContain('Jane')
    expect((await project.spec(['archive', 'list', '--json'])).stdout).not.toContain('Jane')
  })
})

test('a text that is remembered is taken out of later messages too, and noted where git does not see it', async () => {
  const project = await projectWith(['call Jane Roe', 'yes'])
  expect((await run(project, 'redact', key, '--turn', '1', '--remember', '--yes')).exit).toBe(2)
  expect((await run(project, 'redact', key, '--text', 'Jane Roe', '--remember', '--yes')).exit).toBe(0)
  say(project, ['call Jane Roe', 'yes', 'and Jane Roe again'])
  expect((await run(project, 'import')).exit).toBe(0)
  const after = await exported(project)
  expect(after).toContain('and [REDACTED:environment] again')
  expect(after).not.toContain('Jane')
  const holders = project
    .files()
    .filter((path) => /^\.spec/.test(path) && project.read(path).includes('Jane'))
  expect(holders).toEqual(['.spec/local/removed-texts.json'])
  expect(statSync(join(project.root, '.spec/local/removed-texts.json')).mode & 0o77).toBe(0)
})

describe('all of a session is taken out', () => {
  test('and no import brings it in again; whoever asks is told why', async () => {
    const project = await projectWith(['words', 'more words'])
    const ran = await run(
      project,
      'redact',
      key,
      '--whole',
      '--yes',
      '--because',
      'the customer asked for it',
    )
    expect(ran.exit).toBe(0)
    const left = project.files().filter((path) => path.startsWith('.spec/archive'))
    expect(left).toEqual([expect.stringMatching(/\/tombstone-[0-9a-f]{64}\.json$/)])
    const shown = await project.spec(['show', key])
    expect(shown.exit).toBe(2)
    expect(shown.stderr).toContain('the customer asked for it')
    const again = await run(project, 'import')
    expect(again.exit).toBe(0)
    expect(again.stderr).toContain('the customer asked for it')
    expect(project.files().filter((path) => path.startsWith('.spec/archive'))).toEqual(left)
    expect((await run(project, 'verify')).exit).toBe(0)
  })
})

describe('nothing is written', () => {
  test('in a dry run, without a yes, and where nothing of it is there', async () => {
    const project = await projectWith(['call Jane Roe', 'yes'])
    const before = project.files()
    const dry = await run(project, 'redact', key, '--text', 'Jane Roe', '--dry-run', '--json')
    expect(dry.json()).toMatchObject({ dryRun: true, removed: { removed: 1 } })
    expect(dry.exit).toBe(0)
    expect((await run(project, 'redact', key, '--text', 'Jane Roe')).exit).toBe(2)
    const none = await run(project, 'redact', key, '--text', 'John Doe', '--yes')
    expect(none.exit).toBe(2)
    expect(none.stderr).toContain('redact-nothing')
    expect(project.files()).toEqual(before)
    expect(await exported(project)).toContain('Jane Roe')
  })

  test('where the reason holds what is to be taken out', async () => {
    const project = await projectWith(['call Jane Roe', 'yes'])
    const ran = await run(
      project,
      'redact',
      key,
      '--text',
      'Jane Roe',
      '--yes',
      '--because',
      'Jane Roe asked',
    )
    expect(ran.exit).toBe(2)
    expect(await exported(project)).toContain('Jane Roe')
  })
})

describe('one message is taken out', () => {
  test('with all that it says, and nothing else', async () => {
    const project = await projectWith(['first question here', 'yes.', 'second question here', 'yes.'])
    const ran = await run(project, 'redact', key, '--turn', '2', '--yes')
    expect(ran.exit).toBe(0)
    const [one, two, three, four] = (await exported(project)).split('\n')
    expect(one).toContain('first question here')
    expect(two).toContain('"text":"[REDACTED:turn]"')
    expect(three).toContain('second question here')
    expect(four).toContain('"text":"yes."')
  })
})
