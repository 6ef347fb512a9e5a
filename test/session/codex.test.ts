// What a rollout of Codex says, of its newer and of its older form.
import { describe, expect, it } from 'vitest'
import { codex } from '../../src/session/codex.ts'
import { asLines, filesIn, jsonLines, readWith } from './transcripts.ts'

let clock = 0
const line = (type: string, payload: object): object => ({
  timestamp: new Date(Date.UTC(2026, 0, 2, 3, 0, clock++)).toISOString(),
  type,
  payload,
})
const meta = (id: string, more: object = {}) =>
  line('session_meta', { id, cwd: '~/shop', cli_version: '0.146.0', ...more })
const event = (type: string, more: object = {}) => line('event_msg', { type, ...more })
const item = (type: string, more: object = {}) => line('response_item', { type, ...more })
const message = (role: string, text: string) =>
  item('message', { role, content: [{ type: role === 'assistant' ? 'output_text' : 'input_text', text }] })
const shell = (id: string, command: unknown) =>
  item('function_call', { name: 'shell', call_id: id, arguments: JSON.stringify({ command }) })
const output = (id: string, text: string) => item('function_call_output', { call_id: id, output: text })

const read = (...records: readonly unknown[]) => readWith(codex, jsonLines(...records))

describe('a session of Codex', () => {
  it('has its facts from its first line', () => {
    const git = {
      commit_hash: 'abc',
      branch: 'cart',
      repository_url: 'https://me:token@host.example/shop.git',
    }
    const { conversations } = read(
      meta('s1', { git }),
      event('thread_name_updated', { thread_name: 'Carts' }),
      meta('s1'),
      message('user', 'Hi'),
    )
    expect(conversations).toMatchObject([
      {
        sessionId: 's1',
        parent: null,
        title: 'Carts',
        branch: 'cart',
        version: '0.146.0',
        project: { cwd: '~/shop', remote: 'https://host.example/shop.git', commit: 'abc' },
      },
    ])
  })

  it('has each text once, though it stands there as an item and as an event', () => {
    const { conversations } = read(
      meta('s1'),
      message('developer', 'Rules'),
      message('user', '# AGENTS.md instructions for ~/shop'),
      message('user', '<environment_context>…</environment_context>'),
      message('user', 'Add a cart'),
      event('user_message', { message: 'Add a cart' }),
      event('agent_reasoning', { text: 'hm' }),
      item('reasoning', { summary: [{ type: 'summary_text', text: 'hm' }] }),
      event('agent_message', { message: 'I edit.' }),
      message('assistant', 'I edit.'),
      shell('c1', ['ls']),
      output('c1', 'a.ts'),
      message('assistant', 'Done.'),
    )
    expect(asLines(conversations[0])).toEqual([
      'machine: Rules',
      'machine: # AGENTS.md instructions for ~/shop',
      'machine: <environment_context>…</environment_context>',
      'person: Add a cart',
      'agent: [thinks: hm] I edit. [call shell]',
      'machine: [result: a.ts]',
      'agent: Done.',
    ])
  })

  it('has texts that stand there only as events, too', () => {
    const { conversations } = read(
      meta('s1'),
      event('user_message', { message: 'Hi' }),
      event('agent_reasoning', { text: 'hm' }),
      event('agent_message', { message: 'Ho' }),
    )
    expect(asLines(conversations[0])).toEqual(['person: Hi', 'agent: [thinks: hm] Ho'])
  })

  it('tells people from the program by their words where there are no events', () => {
    const { conversations } = read(
      meta('s1'),
      message('user', '<user_instructions>Be brief</user_instructions>'),
      message('user', 'Add a cart'),
      message(
        'user',
        '# Context from my IDE setup:\n\n## Open tabs\n- a.ts\n\n## My request for Codex:\nFix a.ts',
      ),
    )
    expect(asLines(conversations[0]).filter((said) => said.startsWith('person'))).toEqual([
      'person: Add a cart',
      'person: Fix a.ts',
    ])
  })

  it('counts tokens once, with cached ones apart', () => {
    const used = (input: number, cached: number, out: number) => ({
      input_tokens: input,
      cached_input_tokens: cached,
      output_tokens: out,
    })
    const count = (last: object, total: object) =>
      event('token_count', { info: { last_token_usage: last, total_token_usage: total } })
    const { conversations } = read(
      meta('s1'),
      message('assistant', 'One'),
      count(used(10, 4, 2), used(10, 4, 2)),
      count(used(10, 4, 2), used(10, 4, 2)),
      event('token_count', { info: null }),
      message('assistant', 'Two'),
      count(used(20, 10, 3), used(30, 14, 5)),
    )
    expect(conversations[0]?.messages.map(({ usage }) => usage?.output)).toEqual([2, 3])
    expect(conversations[0]?.usage).toEqual({ input: 16, output: 5, cacheRead: 14, cacheWrite: null })
  })

  it('marks turns that were rolled back', () => {
    const { conversations } = read(
      meta('s1'),
      ...['One', 'Two'].flatMap((words) => [
        event('user_message', { message: words }),
        message('assistant', 'Ok'),
      ]),
      event('thread_rolled_back', { num_turns: 1 }),
      event('user_message', { message: 'Three' }),
    )
    expect(asLines(conversations[0])).toEqual([
      'person: One',
      'agent: Ok',
      'person: Two (left)',
      'agent: Ok (left)',
      'person: Three',
    ])
  })

  it('that was forked holds what was copied; another one in the same file is one of its own', () => {
    const { conversations } = read(
      meta('fork', { forked_from_id: 'old' }),
      meta('old', { forked_from_id: 'older' }),
      meta('older'),
      message('user', 'Copied'),
      meta('child', { source: { subagent: { thread_spawn: { parent_thread_id: 'fork' } } } }),
      message('user', 'Sent'),
    )
    expect(conversations.map(({ sessionId, parent }) => [sessionId, parent?.sessionId])).toEqual([
      ['fork', undefined],
      ['child', 'fork'],
    ])
    expect(conversations.map((one) => asLines(one))).toEqual([['person: Copied'], ['person: Sent']])
  })

  it('knows the sessions that its calls started', () => {
    const { conversations } = read(
      meta('s1'),
      item('function_call', { name: 'spawn_agent', call_id: 'c1', arguments: '{}' }),
      output('c1', '{"agent_id":"0198-child"}'),
    )
    expect(conversations[0]?.messages[0]?.blocks[0]).toMatchObject({ subagent: '0198-child' })
  })

  it('of the older form without an envelope is read', () => {
    const { conversations, unknown } = read(
      { id: 's0', timestamp: '2025-06-01T10:00:00.000Z', instructions: null, git: { commit_hash: 'abc' } },
      { record_type: 'state' },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
      { type: 'reasoning', summary: [] },
      { type: 'function_call', name: 'shell', call_id: 'c1', arguments: '{"command":["ls"]}' },
      { type: 'function_call_output', call_id: 'c1', output: '{"output":"a.ts","metadata":{"exit_code":1}}' },
    )
    expect(conversations[0]).toMatchObject({ sessionId: 's0', project: { commit: 'abc' } })
    expect(asLines(conversations[0])).toEqual(['person: Hi', 'agent: [call shell]', 'machine: [error: a.ts]'])
    expect(unknown.size).toBe(0)
  })

  it('has pictures by their digest', () => {
    const image_url = `data:image/png;base64,${Buffer.from('four').toString('base64')}`
    const { conversations } = read(
      meta('s1'),
      item('message', {
        role: 'user',
        content: [
          { type: 'input_text', text: 'See' },
          { type: 'input_image', image_url },
        ],
      }),
    )
    expect(asLines(conversations[0])).toEqual(['person: See [image of 4 bytes]'])
  })
})

