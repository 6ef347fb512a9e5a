// What failed with the new files in, what to run without them out; and both outcomes in, the report out.
import type { ProgramReport, TrialFault, TrialReport, TrialRequest } from '../../verify/trial.ts'
import type { FoundFault } from './test-report.ts'
import type { Found } from './tests.ts'
import type { Results, Wanted } from './trial.ts'

/**
 * What may have failed all along; null where nothing of the kind failed. Acceptance tests are not asked: they are often
 * written before the code, and what the spec has to fulfil is no less unfulfilled for having been so before.
 */
export function baselineOf(wanted: Wanted, after: Results, { tests }: TrialRequest): Wanted | null {
  const ofTests = after.tests?.faults ?? []
  const died = ofTests.some(({ file }) => file === null)
  const files = [
    ...new Set(ofTests.flatMap(({ file }) => (file === null || tests.includes(file) ? [] : [file]))),
  ]
  const suspects = {
    tests: died ? wanted.tests : files.length > 0 ? { tests: files, about: [] } : null,
    lint: (after.lint?.faults.length ?? 0) > 0 ? wanted.lint : null,
  }
  const isCommand = (after.commands?.faults.length ?? 0) > 0
  if (suspects.tests === null && suspects.lint === null && !isCommand) return null
  // Tests may need what the commands make.
  return { commands: wanted.commands, ...suspects }
}

export function reportOf(wanted: Wanted, after: Results, before: Results): TrialReport {
  const nothing: ProgramReport = { kind: 'nothing' }
  const report = (kind: keyof Wanted, none: string): ProgramReport => {
    const found = after[kind]
    return wanted[kind] === null || found === null ? nothing : toldApart(kind, found, before[kind], none)
  }
  return {
    commands: report('commands', 'no command could be run'),
    tests: report('tests', 'no test imports these files'),
    lint: report('lint', 'no linter could be run'),
  }
}

function toldApart(
  kind: keyof Wanted,
  { count, faults, left }: Found,
  before: Found | null,
  none: string,
): ProgramReport {
  if (count === 0 && faults.length === 0)
    return { kind: 'not-run', reason: left.length === 0 ? none : left.join('; ') }
  const known = new Map<string, number>()
  for (const fault of before?.faults ?? []) {
    const key = keyOf(kind, fault)
    known.set(key, (known.get(key) ?? 0) + 1)
  }
  const told = faults.map((fault): TrialFault => {
    const key = keyOf(kind, fault)
    const times = known.get(key) ?? 0
    known.set(key, times - 1)
    return { ...fault, before: times > 0 }
  })
  return { kind: 'ran', count, faults: told, left }
}

/**
 * A test that failed is the same test, whatever it says now. Where a whole file or program failed, only the same failure
 * is the same: a missing module before and a mistake in it now are two. Numbers are durations and lines.
 */
function keyOf(kind: keyof Wanted, { file, name, message }: FoundFault): string {
  const isOneTest = kind === 'tests' && name !== ''
  return JSON.stringify([file, name, isOneTest ? '' : message.replace(/\d+/g, '#')])
}
