// The order of records: by time, and within a second by which follows which.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordDigest } from '../../src/archive/encode.ts'
import type { StoredRecord } from '../../src/archive/record.ts'
import type { Digest } from '../../src/digest/digest.ts'
import { newestFirst, type FoundRecord } from '../../src/pipeline/log.ts'
import type { SpecId } from '../../src/spec/spec.ts'
import { runs } from '../runs.ts'

function record(at: string, previous: Digest | null, reason: string): FoundRecord {
  const stored: StoredRecord = {
    recordVersion: 1,
    kind: 'overwritten',
    spec: 'a' as SpecId,
    at,
    previous,
    tool: '0',
    body: { reason, files: {} },
  }
  return { digest: recordDigest(stored), record: stored, local: false }
}

test('records of one second follow the chain, whatever order they are read in', () => {
  const chain = (seconds: readonly number[]): readonly FoundRecord[] => {
    const made: FoundRecord[] = []
    for (const [index, second] of [...seconds].sort((a, b) => a - b).entries()) {
      made.push(record(`2026-01-01T00:00:0${second}Z`, made.at(-1)?.digest ?? null, String(index)))
    }
    return made
  }
  fc.assert(
    fc.property(
      fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }),
      fc.infiniteStream(fc.nat()),
      (seconds, random) => {
        const made = chain(seconds)
        const shuffled = made
          .map((one) => ({ one, key: random.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one)
        expect(newestFirst(shuffled)).toEqual([...made].reverse())
      },
    ),
    { numRuns: runs(2000) },
  )
})

test('a record whose predecessor is gone has its place by time', () => {
  const missing = `sha256:${'0'.repeat(64)}` as Digest
  const [old, young] = [
    record('2026-01-01T00:00:00Z', missing, 'old'),
    record('2026-01-02T00:00:00Z', missing, 'young'),
  ]
  expect(newestFirst([old, young])).toEqual([young, old])
})