describe('files', () => {
  const patch = [
    '*** Begin Patch',
    '*** Add File: new.ts',
    '+x',
    '*** Update File: a.ts',
    '*** Move to: b.ts',
    '@@ function',
    ' one',
    '-two',
    '+2',
    '*** Delete File: c.ts',
    '*** End Patch',
  ].join('\n')
  const told = ['create new.ts @0,1 +x', 'move a.ts → b.ts @null,null  one -two +2', 'delete c.ts']

  it('are changed by patches, given alone or to a shell', () => {
    const custom = item('custom_tool_call', { name: 'apply_patch', call_id: 'c1', input: patch })
    expect(filesIn(read(meta('s1'), custom).conversations[0])).toEqual(told)
    const here = shell('c1', ['bash', '-lc', `apply_patch <<'EOF'\n${patch}\nEOF\n`])
    expect(filesIn(read(meta('s1'), here).conversations[0])).toEqual(told)
    expect(filesIn(read(meta('s1'), shell('c1', ['cat', patch])).conversations[0])).toEqual([])
  })

  it('have the lines that the event of the patch gives', () => {
    const changes = {
      'a.ts': { type: 'update', unified_diff: '@@ -3,2 +3,2 @@\n one\n-two\n+2\n', move_path: null },
      'new.ts': { add: { content: 'x\n' } },
    }
    const custom = item('custom_tool_call', { name: 'apply_patch', call_id: 'c1', input: patch })
    const end = (success: boolean) => event('patch_apply_end', { call_id: 'c1', success, changes })
    const edits = ['update a.ts @3,3  one -two +2', 'create new.ts @0,1 +x']
    expect(filesIn(read(meta('s1'), custom, end(true)).conversations[0])).toEqual(edits)
    expect(filesIn(read(meta('s1'), custom, end(false)).conversations[0])).toEqual([])
    expect(filesIn(read(meta('s1'), end(true)).conversations[0])).toEqual(edits)
  })

  it('are not changed by a patch that was refused', () => {
    const custom = item('custom_tool_call', { name: 'apply_patch', call_id: 'c1', input: patch })
    const refused = item('custom_tool_call_output', {
      call_id: 'c1',
      output: 'apply_patch verification failed: no c.ts',
    })
    expect(filesIn(read(meta('s1'), custom, refused).conversations[0])).toEqual([])
  })

  it('are read by commands that Codex understood', () => {
    const parsed_cmd = [
      { type: 'read', cmd: 'cat a.ts', name: 'a.ts', path: 'src/a.ts' },
      { type: 'unknown', cmd: 'x' },
    ]
    const { conversations } = read(
      meta('s1'),
      shell('c1', ['cat']),
      event('exec_command_end', { call_id: 'c1', parsed_cmd }),
    )
    expect(filesIn(conversations[0])).toEqual(['read src/a.ts'])
  })
})

it('records that are not understood are counted', () => {
  const found = read(
    meta('s1'),
    event('new_event'),
    item('new_item'),
    line('new_line', {}),
    { type: 'event_msg' },
    '{',
  )
  expect(Object.fromEntries(found.unknown)).toEqual({
    'event_msg/new_event': 1,
    'response_item/new_item': 1,
    new_line: 1,
  })
  expect(found.damaged).toEqual([
    { line: 5, why: 'event_msg without a payload' },
    { line: 6, why: 'JSON that does not end' },
  ])
  expect(found.records).toBe(6)
})
