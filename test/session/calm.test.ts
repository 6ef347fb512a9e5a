// Readers stay calm: transcripts that are cut, shuffled, mixed with others, or nonsense are read as far as they go.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claudeCode } from '../../src/session/claude-code.ts'
import { codex } from '../../src/session/codex.ts'
import type { ReadTranscript, TranscriptRecord } from '../../src/session/conversation.ts'
import { recordsOf } from '../../src/session/records.ts'
import { runs } from '../runs.ts'
import { jsonLines, readWith } from './transcripts.ts'

const at = (second: number): string => new Date(Date.UTC(2026, 0, 2, 3, 0, second)).toISOString()

/** A session of Claude Code with a subagent, an edit, a branch and what surrounds them. */
const claudeRecords: readonly object[] = [
  { type: 'file-history-snapshot', messageId: 'u1', snapshot: {}, isSnapshotUpdate: false },
  ...[
    { type: 'user', uuid: 'u1', parentUuid: null, message: { role: 'user', content: 'Add a cart é😀' } },
    {
      type: 'assistant',
      uuid: 'a1',
      parentUuid: 'u1',
      message: { id: 'm1', content: [{ type: 'thinking', thinking: 'hm' }] },
    },
    {
      type: 'assistant',
      uuid: 'a2',
      parentUuid: 'a1',
      message: {
        id: 'm1',
        usage: { input_tokens: 3, output_tokens: 4 },
        content: [
          {
            type: 'tool_use',
            id: 'c1',
            name: 'Edit',
            input: { file_path: 'a', old_string: 'x', new_string: 'y' },
          },
        ],
      },
    },
    {
      type: 'user',
      uuid: 'u2',
      parentUuid: 'a2',
      toolUseResult: { filePath: 'a', structuredPatch: [{ oldStart: 1, newStart: 1, lines: ['-x', '+y'] }] },
      message: { content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'ok' }] },
    },
    { type: 'user', uuid: 'i1', parentUuid: null, isSidechain: true, message: { content: 'Find it' } },
    { type: 'user', uuid: 'u3', parentUuid: 'a1', message: { content: [{ type: 'text', text: 'In blue' }] } },
    { type: 'system', uuid: 's1', parentUuid: 'u3', subtype: 'turn_duration' },
  ].map((record, second) => ({ ...record, sessionId: 's', timestamp: at(second) })),
]

const codexRecords: readonly object[] = [
  { type: 'session_meta', payload: { id: 's', cwd: '~/shop' } },
  { type: 'turn_context', payload: { model: 'gpt-x' } },
  { type: 'event_msg', payload: { type: 'user_message', message: 'Hi é😀' } },
  {
    type: 'response_item',
    payload: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi é😀' }] },
  },
  { type: 'response_item', payload: { type: 'reasoning', summary: [{ text: 'hm' }] } },
  {
    type: 'response_item',
    payload: { type: 'function_call', name: 'apply_patch', call_id: 'c1', arguments: '{"input":"x"}' },
  },
  {
    type: 'event_msg',
    payload: { type: 'patch_apply_end', call_id: 'c1', changes: { a: { type: 'add', content: 'x' } } },
  },
  { type: 'response_item', payload: { type: 'function_call_output', call_id: 'c1', output: 'ok' } },
  {
    type: 'event_msg',
    payload: { type: 'token_count', info: { last_token_usage: { input_tokens: 3, output_tokens: 4 } } },
  },
].map((record, second) => ({ timestamp: at(second), ...record }))

const readers = [
  { reader: claudeCode, own: claudeRecords, other: codexRecords },
  { reader: codex, own: codexRecords, other: claudeRecords },
] as const

const sum = (read: ReadTranscript): number =>
  [...read.unknown.values()].reduce((all, count) => all + count, 0)

/** What holds of any reading. */
function expectSound(read: ReadTranscript, records: number): void {
  expect(read.records).toBe(records)
  expect(sum(read) + read.damagedCount).toBeLessThanOrEqual(records)
  expect(read.damaged.length).toBe(Math.min(100, read.damagedCount))
  const ids = read.conversations.map(({ sessionId }) => sessionId)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { messages } of read.conversations)
    for (const message of messages) expect(message.record >= 1 && message.record <= records).toBe(true)
  // Nothing in it is lost on the way through JSON.
  expect(JSON.parse(JSON.stringify(read.conversations))).toEqual(read.conversations)
}

