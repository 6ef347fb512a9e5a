// What the events of a session of Copilot CLI say.
import { describe, expect, it } from 'vitest'
import { copilot } from '../../src/session/copilot.ts'
import { readTranscript } from '../../src/session/read.ts'
import { asLines, filesIn, jsonLines, readWith } from './transcripts.ts'

let count = 0
const event = (type: string, data: object, more: object = {}) => ({
  ...{
    type,
    data,
    id: `e${++count}`,
    timestamp: new Date(Date.UTC(2026, 0, 2, 3, 0, count)).toISOString(),
    parentId: null,
  },
  ...more,
})
const context = {
  cwd: '~/shop',
  branch: 'main',
  headCommit: 'abc',
  repository: 'me/shop',
  repositoryHost: 'github.com',
}
const start = event('session.start', {
  sessionId: 's1',
  producer: 'copilot-agent',
  copilotVersion: '1.0.45',
  context,
})
const user = (content: string, more: object = {}) =>
  event('user.message', { content, attachments: [], ...more })
const said = (content: string, toolRequests: readonly object[] = [], more: object = {}) =>
  event('assistant.message', { messageId: `m${count}`, content, toolRequests, ...more })
const asked = (toolCallId: string, name: string, args: unknown) => ({
  toolCallId,
  name,
  arguments: args,
  type: 'function',
})
const done = (toolCallId: string, content: string, more: object = {}) =>
  event('tool.execution_complete', { toolCallId, success: true, result: { content }, ...more })
const read = (...records: readonly unknown[]) => readWith(copilot, jsonLines(start, ...records))

