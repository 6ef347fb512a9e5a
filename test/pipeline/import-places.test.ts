// Sessions that are found where agents keep them, and named by where they stand.
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { testProject, type TestProject } from '../support/project.ts'

// The home folder of these tests is the project itself.
const lines = (...records: readonly unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('')

interface Imported {
  readonly key: string
  readonly outcome: string
  readonly conversations: readonly { readonly parent: string | null; readonly messages: number }[]
}

async function imported(project: TestProject, ...args: readonly string[]): Promise<readonly Imported[]> {
  const ran = await project.spec(['archive', 'import', '--json', ...args])
  expect(ran.stderr).toBe('')
  return (ran.json() as unknown as { sessions: readonly Imported[] }).sessions // The document of this command.
}

async function shown(project: TestProject, id: string): Promise<unknown> {
  return ((await project.spec(['show', id, '--json'])).json() as { conversation: unknown }).conversation
}

const emptyProject = (): TestProject => testProject({ 'specs/features/.keep': '' })

describe('a session that nothing in the transcript names', () => {
  const id = '3c9d1f52-0000-4000-8000-000000000007'

  test("Cursor's is called as its folder and its file, also when it grew", async () => {
    const project = emptyProject()
    const asked = {
      role: 'user',
      message: { content: [{ type: 'text', text: '<user_query>sort</user_query>' }] },
    }
    const call = { type: 'tool_use', name: 'Read', input: { path: `${project.root}/src/basket.ts` } }
    const did = { role: 'assistant', message: { content: [{ type: 'text', text: 'yes' }, call] } }
    const file = `.cursor/projects/x/agent-transcripts/${id}/${id}.jsonl`
    project.write(file, lines(asked, did))
    expect(await imported(project)).toMatchObject([{ key: `cursor/${id}`, outcome: 'new' }])
    project.write(file, lines(asked, did, asked))
    expect(await imported(project)).toMatchObject([{ key: `cursor/${id}`, outcome: 'grown' }])
    expect(await shown(project, id)).toMatchObject({ sessionId: id, agent: 'cursor' })
  })

  test("Gemini's subagent has the session that started it, as its folder is called", async () => {
    const project = emptyProject()
    const projectHash = createHash('sha256').update(project.root).digest('hex')
    const about = {
      sessionId: 'sub-1',
      projectHash,
      startTime: '2026-11-01T08:00:00Z',
      lastUpdated: '2026-11-01T08:00:00Z',
      kind: 'subagent',
    }
    const answer = { id: 'm1', timestamp: '2026-11-01T08:00:01Z', type: 'gemini', content: 'done' }
    project.write('.gemini/tmp/x/chats/parent-7/sub-1.jsonl', lines(about, answer))
    expect(await imported(project)).toMatchObject([
      { key: 'gemini/sub-1', conversations: [{ parent: 'parent-7' }] },
    ])
    expect(await shown(project, 'sub-1')).toMatchObject({ parent: { sessionId: 'parent-7', callId: null } })
  })
})

describe('what OpenCode stores one by one', () => {
  const storage = '.local/share/opencode/storage'
  const store = (project: TestProject, path: string, value: unknown): void =>
    project.write(`${storage}/${path}`, JSON.stringify(value, null, 2))

  function message(project: TestProject, at: number, text: string): void {
    const role = at % 2 === 1 ? 'user' : 'assistant'
    const time = { created: 1790000000000 + at * 1000 }
    store(project, `message/ses_1/msg_${at}.json`, { id: `msg_${at}`, sessionID: 'ses_1', role, time })
    store(project, `part/msg_${at}/prt_${at}.json`, {
      id: `prt_${at}`,
      messageID: `msg_${at}`,
      sessionID: 'ses_1',
      type: 'text',
      text,
    })
  }
  function session(project: TestProject, directory: string, updated: number): void {
    const time = { created: 1790000000000, updated }
    store(project, 'session/p1/ses_1.json', {
      id: 'ses_1',
      projectID: 'p1',
      directory,
      title: 'Baskets',
      time,
    })
  }

  test('is one session, of the project whose folder it names, and grows', async () => {
    const project = emptyProject()
    session(project, project.root, 1)
    message(project, 1, 'sort the basket')
    message(project, 2, 'sorted')
    expect(await imported(project)).toMatchObject([
      { key: 'opencode/ses_1', outcome: 'new', conversations: [{ messages: 2 }] },
    ])
    expect(await imported(project)).toMatchObject([{ outcome: 'unchanged' }])
    session(project, project.root, 2)
    message(project, 3, 'and now by price')
    expect(await imported(project)).toMatchObject([{ outcome: 'grown', conversations: [{ messages: 3 }] }])
    expect(await shown(project, 'opencode/ses_1')).toMatchObject({
      title: 'Baskets',
      messages: [{ role: 'user' }, {}, { author: 'person' }],
    })
  })

  test('of other projects is left alone; of a database, what to do is told', async () => {
    const project = emptyProject()
    session(project, '/elsewhere', 1)
    message(project, 1, 'not ours')
    expect((await project.spec(['archive', 'import', '--json'])).json()).toMatchObject({ sessions: [] })
    project.write('.local/share/opencode/opencode.db', 'SQLite format 3\0')
    expect((await project.spec(['archive', 'import', '--agent', 'opencode'])).stderr).toContain(
      'opencode export',
    )
  })
})

test('a conversation kept by hand in .claude/conversation-archive is a session, once', async () => {
  const project = emptyProject()
  const kept = {
    id: 'checkout-2026-11-01',
    title: 'Checkout',
    timestamp: '2026-11-01T08:00:00Z',
    messages: [
      { role: 'user', content: 'Add a checkout.' },
      { role: 'assistant', content: 'I added src/checkout.ts.' },
    ],
  }
  project.write('.claude/conversation-archive/2026-11-01-checkout.json', JSON.stringify(kept, null, 2))
  expect(await imported(project)).toMatchObject([
    { key: 'claude-code/checkout-2026-11-01', outcome: 'new', conversations: [{ messages: 2 }] },
  ])
  expect(await imported(project)).toMatchObject([{ outcome: 'unchanged' }])
  const { stdout } = await project.spec(['show', 'checkout-2026-11-01'])
  expect(stdout).toContain('Add a checkout.')
})
