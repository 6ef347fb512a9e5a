// A project whose code is tested by Node's own runner, which needs no package and starts fast: what trials are tested on.
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { repository, testProject, type ScriptedAnswer, type TestProject } from './project.ts'

export const tallySpec = `---
targets: [src/tally.js]
tests: [test/tally.test.js]
---
# Tally

## Requirements

- R1: \`tally(list)\` is the sum of the numbers in the list.
- R2: An empty list has the sum 0.
`

/** Written by people: what the spec has to fulfil. */
export const tallyTest = `import assert from 'node:assert'
import { test } from 'node:test'
import { tally } from '../src/tally.js'

test('sums', () => {
  assert.strictEqual(tally([1, 2, 3]), 6)
})

test('empty', () => {
  assert.strictEqual(tally([]), 0)
})
`

export const rightCode = `export function tally(list) {
  return list.reduce((sum, one) => sum + one, 0)
}
`

/** Wrong for an empty list. */
export const wrongCode = `export function tally(list) {
  return list.reduce((sum, one) => sum + one)
}
`

/** Wrong for both. */
export const worseCode = `export function tally(list) {
  return list.length * 10 + 1
}
`

export const answerWith = (code: string): ScriptedAnswer => ({
  files: { 'src/tally.js': code },
  trace: { R1: ['src/tally.js#tally'], R2: ['src/tally.js#tally'] },
})

/** Only these packages are installed: a copy is made faster where there are few. */
export function tallyProject(
  more: Readonly<Record<string, string>> = {},
  packages: readonly string[] = [],
): TestProject {
  const project = testProject({
    'package.json': JSON.stringify({ name: 'tally', type: 'module', scripts: { test: 'node --test' } }),
    'specs/features/tally.md': tallySpec,
    'test/tally.test.js': tallyTest,
    ...more,
  })
  project.remove('node_modules')
  mkdirSync(join(project.root, 'node_modules'))
  for (const name of packages)
    symlinkSync(join(repository, 'node_modules', name), join(project.root, 'node_modules', name), 'dir')
  return project
}
