// The pure part of batches: splitting, ids, files, what may be a lost submission, and what is under way.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Arrival } from '../../src/batch/batch.ts'
import { customIdOf, isOf } from '../../src/batch/custom-id.ts'
import { decodeArrivals, decodeSubmission, encodeArrivals, encodeSubmission } from '../../src/batch/encode.ts'
import { matchSubmission, settlingMs } from '../../src/batch/match.ts'
import { splitBySize } from '../../src/batch/split.ts'
import { chosen, questionsUnderWay, stageOf } from '../../src/batch/standing.ts'
import { digestText } from '../../src/digest/digest.ts'
import { runs } from '../runs.ts'
import { statusOf, submissionOf, token } from './submission.ts'

describe('splitting', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 60 })
  const limits = fc.record({
    requests: fc.integer({ min: 1, max: 9 }),
    bytes: fc.integer({ min: 1, max: 80 }),
  })

  test('keeps every request in order and no part above a limit, but for one that is too large by itself', () => {
    fc.assert(
      fc.property(sizes, limits, (all, limit) => {
        const parts = splitBySize(all, (size) => size, limit)
        expect(parts.flat()).toEqual(all)
        for (const part of parts) {
          const bytes = part.reduce((sum, size) => sum + size, 0)
          expect(part.length).toBeLessThanOrEqual(limit.requests)
          expect(bytes <= limit.bytes || part.length === 1).toBe(true)
        }
      }),
      { numRuns: runs(1000) },
    )
  })

  test('takes no part more than is needed', () => {
    fc.assert(
      fc.property(sizes, limits, (all, limit) => {
        const parts = splitBySize(all, (size) => size, limit)
        for (const [at, part] of parts.entries()) {
          const next = parts[at + 1]?.[0]
          if (next === undefined) continue
          const bytes = part.reduce((sum, size) => sum + size, 0)
          expect(part.length === limit.requests || bytes + next > limit.bytes).toBe(true)
        }
      }),
      { numRuns: runs(1000) },
    )
  })

  test('follows the documented limits where nobody says others', () => {
    expect(splitBySize(new Array(100_001).fill(1), () => 1).map((part) => part.length)).toEqual([100_000, 1])
    expect(splitBySize([200e6, 100e6], (size) => size)).toHaveLength(2)
    expect(splitBySize([100e6, 100e6], (size) => size)).toHaveLength(1)
  })
})

test('custom ids fit what the API takes, and tell whose they are', () => {
  const id = customIdOf(token, 99_999)
  expect(id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/)
  expect(isOf(id, token)).toBe(true)
  expect(isOf(id, 'fedcba9876543210')).toBe(false)
})

describe('files', () => {
  test('a submission is read as it was written', () => {
    const whole = submissionOf({
      seen: { ...statusOf(), at: '2026-11-21T10:00:01Z' },
      settled: { [customIdOf(token, 0)]: { standing: 'landed', note: null } },
    })
    expect(decodeSubmission(encodeSubmission(whole))).toEqual(whole)
  })

  test.each([
    ['half of it', (text: string) => text.slice(0, 200)],
    ['a later version', (text: string) => text.replace('"version": 1', '"version": 2')],
    ['a token that leads elsewhere', (text: string) => text.replace(`"${token}"`, '"../../x"')],
    ['no time', (text: string) => text.replace('2026-11-21T10:00:00Z', 'yesterday')],
    [
      'a standing nobody knows',
      (text: string) => text.replace('"settled": {}', '"settled": {"a": {"standing": "x", "note": null}}'),
    ],
  ])('a submission with %s is none', (_, spoil) => {
    const text = encodeSubmission(submissionOf())
    expect(spoil(text)).not.toBe(text)
    expect(decodeSubmission(spoil(text))).toBeNull()
  })

  test('arrivals are read as they were written, whatever they say; a damaged line is none', () => {
    const usage = { input: 1, output: 2, cacheRead: null, cacheWrite: null }
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 4 }), (texts) => {
        const arrivals: Arrival[] = texts.map((text, at) => ({
          customId: customIdOf(token, at),
          kind: 'answered',
          text,
          stop: 'end',
          usage,
          requestId: null,
        }))
        expect(decodeArrivals(encodeArrivals(arrivals))).toEqual(arrivals)
      }),
      { numRuns: runs(40) },
    )
    expect(decodeArrivals('{"customId":"a","kind":"expired"}\n{"customId":')).toBeNull()
    expect(decodeArrivals('{"customId":"a","kind":"toString"}\n')).toBeNull()
  })
})

describe('a submission whose reply was lost', () => {
  const lost = submissionOf({ batch: null })
  const none = new Set<string>()

  test('may be each younger batch of its size', () => {
    const other = statusOf({ id: 'b', counts: { ...statusOf().counts, processing: 3 } })
    const ended = statusOf({
      id: 'c',
      status: 'ended',
      counts: { processing: 0, succeeded: 1, errored: 1, canceled: 0, expired: 0 },
    })
    const match = matchSubmission(lost, [statusOf({ id: 'a' }), other, ended], none, 0)
    expect(match.kind === 'candidates' && match.batches.map(({ id }) => id)).toEqual(['a', 'c'])
  })

  test('is none that belongs to another, or turned out to', () => {
    const since = [statusOf({ id: 'a' }), statusOf({ id: 'b' })]
    const told = { ...lost, notOurs: ['b'] }
    expect(matchSubmission(told, since, new Set(['a']), settlingMs)).toEqual({ kind: 'none' })
  })

  test('may turn up for a while', () => {
    expect(matchSubmission(lost, [], none, 1000)).toEqual({ kind: 'too-early', waitMs: settlingMs - 1000 })
    // A clock that was set back must not make it never.
    expect(matchSubmission(lost, [], none, -5000)).toEqual({ kind: 'too-early', waitMs: settlingMs })
    expect(matchSubmission(lost, [], none, settlingMs)).toEqual({ kind: 'none' })
  })
})

describe('what is under way', () => {
  const seen = { ...statusOf({ status: 'ended' as const }), at: '2026-11-21T11:00:00Z' }
  const settled = { [customIdOf(token, 0)]: { standing: 'landed' as const, note: null } }

  test('is told by stages', () => {
    expect(stageOf(submissionOf({ batch: null }))).toBe('unclear')
    expect(stageOf(submissionOf())).toBe('under-way')
    expect(stageOf(submissionOf({ seen }))).toBe('collectable')
    expect(stageOf(submissionOf({ seen: { ...seen, archived: true } }))).toBe('gone')
    expect(stageOf(submissionOf({ seen: { ...seen, archived: true }, downloaded: true }))).toBe('collectable')
    expect(stageOf(submissionOf({ seen, settled, asks: submissionOf().asks.slice(0, 1) }))).toBe('collected')
  })

  test('is every question whose answer nobody has looked at', () => {
    const underWay = questionsUnderWay([submissionOf({ settled })])
    expect([...underWay.keys()]).toEqual([digestText('question of beta')])
  })

  test('is found by id, by token, or by how these begin; a few letters are not enough', () => {
    const all = [submissionOf(), submissionOf({ token: 'f'.repeat(16), batch: null })]
    const names = (word: string | null) => chosen(all, word).map((one) => one.token[0])
    expect(names(null)).toEqual(['0', 'f'])
    expect(names('msgbatch_01')).toEqual(['0'])
    expect(names('ffff')).toEqual(['f'])
    expect(names('fff')).toEqual([])
  })
})