describe('events of Copilot CLI', () => {
  it('have where the session ran, and the commit with which it began', () => {
    const moved = event('session.resume', { context: { ...context, branch: 'cart', headCommit: 'def' } })
    const { conversations } = read(user('Hi'), moved, event('session.title_changed', { title: 'Carts' }))
    expect(conversations).toMatchObject([
      {
        ...{
          agent: 'copilot',
          sessionId: 's1',
          title: 'Carts',
          branch: 'cart',
          version: '1.0.45',
          parent: null,
        },
        project: { cwd: '~/shop', remote: 'https://github.com/me/shop', commit: 'abc' },
      },
    ])
  })

  it('have what was said, what was called and what it gave', () => {
    const { conversations, unknown } = read(
      event('session.model_change', { newModel: 'gpt-x' }),
      user('List them'),
      event('assistant.turn_start', { turnId: '0' }),
      said('I list.', [asked('c1', 'bash', '{"command":"ls"}')], { reasoningText: 'hm', outputTokens: 12 }),
      event('tool.execution_start', { toolCallId: 'c1', toolName: 'bash', arguments: { command: 'ls' } }),
      done('c1', 'a.txt'),
      event('tool.execution_complete', { toolCallId: 'c2', success: false, error: { message: 'denied' } }),
      event('session.error', { message: 'quota' }),
    )
    expect(asLines(conversations[0])).toEqual([
      'person: List them',
      'agent: [thinks: hm] I list. [call bash]',
      'machine: [result: a.txt]',
      'machine: [error: denied]',
      'machine: quota',
    ])
    const [, answer] = conversations[0]?.messages ?? []
    expect(answer?.blocks[2]).toMatchObject({ id: 'c1', input: { command: 'ls' } })
    expect(answer).toMatchObject({ model: 'gpt-x', usage: { input: null, output: 12 } })
    expect(unknown.size).toBe(0)
  })

  it('have calls of an editor, which are known from their beginning alone, once', () => {
    const begun = (id: string) =>
      event('tool.execution_start', { toolCallId: id, toolName: 'read_file', arguments: { filePath: 'a' } })
    const { conversations } = read(
      user('Look'),
      begun('c1'),
      begun('c2'),
      said('Seen.', [asked('c1', 'read_file', {})]),
    )
    expect(asLines(conversations[0])).toEqual([
      'person: Look',
      'agent: [call read_file] [call read_file]',
      'agent: Seen.',
    ])
    expect(filesIn(conversations[0])).toEqual(['read a', 'read a'])
  })

  it('tell what was edited: as asked, or as the result shows; nothing where it failed', () => {
    const detailedContent = 'diff --git a/b b/b\n--- a/b\n+++ b/b\n@@ -7,1 +7,1 @@\n-x\n+y\n'
    const { conversations } = read(
      said('', [
        asked('1', 'create', { path: 'a', file_text: 'one\n' }),
        asked('2', 'edit', { path: 'b', old_str: 'x', new_str: 'y' }),
        asked('3', 'edit', { path: 'c', old_str: 'x', new_str: 'y' }),
        asked('4', 'str_replace_editor', { command: 'insert', path: 'd', insert_line: 4, new_str: 'in' }),
        asked('5', 'apply_patch', { input: '*** Begin Patch\n*** Delete File: e\n*** End Patch' }),
        asked('6', 'multi_replace_string_in_file', {
          replacements: [{ filePath: 'f', oldString: 'x', newString: 'y' }],
        }),
      ]),
      done('2', 'ok', { result: { content: 'ok', detailedContent } }),
      done('3', 'no', { success: false }),
    )
    expect(filesIn(conversations[0])).toEqual([
      'create a @0,1 +one',
      'update b @7,7 -x +y',
      'update d @4,5 +in',
      'delete e',
      'update f @null,null -x +y',
    ])
  })

  it('are one message where an id comes again, and nothing where an event does', () => {
    const twice = user('Hi')
    const sameId = { ...user('Other words'), id: twice.id }
    const first = said('Half', [], { messageId: 'm' })
    const second = said('Half', [asked('c', 'bash', {})], { messageId: 'm', outputTokens: 3 })
    const { conversations } = read(twice, twice, sameId, first, second)
    expect(asLines(conversations[0])).toEqual([
      'person: Hi',
      'person: Other words',
      'agent: Half [call bash]',
    ])
  })

  it('mark what was taken back', () => {
    const second = user('Two')
    const { conversations } = read(
      user('One'),
      second,
      said('Done'),
      event('session.snapshot_rewind', { upToEventId: second.id }),
    )
    expect(asLines(conversations[0])).toEqual(['person: One', 'person: Two (left)', 'agent: Done (left)'])
  })

  it('keep what a subagent said in a conversation of its own, tied to the call', () => {
    const { conversations } = read(
      said('', [asked('c1', 'task', { prompt: 'Look' })]),
      said('Looking', [], { parentToolCallId: 'c1' }),
      done('c1', 'Found'),
    )
    expect(conversations.map((one) => [one.sessionId, one.parent, ...asLines(one)])).toEqual([
      ['s1', null, 'agent: [call task]', 'machine: [result: Found]'],
      ['s1.c1', { sessionId: 's1', callId: 'c1' }, 'agent: Looking'],
    ])
    expect(conversations[0]?.messages[0]?.blocks[0]).toMatchObject({ subagent: 's1.c1' })
  })

  it('tell people from programs', () => {
    const { conversations } = read(
      user('Read this', { source: 'skill-pdf' }),
      user('<system-reminder>x</system-reminder>\nGo'),
    )
    expect(asLines(conversations[0])).toEqual([
      'machine: Read this',
      'person: Go',
      'machine: <system-reminder>x</system-reminder>',
    ])
  })

  it('are recognised, and counted where they are not known', async () => {
    const read = await readTranscript(
      jsonLines(start, user('Hi'), event('session.dream', {}), { type: 'abort' }, '{'),
    )
    expect(read).toMatchObject({ agent: 'copilot', records: 5, damagedCount: 2 })
    expect([...(read?.unknown ?? [])]).toEqual([['session.dream', 1]])
  })
})
