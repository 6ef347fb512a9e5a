// What was taken out of a session stays out: after a merge with a clone that still has it, after the transcript was written anew,
// and in what git is told to forget.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repositoryIn } from '../support/git.ts'
import { testProject, type TestProject } from '../support/project.ts'
import { claudeFile, said, sessionId } from '../support/sessions.ts'

const key = `claude-code/${sessionId}`

function say(project: TestProject, texts: readonly string[]): void {
  const lines = texts.map((text, at) =>
    said(at + 1, at % 2 === 0 ? 'user' : 'assistant', text, { cwd: '/code/shop' }),
  )
  project.write(claudeFile, `${lines.join('\n')}\n`)
}

const spec = async (project: TestProject, ...args: readonly string[]): Promise<string> => {
  const ran = await project.spec(args)
  expect(ran.stderr).not.toMatch(/^trouble/m)
  return ran.stdout + ran.stderr
}

const archived = (project: TestProject): Map<string, Uint8Array> =>
  new Map(
    project
      .files()
      .filter((path) => path.startsWith('.spec/archive'))
      .map((path) => [path, readFileSync(join(project.root, path))]),
  )

/** As git does with files that only one side has. */
function merge(project: TestProject, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, bytes] of files) project.write(path, bytes)
}

const texts = ['call Jane Roe', 'I do.', 'and then?', 'all done']
const jsonl = (project: TestProject): Promise<string> =>
  spec(project, 'archive', 'export', key, '--format', 'jsonl')

async function kept(said: readonly string[] = texts): Promise<TestProject> {
  const project = testProject({ 'specs/features/.keep': '' })
  say(project, said)
  await spec(project, 'archive', 'import', claudeFile)
  return project
}

describe('a clone that still has what was taken out', () => {
  test('is merged: the redacted version counts, and the other one is proposed to go', async () => {
    const project = await kept()
    const old = archived(project)
    await spec(project, 'archive', 'redact', key, '--text', 'Jane Roe', '--yes')
    const redacted = archived(project)
    merge(project, old)
    expect(JSON.parse(await spec(project, 'archive', 'list', '--json'))).toMatchObject({
      sessions: [{ key, fork: null }],
    })
    expect(await jsonl(project)).not.toContain('Jane')
    expect(await spec(project, 'search', 'Roe')).not.toContain('Jane')
    expect(await spec(project, 'archive', 'verify')).toContain('still holds what was taken out')
    expect(await spec(project, 'archive', 'import', claudeFile)).toContain('1 unchanged')
    await spec(project, 'archive', 'gc', '--delete', '--yes')
    expect([...archived(project).keys()]).toEqual([...redacted.keys()])
  })

  test('and went on meanwhile: taking the same out again keeps what is new', async () => {
    const project = await kept()
    await spec(project, 'archive', 'redact', key, '--text', 'Jane Roe', '--yes')
    const redacted = archived(project)
    const clone = await kept()
    say(clone, [...texts, 'Jane Roe again', 'the end'])
    await spec(clone, 'archive', 'import', claudeFile)
    merge(project, archived(clone))
    expect(await jsonl(project)).not.toContain('the end')
    expect(await spec(project, 'archive', 'gc')).toContain('is kept')
    await spec(project, 'archive', 'redact', key, '--text', 'Jane Roe', '--yes')
    const after = await jsonl(project)
    expect(after).toContain('the end')
    expect(after).not.toContain('Jane')
    expect(JSON.parse(await spec(project, 'archive', 'gc', '--json'))).toMatchObject({
      garbage: [],
      diagnostics: [],
    })
    // Whoever has the first redacted version has nothing more.
    merge(project, redacted)
    expect(await jsonl(project)).toBe(after)
  })
})

