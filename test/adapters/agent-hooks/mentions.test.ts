// Whether a transcript may say anything of some files, told from its bytes alone.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mentionsOf } from '../../../src/adapters/agent-hooks/mentions.ts'
import { runs } from '../../runs.ts'

test('a name is found however the bytes are cut, and nothing else is', async () => {
  const mentions = mentionsOf(['src/one.ts', 'src/a longer name.ts'])
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('/w/src/one.ts', 'a longer name.ts', 'one.t', 'src/'),
      fc.array(fc.nat(60), { maxLength: 8 }),
      async (word, cuts) => {
        const bytes = Buffer.from(`${'x'.repeat(20)}${word}${'y'.repeat(20)}`)
        const places = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length]
        const pieces = places.slice(1).map((to, at) => bytes.subarray(places[at], to))
        expect(await mentions(pieces)).toBe(word.endsWith('.ts'))
      },
    ),
    { numRuns: runs(1000) },
  )
})

test('names that JSON may spell in several ways, and too many of them, are never ruled out', async () => {
  expect(await mentionsOf(['src/größe.ts'])([Buffer.from('nothing')])).toBe(true)
  expect(await mentionsOf(['src/a"b.ts'])([])).toBe(true)
  expect(await mentionsOf(Array.from({ length: 300 }, (_, at) => `${at}.ts`))([])).toBe(true)
  expect(await mentionsOf(['src/one.ts'])([])).toBe(false)
})
