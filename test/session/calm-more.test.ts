// The readers of the other agents stay calm, too: records of any shape, lines in any order, cut anywhere; and their counts add up.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aider } from '../../src/session/aider.ts'
import type { ReadTranscript, TranscriptRecord } from '../../src/session/conversation.ts'
import { copilot } from '../../src/session/copilot.ts'
import { cursor } from '../../src/session/cursor.ts'
import { gemini } from '../../src/session/gemini.ts'
import { opencode } from '../../src/session/opencode.ts'
import { recordsOf } from '../../src/session/records.ts'
import { specstory } from '../../src/session/specstory.ts'
import { runs } from '../runs.ts'
import { exported, message, part, session, tool } from './opencode-records.ts'
import { jsonLines, readWith } from './transcripts.ts'

const at = '2026-01-02T03:04:05.000Z'
const event = (type: string, data: object) => ({ type, data, id: type, timestamp: at, parentId: null })
const said = (role: string, ...content: readonly object[]) => ({ role, message: { content } })

const geminiRecords: readonly object[] = [
  { sessionId: 's', projectHash: 'p', startTime: at },
  {
    id: 'u',
    timestamp: at,
    type: 'user',
    content: [{ text: 'Hi é😀' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }],
  },
  {
    id: 'g',
    timestamp: at,
    type: 'gemini',
    content: 'Yes',
    thoughts: [{ subject: 'hm' }],
    tokens: { input: 3, output: 4 },
  },
  {
    id: 'h',
    timestamp: at,
    type: 'gemini',
    toolCalls: [{ id: 'c', name: 'replace', args: { file_path: 'a', new_string: 'x' }, result: [] }],
  },
  { $set: { summary: 'Title', messages: [{ id: 'u', type: 'user', content: 'Hi' }] } },
  { $rewindTo: 'g' },
]
const copilotRecords: readonly object[] = [
  event('session.start', { sessionId: 's', producer: 'copilot-agent', context: { cwd: '~/shop' } }),
  event('user.message', { content: 'Hi é😀' }),
  event('assistant.message', {
    messageId: 'm',
    content: 'Yes',
    toolRequests: [{ toolCallId: 'c', name: 'edit', arguments: '{"path":"a"}' }],
  }),
  event('tool.execution_start', {
    toolCallId: 'd',
    toolName: 'view',
    arguments: { path: 'a' },
    parentToolCallId: 'c',
  }),
  event('tool.execution_complete', { toolCallId: 'c', success: true, result: { content: 'ok' } }),
  event('session.snapshot_rewind', { upToEventId: 'user.message' }),
]
const cursorRecords: readonly object[] = [
  said('user', { type: 'text', text: '<user_query>Hi é😀</user_query> more' }),
  said(
    'assistant',
    { type: 'thinking', thinking: 'hm' },
    { type: 'tool_use', name: 'Write', input: { path: 'a', contents: 'x' } },
  ),
  said('user', {
    type: 'tool_result',
    tool_use_id: 'c',
    content: [{ type: 'text', text: 'ok' }],
    is_error: true,
  }),
  { type: 'turn_ended' },
]
const opencodeRecords: readonly object[] = [
  exported(message('m1', 'user'), [
    part('text', { text: 'Hi é😀' }),
    part('file', { url: 'data:image/png;base64,AAAA' }),
  ]),
  session('s1', { parentID: 's0', revert: { messageID: 'm2' } }),
  message('m2', 'assistant', { tokens: { input: 1, output: 2, cache: {} } }),
  {
    ...tool('edit', { filePath: 'a' }, { metadata: { diff: '@@ -1 +1 @@\n-x' } }),
    messageID: 'm2',
    sessionID: 's1',
  },
  { ...part('patch', { files: ['b'] }), messageID: 'm2', sessionID: 's1' },
]
const all = [...geminiRecords, ...copilotRecords, ...cursorRecords, ...opencodeRecords]

const sum = (read: ReadTranscript): number =>
  [...read.unknown.values()].reduce((total, count) => total + count, 0)

function expectSound(read: ReadTranscript, records: number): void {
  expect(read.records).toBe(records)
  expect(sum(read) + read.damagedCount).toBeLessThanOrEqual(records)
  expect(read.damaged.length).toBe(Math.min(100, read.damagedCount))
  const ids = read.conversations.map(({ sessionId }) => sessionId)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { messages, sessionId } of read.conversations) {
    expect(sessionId).not.toBe('')
    for (const { record } of messages) expect(record >= 1 && record <= records).toBe(true)
  }
  // Nothing in it is lost on the way through JSON.
  expect(JSON.parse(JSON.stringify(read.conversations))).toEqual(read.conversations)
}

const readers = [
  { reader: gemini, own: geminiRecords },
  { reader: copilot, own: copilotRecords },
  { reader: cursor, own: cursorRecords },
  { reader: opencode, own: opencodeRecords },
] as const