test('a kill before the tombstone was written: running it again ends it', async () => {
  const project = await kept()
  const old = archived(project)
  await spec(project, 'archive', 'redact', key, '--text', 'Jane Roe', '--yes')
  merge(project, old)
  for (const path of archived(project).keys()) if (path.includes('tombstone')) project.remove(path)
  await spec(project, 'archive', 'redact', key, '--text', 'Jane Roe', '--yes')
  expect(await jsonl(project)).not.toContain('Jane')
  await spec(project, 'archive', 'gc', '--delete', '--yes')
  expect([...archived(project).keys()].filter((path) => path.includes('/head-'))).toHaveLength(1)
  expect(await spec(project, 'archive', 'verify')).toContain('whole')
  expect(await spec(project, 'archive', 'import', claudeFile)).toContain('1 unchanged')
})

test('a session that was taken out whole stays out after a merge, too', async () => {
  const project = await kept()
  const old = archived(project)
  await spec(project, 'archive', 'redact', key, '--whole', '--yes')
  merge(project, old)
  expect(await spec(project, 'archive', 'list')).toContain('no session is kept')
  expect((await project.spec(['show', key])).stderr).toContain('redacted on')
  await spec(project, 'archive', 'gc', '--delete', '--yes')
  expect([...archived(project).keys()].map((path) => /tombstone/.test(path))).toEqual([true])
})

describe('a transcript that its agent writes anew', () => {
  const gemini = (contents: readonly string[]): string =>
    JSON.stringify(
      {
        sessionId: '5d1c0c6e-0000-4000-8000-000000000001',
        projectHash: 'ab',
        startTime: '2026-01-02T03:00:00.000Z',
        lastUpdated: `2026-01-02T03:00:0${contents.length}.000Z`,
        messages: contents.map((content, at) => ({
          id: `m${at}`,
          timestamp: `2026-01-02T03:00:0${at}.000Z`,
          type: at % 2 === 0 ? 'user' : 'gemini',
          content,
        })),
      },
      null,
      2,
    )
  const id = 'gemini/5d1c0c6e-0000-4000-8000-000000000001'
  const importFile = (project: TestProject, contents: readonly string[]): Promise<string> => {
    project.write('talk.json', gemini(contents))
    return spec(project, 'archive', 'import', 'talk.json', '--json')
  }

  test('is kept without it when it grew, and not kept where it cannot be told where that stood', async () => {
    const project = testProject({ 'specs/features/.keep': '' })
    await importFile(project, texts)
    await spec(project, 'archive', 'redact', id, '--text', 'Jane Roe', '--yes')
    expect(JSON.parse(await importFile(project, texts))).toMatchObject({
      sessions: [{ outcome: 'unchanged' }],
    })
    expect(JSON.parse(await importFile(project, [...texts, 'more']))).toMatchObject({
      sessions: [{ outcome: 'grown' }],
    })
    const shown = await spec(project, 'archive', 'export', id)
    expect(shown).toContain('more')
    expect(shown).not.toContain('Jane')
    const before = archived(project)
    expect(JSON.parse(await importFile(project, ['first, and then', ...texts]))).toMatchObject({
      sessions: [],
      diagnostics: [{ code: 'session-withheld' }],
    })
    expect(archived(project)).toEqual(before)
    expect(JSON.stringify([...archived(project).values()].map(String))).not.toContain('Jane')
  })
})

test('what git still holds is named to the last file, earlier chunks too', async () => {
  const project = await kept(texts.slice(0, 2))
  const repository = repositoryIn(project.root)
  project.write('.gitignore', 'node_modules\n.spec/local\n.spec/cache\n.claude\n')
  repository.git('init', '-q', '-b', 'main')
  repository.commit()
  say(project, texts)
  await spec(project, 'archive', 'import', claudeFile)
  repository.commit()
  const ran = JSON.parse(
    await spec(project, 'archive', 'redact', key, '--text', 'Jane Roe', '--yes', '--json'),
  ) as {
    readonly history: { readonly paths: readonly string[]; readonly commands: readonly string[] }
  }
  const past = repository.git('log', '--all', '--format=', '--name-only', '--', '.spec/archive').split('\n')
  expect(ran.history.paths).toEqual([...new Set(past)].filter((path) => path !== '').sort())
  expect(ran.history.paths).toHaveLength(4)
  for (const path of ran.history.paths) expect(ran.history.commands[0]).toContain(`--path ${path}`)
  expect(ran.history.paths.every((path) => !project.exists(path))).toBe(true)
})
