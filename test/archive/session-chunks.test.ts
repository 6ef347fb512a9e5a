import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunkCutter } from '../../src/archive/session-chunks.ts'
import { runs } from '../runs.ts'

/** Small limits, so that a few characters do what megabytes do. */
function chunksOf(texts: readonly string[]): string[] {
  const cutter = chunkCutter(20, 50)
  const chunks = [...texts.flatMap((text) => cutter.push(text, Buffer.byteLength(text))), ...cutter.end()]
  return chunks.map(({ bytes }) => Buffer.from(bytes).toString('latin1'))
}

const records = fc.array(
  fc.string({ maxLength: 140, unit: 'binary' }).map((text) => Buffer.from(text).toString()),
)

describe('chunks of a transcript', () => {
  test('hold all records, a line each, in order', () => {
    fc.assert(
      fc.property(records, (texts) => {
        const whole = Buffer.from(texts.map((text) => `${text}\n`).join('')).toString('latin1')
        expect(chunksOf(texts).join('')).toBe(whole)
      }),
      { numRuns: runs(2000) },
    )
  })

  test('stay as they are when records follow, all but the last', () => {
    fc.assert(
      fc.property(records, records, (texts, more) => {
        const before = chunksOf(texts)
        const after = chunksOf([...texts, ...more])
        expect(after.slice(0, Math.max(0, before.length - 1))).toEqual(before.slice(0, -1))
        expect((after[before.length - 1] ?? '').startsWith(before.at(-1) ?? '')).toBe(true)
      }),
      { numRuns: runs(2000) },
    )
  })

  test('end with the record that fills them, and are never longer than the longest', () => {
    expect(chunksOf(['a'.repeat(12), 'b'.repeat(12), 'c'])).toEqual([
      `${'a'.repeat(12)}\n${'b'.repeat(12)}\n`,
      'c\n',
    ])
    const long = chunksOf(['x', 'y'.repeat(120), 'z'])
    expect(long.map((chunk) => chunk.length)).toEqual([50, 50, 23, 2])
  })

  test('give the same as text', () => {
    const cutter = chunkCutter(20, 50)
    const [chunk] = cutter.push('größer als zwanzig', Buffer.byteLength('größer als zwanzig'))
    expect(chunk?.records()).toEqual(['größer als zwanzig'])
    expect(Buffer.from(chunk?.bytes ?? []).toString()).toBe('größer als zwanzig\n')
  })
})
