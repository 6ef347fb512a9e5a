// Which version of a file first has a line.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { originsOf } from '../../src/why/origin.ts'
import { runs } from '../runs.ts'

const versions = (...texts: readonly string[]) => texts.map((text, at) => ({ of: at, text }))
const from = (now: string, ...texts: readonly string[]) =>
  originsOf(now, versions(...texts)).map((origin) => origin?.of ?? null)

describe('the oldest version that a line comes from', () => {
  it('is the one that brought it', () => {
    expect(from('alpha\nbravo\ncharlie\n', 'alpha\nbravo\ncharlie\n', 'alpha\ncharlie\n')).toEqual([1, 0, 1])
  })

  it('is none for a line that no version has', () => {
    expect(from('alpha\nby hand\n', 'alpha\n')).toEqual([0, null])
  })

  it('is found through another form', () => {
    const [origin] = originsOf('  const name = "x"\n', versions("const name = 'x';\n"))
    expect(origin).toEqual({ of: 0, line: 1, exact: false, gap: false })
  })

  it('is told to have been away where a version between lacks the line; a bracket that comes back says nothing', () => {
    const [hand, , bracket] = originsOf(
      'const hand = 1\nother\n})\n',
      versions('other\n', 'const hand = 1\nother\n})\n'),
    )
    expect(hand).toMatchObject({ of: 1, gap: true })
    expect(bracket).toBeNull()
  })

  it('of lines that are all in the newest version, each has one, and a line moves on only to versions that have it', () => {
    const line = fc.constantFrom('alpha', 'bravo', 'charlie', 'delta', 'echoes')
    const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.map((one) => `${one}\n`).join(''))
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
        const [now = ''] = texts
        const lines = now.split('\n')
        for (const [at, origin] of originsOf(now, versions(...texts)).entries()) {
          expect(origin).not.toBeNull()
          expect((texts[origin?.of ?? -1] ?? '').split('\n')[(origin?.line ?? 0) - 1]).toBe(lines[at])
        }
      }),
      { numRuns: runs(2000) },
    )
  })

  it('of a text that has nothing in common and is large, is none, and soon', () => {
    const many = (name: string): string =>
      Array.from({ length: 2500 }, (_, at) => `${name}${at * 7}\n`).join('')
    expect(from(many('left'), many('right')).every((origin) => origin === null)).toBe(true)
  })
})
