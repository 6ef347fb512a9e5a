// The order of checks, and what one that fails or cannot run does to those after it.
import { expect, test } from 'vitest'
import { diagnostic } from '../../src/diagnostic/diagnostic.ts'
import type { Check, CheckResult } from '../../src/verify/verify.ts'
import { passed, runChecks, standardChecks } from '../../src/verify/run.ts'
import { scene } from './builders.ts'

const check = (name: string, result: CheckResult, after: readonly string[] = []): Check => ({
  name,
  after,
  run: async () => result,
})
const ran = (...codes: readonly ('check-types' | 'check-untraced')[]): CheckResult => ({
  kind: 'ran',
  diagnostics: codes.map((code) => diagnostic(code, 'said')),
})

test('a check fails by a finding, and passes with a warning', async () => {
  const verdicts = await runChecks(scene({ files: {} }), [
    check('a', ran()),
    check('b', ran('check-untraced')),
    check('c', ran('check-untraced', 'check-types')),
  ])
  expect(
    verdicts.map(({ check: name, verdict, diagnostics }) => [name, verdict, diagnostics.length]),
  ).toEqual([
    ['a', 'passed', 0],
    ['b', 'passed', 1],
    ['c', 'failed', 2],
  ])
  expect(passed(verdicts)).toBe(false)
})

test('what stands behind a failed check is not run, and neither is what stands behind that', async () => {
  const verdicts = await runChecks(scene({ files: {} }), [
    check('a', ran('check-types')),
    check('b', ran(), ['a']),
    check('c', ran(), ['b']),
    check('d', ran()),
  ])
  expect(verdicts.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ['failed', null],
    ['not-run', '"a" did not pass'],
    ['not-run', '"b" did not pass'],
    ['passed', null],
  ])
})

test('a check that could not run says why, and stops nothing', async () => {
  const verdicts = await runChecks(scene({ files: {} }), [
    check('a', { kind: 'not-run', reason: 'no types' }),
  ])
  expect(verdicts).toEqual([{ check: 'a', verdict: 'not-run', reason: 'no types', diagnostics: [] }])
  expect(passed(verdicts)).toBe(true)
})

test('the standard checks, on an answer without fault', async () => {
  const given = scene({
    files: { 'a.ts': 'export const a = 1\n' },
    requirements: ['R1'],
    trace: { R1: ['a.ts#a'] },
  })
  const verdicts = await runChecks(given)
  expect(verdicts.map(({ check: name, verdict }) => `${name} ${verdict}`)).toEqual([
    'complete passed',
    'parses passed',
    'types passed',
    'traced-symbols passed',
    'traced passed',
    'kept passed',
    'imports passed',
    'landed passed',
  ])
})

test('the standard checks, on code that does not parse: what needs a tree is not run', async () => {
  const verdicts = await runChecks(scene({ files: { 'a.ts': 'const =' } }))
  expect(verdicts.map(({ check: name, verdict }) => `${name} ${verdict}`)).toEqual([
    'complete passed',
    'parses failed',
    'types not-run',
    'traced-symbols not-run',
    'traced passed',
    'kept not-run',
    'imports not-run',
    'landed not-run',
  ])
})

test('each check stands behind those it needs', () => {
  const before = new Set<string>()
  for (const { name, after } of standardChecks) {
    expect([name, after.filter((needed) => !before.has(needed))]).toEqual([name, []])
    before.add(name)
  }
})