describe.each(readers)('$reader.agent', ({ reader, own }) => {
  it('understands its own records, and recognises them better than any other', () => {
    const read = readWith(reader, jsonLines(...own))
    expectSound(read, own.length)
    expect([sum(read), read.damagedCount]).toEqual([0, 0])
    const records = [...recordsOf(jsonLines(...own))]
    const scores = readers.map((one) => one.reader.recognises(records))
    expect(scores.indexOf(Math.max(...scores))).toBe(readers.findIndex((one) => one.reader === reader))
    expect(scores.filter((score) => score > 0)).toHaveLength(1)
  })

  it('reads what was cut at any byte', () => {
    const whole = Buffer.from(jsonLines(...own))
    fc.assert(
      fc.property(fc.nat({ max: whole.length }), (cut) => {
        const records = [...recordsOf(whole.subarray(0, cut))]
        const read = readWith(reader, records)
        expectSound(read, records.length)
        expect(read.damagedCount).toBeLessThanOrEqual(1)
      }),
      { numRuns: runs(2000, 100) },
    )
  })

  it('never throws, and its counts add up, whatever the records are', () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.boolean(),
      fc.constantFrom('user', 'text', 'u', 'c', 's'),
    )
    const keys = fc.constantFrom(...keysOf(all), '__proto__', 'constructor')
    const known = fc.constantFrom(...partsOf(all))
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('value')),
        fc.dictionary(keys, tie('value')),
        known,
      ),
    }))
    const changed = fc.tuple(fc.constantFrom(...own), keys, keys, value).map(([one, key, inner, given]) => {
      // Objects of our own, above.
      const object = one as Record<string, unknown>
      const below = object[key]
      const deeper = typeof below === 'object' && !Array.isArray(below) ? { ...below, [inner]: given } : given
      return { ...object, [key]: deeper }
    })
    const damaged: TranscriptRecord = { kind: 'damaged', why: 'no JSON', text: '{', line: 1 }
    const record = fc.oneof(
      fc
        .oneof(value, changed, fc.constantFrom(...own))
        .map((one): TranscriptRecord => ({ kind: 'json', value: one, line: 1 })),
      fc.constantFrom<TranscriptRecord>(damaged, { kind: 'text', text: '# Chat', line: 1 }),
    )
    fc.assert(
      fc.property(fc.array(record), (records) => {
        const read = readWith(reader, records)
        expectSound(read, records.length)
        expect(read.damagedCount).toBeGreaterThanOrEqual(records.filter(({ kind }) => kind !== 'json').length)
        expect(reader.recognises(records)).toBeLessThanOrEqual(1)
      }),
      { numRuns: runs(5000, 200) },
    )
  })
})

describe.each([
  {
    reader: aider,
    words: [
      '# aider chat started at 2026-01-02 03:04:05',
      '#### Hi  ',
      '#### ',
      '> told  ',
      '> === many',
      'E  ',
      '>',
      'a.ts',
      '```ts',
      '<<<<<<< SEARCH',
      '=======',
      '>>>>>>> REPLACE',
      '> Applied edit to a.ts  ',
      '> Tokens: 1k sent, 2 received.  ',
      'text',
      '',
    ],
  },
  {
    reader: specstory,
    words: [
      '<!-- Generated by SpecStory -->',
      '<!-- cursor Session 1-2 (2026-01-02 03:04Z) -->',
      '# Title',
      '_**User**_',
      '_**Agent (m 2026-01-02 03:04Z)**_',
      '<think><details><summary>Thought Process</summary>',
      '</details></think>',
      '<tool-use data-tool-type="write" data-tool-name="Write"><details>',
      '<summary>Tool use: **Write**</summary>',
      'Path: `a`',
      '```diff',
      '-x',
      '```',
      '</details></tool-use>',
      '---',
      '',
    ],
  },
])('$reader.agent', ({ reader, words }) => {
  it('reads lines in any order', () => {
    const line = fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...words) },
      { weight: 1, arbitrary: fc.string() },
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const records = lines.map((text, index): TranscriptRecord => ({
          kind: 'text',
          text,
          line: index + 1,
        }))
        const read = readWith(reader, records)
        expectSound(read, records.length)
        expect([sum(read), read.damagedCount]).toEqual([0, 0])
        expect(reader.recognises(records)).toBeLessThanOrEqual(1)
      }),
      { numRuns: runs(5000, 300) },
    )
  })

  it('counts what is no text, and bytes that are none', () => {
    const json: TranscriptRecord = { kind: 'json', value: {}, line: 7 }
    const broken: TranscriptRecord = {
      kind: 'damaged',
      why: 'bytes that are no UTF-8',
      text: '\uFFFD',
      line: 8,
    }
    const read = readWith(reader, [json, broken])
    expect(read).toMatchObject({
      records: 2,
      damagedCount: 2,
      damaged: [{ line: 7 }, { line: 8, why: broken.why }],
    })
  })
})

function partsOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return [value, ...Object.values(value).flatMap(partsOf)]
}

function keysOf(value: unknown): string[] {
  return [...new Set(partsOf(value).flatMap((one) => (Array.isArray(one) ? [] : Object.keys(one as object))))]
}
