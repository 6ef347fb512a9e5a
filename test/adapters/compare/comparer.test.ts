// More edits than one portion: threads compare them, and say what one after the other would say.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createComparer } from '../../../src/adapters/compare/comparer.ts'
import { portionsOf } from '../../../src/adapters/compare/portions.ts'
import { compareSources } from '../../../src/diff/compare.ts'
import type { Edit } from '../../../src/ports.ts'
import { testFolder } from '../../support/git.ts'
import { testProject } from '../../support/project.ts'
import { startSpec } from '../../support/spawned.ts'

const edit = (path: string, before: string, after: string): Edit => ({
  path,
  load: () => ({ before, after }),
})
const numbered = (count: number): readonly Edit[] =>
  Array.from({ length: count }, (_, n) =>
    edit(`src/f${n}.ts`, `export const a = ${n}\n`, `export const a = ${n + 1}\n`),
  )

test('portions are cut after so many files or so much text, whatever the machine', () => {
  const sizes = (edits: readonly Edit[]) => [...portionsOf(edits)].map((portion) => portion.length)
  expect(sizes(numbered(250))).toEqual([250])
  expect(sizes(numbered(501))).toEqual([250, 250, 1])
  const long = edit('long.md', 'x'.repeat(4_000_001), '')
  expect(sizes([long, long, edit('a.md', '', 'a')])).toEqual([1, 1, 1])
  expect(sizes([])).toEqual([])
})

test('what has no text is left out, and the others keep their places', async () => {
  const missing: Edit = { path: 'src/gone.ts', load: () => null }
  const told = await createComparer().compare([
    missing,
    edit('src/a.ts', 'export const a = 1\n', 'export const a = 2\n'),
  ])
  expect(told[0]).toBeNull()
  const alone = compareSources('export const a = 1\n', 'export const a = 2\n', { path: 'src/a.ts' })
  expect(told[1]).toEqual({ level: alone.level, changes: alone.changes })
})

test('the built command compares many edits in threads and tells each as it is told alone', async () => {
  const count = 260
  const paths = Array.from({ length: count }, (_, n) => `src/f${1000 + n}.ts`)
  const before = (n: number): string => `export function f(a: number): number {\n  return a + ${n}\n}\n`
  const after = (n: number): string => {
    if (n % 3 === 0) return before(n).replace('a + ', 'a - ')
    return n % 3 === 1
      ? before(n).replace('a: number', 'a: string | number')
      : `${before(n)}// and a comment\n`
  }
  const specOf = (some: readonly string[]): string =>
    `---\ntargets:\n${some.map((path) => `  - ${path}\n`).join('')}---\n# Many\n\n- R1: Each adds.\n`
  const project = testProject({
    'specs/features/a.md': specOf(paths.slice(0, 130)),
    'specs/features/b.md': specOf(paths.slice(130)),
    ...Object.fromEntries(paths.map((path, n) => [path, before(n)])),
  })
  expect(await project.spec(['accept', 'a', 'b', '--because', 'as found', '--yes'])).toMatchObject({
    exit: 0,
  })
  for (const [n, path] of paths.entries()) project.write(path, after(n))

  const probe = join(testFolder(), 'probe.cjs')
  writeFileSync(
    probe,
    "require('node:worker_threads').isMainThread || require('node:fs').writeSync(2, 'in a thread\\n')\n",
  )
  const { exit, stdout, stderr } = await startSpec(project.root, ['drift', '--json'], {
    nodeFlags: ['--require', probe],
  }).ended
  expect(exit).toBe(1)
  expect(stderr).toContain('in a thread')
  const here = await project.spec(['drift', '--json']) // From source: no threads.
  expect(JSON.parse(stdout)).toEqual(here.json())
  const specs = here.json()['specs'] as readonly { readonly targets: readonly Record<string, unknown>[] }[]
  for (const [n, target] of specs.flatMap(({ targets }) => targets).entries()) {
    const { level, changes } = compareSources(before(n), after(n), { path: paths[n] ?? '' })
    expect(target).toMatchObject({ path: paths[n], level, changes: JSON.parse(JSON.stringify(changes)) })
  }
})
