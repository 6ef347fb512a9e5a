// What an export of OpenCode says, and what it stores one by one.
import { describe, expect, it } from 'vitest'
import type { OpenCodePart } from './opencode-records.ts'
import { exported, message, part, session, tool } from './opencode-records.ts'
import { opencode } from '../../src/session/opencode.ts'
import { readTranscript } from '../../src/session/read.ts'
import { asLines, filesIn, jsonLines, readWith } from './transcripts.ts'

const read = (...records: readonly unknown[]) => readWith(opencode, jsonLines(...records))
const answer = (...parts: readonly OpenCodePart[]) =>
  read(exported(message('m1', 'assistant'), parts)).conversations[0]

describe('an export of OpenCode', () => {
  it('has facts, times, words and what they cost', async () => {
    const tokens = { input: 10, output: 4, reasoning: 2, cache: { read: 7, write: 1 } }
    const whole = {
      info: session('s1', { parentID: 's0' }),
      messages: [
        { info: message('m1', 'user'), parts: [part('text', { text: 'Add a cart' })] },
        {
          info: message('m2', 'assistant', { tokens, modelID: 'big' }),
          parts: [
            part('step-start'),
            part('reasoning', { text: 'hm' }),
            part('text', { text: 'Done.' }),
            part('step-finish'),
          ],
        },
      ],
    }
    const found = await readTranscript(JSON.stringify(whole, null, 2))
    expect(found).toMatchObject({ agent: 'opencode', records: 1, damagedCount: 0 })
    expect(found?.conversations).toMatchObject([
      {
        ...{ sessionId: 's1', parent: { sessionId: 's0', callId: null }, title: 'Carts', version: '1.2.3' },
        ...{ project: { cwd: '~/shop' }, start: '2026-01-02T03:00:00.000Z' },
        usage: { input: 10, output: 6, cacheRead: 7, cacheWrite: 1 },
      },
    ])
    expect(asLines(found?.conversations[0])).toEqual(['person: Add a cart', 'agent: [thinks: hm] Done.'])
  })

  it('has calls with their results and files', () => {
    const diff = 'Index: b\n--- b\n+++ b\n@@ -2,1 +2,1 @@\n-x\n+y\n'
    const found = answer(
      tool('read', { filePath: 'a' }, { output: 'text' }),
      tool('edit', { filePath: 'b', oldString: 'x', newString: 'y' }, { metadata: { diff } }),
      tool(
        'edit',
        { filePath: 'c', oldString: 'x', newString: 'y' },
        { status: 'error', error: 'not found' },
      ),
      tool('write', { filePath: 'd', content: 'new' }, { metadata: { exists: false } }),
      tool('bash', { command: 'sleep 9' }, { status: 'running' }),
    )
    expect(asLines(found)).toEqual([
      'agent: [call read] [result: text] [call edit] [result: ] [call edit] [error: not found] [call write] [result: ] [call bash]',
    ])
    expect(filesIn(found)).toEqual(['read a', 'update b @2,2 -x +y', 'create d @0,1 +new'])
  })

  it('has files that a step changed and no tool accounts for, without saying how', () => {
    const patch = (...files: readonly string[]) => part('patch', { hash: 'h', files })
    expect(filesIn(answer(tool('edit', { filePath: 'a' }), patch('/shop/a', '/shop/b')))).toEqual([
      'update a',
      'update /shop/b',
    ])
    expect(filesIn(answer(tool('edit', { filePath: 'a' }), patch('/shop/a')))).toEqual(['update a'])
  })

  it('has the session of a subagent tied to its call', () => {
    const found = read(
      exported(message('m1', 'assistant'), [
        tool('task', { prompt: 'Look' }, { metadata: { sessionId: 's2' } }),
      ]),
      { info: session('s2', { parentID: 's1' }), messages: [] },
    )
    expect(found.conversations.map(({ parent }) => parent)).toEqual([
      null,
      { sessionId: 's1', callId: 'task-call' },
    ])
  })

  it('tells a person from what the program added, and pictures from files', () => {
    const url = 'data:image/png;base64,AAAA'
    const parts = [
      part('text', { text: 'Look' }),
      part('text', { text: 'Called the Read tool', synthetic: true }),
      part('file', { mime: 'image/png', url }),
      part('file', { filename: 'a.ts', url: 'file:///shop/a.ts' }),
    ]
    expect(asLines(read(exported(message('m1', 'user'), parts)).conversations[0])).toEqual([
      'person: Look [image of 3 bytes] [file: a.ts]',
      'machine: Called the Read tool',
    ])
  })

  it('marks what was reverted', () => {
    const records = [
      session('s1', { revert: { messageID: 'm2' } }),
      message('m1', 'user'),
      message('m2', 'user'),
      message('m3', 'assistant'),
    ]
    expect(read(...records).conversations[0]?.messages.map(({ abandoned }) => abandoned)).toEqual([
      false,
      true,
      true,
    ])
  })

  it('counts the kinds of parts that are not known, and reads on', () => {
    const found = read(
      exported(message('m1', 'assistant'), [part('dream'), part('dream'), part('text', { text: 'Hi' })]),
    )
    expect([...found.unknown]).toEqual([['part dream (2 times)', 1]])
    expect(asLines(found.conversations[0])).toEqual(['agent: Hi'])
  })
})

describe('what OpenCode stores one by one', () => {
  it('is one session, in whatever order its parts come; the last of a part counts', () => {
    const of = (messageID: string, one: object) => ({ ...one, messageID, sessionID: 's1' })
    const { conversations } = read(
      of('m1', { ...part('text', { text: 'Hal' }), id: 'prt_1' }),
      message('m1', 'user'),
      of('m1', { ...part('text', { text: 'Half' }), id: 'prt_1' }),
      session('s1'),
    )
    expect(conversations.map(({ sessionId, title }) => [sessionId, title])).toEqual([['s1', 'Carts']])
    expect(asLines(conversations[0])).toEqual(['person: Half'])
  })
})
