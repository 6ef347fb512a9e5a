// What a transcript of Claude Code says, and to whom its words belong.
import { describe, expect, it } from 'vitest'
import { claudeCode } from '../../src/session/claude-code.ts'
import { assistant, call, record, result, text, user } from './claude-records.ts'
import { asLines, jsonLines, readWith } from './transcripts.ts'

const read = (...records: readonly unknown[]) => readWith(claudeCode, jsonLines(...records))

describe('a session of Claude Code', () => {
  it('has its facts from its records, and its title from the best that is there', () => {
    const { conversations } = read(
      { type: 'summary', summary: 'A summary', leafUuid: 'u1' },
      user('u1', null, 'Add a cart'),
      { type: 'ai-title', aiTitle: 'Carts', sessionId: 'session-1' },
      assistant('a1', 'u1', 'm1', [text('Done')], {}, { gitBranch: 'cart' }),
      { type: 'worktree-state', sessionId: 'session-1', worktreeSession: { originalHeadCommit: 'abc123' } },
    )
    expect(conversations).toMatchObject([
      {
        agent: 'claude-code',
        sessionId: 'session-1',
        parent: null,
        title: 'Carts',
        branch: 'cart',
        version: '2.1.300',
        project: { cwd: '~/shop', commit: 'abc123' },
      },
    ])
    expect(
      read({ type: 'summary', summary: 'Of it', leafUuid: 'u1' }, user('u1', null, 'x')).conversations[0]
        ?.title,
    ).toBe('Of it')
    expect(
      read({ type: 'summary', summary: 'Of another', leafUuid: 'zz' }, user('u1', null, 'x')).conversations[0]
        ?.title,
    ).toBeNull()
  })

  it('joins the lines of one message of the model, and counts its tokens once', () => {
    const { conversations } = read(
      user('u1', null, 'Add a cart'),
      assistant('a1', 'u1', 'm1', [{ type: 'thinking', thinking: 'hm' }], {
        input_tokens: 5,
        output_tokens: 1,
      }),
      assistant('a2', 'a1', 'm1', [text('I edit.')], { input_tokens: 5, output_tokens: 1 }),
      assistant('a3', 'a2', 'm1', [call('c1', 'Bash', {})], {
        input_tokens: 5,
        output_tokens: 40,
        cache_read_input_tokens: 7,
      }),
      user('u2', 'a3', [result('c1', 'ok')]),
      assistant('a4', 'u2', 'm2', [text('Done.')], { input_tokens: 2, output_tokens: 3 }),
    )
    expect(asLines(conversations[0])).toEqual([
      'person: Add a cart',
      'agent: [thinks: hm] I edit. [call Bash]',
      'machine: [result: ok]',
      'agent: Done.',
    ])
    expect(conversations[0]?.usage).toEqual({ input: 7, output: 43, cacheRead: 7, cacheWrite: null })
    expect(conversations[0]?.messages.map((message) => message.record)).toEqual([1, 2, 5, 6])
  })

  it('tells what a person wrote from what the program wrote in their name', () => {
    const { conversations } = read(
      user('u1', null, '<local-command-caveat>Caveat</local-command-caveat>', { isMeta: true }),
      user('u2', 'u1', '<command-name>/clear</command-name>\n<command-args></command-args>'),
      user('u3', 'u2', '<local-command-stdout></local-command-stdout>'),
      user('u4', 'u3', 'Fix it\n<system-reminder>\nBe brief.\n</system-reminder>'),
      user('u5', 'u4', '<command-name>/plan</command-name>\n<command-args>the cart</command-args>'),
      user('u6', 'u5', 'Why does <system-reminder>x</system-reminder> stand here?'),
      user('u7', 'u6', 'A task ended', { origin: { kind: 'task-notification' } }),
      user('u8', 'u7', 'Implement the following plan: …', { planContent: 'the plan' }),
      user('u9', 'u8', [text('[Request interrupted by user]')]),
      assistant('a1', 'u9', 'm1', [text('API Error')], {}, { isApiErrorMessage: true }),
    )
    expect(asLines(conversations[0]).filter((line) => line.startsWith('person'))).toEqual([
      'person: Fix it',
      'person: the cart',
      'person: Why does <system-reminder>x</system-reminder> stand here?',
    ])
    expect(asLines(conversations[0]).filter((line) => line.startsWith('agent'))).toEqual([])
  })

  it('keeps what was typed while the agent was at work', () => {
    const queued = (mode: string, prompt: string) => ({
      attachment: { type: 'queued_command', prompt, commandMode: mode },
    })
    const { conversations } = read(
      record('attachment', 'x1', null, queued('prompt', 'and tests')),
      record('attachment', 'x2', 'x1', queued('task-notification', 'ended')),
    )
    expect(asLines(conversations[0])).toEqual(['person: and tests', 'machine: ended'])
  })

  it('has words that came with a refused call after its result', () => {
    const { conversations } = read(
      user('u1', null, [result('c1', 'refused', true), text('Use the other file')]),
    )
    expect(asLines(conversations[0])).toEqual(['machine: [error: refused]', 'person: Use the other file'])
  })

  it('goes on after a compaction', () => {
    const { conversations } = read(
      user('u1', null, 'Add a cart'),
      assistant('a1', 'u1', 'm1', [text('Done')]),
      record('system', 's1', null, {
        subtype: 'compact_boundary',
        content: 'compacted',
        logicalParentUuid: 'a1',
      }),
      user('u2', 's1', 'This session is being continued …', { isCompactSummary: true }),
      user('u3', 'u2', 'Go on'),
    )
    expect(asLines(conversations[0])).toEqual([
      'person: Add a cart',
      'agent: Done',
      'machine: compacted',
      'machine: This session is being continued …',
      'person: Go on',
    ])
  })

  it('marks what was left behind when a prompt was written anew', () => {
    const { conversations } = read(
      user('u1', null, 'Add a cart'),
      assistant('a1', 'u1', 'm1', [text('Done')]),
      user('u2', 'a1', 'In red'),
      assistant('a2', 'u2', 'm2', [text('Red.')]),
      user('u3', 'a1', 'In blue'),
      assistant('a3', 'u3', 'm3', [text('Blue.')]),
    )
    expect(asLines(conversations[0])).toEqual([
      'person: Add a cart',
      'agent: Done',
      'person: In red (left)',
      'agent: Red. (left)',
      'person: In blue',
      'agent: Blue.',
    ])
  })

  it('leaves nothing behind where two tools ran side by side', () => {
    const { conversations } = read(
      user('u1', null, 'Look'),
      assistant('a1', 'u1', 'm1', [call('c1', 'Read', { file_path: 'a' })]),
      assistant('a2', 'a1', 'm1', [call('c2', 'Read', { file_path: 'b' })]),
      user('u2', 'a1', [result('c1', 'A')]),
      user('u3', 'a2', [result('c2', 'B')]),
      assistant('a3', 'u3', 'm2', [text('Seen.')]),
      user('u4', 'a3', 'Thanks'),
    )
    expect(asLines(conversations[0]).filter((line) => line.includes('(left)'))).toEqual([])
  })

  it('leaves nothing behind that went on after the prompt: the result of a tool that ran in the background', () => {
    const { conversations } = read(
      user('u1', null, 'Look'),
      assistant('a1', 'u1', 'm1', [call('c1', 'Bash', {})]),
      user('u2', 'a1', 'Meanwhile'),
      user('u3', 'a1', [result('c1', 'late')]),
      assistant('a2', 'u2', 'm2', [text('Yes.')]),
    )
    expect(asLines(conversations[0]).filter((line) => line.includes('(left)'))).toEqual([])
  })

  it('reads a record that was written twice once, and several sessions of one file apart', () => {
    const first = user('u1', null, 'Add a cart')
    const { conversations } = read(first, first, { ...user('u1', null, 'Copied'), sessionId: 'session-2' })
    expect(conversations.map(({ sessionId }) => sessionId)).toEqual(['session-1', 'session-2'])
    expect(conversations.map((one) => asLines(one))).toEqual([['person: Add a cart'], ['person: Copied']])
  })

  it('has the same made-up name each time where it has none', () => {
    const nameless = { type: 'user', message: { content: 'Hi' }, timestamp: '2026-01-02T03:04:05Z' }
    const [one, again] = [read(nameless), read(nameless, { type: 'assistant', message: { content: 'Ho' } })]
    expect(one.conversations[0]?.sessionId).toMatch(/^unnamed-[0-9a-f]{16}$/)
    expect(again.conversations[0]?.sessionId).toBe(one.conversations[0]?.sessionId)
  })
})

