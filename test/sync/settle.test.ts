// Which versions of a session count: the same as after a merge in git, in whatever order they are looked at.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { currentHeads } from '../../src/archive/session-versions.ts'
import { digestBytes, type Digest } from '../../src/digest/digest.ts'
import { decodeContinued, encodeContinued, isContinuedBy } from '../../src/sync/known.ts'
import { settle, type Version } from '../../src/sync/settle.ts'
import { runs } from '../runs.ts'
import { headOf } from '../support/kept-sessions.ts'

function versionsOf(all: readonly (readonly string[])[]): readonly [Version[], Map<Digest, Uint8Array>] {
  const contents = new Map<Digest, Uint8Array>()
  const versions = all.map((texts) => {
    for (const text of texts) contents.set(digestBytes(Buffer.from(text)), Buffer.from(text))
    return headOf('s1', texts)
  })
  return [[...new Map(versions.map((one) => [one.digest, one])).values()], contents]
}

test('as `currentHeads` has it, and each of the others is continued by one that counts', () => {
  // Records of one word, cut into chunks of three, as far as a session had grown; some went another way.
  const session = fc.record({
    length: fc.integer({ min: 1, max: 9 }),
    fork: fc.option(fc.integer({ min: 0, max: 8 })),
  })
  fc.assert(
    fc.property(fc.array(session, { minLength: 1, maxLength: 6 }), (sessions) => {
      const [versions, contents] = versionsOf(
        sessions.map(({ length, fork }) => {
          const words = Array.from({ length }, (_, at) => `${at === fork ? 'other' : 'word'} ${at}\n`)
          return [0, 3, 6].flatMap((at) => (at < length ? [words.slice(at, at + 3).join('')] : []))
        }),
      )
      const bytesOf = (digest: Digest): Uint8Array | null => contents.get(digest) ?? null
      const settled = settle(versions, { bytesOf, has: (digest) => contents.has(digest) })
      expect(settled.current.map(({ digest }) => digest)).toEqual(
        currentHeads(versions, bytesOf).map(({ digest }) => digest),
      )
      const counting = new Set(settled.current.map(({ digest }) => digest))
      for (const { digest } of versions)
        expect(counting.has(digest) || isContinuedBy(digest, counting, settled.superseded)).toBe(true)
      expect(settled.missing.size).toBe(0)
    }),
    { numRuns: runs(1000) },
  )
})

test('what it would take to know is told; until then both count', () => {
  const [versions, contents] = versionsOf([['a\nb\n'], ['a\nb\nc\n']])
  const known = new Map<Digest, Uint8Array>()
  const chunks = {
    bytesOf: (digest: Digest) => known.get(digest) ?? null,
    has: (digest: Digest) => known.has(digest),
  }
  const before = settle(versions, chunks)
  expect([before.current.length, before.missing.size]).toEqual([2, 2])
  for (const digest of before.missing) known.set(digest, contents.get(digest) ?? new Uint8Array())
  expect(settle(versions, chunks).current.map(({ head }) => head.bytes)).toEqual([6])
})

test('of two texts of one record, the one from which more was taken out counts', () => {
  const [versions, contents] = versionsOf([
    ['a secret b\n', 'c\n'],
    ['a [REDACTED:x] b\n', 'c\n'],
    ['a [REDACTED:x] b\n', 'd\n'],
  ])
  const settled = settle(versions, {
    bytesOf: (digest) => contents.get(digest) ?? null,
    has: (digest) => contents.has(digest),
  })
  expect(settled.current.map(({ digest }) => digest).sort()).toEqual(
    [versions[1], versions[2]].map((one) => one?.digest).sort(),
  )
  expect(settled.superseded).toEqual(new Map([[versions[0]?.digest, versions[1]?.digest]]))
})

test('what is remembered survives writing and reading, and damage is forgotten', () => {
  const [one, two, three] = ['1', '2', '3'].map((text) => digestBytes(Buffer.from(text)))
  if (one === undefined || two === undefined || three === undefined) throw new Error('three were made')
  const known = new Map([[one, two], [two, three], [three, one]]) // prettier-ignore
  expect(decodeContinued(encodeContinued(known))).toEqual(known)
  for (const damaged of ['', '[]', '{"version":9}', '{"version":1,"continued":{"a":"b"}}'])
    expect(decodeContinued(damaged).size).toBe(0)
  expect(isContinuedBy(one, new Set([three]), known)).toBe(true)
  // In a circle, which no sync writes, it ends.
  expect(isContinuedBy(one, new Set(), known)).toBe(false)
})
