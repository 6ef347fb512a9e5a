// Markdown added to the summary of a job: after what is there, as much as GitHub takes, and a file that cannot be written.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { appendJobSummary, summaryBytes } from '../../src/adapters/job-summary.ts'

let folder = ''
let file = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spec-summary-'))
  file = join(folder, 'summary.md')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('a summary is added after what the step wrote before', async () => {
  writeFileSync(file, 'before\n')
  expect(await appendJobSummary(file, '## Drift\n')).toEqual({ ok: true, value: null, diagnostics: [] })
  expect(readFileSync(file, 'utf8')).toBe('before\n## Drift\n')
})

test('a file that is not there yet is made', async () => {
  await appendJobSummary(file, '## Drift\n')
  expect(readFileSync(file, 'utf8')).toBe('## Drift\n')
})

test('1 MiB fits to the byte', async () => {
  const markdown = `${'x'.repeat(summaryBytes - 1)}\n`
  expect(await appendJobSummary(file, markdown)).toMatchObject({ ok: true, diagnostics: [] })
  expect(readFileSync(file, 'utf8')).toBe(markdown)
})

test('what is longer is cut after a whole line, the fold is closed, and both the summary and a warning say so', async () => {
  const before = '# before\n'
  writeFileSync(file, before)
  const lines = Array.from({ length: 30_000 }, (_, index) => `- ${index} ${'ü'.repeat(20)}\n`).join('')
  const result = await appendJobSummary(file, `<details><summary>Details</summary>\n\n${lines}\n</details>\n`)
  const written = readFileSync(file)
  expect(written.length).toBeLessThanOrEqual(summaryBytes)
  expect(written.length).toBeGreaterThan(summaryBytes - 200)
  const text = written.toString()
  expect(text).toMatch(/^- \d+ ü{20}\n\n<\/details>\n\n\*\*Cut here: .*\*\*\n$/m)
  expect(text.match(/<details>/g)).toHaveLength(1)
  expect(result.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
    ['report-cut', 'warning'],
  ])
})

test('a summary that is full already stays as it is', async () => {
  const full = 'x'.repeat(summaryBytes)
  writeFileSync(file, full)
  const result = await appendJobSummary(file, '## Drift\n')
  expect(readFileSync(file, 'utf8')).toBe(full)
  expect(result.diagnostics.map(({ code }) => code)).toEqual(['report-cut'])
})

test('a file that cannot be written is a diagnostic', async () => {
  const result = await appendJobSummary(join(folder, 'gone', 'summary.md'), '## Drift\n')
  expect(result.ok).toBe(false)
  expect(result.diagnostics.map(({ code, message }) => [code, message])).toEqual([
    ['write-failed', 'the job summary could not be written: it is not there (ENOENT)'],
  ])
})
