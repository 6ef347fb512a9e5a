// Which conversations are behind what is staged: by file where the edit is newer than the last commit, by lines otherwise.
import { describe, expect, test } from 'vitest'
import { KnownPaths } from '../../src/link/paths.ts'
import { isBehind } from '../../src/pipeline/commit-conversations.ts'
import type { Conversation, FileUse } from '../../src/session/conversation.ts'
import { noUsage } from '../../src/model/model.ts'

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 1, 8, minute)).toISOString()

function conversation(minute: number, path: string, lines: readonly string[]): Conversation {
  const file: FileUse = {
    kind: 'edit',
    path,
    change: 'update',
    from: null,
    hunks: [{ oldStart: 1, newStart: 1, lines }],
  }
  return {
    agent: 'claude-code',
    sessionId: '1',
    parent: null,
    title: null,
    project: { cwd: '/w/shop', remote: null, commit: null },
    branch: null,
    version: null,
    start: at(minute),
    end: at(minute),
    usage: noUsage,
    messages: [
      {
        id: '1',
        role: 'assistant',
        author: 'agent',
        at: at(minute),
        model: null,
        usage: null,
        abandoned: false,
        record: 1,
        blocks: [{ kind: 'tool-call', id: 't', name: 'Edit', input: {}, subagent: null, files: [file] }],
      },
    ],
  }
}

const staged = (lines: readonly string[], since: number | null = 30) => ({
  changed: new Set(['src/a.ts']),
  added: () => Promise.resolve(new Map([['src/a.ts', lines]])),
  known: new KnownPaths(['src/a.ts', 'src/b.ts', 'README.md']),
  since: since === null ? null : Date.parse(at(since)),
})

const line = '+  const total = sumOf(prices)'
const second = '+  return total * (1 + rate)'
const text = (one: string): string => one.slice(1)

describe('a conversation is behind what is staged', () => {
  test('where it changed the file since the last commit, whatever became of the lines', async () => {
    expect(await isBehind(conversation(31, '/w/shop/src/a.ts', [line]), staged([]))).toBe(true)
    expect(await isBehind(conversation(1, '/w/shop/src/a.ts', [line]), staged([], null))).toBe(true)
  })

  test('where it changed it before, and two lines of it are staged, formatted or not; one, where there is no more', async () => {
    const edits = [line, second, '+})']
    const both = staged([`    ${text(line)}`, text(second)])
    expect(await isBehind(conversation(29, '/w/shop/src/a.ts', edits), both)).toBe(true)
    const other = staged([text(line), 'const mine = written by hand'])
    expect(await isBehind(conversation(29, '/w/shop/src/a.ts', edits), other)).toBe(false)
    expect(await isBehind(conversation(29, '/w/shop/src/a.ts', edits), staged([text(line)]))).toBe(true)
    expect(await isBehind(conversation(29, '/w/shop/src/a.ts', [line]), staged([text(line)]))).toBe(true)
  })

  test('not by lines that stand everywhere, by another file, or by the same name elsewhere', async () => {
    expect(
      await isBehind(
        conversation(29, '/w/shop/src/a.ts', ['+})', '+  return x']),
        staged(['})', '  return x']),
      ),
    ).toBe(false)
    expect(await isBehind(conversation(31, '/w/shop/src/b.ts', [line]), staged([text(line)]))).toBe(false)
    expect(await isBehind(conversation(31, '/elsewhere/notes/README.txt', [line]), staged([]))).toBe(false)
  })
})
