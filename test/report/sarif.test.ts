// SARIF logs that are valid, say what the fixtures say, and name a finding the same way tomorrow.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Checked } from '../../src/report/checked.ts'
import { renderSarif } from '../../src/report/sarif.ts'
import { runs } from '../runs.ts'
import { anyChecked, cases, fixture, manyEdits, readChecked } from './checked-cases.ts'
import { faultsOf, resultsOf, runOf, type SarifResult } from './sarif-schema.ts'

test('the schema refuses what is no SARIF', () => {
  expect(faultsOf('{ "version": "2.1.0" }')).not.toEqual([])
  const log = JSON.parse(renderSarif(readChecked('every-state')).text) as { runs: [{ results: object[] }] }
  const [run] = log.runs
  expect(faultsOf(JSON.stringify({ ...log, runs: [{ ...run, results: [{ level: 'error' }] }] }))).not.toEqual(
    [],
  )
  const uri = { physicalLocation: { artifactLocation: { uri: 'a b\\c' }, region: {} } }
  const bad = { ...run.results[0], locations: [uri] }
  expect(faultsOf(JSON.stringify({ ...log, runs: [{ ...run, results: [bad] }] }))).toEqual([
    expect.stringContaining('must match format "uri-reference"'),
    expect.stringContaining("must have required property 'startLine'"),
    expect.stringContaining("must have required property 'charOffset'"),
    expect.stringContaining("must have required property 'byteOffset'"),
    expect.stringContaining('must match a schema in anyOf'),
  ])
})

describe.each(cases)('the log of %s', (name) => {
  test('is what the fixture shows', async () => {
    await expect(renderSarif(readChecked(name)).text).toMatchFileSnapshot(
      fixture(`${name}/expected.sarif.json`),
    )
  })

  test('is valid SARIF 2.1.0', () => {
    expect(faultsOf(renderSarif(readChecked(name)).text)).toEqual([])
  })
})

test('whatever stands in a repository, the log is valid, and each result has its rule and a place', () => {
  fc.assert(
    fc.property(anyChecked, (checked) => {
      const { text } = renderSarif(checked)
      expect(faultsOf(text)).toEqual([])
      const { results, tool } = runOf(checked)
      const lost = results.filter(
        ({ ruleId, ruleIndex, locations }) =>
          tool.driver.rules[ruleIndex]?.id !== ruleId || locations.length !== 1,
      )
      expect(lost).toEqual([])
      // A terminal and a job's log show it, and obey none of it.
      expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|##\[|\u202e/u)
    }),
    { numRuns: runs(1_000, 80) },
  )
})

describe('a fingerprint', () => {
  const printsOf = (checked: Checked): ReadonlyMap<string, string> =>
    new Map(
      resultsOf(checked).map(({ ruleId, properties, partialFingerprints }) => [
        JSON.stringify([ruleId, properties?.spec, properties?.target]),
        partialFingerprints.primaryLocationLineHash,
      ]),
    )

  test('stays when lines move, symbols change, the level rises, and other findings come and go', () => {
    const checked = readChecked('every-state')
    const moved: Checked = {
      ...checked,
      toolVersion: '9.9.9',
      drifts: checked.drifts
        .filter(({ spec }) => spec !== 'auth')
        .map((drift) => ({
          ...drift,
          causes: drift.causes.map((cause) => ({ ...cause, place: { path: cause.place.path, line: 900 } })),
          targets: drift.targets.map((target) => ({
            ...target,
            level: target.level === 'implementation' ? 'api' : target.level,
            changes: target.changes.map((change) => ({
              ...change,
              line: change.line + 100,
              symbol: 'other',
            })),
          })),
        }))
        .reverse(),
    }
    const before = printsOf(checked)
    const after = printsOf(moved)
    expect(after.size).toBe(before.size - 1)
    for (const [finding, print] of after) expect(print).toBe(before.get(finding))
  })

  test('is one of its own for each rule, spec and target', () => {
    const prints = resultsOf(readChecked('every-state')).map(
      (one) => one.partialFingerprints.primaryLocationLineHash,
    )
    expect(new Set(prints).size).toBe(prints.length)
  })

  test('differs between two projects of one repository', () => {
    const checked = readChecked('below-level')
    const [print] = printsOf(checked).values()
    const [other] = printsOf({ ...checked, folder: 'packages/api' }).values()
    expect(other).not.toBe(print)
  })

  test('of a diagnostic stays when its line moves', () => {
    const at = (line: number): Checked => ({
      ...readChecked('clean'),
      diagnostics: [
        {
          code: 'spec-yaml',
          severity: 'trouble',
          message: `no value on line ${line}`,
          place: { path: 'specs/a.md', line },
        },
      ],
    })
    expect([...printsOf(at(3)).values()]).toEqual([...printsOf(at(30)).values()])
  })
})

