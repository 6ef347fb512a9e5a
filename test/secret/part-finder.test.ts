// What a person wants to be taken out of a transcript, found where it stands: in strings, in strings in strings, in two halves.
import { describe, expect, test } from 'vitest'
import type { RedactOptions } from '../../src/secret/redact-finder.ts'
import { finderOf, type Removal } from '../../src/secret/part-finder.ts'
import { redactRecordsBy } from '../../src/secret/redact.ts'
import { takenOut } from '../../src/secret/taken-out.ts'
import type { TranscriptRecord } from '../../src/session/conversation.ts'
import { keptText } from '../../src/session/kept-text.ts'

const options: RedactOptions = { config: { patterns: [], emails: false } }

async function without(removal: Removal, records: readonly TranscriptRecord[]): Promise<string[]> {
  const finder = await finderOf(removal, options)
  if (!finder.ok) throw new Error(JSON.stringify(finder.diagnostics))
  const redaction = redactRecordsBy(() => Promise.resolve(finder))
  const taken = await redaction.take(records)
  const ended = await redaction.end()
  if (!taken.ok || !ended.ok) throw new Error('it cannot be redacted')
  return [...taken.value, ...ended.value].map(keptText)
}

const json = (value: unknown): TranscriptRecord => ({
  kind: 'json',
  value,
  line: 1,
  text: JSON.stringify(value),
})
const line = (text: string): TranscriptRecord => ({ kind: 'text', text, line: 1 })
const jane: Removal = { kind: 'text', text: 'Jane "JR" Roe' }

describe('an exact text', () => {
  test('goes from strings and from JSON in strings; ids stay', async () => {
    const inner = JSON.stringify({ who: 'Jane "JR" Roe', deep: JSON.stringify(['Jane "JR" Roe']) })
    const [record = ''] = await without(jane, [
      json({ id: 'a1', text: 'hi Jane "JR" Roe', arguments: inner }),
    ])
    expect(record).not.toContain('Jane')
    expect(JSON.parse(record)).toEqual({
      id: 'a1',
      text: 'hi [REDACTED:removed]',
      arguments: '{"who":"[REDACTED:removed]","deep":"[\\"[REDACTED:removed]\\"]"}',
    })
  })

  test('goes where one message says it in two pieces', async () => {
    const part = (text: string) => json({ message: { id: 'm1' }, delta: text })
    const [one = '', two = ''] = await without(jane, [part('I saw Jane "J'), part('R" Roe today')])
    expect(one).not.toContain('Jane')
    expect(two).not.toContain('Roe')
    expect(two).toContain('today')
  })

  test('goes from lines of Markdown that it goes over; there are as many lines as before', async () => {
    const records = ['# Talk', 'it is Jane', 'Roe of Springfield', 'bye'].map(line)
    const after = await without({ kind: 'text', text: 'Jane\nRoe' }, records)
    expect(after).toHaveLength(4)
    expect(after.join('\n')).not.toMatch(/Jane|Roe/)
    expect(after[2]).toContain('of Springfield')
  })

  test.each(['abc', ' a ', '[REDACTED:', 'redacted'])('%j is too short, or a mark', async (text) => {
    expect(await finderOf({ kind: 'text', text }, options)).toMatchObject({ ok: false })
  })
})

test('a pattern is one that can be run for sure', async () => {
  const [record] = await without({ kind: 'pattern', pattern: 'CUST-[0-9]{4}' }, [
    json({ text: 'CUST-1234 left' }),
  ])
  expect(record).toBe('{"text":"[REDACTED:pattern] left"}')
  expect(await finderOf({ kind: 'pattern', pattern: '(a+)+' }, options)).toMatchObject({
    ok: false,
    diagnostics: [{ code: 'usage', message: expect.stringMatching(/^--pattern repeats a group/) as string }],
  })
})

describe('what is told of it', () => {
  test('has places and lengths, and only the beginning of what is long', () => {
    const before = JSON.stringify({ a: ['short one', { b: `x ${'k'.repeat(40)} y` }] })
    const after = JSON.stringify({ a: ['[REDACTED:one]', { b: 'x [REDACTED:two] y' }] })
    expect(takenOut(before, after, 'json')).toMatchObject([
      { path: 'a', rule: 'one', masked: '(9 characters)' },
      { path: 'a/b', rule: 'two', masked: 'kkkk… (40 characters)' },
    ])
  })

  test('leaves out what was redacted before', () => {
    const before = 'a [REDACTED:old] b secret c'
    expect(takenOut(before, 'a [REDACTED:old] b [REDACTED:new] c', 'text')).toMatchObject([
      { rule: 'new', from: 19 },
    ])
  })
})