describe.each(readers)('$reader.agent', ({ reader, own, other }) => {
  it('understands its own transcript to the last record', () => {
    const read = readWith(reader, jsonLines(...own))
    expectSound(read, own.length)
    expect([sum(read), read.damagedCount]).toEqual([0, 0])
  })

  it('reads what was cut at any byte, with one damage at most', () => {
    const whole = Buffer.from(jsonLines(...own))
    fc.assert(
      fc.property(fc.nat({ max: whole.length }), (cut) => {
        const records = [...recordsOf(whole.subarray(0, cut))]
        const read = readWith(reader, records)
        expectSound(read, records.length)
        expect(read.damagedCount).toBe(whole[cut - 1] === 0x0a || isWhole(whole, cut) || cut === 0 ? 0 : 1)
      }),
      { numRuns: runs(3000, 300) },
    )
  })

  it('reads the same messages in whatever order the lines are', () => {
    const said = (read: ReadTranscript): string[] =>
      read.conversations
        .flatMap(({ messages }) => messages.flatMap(({ blocks }) => blocks.map(({ kind }) => kind)))
        .sort()
    const expected = said(readWith(reader, jsonLines(...own)))
    fc.assert(
      fc.property(fc.shuffledSubarray([...own], { minLength: own.length }), (shuffled) => {
        const read = readWith(reader, jsonLines(...shuffled))
        expectSound(read, own.length)
        expect(said(read)).toEqual(expected)
      }),
      { numRuns: runs(1000, 100) },
    )
  })

  it('counts what is of another agent as unknown, and damage as damage', () => {
    const damaged: TranscriptRecord = { kind: 'damaged', why: 'no JSON', text: '{', line: 1 }
    const strange: TranscriptRecord = { kind: 'text', text: '# Chat', line: 1 }
    const json = (value: unknown): TranscriptRecord => ({ kind: 'json', value, line: 1 })
    const record = fc.oneof(
      fc.constantFrom(...own).map((value) => ({ kind: 'own', record: json(value) })),
      fc.constantFrom(...other).map((value) => ({ kind: 'other', record: json(value) })),
      fc.constantFrom(damaged, strange, json(7), json([])).map((one) => ({ kind: 'damage', record: one })),
    )
    fc.assert(
      fc.property(fc.array(record), (mixed) => {
        const read = readWith(
          reader,
          mixed.map((one) => one.record),
        )
        const count = (kind: string): number => mixed.filter((one) => one.kind === kind).length
        expectSound(read, mixed.length)
        expect([sum(read), read.damagedCount]).toEqual([count('other'), count('damage')])
      }),
      { numRuns: runs(1000, 100) },
    )
  })

  it('never throws, whatever the values of its records are', () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.constantFrom('user', 'text', 'u1', 'message', at(1)),
    )
    const keys = fc.constantFrom(
      ...keysOf([...claudeRecords, ...codexRecords]),
      'loglines',
      '__proto__',
      'constructor',
    )
    const part = fc.constantFrom(...partsOf([...claudeRecords, ...codexRecords]))
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('value')), fc.dictionary(keys, tie('value')), part),
    }))
    const record = fc.oneof(
      value,
      fc.tuple(fc.constantFrom(...own), keys, value).map(([one, key, given]) => ({ ...one, [key]: given })),
      fc.tuple(fc.constantFrom(...own), keys, keys, value).map(([one, key, inner, given]) => {
        // Objects of our own, above.
        const object = one as Record<string, unknown>
        const below = object[key]
        return { ...object, [key]: typeof below === 'object' ? { ...below, [inner]: given } : given }
      }),
    )
    fc.assert(
      fc.property(fc.array(record), (values) => {
        const records = values.map((one, line): TranscriptRecord => ({ kind: 'json', value: one, line }))
        const read = readWith(reader, records)
        expectSound(read, values.length)
        expect(reader.recognises(records)).toBeLessThanOrEqual(1)
      }),
      { numRuns: runs(5000, 300) },
    )
  })

  it('reads records that follow each other in a circle, and nesting without end', () => {
    const circle = ['x', 'y'].map((uuid, side) => ({
      ...{ type: 'user', uuid, parentUuid: side === 0 ? 'y' : 'x', sessionId: 's', isSidechain: side === 0 },
      message: { content: 'round' },
    }))
    expectSound(readWith(reader, jsonLines(...circle, { ...circle[0], uuid: 'z', parentUuid: 'z' })), 3)
    let deep = '1'
    for (let depth = 0; depth < 20_000; depth++) deep = `[${deep}]`
    const result = `{"type":"tool_result","tool_use_id":"c1","content":[{"of":${deep}}]}`
    const call = `{"type":"tool_use","id":"c1","name":"Edit","input":{"of":${deep}}}`
    const records = [
      ...recordsOf(`{"type":"user","sessionId":"s","message":{"content":[${result},${call}]}}\n`),
      ...recordsOf(
        `{"type":"response_item","payload":{"type":"tool_search_output","call_id":"c","tools":${deep}}}\n`,
      ),
      ...recordsOf(
        `{"type":"response_item","payload":{"type":"function_call","call_id":"c","arguments":${deep}}}\n`,
      ),
    ]
    expectSound(readWith(reader, records), 3)
  })
})

/** Does the value end here, only its line end missing? */
function isWhole(bytes: Buffer, cut: number): boolean {
  return bytes[cut] === 0x0a
}

function partsOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return [value, ...Object.values(value).flatMap(partsOf)]
}

function keysOf(value: unknown): string[] {
  return [
    ...new Set(partsOf(value).flatMap((part) => (Array.isArray(part) ? [] : Object.keys(part as object)))),
  ]
}
