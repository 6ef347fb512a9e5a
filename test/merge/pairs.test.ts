// Hand edits and regenerations of this project's own files, built so that their merge is known. `npm run merge-pairs` does the
// same over the sources of dependencies, beside git.
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { mergeThreeWays } from '../../src/merge/three-ways.ts'
import { judge, mergePairs, pairKinds, sourcesIn } from '../support/merge-pairs.ts'
import { repository } from '../support/project.ts'
import { runs } from '../runs.ts'

const folders = ['src/merge', 'src/plan', 'src/spec', 'src/drift', 'src/pipeline']

test('changes that have nothing to do with each other are both there, and changes of one thing clash', () => {
  const files = folders
    .flatMap((folder) => [...sourcesIn(join(repository, folder))])
    .map((path) => ({ path: relative(repository, path), text: readFileSync(path, 'utf8') }))
  const faults: string[] = []
  const seen = new Set<string>()
  let left = runs(500, 25)
  for (const pair of mergePairs(files, 11)) {
    if (left-- <= 0) break
    seen.add(pair.kind)
    const found = judge(pair, mergeThreeWays(pair))
    if (found !== (pair.expected === 'conflict' ? 'conflict' : 'right'))
      faults.push(`${found}: ${pair.kind} in ${pair.path} (${pair.marks.join(', ')})`)
  }
  expect(faults).toEqual([])
  expect([...seen].sort()).toEqual([...pairKinds].sort())
}, 300_000)
