// `spec hook session`: what an agent tells of is kept; whatever goes wrong is one line, and the exit is 0.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listSessions, transcriptOf } from '../../../src/adapters/sessions/kept.ts'
import { keepSession } from '../../../src/cli/hook/session.ts'
import { testProject, type Ran, type TestProject } from '../../support/project.ts'
import { claudeFile, sessionId, transcript } from '../../support/sessions.ts'

const kept = (project: TestProject): string[] => {
  const keys = project
    .files()
    .flatMap((path) => /^\.spec\/archive\/sessions\/([^/]+\/[^/]+)\//.exec(path)?.[1] ?? [])
  return [...new Set(keys)].sort()
}

const project = (files: Readonly<Record<string, string>> = {}): TestProject =>
  testProject({ 'specs/features/.keep': '', ...files })

const told = (more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ session_id: sessionId, hook_event_name: 'Stop', cwd: '/w', ...more })

const expectSilent = (ran: Ran): void => expect(ran).toMatchObject({ exit: 0, stdout: '', stderr: '' })
const expectWarned = (ran: Ran, why: string): void => {
  expect(ran).toMatchObject({ exit: 0, stdout: '' })
  expect(ran.stderr).toMatch(
    /^spec: the conversation was not kept; spec archive import brings it in later: .*\n$/,
  )
  expect(ran.stderr).toContain(why)
}

describe('a session is kept', () => {
  test('from the transcript that is told, whatever project it says it is of, and again when it grew', async () => {
    const here = project({ 'told.jsonl': transcript(2, '/elsewhere') })
    const stdin = told({ transcript_path: join(here.root, 'told.jsonl') })
    expectSilent(await here.spec(['hook', 'session'], { stdin }))
    expect(kept(here)).toEqual([`claude-code/${sessionId}`])
    here.write('told.jsonl', transcript(4, '/elsewhere'))
    expectSilent(await here.spec(['hook', 'session'], { stdin }))
    const listed = listSessions(here.root)
    expect(listed.ok && listed.value.map(({ head }) => head.records)).toEqual([4])
  })

  test.each([
    ['stale', { transcript_path: '/nowhere/at/all.jsonl' }],
    ['missing', {}],
  ])('from wherever it lies, where the path is %s; its subagents too', async (_, more) => {
    const beside = claudeFile.replace(/[^/]*$/, 'agent-77.jsonl')
    const inside = claudeFile.replace('.jsonl', '/subagents/agent-78.jsonl')
    const other = claudeFile.replace(/[^/]*$/, 'agent-79.jsonl')
    const sub = (agentId: string, session = sessionId): string =>
      transcript(2, '/elsewhere', { isSidechain: true, agentId, sessionId: session })
    const here = project({
      [claudeFile]: transcript(2, '/elsewhere'),
      [beside]: sub('77'),
      [inside]: sub('78'),
      [other]: sub('79', '3f2a1b0c-1111-4111-8111-000000000002'),
    })
    expectSilent(await here.spec(['hook', 'session'], { stdin: told(more) }))
    expect(kept(here)).toEqual([
      `claude-code/${sessionId}`,
      `claude-code/${sessionId}.agent-77`,
      `claude-code/${sessionId}.agent-78`,
    ])
  })

  test('redacted', async () => {
    const secret = `ghp_${'wJ3x'.repeat(9)}`
    const here = project({ [claudeFile]: transcript(2, '/w').replace('words 1', `my token ${secret}`) })
    expectSilent(await here.spec(['hook', 'session'], { stdin: told() }))
    const listed = listSessions(here.root)
    const bytes = listed.ok ? listed.value.flatMap((one) => [...transcriptOf(here.root, one)]) : []
    const text = Buffer.concat(bytes).toString('utf8')
    expect(text).toContain('my token [REDACTED:')
    expect(text).not.toContain(secret)
  })
})

describe('what goes wrong is a line', () => {
  test.each([
    ['no JSON', 'not json', 'names no session'],
    ['nothing', '', 'names no session'],
    ['no session', '{"session_id":7}', 'names no session'],
    ['an id that is a path', '{"session_id":"../../etc/passwd"}', 'names no session'],
    ['a session that is nowhere', told(), `no transcript of session ${sessionId} was found`],
    ['a file that is no transcript', told({ transcript_path: '/etc/hostname' }), 'is no transcript'],
  ])('for %s', async (_, stdin, why) => {
    expectWarned(await project().spec(['hook', 'session'], { stdin }), why)
  })

  test('where there is no project, or its configuration is invalid', async () => {
    expectWarned(
      await testProject({ '.git/HEAD': '' }).spec(['hook', 'session'], { stdin: told() }),
      'specs/features',
    )
    const { spec } = project({ 'spec.config.json': '{' })
    expectWarned(await spec(['hook', 'session'], { stdin: told() }), 'not valid JSON')
  })

  test('where time is up before all of it is read', async () => {
    const { root, ...here } = project({ [claudeFile]: transcript(2, '/w') })
    const io = {
      stdin: { isTTY: false, text: () => Promise.resolve(told()), line: () => Promise.resolve(null) },
      stdout: { write: () => {}, isTTY: false, columns: 80 },
      stderr: { write: () => {}, isTTY: false, columns: 80 },
      env: { HOME: root },
      cwd: root,
      signal: new AbortController().signal,
    }
    await expect(keepSession(io, AbortSignal.abort())).rejects.toThrow(/time|closed/)
    const late = new AbortController()
    const keeping = keepSession(
      { ...io, stdin: { ...io.stdin, text: () => new Promise(() => {}) } },
      late.signal,
    )
    late.abort()
    await expect(keeping).rejects.toThrow('standard input was not closed')
    expect(kept({ root, ...here })).toEqual([])
  })

  test('where another process holds the archive', async () => {
    const here = project({ [claudeFile]: transcript(2, '/w') })
    const { openSessionArchive } = await import('../../../src/adapters/sessions/keep.ts')
    const held = await openSessionArchive(here.root).hold()
    if (!held.ok) throw new Error('it is held already')
    expectWarned(await here.spec(['hook', 'session'], { stdin: told() }), 'the sessions of this project')
    held.value()
    expectSilent(await here.spec(['hook', 'session'], { stdin: told() }))
  })
})
