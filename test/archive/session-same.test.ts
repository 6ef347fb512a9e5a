// Texts of one record that were redacted by different rules: what either took out is out of the one that is kept.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { moreRedacted } from '../../src/archive/session-same.ts'
import { runs } from '../runs.ts'

/** Parts of a text; `by` are the rule sets (bits) that take the part out. */
const parts = fc.array(
  fc.record({
    text: fc.string({ minLength: 1, maxLength: 40 }).filter((text) => !text.includes('[')),
    by: fc.constantFrom(0, 0, 0, 1, 2, 3),
  }),
  { maxLength: 12 },
)
const textFor = (all: readonly { text: string; by: number }[], rules: number): string =>
  all.map(({ text, by }) => ((by & rules) !== 0 ? '[REDACTED:x]' : text)).join('')

describe('of two texts of one record', () => {
  test('nothing that either took out comes back', () => {
    fc.assert(
      fc.property(parts, (all) => {
        const both = moreRedacted(textFor(all, 1), textFor(all, 2))
        if (both === null) return
        const secrets = all.flatMap(({ text, by }) => (by !== 0 && text.length > 6 ? [text] : []))
        const open = all.map(({ text, by }) => (by === 0 ? text : '\0')).join('')
        for (const secret of secrets) if (!open.includes(secret)) expect(both.includes(secret)).toBe(false)
      }),
      { numRuns: runs(5000) },
    )
  })

  test('what each took out by itself is out, and the rest stays', () => {
    expect(moreRedacted('a [REDACTED:x] b two c', 'a one b [REDACTED:y] c')).toBe(
      'a [REDACTED:x] b [REDACTED:y] c',
    )
    expect(moreRedacted('[REDACTED:x] b two', 'one b [REDACTED:y]')).toBe('[REDACTED:x] b [REDACTED:y]')
    expect(moreRedacted('[REDACTED:x] b [REDACTED:z] c', 'one b [REDACTED:y] c')).toBe(
      '[REDACTED:x] b [REDACTED:z] c',
    )
  })

  test('that say something else, none is kept for the other', () => {
    expect(moreRedacted('a [REDACTED:x] b two', 'a one b three')).toBeNull()
    expect(moreRedacted('a [REDACTED:x] b two c', 'a one B [REDACTED:y] c')).toBeNull()
    expect(moreRedacted('one', 'two')).toBeNull()
  })
})
