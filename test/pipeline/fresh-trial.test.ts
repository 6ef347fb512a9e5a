// `spec diff --fresh` runs the project's tests on the fresh code and on the present code, each on a copy.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { buildWith, type TestProject } from '../support/project.ts'
import { asking, modelOf } from '../support/scripted-model.ts'
import { answerWith, rightCode, tallyProject, wrongCode } from '../support/tally.ts'

interface Findings {
  readonly fresh: readonly { readonly code: string; readonly message: string }[]
  readonly current: readonly { readonly code: string }[]
  readonly both: readonly { readonly code: string }[]
}

/** The present code is `current`, a model answers `fresh`; nothing may be written by comparing. */
async function compared(
  current: string,
  fresh: string,
  more: { readonly words?: readonly string[]; readonly files?: Readonly<Record<string, string>> } = {},
) {
  const project = tallyProject(more.files)
  await buildWith(project, 'tally', answerWith(current), ['--no-tests'])
  expect(project.read('src/tally.js')).toBe(current)
  const before = sumsOf(project)
  const server = await modelOf({ tally: answerWith(fresh) })
  const ran = await asking(project, server, ['diff', 'tally', '--fresh', '--json', ...(more.words ?? [])])
  expect(sumsOf(project)).toEqual(before)
  const { specs } = ran.json() as unknown as { readonly specs: readonly { readonly findings: Findings }[] }
  return { exit: ran.exit, findings: specs[0]?.findings ?? { fresh: [], current: [], both: [] } }
}

const sumsOf = (project: TestProject): readonly string[] =>
  project.files().map((path) => `${path} ${createHash('sha256').update(project.read(path)).digest('hex')}`)

const codes = (findings: readonly { readonly code: string }[]): readonly string[] =>
  findings.map(({ code }) => code)

test('a rebuild that fails an acceptance test is told so, and the present code is not blamed', async () => {
  const { exit, findings } = await compared(rightCode, wrongCode)
  expect(exit).toBe(1)
  expect(codes(findings.fresh)).toEqual(['check-test'])
  expect(findings.fresh[0]?.message).toContain('empty')
  expect(findings.current).toEqual([])
})

test('a test that only the present code fails is what a rebuild would mend', async () => {
  const { findings } = await compared(wrongCode, rightCode)
  expect(findings.fresh).toEqual([])
  expect(codes(findings.current)).toEqual(['check-test'])
})

test('a test of the project that fails with either code is told once, as a failure of before', async () => {
  const own = `import { test } from 'node:test'
import { tally } from '../src/tally.js'
test('counts', () => { if (tally([2]) !== 3) throw new Error('no') })
`
  const other = `${rightCode}// other words\n`
  const { findings } = await compared(rightCode, other, { files: { 'test/own.test.js': own } })
  expect(codes(findings.both)).toEqual(['check-failed-before'])
  expect([...findings.fresh, ...findings.current]).toEqual([])
})

test('with --no-tests nothing of the project is run', async () => {
  const { findings } = await compared(rightCode, wrongCode, { words: ['--no-tests'] })
  expect(codes(findings.fresh)).not.toContain('check-test')
})

test('--no-tests alone is refused', async () => {
  const project = tallyProject()
  expect((await project.spec(['diff', '--no-tests'])).exit).toBe(2)
})
