import { describe, expect, test } from 'vitest'
import {
  chunkName,
  digestOfChunk,
  digestOfHead,
  headName,
  isSessionKey,
  sessionKey,
} from '../../src/archive/session-paths.ts'
import { digestText } from '../../src/digest/digest.ts'

const keyOf = (id: string): string => sessionKey('codex', id, digestText)

describe('the folder of a kept session', () => {
  test.each(['3f2a1b0c-0000-4000-8000-000000000000', 'ses_abc', '3f2a.agent-17'])(
    '%s is called as it is',
    (id) => {
      expect(keyOf(id)).toBe(`codex/${id}`)
    },
  )

  test.each([
    '../../etc/passwd',
    'CON',
    'con',
    'a/b',
    'a\\b',
    '.hidden',
    'ends.',
    'ABC',
    '',
    'ä',
    'x'.repeat(500),
    'a\0b',
  ])('%j gets a name that every system takes', (id) => {
    const key = keyOf(id)
    expect(key).toMatch(/^codex\/[a-z0-9-]+-[0-9a-f]{16}$/)
    expect(isSessionKey(key)).toBe(true)
  })

  test('ids that differ in case alone are two', () => {
    expect(keyOf('ABC').toLowerCase()).not.toBe(keyOf('Abc').toLowerCase())
  })
})

test('names of heads and chunks tell what they hold', () => {
  const digest = digestText('a')
  expect(digestOfHead(headName(digest))).toBe(digest)
  expect(digestOfChunk(chunkName(digest, digestText('b')))).toBe(digest)
  expect(digestOfChunk(headName(digest))).toBeNull()
  expect(digestOfHead('head-12.json')).toBeNull()
})
