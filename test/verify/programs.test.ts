// What programs of the project said, as verdicts: what fails, what is only told, and what is not told at all.
import { describe, expect, test } from 'vitest'
import { programChecks } from '../../src/verify/checks/programs.ts'
import { runChecks } from '../../src/verify/run.ts'
import type { ProgramReport, TrialFault, TrialReport } from '../../src/verify/trial.ts'
import type { Verdict } from '../../src/verify/verify.ts'
import { id, scene } from './builders.ts'

const nothing: ProgramReport = { kind: 'nothing' }

const fault = (more: Partial<TrialFault> = {}): TrialFault => ({
  file: 'test/a.test.ts',
  name: 'adds',
  message: 'not equal',
  expected: null,
  received: null,
  place: null,
  before: false,
  ...more,
})

const ran = (faults: readonly TrialFault[], left: readonly string[] = []): ProgramReport => ({
  kind: 'ran',
  count: 1,
  faults,
  left,
})

function verdictsOf(
  report: Partial<TrialReport>,
  dependents: Readonly<Record<string, string>> = {},
): Promise<Verdict[]> {
  const whole = { commands: nothing, tests: nothing, lint: nothing, ...report }
  const dependentOf = (file: string): ReturnType<typeof id> | null =>
    dependents[file] === undefined ? null : id(dependents[file])
  return runChecks(scene({ files: { 'src/a.ts': '' } }), programChecks(whole, { dependentOf }))
}

const toldBy = (verdicts: readonly Verdict[]): string[] =>
  verdicts.flatMap(({ check, verdict, diagnostics }) => [
    `${check} ${verdict}`,
    ...diagnostics.map(
      ({ severity, code, message, place }) =>
        `${severity} ${code} ${place?.path ?? '-'}:${place?.line ?? '-'} ${message}`,
    ),
  ])

describe('programs of the project', () => {
  test('that there was nothing to run of give no verdict', async () => {
    expect(await verdictsOf({})).toEqual([])
  })

  test('give their verdicts in the order in which they run', async () => {
    expect(toldBy(await verdictsOf({ lint: ran([]), tests: ran([]), commands: ran([]) }))).toEqual([
      'commands passed',
      'tests passed',
      'lint passed',
    ])
  })

  test('fail by what they find, with the place and both sides', async () => {
    const place = { path: 'src/a.ts', line: 4, column: 2 }
    const verdicts = await verdictsOf({
      tests: ran([
        fault({ expected: '{\n  a: 1\n}', received: 'x'.repeat(1000), place }),
        fault({ name: '', message: 'cannot be loaded' }),
      ]),
      lint: ran([fault({ file: 'src/a.ts', name: 'no-var', message: 'Unexpected var', place })]),
      commands: ran([fault({ file: null, name: 'npm run check', message: 'it ended with exit code 1' })]),
    })
    expect(toldBy(verdicts)).toEqual([
      'commands failed',
      'finding check-command specs/features/auth.md:- npm run check: it ended with exit code 1',
      'tests failed',
      `finding check-test src/a.ts:4 test "adds": not equal; expected: { a: 1 }, received: ${'x'.repeat(400)}…`,
      'finding check-test test/a.test.ts:- test/a.test.ts: cannot be loaded',
      'lint failed',
      'finding check-lint src/a.ts:4 no-var: Unexpected var',
    ])
    expect(verdicts[1]?.diagnostics[0]?.related).toEqual([{ path: 'test/a.test.ts' }])
  })

  test('pass with a warning where the same failed without the new code', async () => {
    expect(toldBy(await verdictsOf({ tests: ran([fault({ before: true })]) }))).toEqual([
      'tests passed',
      'warning check-failed-before test/a.test.ts:- failed before too, without the new code: test "adds": not equal',
    ])
  })

  test('pass with a warning where the test is one of a spec that becomes stale', async () => {
    const told = toldBy(await verdictsOf({ tests: ran([fault()]) }, { 'test/a.test.ts': 'users' }))
    expect(told).toEqual([
      'tests passed',
      'warning check-dependent test/a.test.ts:- users becomes stale: test "adds": not equal',
    ])
  })

  test('that could not be run are not run, and tell why; what could not be run beside others is a warning', async () => {
    const verdicts = await verdictsOf({
      tests: { kind: 'not-run', reason: 'jest is not installed' },
      lint: ran([], ['biome is not installed']),
    })
    expect(verdicts[0]).toMatchObject({ check: 'tests', verdict: 'not-run', reason: 'jest is not installed' })
    expect(toldBy(verdicts).slice(1)).toEqual([
      'lint passed',
      'warning check-not-run specs/features/auth.md:- lint: biome is not installed',
    ])
  })
})