describe('records that are not understood', () => {
  it('are counted: unknown kinds by name, damage by place', () => {
    const found = read(
      user('u1', null, 'Hi'),
      { type: 'brand-new', sessionId: 'session-1' },
      '{"type":"user","mess',
      record('user', 'u2', 'u1', {}),
      '[1]',
      user('u3', 'u1', [{ type: 'hologram' }, text('and this')]),
      record('attachment', 'x1', 'u1', { attachment: { type: 'new_kind' } }),
    )
    expect(found.records).toBe(7)
    expect(Object.fromEntries(found.unknown)).toEqual({
      'brand-new': 1,
      'user block hologram': 1,
      'attachment/new_kind': 1,
    })
    expect(found.damaged).toEqual([
      { line: 3, why: 'no JSON' },
      { line: 4, why: 'a record of the user without a message' },
      { line: 5, why: 'no JSON object' },
    ])
    expect(asLines(found.conversations[0])).toEqual(['person: Hi', 'person: and this'])
  })
})

it('a session that was downloaded as one object is read', () => {
  const loglines = [user('u1', null, 'Hi'), assistant('a1', 'u1', 'm1', [text('Ho')])]
  const found = readWith(claudeCode, JSON.stringify({ loglines }, null, 2))
  expect(found.records).toBe(1)
  expect(asLines(found.conversations[0])).toEqual(['person: Hi', 'agent: Ho'])
})
