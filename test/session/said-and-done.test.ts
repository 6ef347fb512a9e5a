// What follows from a conversation: files, commits; and which agent a transcript is of.
import { describe, expect, it } from 'vitest'
import { claudeCode } from '../../src/session/claude-code.ts'
import { readTranscript } from '../../src/session/read.ts'
import { addedLines, commitsMentioned, filesOf } from '../../src/session/said-and-done.ts'
import { jsonLines, readWith } from './transcripts.ts'

const said = (type: string, content: unknown): object => ({ type, sessionId: 's', message: { content } })
const write = (id: string, path: string, content: string): object => ({
  type: 'tool_use',
  id,
  name: 'Write',
  input: { file_path: path, content },
})
const result = (text: string): object =>
  said('user', [{ type: 'tool_result', tool_use_id: 'c', content: text }])

function conversation(...records: readonly object[]) {
  const [first] = readWith(claudeCode, jsonLines(...records)).conversations
  if (!first) throw new Error('no conversation')
  return first
}

describe('a conversation', () => {
  it('has its files, each with its edits in their order', () => {
    const { read, edited } = filesOf(
      conversation(
        said('assistant', [
          { type: 'tool_use', id: 'r1', name: 'Read', input: { file_path: 'b' } },
          { type: 'tool_use', id: 'r2', name: 'Read', input: { file_path: 'a' } },
          { type: 'tool_use', id: 'r3', name: 'Read', input: { file_path: 'b' } },
          write('w1', 'new', 'one\ntwo\n'),
        ]),
        said('assistant', [write('w2', 'new', '1\n')]),
      ),
    )
    expect(read).toEqual(['b', 'a'])
    expect([...edited.keys()]).toEqual(['new'])
    expect(edited.get('new')?.map(({ hunks }) => addedLines(hunks))).toEqual([['one', 'two'], ['1']])
  })

  it('mentions the commits that git printed to a tool, and no others', () => {
    const commits = commitsMentioned(
      conversation(
        said('assistant', 'I made [main 0000000] No proof'),
        result('[cart/red abc1234] Add a cart\n 2 files changed\n[main abc1234] Again'),
        result('[detached HEAD 0123456789abcdef0123456789abcdef01234567] Try'),
        result('[main (root-commit) fedcba9] Begin\n[info 12:30] started\narray[main abc9999] x'),
      ),
    )
    expect(commits.map(({ sha, branch, subject }) => [sha, branch, subject])).toEqual([
      ['abc1234', 'cart/red', 'Add a cart'],
      ['0123456789abcdef0123456789abcdef01234567', null, 'Try'],
      ['fedcba9', 'main', 'Begin'],
    ])
  })
})

describe('a transcript', () => {
  const claude = said('user', 'Hi')
  const codex = { timestamp: '2026-01-02T03:04:05Z', type: 'session_meta', payload: { id: 's' } }

  it('is known by its content', async () => {
    expect((await readTranscript(jsonLines(claude)))?.agent).toBe('claude-code')
    expect((await readTranscript(jsonLines(codex)))?.agent).toBe('codex')
  })

  it('of several agents is read as that of most of its records; the rest is counted', async () => {
    const found = await readTranscript(jsonLines(codex, claude, claude))
    expect([found?.agent, found?.records, [...(found?.unknown ?? [])]]).toEqual([
      'claude-code',
      3,
      [['session_meta', 1]],
    ])
  })

  it('of nobody is none', async () => {
    expect(await readTranscript('')).toBeNull()
    expect(await readTranscript('{"name":"package","version":"1.0.0"}')).toBeNull()
    expect(
      await readTranscript(jsonLines({ type: 'user', message: { role: 'user', parts: [{ text: 'Qwen' }] } })),
    ).toBeNull()
  })
})
