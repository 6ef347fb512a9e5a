// In which order many specs are built: what shares the beginning of its prompt stands together.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { warmOrder, type Buildable } from '../../src/pipeline/warm-order.ts'
import type { SpecId } from '../../src/spec/spec.ts'
import { runs } from '../runs.ts'

const id = (name: string): SpecId => name as SpecId // Only compared.

/** `a:x y` is a spec with the prefix x, y; what it comes after follows `>`. */
function specs(...lines: readonly string[]): Buildable[] {
  return lines.map((line) => {
    const [, name = '', prefix = '', after = ''] = /^(\w+):([^>]*)>?(.*)$/.exec(line) ?? []
    const words = (text: string): string[] => text.split(' ').filter((word) => word !== '')
    return { id: id(name), prefix: words(prefix), after: words(after).map(id) }
  })
}

describe('the order of building', () => {
  it('puts together what begins with the same shared specs', () => {
    expect(warmOrder(specs('a:x', 'b:y', 'c:x', 'd:y', 'e:x'))).toEqual(['a', 'c', 'e', 'b', 'd'])
  })

  it('goes on with what shares the most, then with what was given first', () => {
    expect(warmOrder(specs('a:x y', 'b:z', 'c:x', 'd:x y z', 'e:x y'))).toEqual(['a', 'e', 'd', 'c', 'b'])
  })

  it('keeps what is used before what uses it, though that parts a group', () => {
    expect(warmOrder(specs('a:x', 'b:y', 'c:x >b', 'd:x'))).toEqual(['a', 'd', 'b', 'c'])
  })

  it('comes back to a group as soon as what it waited for is built', () => {
    expect(warmOrder(specs('a:x', 'b:x >a', 'c:y', 'd:x >b'))).toEqual(['a', 'b', 'd', 'c'])
  })

  it('is the given one where nothing is shared', () => {
    expect(warmOrder(specs('a:p', 'b:q', 'c:r'))).toEqual(['a', 'b', 'c'])
  })

  const any = fc
    .array(
      fc.record({ prefix: fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 }), after: fc.nat(9) }),
      {
        maxLength: 30,
      },
    )
    .map((drawn) =>
      drawn.map(({ prefix, after }, at) => ({
        id: id(`s${at}`),
        prefix,
        // Any two before it, or none.
        after: [at - 1 - after, at - 1 - 2 * after]
          .filter((used) => used >= 0 && after > 0)
          .map((used) => id(`s${used}`)),
      })),
    )

  it('holds each spec once, after all that it uses, whatever is given', () => {
    fc.assert(
      fc.property(any, (given) => {
        const order = warmOrder(given)
        expect([...order].sort()).toEqual(given.map((spec) => spec.id).sort())
        for (const spec of given)
          for (const used of spec.after) expect(order.indexOf(used)).toBeLessThan(order.indexOf(spec.id))
      }),
      { numRuns: runs(1000) },
    )
  })

  it('leaves a group only where nothing of it may be built', () => {
    fc.assert(
      fc.property(any, (given) => {
        const order = warmOrder(given)
        const by = new Map(given.map((spec) => [spec.id, spec]))
        const keyOf = (one: SpecId): string => JSON.stringify(by.get(one)?.prefix)
        for (const [at, one] of order.entries()) {
          const next = order[at + 1]
          if (next === undefined || keyOf(next) === keyOf(one)) continue
          const done = new Set(order.slice(0, at + 1))
          const left = order.slice(at + 1).filter((other) => keyOf(other) === keyOf(one))
          for (const other of left) expect(by.get(other)?.after.every((used) => done.has(used))).toBe(false)
        }
      }),
      { numRuns: runs(1000) },
    )
  })
})