test('the order of specs and diagnostics does not matter', () => {
  fc.assert(
    fc.property(anyChecked, (checked) => {
      const turned = {
        ...checked,
        drifts: [...checked.drifts].reverse(),
        diagnostics: [...checked.diagnostics].reverse(),
      }
      const key = (one: SarifResult): string => JSON.stringify(one)
      expect(resultsOf(turned).map(key).sort()).toEqual(resultsOf(checked).map(key).sort())
    }),
    { numRuns: runs(200, 80) },
  )
})

test('no text of others is a link, and no brace stands for an argument', () => {
  fc.assert(
    fc.property(anyChecked, (checked) => {
      for (const { message, relatedLocations } of resultsOf(checked)) {
        // Escaped brackets apart, every link of the message goes to one of the related places.
        const links = message.text.replace(/\\[\\[\]]/g, '').match(/\]\([^)]*\)/g) ?? []
        const ids = new Set((relatedLocations ?? []).map((_, index) => `](${index + 1})`))
        expect(links.filter((link) => !ids.has(link))).toEqual([])
        expect(message.text.replaceAll('{{', '').replaceAll('}}', '')).not.toMatch(/[{}]/)
      }
    }),
    { numRuns: runs(500, 80) },
  )
})

test('what needs nobody is no result: in sync, accepted, draft, and form below the level that fails', () => {
  const targets = resultsOf(readChecked('every-state')).map((one) => one.properties?.target)
  for (const quiet of ['src/auth/session.ts', 'src/cart.ts', 'src/cart-view.ts', 'src/search.ts'])
    expect(targets).not.toContain(quiet)
  expect(resultsOf(readChecked('clean'))).toEqual([])
  const form = resultsOf({ ...readChecked('every-state'), failOn: 'format' })
  expect(form.find((one) => one.properties?.target === 'src/cart-view.ts')).toMatchObject({
    ruleId: 'drift/format',
    level: 'error',
  })
})

test('an edit below the level that fails is a warning', () => {
  expect(resultsOf(readChecked('below-level')).map(({ level }) => level)).toEqual(['warning'])
})

test('what is about no file is a notification, and trouble makes the run unsuccessful', () => {
  const run = runOf(readChecked('unreadable'))
  expect(run.invocations[0]).toMatchObject({ executionSuccessful: false, exitCode: 2 })
  expect(run.invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text)).toEqual([
    'the folder specs/secret cannot be read: permission denied (EACCES).',
    'an interrupted command was undone.',
  ])
  expect(runOf(readChecked('every-state')).invocations[0]).toMatchObject({
    executionSuccessful: true,
    exitCode: 1,
  })
  expect(runOf(readChecked('clean')).invocations[0]).toMatchObject({ executionSuccessful: true, exitCode: 0 })
})

test('paths are relative to the repository and percent-encoded', () => {
  const uris = (checked: Checked): readonly string[] =>
    resultsOf(checked).map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri ?? '')
  expect(uris(readChecked('upstream-edited'))).toEqual(['packages/shop/src/model.ts'])
  const one = manyEdits(1)
  const drifts = one.drifts.map((drift) => ({
    ...drift,
    targets: drift.targets.map((target) => ({ ...target, path: 'a:b/ü%20#?.ts' as typeof target.path })),
  }))
  expect(uris({ ...one, drifts })).toEqual(['a%3Ab/%C3%BC%2520%23%3F.ts'])
})
