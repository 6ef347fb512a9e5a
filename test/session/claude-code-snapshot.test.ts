// Conversations that people keep by hand, as one object with messages in it.
import { describe, expect, it } from 'vitest'
import { readTranscript } from '../../src/session/read.ts'
import { asLines } from './transcripts.ts'

const messages = [
  { role: 'user', content: 'Add a cart', timestamp: '2026-01-02T03:00:00.000Z' },
  { role: 'assistant', content: [{ type: 'text', text: 'Done.' }], timestamp: '2026-01-02T03:01:00.000Z' },
  { role: 'user', content: '<system-reminder>x</system-reminder>\nThanks' },
]
const read = (value: unknown) => readTranscript(JSON.stringify(value, null, 2))

describe('a conversation in `.claude/conversation-archive`', () => {
  it('is one of Claude Code, with its id, its title and its words', async () => {
    const found = await read({ id: 'conv-1', feature: 'Cart', startTime: 'x', endTime: 'y', messages })
    expect(found).toMatchObject({ agent: 'claude-code', records: 1, damagedCount: 0 })
    expect(found?.unknown.size).toBe(0)
    expect(found?.conversations).toMatchObject([
      {
        sessionId: 'conv-1',
        title: 'Cart',
        start: '2026-01-02T03:00:00.000Z',
        end: '2026-01-02T03:01:00.000Z',
      },
    ])
    expect(asLines(found?.conversations[0])).toEqual([
      ...[
        'person: Add a cart',
        'agent: Done.',
        'person: Thanks',
        'machine: <system-reminder>x</system-reminder>',
      ],
    ])
  })

  it('has a name of its own where it has no id', async () => {
    const found = await read({ messages })
    expect(found?.conversations[0]?.sessionId).toMatch(/^unnamed-/)
    expect(asLines(found?.conversations[0])).toHaveLength(4)
  })

  it.each([
    ['members of another agent', { id: 'T-1', v: 3, created: 1, messages }],
    ['messages with other members', { messages: [{ role: 'user', content: 'Hi', usage: {} }] }],
    ['other roles', { messages: [{ role: 'tool', content: 'Hi' }] }],
    ['no messages', { id: 'x', messages: [] }],
  ])('is not taken for one where it has %s', async (_, value) => {
    expect(await read(value)).toBeNull()
  })
})
