// Which message of a conversation a line is from, and what was asked before it.
import { describe, expect, it } from 'vitest'
import type { Block, Hunk } from '../../src/session/conversation.ts'
import { addedLines, askedBefore, saidAt } from '../../src/why/edit-turn.ts'
import { editedSymbols } from '../../src/why/edited-symbols.ts'
import { symbolFile } from '../../src/why/symbol-file.ts'
import { conversation, message, text } from '../report/conversation-sample.ts'

const path = 'src/a.ts'

function edit(...lines: readonly string[]): Block {
  const hunk: Hunk = { oldStart: null, newStart: null, lines }
  const use = {
    kind: 'edit' as const,
    path: `/r/${path}`,
    change: 'update' as const,
    from: null,
    hunks: [hunk],
  }
  return { kind: 'tool-call', id: `t${lines.join()}`, name: 'Edit', input: {}, subagent: null, files: [use] }
}

const asked = message('person', [text('Please count.\nAnd quickly.')])
const turns = (...blocks: readonly Block[]) => [asked, ...blocks.map((block) => message('agent', [block]))]
const turnOf = (line: string, ...blocks: readonly Block[]) =>
  addedLines(conversation(turns(...blocks)), path).get(line)?.number

describe('a line', () => {
  it('is of the edit that added it first', () => {
    expect(turnOf('const a = 1', edit('+const a = 1'), edit('+const a = 1', '+const b = 2'))).toBe(2)
  })

  it('that was taken away and came back is of the edit that brought it back', () => {
    expect(turnOf('const a = 1', edit('+const a = 1'), edit('-const a = 1'), edit('+const a = 1'))).toBe(4)
  })

  it('that was taken away is of none; one that an edit writes anew stays', () => {
    expect(turnOf('const a = 1', edit('+const a = 1'), edit('-const a = 1', '+const b = 2'))).toBeUndefined()
    expect(turnOf('const a = 1', edit('+const a = 1'), edit('-  const a = 1', '+const a = 1'))).toBe(2)
  })

  it('of another file is not meant', () => {
    expect(addedLines(conversation(turns(edit('+const a = 1'))), 'lib/a.ts').size).toBe(0)
  })
})

describe('what was said', () => {
  const talk = conversation([
    asked,
    message('agent', [text('I count.'), edit('+const a = 1')]),
    message('machine', [text('tool output')]),
    message('agent', [edit('+const b = 2')]),
  ])

  it('is the agent’s, with the edit or last before it; what a person asked is quoted by its first line', () => {
    expect([saidAt(talk, 2), saidAt(talk, 4)]).toEqual(['I count.', 'I count.'])
    expect(askedBefore(talk, 4)).toEqual({ number: 1, quote: 'Please count.' })
  })

  it('to a subagent stands in its first message', () => {
    const sub = conversation([
      message('machine', [text('Find the counters.')]),
      message('agent', [edit('+const a = 1')]),
    ])
    expect(askedBefore(sub, 2)).toEqual({ number: 1, quote: 'Find the counters.' })
    expect(askedBefore(sub, 1)).toBeNull()
  })
})

it('edits are told by the symbols that they are in now', () => {
  const file = symbolFile(path, 'export function one() {\n  return 100\n}\n\nexport const two = 200\n')
  const talk = conversation(turns(edit('+  return 100', '+}'), edit('+export const two = 200')))
  expect(editedSymbols(talk, file)).toEqual([
    { symbol: 'one', lines: 1, turns: [2] },
    { symbol: 'two', lines: 1, turns: [3] },
  ])
})
