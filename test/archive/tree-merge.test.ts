import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mended, mergeTrees, partedChunks, sameTree, type Tree } from '../../src/archive/tree-merge.ts'
import { chunkName, headName } from '../../src/archive/session-paths.ts'
import { digestText } from '../../src/digest/digest.ts'
import { runs } from '../runs.ts'

/** Files that are named by what is in them: a path has one content. */
const trees = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f/g', 'f/h', 'i/j/k'))
  .map((paths): Tree => new Map(paths.map((path) => [path, `100644 ${path}`])))

describe('of two trees, the merged one', () => {
  test('has what is on both sides or was added by one, in whatever order they are named', () => {
    fc.assert(
      fc.property(trees, trees, trees, (base, ours, theirs) => {
        const merged = mergeTrees(base, ours, theirs)
        for (const path of new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])) {
          const [before, own, other] = [base.has(path), ours.has(path), theirs.has(path)]
          expect(merged.has(path)).toBe((own && other) || (!before && (own || other)))
        }
        expect(sameTree(merged, mergeTrees(base, theirs, ours))).toBe(true)
        expect(sameTree(mergeTrees(base, ours, base), ours)).toBe(true)
        expect(sameTree(mergeTrees(new Map(), ours, ours), ours)).toBe(true)
      }),
      { numRuns: runs(1000, 100) },
    )
  })

  test('has of a file that both changed our text, and of a file and a folder of one name ours', () => {
    const base = new Map([['README', '100644 1']])
    const ours = new Map([
      ['README', '100644 2'],
      ['x', '100644 x'],
      ['y/deep/er', '100644 y'],
    ])
    const theirs = new Map([
      ['README', '100644 3'],
      ['x/in', '100644 z'],
      ['y', '100644 z'],
    ])
    expect(mergeTrees(base, ours, theirs)).toEqual(ours)
    expect(mergeTrees(base, base, theirs)).toEqual(theirs)
  })

  test('has a chunk again that a new head names, and no other', () => {
    const [one, two] = [digestText('one'), digestText('two')]
    const at = (name: string): string => `sessions/codex/s/${name}`
    const [first, second, head] = [chunkName(one, one), chunkName(two, two), headName(digestText('new'))].map(
      at,
    )
    const base = new Map([first, second].map((path) => [path ?? '', '100644 x']))
    const merged = mergeTrees(base, new Map(), new Map([...base, [head ?? '', '100644 h']]))
    const [parted] = partedChunks(base, merged)
    expect(parted).toEqual({ chunks: [first, second], heads: [head] })
    if (parted !== undefined) mended(base, merged, parted, new Set([two]))
    expect([...merged.keys()].sort()).toEqual([second, head].sort())
    expect(partedChunks(base, base)).toEqual([])
  })
})
