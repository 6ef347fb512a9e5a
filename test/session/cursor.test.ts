// What a transcript of Cursor's agent says.
import { describe, expect, it } from 'vitest'
import { cursor } from '../../src/session/cursor.ts'
import { readTranscript } from '../../src/session/read.ts'
import { asLines, filesIn, jsonLines, readWith } from './transcripts.ts'

const line = (role: string, ...content: readonly unknown[]) => ({ role, message: { content } })
const text = (words: string) => ({ type: 'text', text: words })
const call = (name: string, input: unknown, more: object = {}) => ({ type: 'tool_use', name, input, ...more })
const read = (...records: readonly unknown[]) => readWith(cursor, jsonLines(...records))

describe('a transcript of Cursor', () => {
  it('has the query of a person apart from what the editor added', () => {
    const { conversations } = read(
      line('user', text('<user_info>\nOS\n</user_info>'), text('<user_query>\nAdd a cart\n</user_query>')),
      line('user', text('<open_files>a</open_files>\n<user_query>Say <user_query> twice</user_query>')),
      line('user', text('No element here')),
      line('assistant', { type: 'thinking', thinking: 'hm' }, text('Done.')),
    )
    expect(asLines(conversations[0])).toEqual([
      'person: Add a cart',
      'machine: <user_info>\nOS\n</user_info>',
      'person: Say <user_query> twice',
      'machine: <open_files>a</open_files>',
      'person: No element here',
      'agent: [thinks: hm] Done.',
    ])
  })

  it('has calls, with files from what was asked, and results where there are some', () => {
    const { conversations } = read(
      line(
        'assistant',
        call('Read', { path: 'a' }),
        call('Write', { path: 'b', contents: 'new' }),
        call('Shell', { path: 'c' }),
      ),
      line('assistant', call('StrReplace', { path: 'd', old_string: 'x', new_string: 'y' }, { id: 't1' })),
      line('assistant', { type: 'tool_call', name: 'Delete', input: { path: 'e' } }),
      line('user', { type: 'tool-result', tool_use_id: 't1', content: 'not found', is_error: true }),
    )
    expect(filesIn(conversations[0])).toEqual(['read a', 'create b @0,1 +new', 'delete e'])
    expect(asLines(conversations[0]).at(-1)).toBe('machine: [error: not found]')
  })

  it('is named after its first two messages, whatever follows', () => {
    const begin = [line('user', text('Hi')), line('assistant', text('Hello'))]
    const name = (...records: readonly unknown[]) => read(...records).conversations[0]?.sessionId
    expect(name(...begin)).toMatch(/^unnamed-[0-9a-f]{16}$/)
    expect(name(...begin, line('user', text('More')))).toBe(name(...begin))
    expect(name(line('user', text('Hi')), line('assistant', text('Hey')))).not.toBe(name(...begin))
  })

  it('has no times', () => {
    expect(read(line('user', text('Hi'))).conversations[0]).toMatchObject({
      start: null,
      end: null,
      messages: [{ at: null }],
    })
  })

  it('is recognised; what is not known is counted', async () => {
    const strange = line('assistant', { type: 'custom_block', text: 'x' })
    const found = await readTranscript(
      jsonLines(line('user', text('Hi')), strange, { type: 'turn_ended' }, { role: 'user' }),
    )
    expect(found).toMatchObject({ agent: 'cursor', records: 4, damagedCount: 1 })
    expect([...(found?.unknown ?? [])]).toEqual([['assistant block custom_block', 1]])
  })
})
