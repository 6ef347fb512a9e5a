// Merging by line, beside what git does with the same texts.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mergeThreeWays } from '../../src/merge/three-ways.ts'
import { runs } from '../runs.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'merge-lines-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Versions {
  readonly base: string
  readonly ours: string
  readonly theirs: string
}

/** Standard output of `git merge-file --diff3` with the names of the sides as labels. */
function git(versions: Versions): { readonly text: string; readonly conflicts: number } {
  for (const [name, text] of Object.entries(versions)) writeFileSync(join(folder, name), text)
  const labels = ['-L', 'ours', '-L', 'base', '-L', 'theirs']
  const run = spawnSync('git', ['merge-file', '-p', '--diff3', ...labels, 'ours', 'base', 'theirs'], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { text: run.stdout, conflicts: run.status ?? -1 }
}

const merged = (versions: Versions): { readonly text: string; readonly conflicts: number } => {
  const merge = mergeThreeWays({ path: 'notes.txt', ...versions })
  return { text: merge.text, conflicts: merge.kind === 'clean' ? 0 : merge.conflicts.length }
}

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join('')
const base = lines('a', 'b', 'c', 'd', 'e', 'f')

describe('a text is merged as git merges it', () => {
  it.each<[string, string, string]>([
    ['changes of lines apart', lines('a', 'B', 'c', 'd', 'e', 'f'), lines('a', 'b', 'c', 'd', 'E', 'f')],
    ['changes of one line', lines('a', 'X', 'c', 'd', 'e', 'f'), lines('a', 'Y', 'c', 'd', 'e', 'f')],
    [
      'changes of neighbouring lines',
      lines('a', 'X', 'c', 'd', 'e', 'f'),
      lines('a', 'b', 'Y', 'd', 'e', 'f'),
    ],
    ['the same change', lines('a', 'X', 'c', 'd', 'e', 'f'), lines('a', 'X', 'c', 'd', 'E', 'f')],
    ['a deletion and a change', lines('a', 'd', 'e', 'f'), lines('a', 'b', 'C', 'd', 'e', 'f')],
    [
      'additions at one place',
      lines('a', 'x', 'b', 'c', 'd', 'e', 'f'),
      lines('a', 'y', 'b', 'c', 'd', 'e', 'f'),
    ],
    [
      'an addition behind a change',
      lines('a', 'b', 'x', 'c', 'd', 'e', 'f'),
      lines('a', 'B', 'c', 'd', 'e', 'f'),
    ],
    ['everything gone on one side', '', lines('a', 'b', 'c', 'd', 'e', 'F')],
    ['no line end on one side', base.trimEnd(), lines('a', 'b', 'c', 'd', 'e', 'F')],
    ['two clashes', lines('1', 'b', 'c', 'd', 'e', '6'), lines('one', 'b', 'c', 'd', 'e', 'six')],
  ])('%s', (_, ours, theirs) => {
    expect(merged({ base, ours, theirs })).toEqual(git({ base, ours, theirs }))
  })

  it('whatever the changes are', () => {
    // Each line is there once, so that there is one way only to see what changed.
    const place = fc.integer({ min: 0, max: 19 })
    const change = fc.tuple(place, fc.constantFrom('edit', 'delete', 'add'))
    const side = fc.uniqueArray(change, { maxLength: 5, selector: ([at]) => at })
    const all = Array.from({ length: 20 }, (_, at) => `line ${at}`)
    const apply = (changes: readonly (readonly [number, string])[], name: string): string => {
      const kinds = new Map(changes)
      return all
        .flatMap((line, at) => {
          const kind = kinds.get(at)
          if (kind === 'delete') return []
          if (kind === 'edit') return [`${line} by ${name}`]
          return kind === 'add' ? [line, `added at ${at} by ${name}`] : [line]
        })
        .map((line) => `${line}\n`)
        .join('')
    }
    fc.assert(
      fc.property(side, side, (mine, other) => {
        const versions = { base: lines(...all), ours: apply(mine, 'us'), theirs: apply(other, 'them') }
        expect(merged(versions)).toEqual(git(versions))
      }),
      { numRuns: runs(2000, 40) },
    )
  })
})

it('the line of a conflict is that of its first mark', () => {
  const merge = mergeThreeWays({
    path: 'notes.txt',
    base,
    ours: lines('a', 'b', 'c', 'x', 'e', 'f'),
    theirs: lines('a', 'b', 'c', 'y', 'e', 'f'),
  })
  expect(merge).toMatchObject({ kind: 'conflict', conflicts: [{ symbol: '', line: 4 }] })
  expect(merge.text.split('\n')[3]).toBe('<<<<<<< ours')
})

it('labels stand behind the marks', () => {
  const versions = { path: 'a.txt', base: 'a\n', ours: 'b\n', theirs: 'c\n' }
  expect(mergeThreeWays(versions, { ours: 'hand edit', base: 'last build', theirs: 'new build' }).text).toBe(
    '<<<<<<< hand edit\nb\n||||||| last build\na\n=======\nc\n>>>>>>> new build\n',
  )
})
