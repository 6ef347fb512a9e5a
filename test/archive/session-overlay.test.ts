// What was taken out of a record stays out of the same record, however it grew; where that is not sure, nothing is given.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { overlaid } from '../../src/archive/session-overlay.ts'
import { runs } from '../runs.ts'

const token = '[REDACTED:removed]'
const over = (kept: unknown, fresh: unknown): unknown => {
  const text = overlaid(JSON.stringify(kept), JSON.stringify(fresh))
  return text === null ? null : (JSON.parse(text) as unknown)
}
const message = (id: string, content: string) => ({ id, type: 'user', content })

describe('a transcript that is one value', () => {
  const kept = { updated: 1, messages: [message('a', 'hello'), message('b', `call ${token}!`)] }

  test('what is new at its end is taken, and what was taken out stays out', () => {
    const fresh = {
      updated: 2,
      messages: [message('a', 'hello'), message('b', 'call Jane!'), message('c', 'done')],
    }
    expect(over(kept, fresh)).toEqual({
      updated: 2,
      messages: [message('a', 'hello'), message('b', `call ${token}!`), message('c', 'done')],
    })
  })

  test.each([
    ['a message before it', [message('x', 'new'), message('a', 'hello'), message('b', 'call Jane!')]],
    ['the message is another one', [message('a', 'hello'), message('z', 'call Jane!'), message('c', '')]],
    ['its words are others', [message('a', 'hello'), message('b', 'I call Jane'), message('c', '')]],
    ['it is not there any more', [message('a', 'hello')]],
  ])('%s: not for sure', (_, messages) => {
    expect(over(kept, { updated: 2, messages })).toBe(null)
  })

  test('a list of lines has to be as it was beside it', () => {
    expect(over({ n: 1, lines: ['a', token, 'b'] }, { n: 2, lines: ['a', 'Jane', 'b', 'c'] })).toEqual({
      n: 2,
      lines: ['a', token, 'b', 'c'],
    })
    expect(over({ n: 1, lines: ['a', token, 'b'] }, { n: 2, lines: ['0', 'a', 'Jane', 'b'] })).toBe(null)
  })
})

test('a removed text never comes back: what is given holds none of it, or nothing is given', () => {
  const word = fc.constantFrom('one', 'two', 'three', '')
  const text = fc
    .array(fc.oneof(word, fc.constant('SECRET')), { maxLength: 4 })
    .map((words) => words.join(' '))
  const entry = fc.record({ id: fc.nat(9).map(String), content: text })
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 5 }), fc.array(entry, { maxLength: 3 }), (old, more) => {
      const kept = old.map((one) => ({ ...one, content: one.content.replaceAll('SECRET', token) }))
      const grown = over({ n: 1, messages: kept }, { n: 2, messages: [...old, ...more] })
      if (!kept.some(({ content }) => content.includes(token))) return
      expect(grown).toEqual({ n: 2, messages: [...kept, ...more] })
    }),
    { numRuns: runs(2000) },
  )
})

test('of a record that is nested a hundred thousand levels deep, nothing is sure, and nothing ends', () => {
  const deep = `${'['.repeat(1e5)}${']'.repeat(1e5)}`
  const [old, now] = [1, 2].map((n) => `{"n":${n},"text":"${n === 1 ? token : 'Jane'}","deep":${deep}}`)
  expect(overlaid(old ?? '', now ?? '')).toBe(null)
})
