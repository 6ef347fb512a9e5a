// What a transcript of Claude Code says about files and subagents.
import { describe, expect, it } from 'vitest'
import { claudeCode } from '../../src/session/claude-code.ts'
import { assistant, call, record, result, text, user } from './claude-records.ts'
import { asLines, filesIn, jsonLines, readWith } from './transcripts.ts'

const read = (...records: readonly unknown[]) => readWith(claudeCode, jsonLines(...records))

describe('files', () => {
  const patch = [
    { oldStart: 3, oldLines: 1, newStart: 3, newLines: 2, lines: [' a', '-b', '+c', '+d', '\\ No newline'] },
  ]
  const edit = call('c1', 'Edit', { file_path: 'src/a.ts', old_string: 'b', new_string: 'c\nd' })

  it('have the lines of the patch that the result gives', () => {
    const { conversations } = read(
      assistant('a1', null, 'm1', [edit, call('c2', 'Write', { file_path: 'new.ts', content: 'x\ny\n' })]),
      user('u1', 'a1', [result('c1', 'ok')], {
        toolUseResult: { filePath: 'src/a.ts', structuredPatch: patch },
      }),
      user('u2', 'u1', [result('c2', 'ok')], {
        toolUseResult: { type: 'create', filePath: 'new.ts', content: 'x\ny\n', structuredPatch: [] },
      }),
    )
    expect(filesIn(conversations[0])).toEqual([
      'update src/a.ts @3,3  a -b +c +d',
      'create new.ts @0,1 +x +y',
    ])
  })

  it('have what was asked where the result says nothing, and nothing where the call failed', () => {
    const { conversations } = read(
      assistant('a1', null, 'm1', [
        edit,
        call('c2', 'Edit', { file_path: 'b', old_string: 'x', new_string: '' }),
      ]),
      user('u1', 'a1', [result('c2', 'not found', true)]),
      assistant('a2', 'u1', 'm2', [
        call('c3', 'Read', { file_path: 'c.ts' }),
        call('c4', 'Bash', { command: 'rm d' }),
      ]),
    )
    expect(filesIn(conversations[0])).toEqual(['update src/a.ts @null,null -b +c +d', 'read c.ts'])
  })

  it('of several results in one record go to the call that asked for them', () => {
    const { conversations } = read(
      assistant('a1', null, 'm1', [call('c2', 'Read', { file_path: 'z' }), edit]),
      user('u1', 'a1', [result('c1', 'ok'), result('c2', 'Z')], {
        toolUseResult: { filePath: 'src/a.ts', structuredPatch: patch },
      }),
    )
    expect(filesIn(conversations[0])).toEqual(['read z', 'update src/a.ts @3,3  a -b +c +d'])
  })

  it('that are pictures are kept by their digest', () => {
    const source = { type: 'base64', media_type: 'image/png', data: Buffer.from('four').toString('base64') }
    const { conversations } = read(
      user('u1', null, [text('See'), { type: 'image', source }]),
      user('u2', 'u1', [result('c1', [text('seen'), { type: 'image', source }])]),
    )
    expect(asLines(conversations[0])).toEqual([
      'person: See [image of 4 bytes]',
      'machine: [result: seen] [image of 4 bytes]',
    ])
  })
})

describe('subagents', () => {
  const task = call('c1', 'Task', { prompt: 'Find it' })

  it('that a result names belong to the call that started them', () => {
    const { conversations } = read(
      user('u1', null, 'Where is it?'),
      assistant('a1', 'u1', 'm1', [task]),
      record('progress', 'p1', 'a1', {
        parentToolUseID: 'c1',
        data: {
          type: 'agent_progress',
          agentId: 'x7',
          message: { type: 'user', uuid: 'i1', message: { content: 'Find it' } },
        },
      }),
      record('progress', 'p2', 'p1', {
        parentToolUseID: 'c1',
        data: {
          type: 'agent_progress',
          agentId: 'x7',
          message: { type: 'assistant', uuid: 'i2', message: { content: 'Here' } },
        },
      }),
      user('u2', 'a1', [result('c1', 'Here')], { toolUseResult: { agentId: 'x7' } }),
    )
    expect(conversations.map(({ sessionId, parent }) => [sessionId, parent])).toEqual([
      ['session-1', null],
      ['session-1.agent-x7', { sessionId: 'session-1', callId: 'c1' }],
    ])
    expect(asLines(conversations[1])).toEqual(['agent: Find it', 'agent: Here'])
    expect(conversations[0]?.messages[1]?.blocks[0]).toMatchObject({ subagent: 'session-1.agent-x7' })
  })

  it('in a file of their own have the same name, and their session as parent', () => {
    const { conversations } = read(user('i1', null, 'Find it', { isSidechain: true, agentId: 'x7' }))
    expect(conversations).toMatchObject([
      { sessionId: 'session-1.agent-x7', parent: { sessionId: 'session-1', callId: null } },
    ])
  })

  it('that older versions do not name are known by what they were asked', () => {
    const { conversations } = read(
      assistant('a1', null, 'm1', [task]),
      user('i1', null, 'Find it', { isSidechain: true }),
      assistant('i2', 'i1', 'm2', [text('Here')], {}, { isSidechain: true }),
    )
    expect(conversations[1]).toMatchObject({ sessionId: 'session-1.sidechain-i1', parent: { callId: 'c1' } })
    expect(asLines(conversations[1])).toEqual(['agent: Find it', 'agent: Here'])
  })
})
