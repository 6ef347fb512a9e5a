// What a target gives under a name of the archive: taken, or told why not, and never a throw.
import { describe, expect, test } from 'vitest'
import { encodeRecord, recordDigest } from '../../src/archive/encode.ts'
import { marked } from '../../src/archive/removed.ts'
import { tombstoneDigest } from '../../src/archive/tombstone.ts'
import { hexOf, type Digest } from '../../src/digest/digest.ts'
import { verifyObject } from '../../src/sync/verify.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const recordName = (digest: Digest): string =>
  `records/${hexOf(digest).slice(0, 2)}/${hexOf(digest).slice(2)}.json`
const record = {
  recordVersion: 1,
  kind: 'overwritten',
  spec: 'greeting',
  at: '2026-11-21T20:00:00Z',
  previous: null,
  tool: '0.1.0',
  body: { reason: 'what Ada Example asked for', files: {} },
  // What a spec id is, its type cannot know of a literal.
} as unknown as Parameters<typeof encodeRecord>[0]

test('a record that something was taken out of is told apart from what it was, under the same name', () => {
  const digest = recordDigest(record)
  const body = { reason: 'what [REDACTED:asked] asked for', files: {} }
  const removed = { at: '2026-11-21T21:00:00Z', because: 'a name', removed: { asked: 1 } }
  const without = marked({ ...record, body } as typeof record, digest, removed)
  const redactedOf = (one: typeof record): unknown =>
    verifyObject(recordName(digest), bytes(encodeRecord(one)))
  expect(redactedOf(record)).toMatchObject({ sound: { kind: 'record', redacted: false } })
  expect(redactedOf(without)).toMatchObject({ sound: { kind: 'record', redacted: true } })
})

describe('what is nested a hundred thousand levels deep is damaged', () => {
  const deep = `${'['.repeat(1e5)}${']'.repeat(1e5)}`
  const withDeep = (value: unknown): Uint8Array =>
    bytes(JSON.stringify({ ...(value as object), more: 0 }).replace('"more":0', `"more":${deep}`))
  const tombstone = {
    ...{ tombstoneVersion: 1 as const, session: 'codex/one', whole: false, after: [] },
    ...{ at: '2026-11-21T21:00:00Z', because: 'a name', removed: {} },
  }
  const head = {
    ...{ headVersion: 1, agent: 'codex', sessionId: 'one', records: 0, bytes: 0, trail: null },
    ...{ project: { remote: null, rootCommit: null }, chunks: [], conversations: [] },
  }
  const hex = hexOf(tombstoneDigest(tombstone))
  test.each([
    ['a record', recordName(recordDigest(record)), record],
    ['a tombstone', `sessions/codex/one/tombstone-${hex}.json`, tombstone],
    ['a head', `sessions/codex/one/head-${hex}.json`, head],
  ])('%s', (_, name, value) => {
    expect(verifyObject(name, withDeep(value))).toEqual({ why: 'is damaged' })
  })
})
