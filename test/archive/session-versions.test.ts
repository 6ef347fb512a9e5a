import { describe, expect, test } from 'vitest'
import { moreRedacted } from '../../src/archive/session-same.ts'
import { currentHeads, relationOf } from '../../src/archive/session-versions.ts'
import type { SessionHead } from '../../src/archive/session.ts'
import { digestBytes, type Digest } from '../../src/digest/digest.ts'

const texts = new Map<Digest, Uint8Array>()
const bytesOf = (digest: Digest): Uint8Array | null => texts.get(digest) ?? null

function head(chunks: readonly string[], trail: readonly string[] | null = null): SessionHead {
  const all = chunks.map((text) => Buffer.from(text))
  for (const bytes of all) texts.set(digestBytes(bytes), bytes)
  return {
    headVersion: 1,
    agent: 'codex',
    sessionId: 's',
    project: { remote: null, rootCommit: null },
    chunks: all.map((bytes) => digestBytes(bytes)),
    records: 1,
    bytes: all.reduce((sum, { length }) => sum + length, 0),
    conversations: [],
    trail,
  }
}

describe('of two versions of a session', () => {
  test('one begins the other where its last chunk is the beginning of that one', () => {
    const short = head(['full\n', 'ta\n'])
    const long = head(['full\n', 'ta\nil\n', 'more\n'])
    expect(relationOf(short, long, bytesOf)).toBe('begins')
    expect(relationOf(long, short, bytesOf)).toBe('continues')
    expect(relationOf(long, head(['full\n', 'ta\nil\n', 'more\n']), bytesOf)).toBe('same')
  })

  test('a last record that was written to half is the beginning of the whole one', () => {
    expect(relationOf(head(['{"a":1}\n{"b"\n']), head(['{"a":1}\n{"b":2}\n']), bytesOf)).toBe('begins')
  })

  test('neither begins the other where a record differs', () => {
    expect(relationOf(head(['one\n', 'two\n']), head(['one\n', 'twenty\n', 'x\n']), bytesOf)).toBe('apart')
    expect(relationOf(head(['one\n']), head(['two\n', 'one\n']), bytesOf)).toBe('apart')
  })

  test('those that are written anew each time are compared by their messages', () => {
    const long = head(['{"messages":[1,2,3]}\n'], ['a', 'b', 'c'])
    expect(relationOf(head(['{"messages":[1,2]}\n'], ['a', 'b']), long, bytesOf)).toBe('begins')
    expect(relationOf(head(['{"messages":[1,x]}\n'], ['a', 'half']), long, bytesOf)).toBe('begins')
    expect(relationOf(head(['{"messages":[x,2]}\n'], ['x', 'b']), long, bytesOf)).toBe('apart')
    expect(relationOf(head(['{"messages":[x]}\n'], ['x']), long, bytesOf)).toBe('apart')
    expect(relationOf(head(['{"messages":[1,2,4]}\n'], ['a', 'b', 'd']), long, bytesOf)).toBe('apart')
  })

  test('the longer ones are left, and one of equal ones', () => {
    const kept = [head(['a\n']), head(['a\nb\n']), { ...head(['a\nb\n']), records: 9 }, head(['a\nc\n'])].map(
      (one, at) => ({
        head: one,
        // Made up: only their order counts.
        digest: `sha256:${String(at).repeat(64)}` as Digest,
      }),
    )
    expect(currentHeads(kept, bytesOf)).toEqual([kept[1], kept[3]])
  })
})

describe('a record that was redacted by other rules', () => {
  const kept = '{"id":1,"text":"use [REDACTED:github] and abc"}'
  const stricter = '{"id":1,"text":"use [REDACTED:github] and [REDACTED:mine]"}'
  test.each([
    ['the same', kept, kept],
    ['more was taken out', stricter, stricter],
    ['less was taken out', '{"id":1,"text":"use xyz and abc"}', kept],
    ['another word', '{"id":1,"text":"use [REDACTED:github] or abc"}', null],
    ['another id', '{"id":2,"text":"use xyz and abc"}', null],
    ['more at its end', `${kept} `, null],
  ])('%s', (_what, fresh, text) => {
    expect(moreRedacted(kept, fresh)).toBe(text)
  })

  test('overlapping beginning and end are not counted twice', () => {
    expect(moreRedacted('ab[REDACTED:x]ba', 'aba')).toBeNull()
  })
})
