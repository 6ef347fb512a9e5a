// What a session of Gemini CLI says: the log of changes, and the older single object.
import { describe, expect, it } from 'vitest'
import { gemini } from '../../src/session/gemini.ts'
import { readTranscript } from '../../src/session/read.ts'
import { asLines, filesIn, jsonLines, readWith } from './transcripts.ts'

const head = { sessionId: 's1', projectHash: 'ab', startTime: '2026-01-02T03:00:00.000Z', kind: 'main' }
const at = (second: number): string => new Date(Date.UTC(2026, 0, 2, 3, 0, second)).toISOString()
const user = (id: string, content: unknown, more: object = {}) => ({
  id,
  timestamp: at(1),
  type: 'user',
  content,
  ...more,
})
const said = (id: string, content: unknown, more: object = {}) => ({
  ...{ id, timestamp: at(2), type: 'gemini', content, model: 'gemini-x' },
  ...more,
})
const call = (id: string, name: string, args: object, more: object = {}) => ({
  id,
  name,
  args,
  status: 'success',
  ...more,
})
const read = (...records: readonly unknown[]) => readWith(gemini, jsonLines(...records))
const lines = (...records: readonly unknown[]) => asLines(read(head, ...records).conversations[0])

describe('the log of a session of Gemini CLI', () => {
  it('has facts, times and the words of all', () => {
    const { conversations, unknown } = read(
      head,
      user('u', [{ text: 'Add a cart' }]),
      said('g', 'I look.', { thoughts: [{ subject: 'Plan', description: 'read it' }] }),
      { id: 'i', timestamp: at(3), type: 'info', content: 'Request cancelled.' },
      { $set: { summary: 'Carts', directories: ['~/shop'], lastUpdated: at(4) } },
    )
    expect(conversations).toMatchObject([
      {
        agent: 'gemini',
        sessionId: 's1',
        title: 'Carts',
        project: { cwd: '~/shop' },
        start: at(1),
        end: at(3),
      },
    ])
    expect(asLines(conversations[0])).toEqual([
      'person: Add a cart',
      'agent: [thinks: Plan\nread it] I look.',
      'machine: Request cancelled.',
    ])
    expect(unknown.size).toBe(0)
  })

  it('counts the last of a message that was recorded again, and its tokens once', () => {
    const tokens = { input: 100, output: 5, cached: 60, thoughts: 7, tool: 1, total: 113 }
    const { conversations } = read(
      ...[head, user('u', 'Go'), said('g', ''), user('v', 'More')],
      said('g', 'Done.', { tokens, toolCalls: [call('c', 'glob', {})] }),
    )
    expect(asLines(conversations[0])).toEqual(['person: Go', 'agent: Done. [call glob]', 'person: More'])
    expect(conversations[0]?.messages.map(({ record }) => record)).toEqual([2, 3, 4])
    expect(conversations[0]?.usage).toEqual({ input: 41, output: 12, cacheRead: 60, cacheWrite: null })
  })

  it('keeps what was taken back, and marks it as left: that message and all after it', () => {
    const log = [user('a', 'One'), said('b', 'Two'), user('c', 'Three')]
    expect(lines(...log, { $rewindTo: 'b' }, user('d', 'Four'))).toEqual([
      ...['person: One', 'agent: Two (left)', 'person: Three (left)', 'person: Four'],
    ])
    expect(lines(...log, { $rewindTo: 'nobody' })).toEqual([
      'person: One (left)',
      'agent: Two (left)',
      'person: Three (left)',
    ])
    expect(lines(...log, { $rewindTo: 'c' }, user('c', 'Again'))).toEqual([
      ...['person: One', 'agent: Two', 'person: Three (left)', 'person: Again'],
    ])
  })

  it('keeps what was said before messages were replaced for the model', () => {
    const summary = user('s', '<state_snapshot>so far</state_snapshot>')
    expect(
      lines(user('a', 'One'), { $set: { messages: [summary, said('b', 'Two')] } }, said('b', 'Two!')),
    ).toEqual([...['person: One', 'machine: <state_snapshot>so far</state_snapshot>', 'agent: Two!']])
  })

  it('tells what was typed from what files and commands added to it', () => {
    const files = 'Look at @a.ts\n--- Content from referenced files ---\nlet a\n--- End of content ---'
    expect(lines(user('u', [{ text: files }]))).toEqual([
      'person: Look at @a.ts',
      'machine: --- Content from referenced files ---\nlet a\n--- End of content ---',
    ])
    expect(lines(user('u', 'Look at: let a', { displayContent: 'Look at @a.ts' }))).toEqual([
      'person: Look at @a.ts',
      'machine: Look at: let a',
    ])
    expect(lines(user('u', 'Same', { displayContent: 'Same' }))).toEqual(['person: Same'])
  })

  it('has calls with their results, and the files that they changed', () => {
    const failed = {
      status: 'error',
      result: [{ functionResponse: { response: { error: 'no such text' } } }],
    }
    const diff = '--- a\n+++ a\n@@ -3,2 +3,2 @@\n x\n-y\n+z\n'
    const { conversations } = read(
      head,
      said('g', '', {
        toolCalls: [
          call(
            '1',
            'read_file',
            { file_path: 'a' },
            { result: [{ functionResponse: { response: { output: 'xy' } } }] },
          ),
          call(
            '2',
            'replace',
            { file_path: 'a', old_string: 'y', new_string: 'z' },
            { resultDisplay: { fileDiff: diff } },
          ),
          call('3', 'replace', { file_path: 'a', old_string: 'q', new_string: 'r' }, failed),
          call('4', 'replace', { file_path: 'b', old_string: 'y', new_string: 'z' }),
          call('5', 'write_file', { file_path: 'c', content: 'new\n' }),
        ],
      }),
    )
    expect(filesIn(conversations[0])).toEqual([
      'read a',
      'update a @3,3  x -y +z',
      'update b @null,null -y +z',
      'create c @0,1 +new',
    ])
    expect(asLines(conversations[0])).toEqual([
      'agent: [call read_file] [result: xy] [call replace] [call replace] [error: no such text] [call replace] [call write_file]',
    ])
  })

  it('counts what it does not know, and reads on', () => {
    const { unknown, damagedCount, records } = read(
      ...[
        head,
        { id: 'x', type: 'dream', content: '' },
        said('g', [{ hologram: 1 }, { text: 'Hi' }]),
        { what: 1 },
        '{',
      ],
    )
    expect([...unknown]).toEqual([
      ['message dream', 1],
      ['gemini part hologram', 1],
      ['{what}', 1],
    ])
    expect([records, damagedCount]).toEqual([5, 1])
  })

  it('keeps sessions of one file apart', () => {
    const { conversations } = read(head, user('u', 'One'), { ...head, sessionId: 's2' }, user('u', 'Two'))
    expect(conversations.map((one) => [one.sessionId, ...asLines(one)])).toEqual([
      ['s1', 'person: One'],
      ['s2', 'person: Two'],
    ])
  })
})

it('an empty session id names no session', () => {
  expect(read({ sessionId: '' }).conversations).toEqual([])
})

describe('the older single object', () => {
  const whole = {
    ...head,
    lastUpdated: at(9),
    messages: [user('u', 'Hi'), said('g', 'Hello'), { type: 'a' }, { type: 'a' }],
  }

  it('says the same, over many lines of text, too', async () => {
    const read = await readTranscript(JSON.stringify(whole, null, 2))
    expect(read?.agent).toBe('gemini')
    expect(asLines(read?.conversations[0])).toEqual(['person: Hi', 'agent: Hello'])
  })

  it('is read also where the model is called so, and its content parts', () => {
    const { conversations } = read({
      ...head,
      messages: [{ id: 'm', type: 'model', parts: [{ text: 'Hello' }] }],
    })
    expect(asLines(conversations[0])).toEqual(['agent: Hello'])
  })

  it('names the kinds inside it that are not known, as one record', () => {
    expect([...read(whole).unknown]).toEqual([['message a (2 times)', 1]])
  })
})
