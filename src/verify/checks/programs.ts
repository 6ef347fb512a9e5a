// What the project's own programs said of the new code in, the checks `commands`, `tests` and `lint` out.
import { diagnostic, type Diagnostic, type Place } from '../../diagnostic/diagnostic.ts'
import type { SpecId } from '../../spec/spec.ts'
import type { ProgramReport, TrialFault, TrialReport } from '../trial.ts'
import type { Check, CheckInput } from '../verify.ts'

type Kind = keyof TrialReport

/** Why a failing test is not held against the new code; null where it is. */
export interface Excused {
  /** The dependent that a test file belongs to, where it becomes stale by what this generation declares. */
  readonly dependentOf: (file: string) => SpecId | null
}

/**
 * A check for each kind of program that there was something to run of. What fails without the new files too is told
 * and fails nothing; so are tests of specs that become stale by new declarations, as their type errors are (rule 23).
 */
export function programChecks(report: TrialReport, excused: Excused): readonly Check[] {
  return (['commands', 'tests', 'lint'] as const)
    .filter((kind) => report[kind].kind !== 'nothing')
    .map((kind) => ({
      name: kind,
      after: [],
      run: async (input) => {
        const found = report[kind]
        if (found.kind !== 'ran') return { kind: 'not-run', reason: reasonOf(found) }
        const left = found.left.map((why) =>
          diagnostic('check-not-run', `${kind}: ${why}`, { place: { path: input.spec.head.path } }),
        )
        return {
          kind: 'ran',
          diagnostics: [...found.faults.map((fault) => told(kind, fault, input, excused)), ...left],
        }
      },
    }))
}

const reasonOf = (report: ProgramReport): string => (report.kind === 'not-run' ? report.reason : '')

function told(kind: Kind, fault: TrialFault, input: CheckInput, { dependentOf }: Excused): Diagnostic {
  const place = placeOf(fault)
  if (fault.before)
    return diagnostic(
      'check-failed-before',
      `failed before too, without the new code: ${wordsOf(kind, fault)}`,
      { place },
    )
  const dependent = kind === 'tests' && fault.file !== null ? dependentOf(fault.file) : null
  if (dependent !== null)
    return diagnostic('check-dependent', `${dependent} becomes stale: ${wordsOf(kind, fault)}`, {
      place,
      hint: `spec regen ${dependent}`,
    })
  switch (kind) {
    case 'tests':
      return diagnostic('check-test', wordsOf(kind, fault), { place, related: relatedTo(fault) })
    case 'lint':
      return diagnostic('check-lint', wordsOf(kind, fault), { place })
    case 'commands':
      return diagnostic('check-command', wordsOf(kind, fault), {
        place: { path: input.spec.head.path },
        hint: 'run it by hand, or change `verify.commands` in spec.config.json',
      })
  }
}

const placeOf = ({ place, file }: TrialFault): Place | undefined =>
  place ?? (file === null ? undefined : { path: file })

/** The test file, where the fault came up in the code. */
const relatedTo = ({ place, file }: TrialFault): readonly Place[] | undefined =>
  file !== null && place !== null && place.path !== file ? [{ path: file }] : undefined

/** Longer values are told by their beginning: the record of the run is not the place for a megabyte. */
const longest = 400

function wordsOf(kind: Kind, { file, name, message, expected, received }: TrialFault): string {
  const who = kind === 'tests' ? (name === '' ? (file ?? '') : `test "${name}"`) : name
  const sides =
    expected === null && received === null
      ? ''
      : `; expected: ${shown(expected)}, received: ${shown(received)}`
  return `${who}${who === '' ? '' : ': '}${message}${sides}`
}

function shown(value: string | null): string {
  const line = (value ?? 'nothing').replace(/\s+/g, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}
