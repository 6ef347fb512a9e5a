// Logs of any size within what GitHub's code scanning accepts, saying what was left out.
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { renderSarif } from '../../src/report/sarif.ts'
import { cases, manyEdits, readChecked } from './checked-cases.ts'
import { faultsOf, runOf, type SarifRun } from './sarif-schema.ts'

test('25,000 results of 30,000, what matters most first, and the log says what was left out', () => {
  const { text, diagnostics } = renderSarif(manyEdits(30_000))
  expect(faultsOf(text)).toEqual([])
  const [run] = (JSON.parse(text) as { runs: [SarifRun] }).runs
  expect(run.results).toHaveLength(25_000)
  expect(run.results[0]?.message.text).toContain('what an importer can see changed')
  expect(run.results[9_999]?.message.text).toContain('what an importer can see changed')
  expect(run.results[10_000]?.message.text).toContain('its implementation changed')
  const said = 'the SARIF log holds the first 25000 of 30000 findings'
  expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
    ['report-cut', expect.stringContaining(said)],
  ])
  expect(run.invocations[0]?.toolExecutionNotifications[0]?.message.text).toContain(said)
  expect(gzipSync(text).length).toBeLessThan(10_000_000)
})

test('more than 5,000 are sent and only 5,000 shown, which is told', () => {
  expect(renderSarif(manyEdits(5_000)).diagnostics).toEqual([])
  const { diagnostics } = renderSarif(manyEdits(5_001))
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'code scanning shows the first 5000 of the 5001 findings in the SARIF log',
  ])
})

test('10 MB after gzip, whatever the names are', () => {
  // Names that no compression makes shorter.
  let seed = 1
  const noise = (): string => {
    seed = (seed * 48_271) % 2_147_483_647
    return String.fromCodePoint(0x4e00 + (seed % 20_000))
  }
  const checked = manyEdits(7_000)
  const drifts = checked.drifts.map((drift) => ({
    ...drift,
    next: Array.from({ length: 900 }, noise).join(''),
  }))
  const { text, diagnostics } = renderSarif({ ...checked, drifts })
  expect(gzipSync(text).length).toBeLessThanOrEqual(10_000_000)
  expect(diagnostics[0]?.message).toMatch(/holds the first \d+ of 7000 findings/)
  expect(faultsOf(text)).toEqual([])
})

test('at most 20 tags a rule', () => {
  for (const name of cases) {
    const { tool } = runOf(readChecked(name))
    for (const rule of tool.driver.rules)
      expect((rule as { properties?: { tags: string[] } }).properties?.tags.length).toBeLessThanOrEqual(10)
  }
})
