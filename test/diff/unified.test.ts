// Unified diffs: what `patch` would read, and no search without end.
import { applyPatch } from 'diff'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unifiedDiff } from '../../src/diff/unified.ts'
import { runs } from '../runs.ts'

test('shows what changed with three lines around it', () => {
  const before = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n'
  expect(unifiedDiff('a.ts', before, before.replace('five', 'FIVE'))).toBe(`--- a/a.ts
+++ b/a.ts
@@ -2,7 +2,7 @@
 two
 three
 four
-five
+FIVE
 six
 seven
 eight
`)
})

test('a file that is not there is /dev/null, an empty one is not', () => {
  expect(unifiedDiff('a.ts', null, 'x\n')).toBe('--- /dev/null\n+++ b/a.ts\n@@ -0,0 +1,1 @@\n+x\n')
  expect(unifiedDiff('a.ts', 'x\n', null)).toBe('--- a/a.ts\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n')
  expect(unifiedDiff('a.ts', 'x\n', '')).toBe('--- a/a.ts\n+++ b/a.ts\n@@ -1,1 +0,0 @@\n-x\n')
})

test('a missing line end at the end of the file is said, line ends themselves are not compared', () => {
  expect(unifiedDiff('a', 'x\n', 'x')).toContain('\\ No newline at end of file')
  expect(unifiedDiff('a', 'x\r\ny\r\n', 'x\ny\n')).toBe('')
})

test('versions with nothing in common are one hunk that still applies', () => {
  const lines = (word: string): string => Array.from({ length: 5000 }, (_, n) => `${word} ${n}\n`).join('')
  const [before, after] = [`same\n${lines('old')}end\n`, `same\n${lines('new')}end`]
  const diff = unifiedDiff('a.txt', before, after)
  expect(diff.match(/^@@/gm)).toHaveLength(1)
  expect(diff).toContain('\n same\n-old 0\n')
  expect(applyPatch(before, diff)).toBe(after)
})

test('applied to the old version, a diff gives the new one', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', '', ' '), { maxLength: 12 })
    .chain((lines) => fc.constantFrom(lines.join('\n'), `${lines.join('\n')}\n`))
  fc.assert(
    fc.property(text, text, fc.nat(4), (before, after, context) => {
      const diff = unifiedDiff('a', before, after, context)
      expect(diff === '' ? before : applyPatch(before, diff)).toBe(after)
    }),
    { numRuns: runs(5000) },
  )
})
